"""Papers of single rows of a list: sent many at once, put to their rows, taken out."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tinhso.dossiers import services
from tinhso.dossiers.forms.groups import RowPaperForm
from tinhso.dossiers.queries.groups import group_page
from tinhso.dossiers.services.row_papers import MOST_BYTES
from tinhso.dossiers.views.groups import business_of
from tinhso.kernel.errors import Invalid
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.web.once import once

SAID = 10


@require_POST
def upload_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take many papers, and say which went to their rows and which did not."""
    actor = business_of(request)
    group_page(uid=uid, actor=actor)
    sent = ((one.name or "", one.read(MOST_BYTES + 1)) for one in request.FILES.getlist("files"))

    def act() -> str:
        put = services.put_row_papers(
            uid=uid,
            component_key=request.POST.get("component_key", "")[:64],
            sent=sent,
            actor=actor,
        )
        messages.success(request, told(_("Đã gắn %(n)s tệp vào dòng của nó."), n=put.placed))
        if put.unplaced:
            said = _("%(n)s tệp chưa rõ của dòng nào; hãy gắn ở phần giấy tờ.")
            messages.warning(request, told(said, n=len(put.unplaced)))
        for sentence in put.refused[:SAID]:
            messages.error(request, sentence)
        return reverse("group", kwargs={"uid": uid})

    return _done(request, uid, act)


@require_POST
def place_view(request: HttpRequest, uid: UUID, paper_uid: UUID) -> HttpResponse:
    """Put a paper to the row that is named."""
    actor = business_of(request)
    form = RowPaperForm(request.POST)

    def act() -> str:
        if not form.is_valid():
            raise Invalid(fields={"line": _("Hãy ghi số dòng.")})
        services.place_row_paper(
            uid=uid, paper_uid=paper_uid, line=form.cleaned_data["line"], actor=actor
        )
        return reverse("group", kwargs={"uid": uid})

    group_page(uid=uid, actor=actor)
    return _done(request, uid, act)


@require_POST
def drop_view(request: HttpRequest, uid: UUID, paper_uid: UUID) -> HttpResponse:
    """Take a paper out of the list."""
    actor = business_of(request)

    def act() -> str:
        services.drop_row_paper(uid=uid, paper_uid=paper_uid, actor=actor)
        return reverse("group", kwargs={"uid": uid})

    return redirect(once(request, act))


def _done(request: HttpRequest, uid: UUID, act: Callable[[], str]) -> HttpResponse:
    """Lead back to the list; what a rule refuses is said there."""
    try:
        return redirect(once(request, act))
    except Invalid as refusal:
        for sentence in refusal.fields.values():
            messages.error(request, str(sentence))
        return redirect("group", uid=uid)
