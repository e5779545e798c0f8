"""The desk: what waits, one dossier beside the list, taking it in."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.dossiers import queries, services
from tinhso.dossiers.forms.desk import AcceptForm, DeskForm, DeskMessageForm
from tinhso.dossiers.models import Paper
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.desk_page import DeskPage
from tinhso.dossiers.queries.sittings import (
    may_go_on,
    prints_strips,
    ready_together,
    sitting_of,
    unclaimed_of,
)
from tinhso.dossiers.rules.states import Form
from tinhso.dossiers.services.opening import AT_DESK
from tinhso.dossiers.views._complaint_acts import COMPLAINT_ACTS
from tinhso.dossiers.views._desk_act import DeskAct
from tinhso.dossiers.views._desk_acts import ACTS
from tinhso.dossiers.views._fee_acts import FEE_ACTS
from tinhso.dossiers.views._kept_files import KeptFiles
from tinhso.dossiers.views._paper_acts import PAPER_ACTS
from tinhso.dossiers.views._shift import shift_of
from tinhso.identity.permissions import IdentityPermission
from tinhso.kernel.actors import Actor, actor_of
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import Invalid, NotFound, SignInNeeded
from tinhso.kernel.files.forms import StoredFileField
from tinhso.kernel.web.once import once

ALL_ACTS = (*FEE_ACTS, *ACTS, *PAPER_ACTS, *COMPLAINT_ACTS)


def officer_of(request: HttpRequest) -> Actor:
    """Return the official who asks; for others the desk does not exist."""
    actor = actor_of(request)
    if not actor.is_signed_in:
        raise SignInNeeded
    if not actor.is_official:
        raise NotFound
    return actor


def desk_page_of(uid: UUID, actor: Actor) -> DeskPage:
    """Open a dossier at the desk; who looked and why is kept."""
    return DeskPage(services.open_dossier(uid=uid, actor=actor, purpose=AT_DESK), actor)


def show(
    request: HttpRequest,
    desk: DeskPage,
    *,
    form: AcceptForm | None = None,
    message_form: DeskMessageForm | None = None,
    unmasked: str = "",
    status: int = 200,
) -> HttpResponse:
    """Show one dossier: a page of its own, or the pane beside the list."""
    actor = desk.actor
    acts = [act for act in ALL_ACTS if act.is_offered(desk)]
    context = {
        "desk": desk,
        "page": desk.page,
        "dossier": desk.dossier,
        "version": desk.dossier.procedure_version,
        "form": form or AcceptForm(None, None, desk=desk),
        "message_form": message_form or DeskMessageForm(),
        "acts": acts,
        "shown_acts": [act for act in acts if act.is_shown],
        "other_acts": [act for act in acts if not act.is_shown],
        "may_accept": "accept" in desk.page.moves,
        "may_write": actor.may(P.RECEIVE, unit_id=desk.dossier.receiving_unit_id),
        "may_unmask": actor.may(IdentityPermission.UNMASK_NUMBERS),
        "unmasked": unmasked,
        "viewers": services.heartbeat(uid=desk.dossier.uid, actor=actor),
        "unclaimed": unclaimed_of(dossier=desk.dossier),
        "prints_strips": prints_strips(actor=actor),
        "receipt": next((p for p in reversed(desk.page.papers) if p.form == Form.RECEIPT), None),
        **shift_of(actor),
        "just_accepted": "vua-nhan" in request.GET,
        "may_go_on": may_go_on(dossier=desk.dossier, actor=actor),
        "sitting": sitting_of(dossier=desk.dossier, actor=actor),
        "ready_together": (
            ready_together(dossier=desk.dossier, actor=actor)
            if "return_result" in desk.page.moves
            else []
        ),
        "back_url": reverse("desk"),
    }
    template = "dossiers/desk/_dossier_pane.html" if is_pane(request) else "dossiers/desk/page.html"
    return render(request, template, context, status=status_of(request, status))


def status_of(request: HttpRequest, status: int) -> int:
    """Return the status of an answer; the pane swaps in a form with its errors like any other."""
    return 200 if status in (409, 422) and is_pane(request) else status


def is_pane(request: HttpRequest) -> bool:
    """Tell whether the answer stands beside the list."""
    return bool(getattr(request, "htmx", False)) and not request.headers.get("HX-Boosted")


@require_safe
def dossier_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show what one must know to answer: facts, promise, papers, checks, others, messages."""
    desk = desk_page_of(uid, officer_of(request))
    return show(request, desk)


@require_POST
def accept_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a dossier in; the receipt can be printed at once."""
    actor = officer_of(request)
    desk = desk_page_of(uid, actor)
    form = AcceptForm(request.POST, None, desk=desk)
    if not form.is_valid():
        return show(request, desk, form=form, status=422)

    def act() -> str:
        services.accept(
            uid=uid,
            actor=actor,
            checks=form.checks(),
            version=form.seen_version,
            has_paper=form.cleaned_data["has_paper"],
        )
        return reverse("desk_dossier", kwargs={"uid": uid}) + "?vua-nhan=1"

    try:
        there = once(request, act)
    except services.DossierChanged as newer:
        form.refuse(newer)
        return show(request, desk, form=form, status=form.status)
    services.sign_new_papers(uid=uid, actor=actor)
    return redirect(there)


@require_POST
def unmask_view(request: HttpRequest, uid: UUID, role: str) -> HttpResponse:
    """Show one number in full; that it was shown, to whom and why, its owner can read."""
    actor = officer_of(request)
    desk = desk_page_of(uid, actor)
    number = services.unmask_party(uid=uid, role=role, purpose=AT_DESK, actor=actor)
    if is_pane(request):
        context = {"number": number}
        return render(request, "dossiers/desk/_number.html", context)
    return show(request, desk, unmasked=number)


@require_POST
def message_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Write to the applicant; his words are read with it."""
    actor = officer_of(request)
    form = DeskMessageForm(request.POST)
    if not form.is_valid():
        return show(request, desk_page_of(uid, actor), message_form=form, status=422)
    there = reverse("desk_dossier", kwargs={"uid": uid})

    def act() -> str:
        services.send_message(uid=uid, actor=actor, text=form.cleaned_data["text"])
        services.mark_read(uid=uid, actor=actor)
        return there

    return redirect(once(request, act))


@require_POST
def heartbeat_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say that the page is still open, and name who else has it open."""
    viewers = services.heartbeat(uid=uid, actor=officer_of(request))
    return render(request, "dossiers/desk/_viewers.html", {"viewers": viewers})


@require_safe
def paper_view(request: HttpRequest, uid: UUID, paper_uid: UUID) -> HttpResponseBase:
    """Open one official form as PDF, set the first time it is wanted."""
    dossier = queries.dossier_of(uid=uid, actor=officer_of(request))
    paper = fetch(Paper.objects.filter(dossier=dossier), uid=paper_uid)
    is_strip = request.GET.get("kho") == "80"
    content = services.strip_of(paper) if is_strip else services.pdf_of(paper)
    name = f"{paper.file_name}-{dossier.shown_number}.pdf"
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@require_POST
def sign_paper_view(request: HttpRequest, uid: UUID, paper_uid: UUID) -> HttpResponse:
    """Sign one form now; its officer's shift must be open."""
    services.sign_paper(uid=uid, paper_uid=paper_uid, actor=officer_of(request))
    messages.success(request, _("Đã ký số giấy này."))
    return redirect("desk_dossier" if "desk" in request.POST else "work_dossier", uid=uid)


@require_safe
def control_sheet_view(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Open the control sheet (form 06; 05 of 2018), grown from the hand-overs so far."""
    content = queries.control_sheet(uid=uid, actor=officer_of(request))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="phieu-kiem-soat.pdf"'
    return response


@require_http_methods(["GET", "POST"])
def act_view(request: HttpRequest, uid: UUID, slug: str) -> HttpResponse:
    """Show the form of one act, or do it and go back to the dossier."""
    actor = officer_of(request)
    act = next((known for known in ALL_ACTS if known.slug == slug), None)
    if act is None:
        raise NotFound
    desk = desk_page_of(uid, actor)
    posted = request.method == "POST"
    if not posted and not act.is_offered(desk):
        acts, there = act.moves or act.permits, reverse("desk_dossier", kwargs={"uid": uid})
        services.permit_opening(desk.dossier, acts=acts, actor=actor, there=there)
        raise services.WrongState
    form = act.form(request.POST if posted else None, request.FILES if posted else None, desk=desk)
    act.prepare(form)
    kept = _kept_files(request, form, actor)
    if posted and form.is_valid():
        there = _do(request, act, form, uid=uid, actor=actor)
        if there:
            return redirect(there)
    context = {
        "desk": desk,
        "dossier": desk.dossier,
        "version": desk.dossier.procedure_version,
        "act": act,
        "form": form,
        "kept": kept.keep(form) if form.errors else (),
        "back_url": reverse("desk_dossier", kwargs={"uid": uid}),
    }
    template = act.pane if is_pane(request) else act.template
    status = status_of(request, form.status if form.errors else 200)
    return render(request, template, context, status=status)


def _kept_files(request: HttpRequest, form: DeskForm, actor: Actor) -> KeptFiles:
    """Give a form the papers that an earlier try left, so that nobody scans them again."""
    uses = {
        name: field.use
        for name, field in form.fields.items()
        if isinstance(field, StoredFileField) and field.use == "dossiers.component"
    }
    kept = KeptFiles(request, actor, salt="dossiers.desk.kept", uses=uses)
    form.kept = kept.rows
    return kept


def _do(request: HttpRequest, act: DeskAct, form: object, *, uid: UUID, actor: Actor) -> str:
    """Do one act once; what a service refuses stands beside its field."""
    there = reverse("desk_dossier", kwargs={"uid": uid})

    def run() -> str:
        act.run(form, uid, actor)
        return there

    try:
        where = once(request, run)
    except (Invalid, services.DossierChanged) as refusal:
        form.refuse(refusal)  # type: ignore[attr-defined]  # a DeskForm
        return ""
    act.after(form, uid, actor)
    services.sign_new_papers(uid=uid, actor=actor)
    messages.success(request, str(act.done))
    return where
