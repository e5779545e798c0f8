"""Several results of one person handed over with one signature."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from tinhso.dossiers import services
from tinhso.dossiers.forms.together import TogetherForm
from tinhso.dossiers.queries.sittings import ready_together
from tinhso.dossiers.views._desk_act import store
from tinhso.dossiers.views.desk import desk_page_of, officer_of
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Invalid
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.web.once import once


@require_http_methods(["GET", "POST"])
def return_together_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show what lies ready for one person; hand the chosen results over, all or none."""
    actor = officer_of(request)
    desk = desk_page_of(uid, actor)
    ready = ready_together(dossier=desk.dossier, actor=actor)
    posted = request.method == "POST"
    if not posted:
        there = reverse("desk_dossier", kwargs={"uid": uid})
        services.permit_opening(desk.dossier, acts=("return_result",), actor=actor, there=there)
    form = TogetherForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        ready=ready,
        who_comes=desk.who_comes,
    )
    if posted and form.is_valid():
        try:
            return redirect(once(request, lambda: _hand_over(request, form, uid, actor)))
        except Invalid as refusal:
            form.refuse(refusal)
    context = {
        "form": form,
        "desk": desk,
        "dossier": desk.dossier,
        "back_url": reverse("desk_dossier", kwargs={"uid": uid}),
    }
    status = 422 if form.errors else 200
    return render(request, "dossiers/desk/return_together.html", context, status=status)


def _hand_over(request: HttpRequest, form: TogetherForm, uid: UUID, actor: Actor) -> str:
    given = form.cleaned_data
    signature = given["signature"]
    done = services.return_together(
        uids=[UUID(text) for text in given["chosen"]],
        actor=actor,
        received_by=given["received_by"],
        identity_checked=True,
        identity_shown=given["identity_shown"],
        signature=signature and store(signature, use="dossiers.receipt_signature", actor=actor),
    )
    said = ngettext("Đã trả %(n)s kết quả.", "Đã trả %(n)s kết quả.", len(done))
    messages.success(request, told(said, n=len(done)))
    return reverse("desk_dossier", kwargs={"uid": uid})
