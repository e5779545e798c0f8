"""One's own papers: what is here, until when valid, where it was used; put away, take back."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.dossiers.forms.paper_store import ValidityForm
from tinhso.dossiers.queries.paper_store import own_paper, own_papers
from tinhso.dossiers.services.paper_store import put_paper_away, set_validity, take_paper_back
from tinhso.dossiers.views.filing import applicant_of
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.web.once import once


@require_safe
def list_view(request: HttpRequest) -> HttpResponse:
    """Show every paper one has here: those of use, those that ran out, those put away."""
    rows = own_papers(actor=_person(request))
    here = [row for row in rows if row.removed_at is None]
    context = {
        "usable": [row for row in here if not row.has_run_out],
        "run_out": [row for row in here if row.has_run_out],
        "away": [row for row in rows if row.removed_at is not None],
        "back_url": reverse("my_dossiers"),
    }
    return render(request, "dossiers/applicant/paper_store.html", context)


@require_http_methods(["GET", "POST"])
def validity_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Write down until when a paper is valid."""
    actor = _person(request)
    paper = own_paper(uid=uid, actor=actor)
    if not paper.is_own_date:
        raise NotFound
    form = ValidityForm(request.POST or None, initial={"valid_until": paper.valid_until})
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            set_validity(uid=uid, valid_until=form.cleaned_data["valid_until"], actor=actor)
            return reverse("my_papers")

        try:
            there = once(request, act)
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã ghi hạn của giấy tờ; chúng tôi nhắc trước khi hết."))
            return redirect(there)
    context = {"paper": paper, "form": form, "back_url": reverse("my_papers")}
    status = 422 if form.errors else 200
    return render(request, "dossiers/applicant/paper_validity.html", context, status=status)


@require_POST
def away_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Put a paper away."""
    told = _("Đã bỏ ra; hồ sơ đã dùng giấy này vẫn giữ. Bạn đưa lại được bất cứ lúc nào.")
    return _do(request, lambda actor: put_paper_away(uid=uid, actor=actor), told=told)


@require_POST
def back_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a paper back."""
    told = _("Đã đưa lại; giấy này dùng được cho hồ sơ mới.")
    return _do(request, lambda actor: take_paper_back(uid=uid, actor=actor), told=told)


def _do(request: HttpRequest, act: Callable[[Actor], object], *, told: str) -> HttpResponse:
    actor = _person(request)

    def run() -> str:
        act(actor)
        return reverse("my_papers")

    there = once(request, run)
    messages.success(request, told)
    return redirect(there)


def _person(request: HttpRequest) -> Actor:
    actor = applicant_of(request)
    if actor.person_id is None:
        raise NotFound
    return actor
