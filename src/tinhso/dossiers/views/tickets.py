"""A place in the queue: taken at the machine or on one's own telephone, followed, shown above."""

from datetime import timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.dossiers.forms.queueing import TicketForm
from tinhso.dossiers.forms.tracking import TrackingForm
from tinhso.dossiers.queries.queueing import (
    TicketNow,
    agencies_with_queues,
    display_of,
    queues_now,
    ticket_now,
)
from tinhso.dossiers.rules.queueing import TicketPriority, TicketSource
from tinhso.dossiers.services import waiting
from tinhso.dossiers.services.tracking import TooManyGuesses, track
from tinhso.dossiers.views.desk import officer_of
from tinhso.identity.queries import own_sessions
from tinhso.identity.services import end_session
from tinhso.kernel import papers
from tinhso.kernel.actors import actor_of
from tinhso.kernel.errors import NotFound
from tinhso.kernel.papers import in_vietnamese
from tinhso.kernel.papers.symbols import qr_svg
from tinhso.kernel.web.context import THEME_COOKIE
from tinhso.organization import queries as organization
from tinhso.organization.queries import AgencyInfo

KIOSK = "tinhso_kiosk"
KIOSK_DAYS = 365
MACHINE_KEYS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "H", ".", "-")
"""What codes are typed with on the machine's screen."""


def agency_of(code: str) -> AgencyInfo:
    """Return the agency of an address; a code retired by a merger leads to who goes on."""
    found = organization.agency_answering(code)
    if found is None:
        raise NotFound
    return found


@require_safe
def agencies_view(request: HttpRequest) -> HttpResponse:
    """List where one can take a ticket."""
    context = {"agencies": agencies_with_queues(), "back_url": "/"}
    return render(request, "dossiers/queue/agencies.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def kiosk_view(request: HttpRequest, code: str) -> HttpResponse:
    """Ask what one comes for; one tap gives the ticket. `?lai` lets the machine forget."""
    agency = agency_of(code)
    kiosk = is_kiosk(request, agency)
    if kiosk and "lai" in request.GET:
        return machine_again(request, agency)
    form = TicketForm(request.POST if request.method == "POST" else None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            ticket = waiting.take_ticket(
                token=form.cleaned_data["token"] or uuid4(),
                queue_uid=form.cleaned_data["queue"],
                priority=form.cleaned_data["priority"],
                source=TicketSource.KIOSK if kiosk else TicketSource.PHONE,
                address=request.META.get("REMOTE_ADDR", ""),
                actor=actor_of(request),
            )
        except (waiting.QueueClosed, waiting.TooManyTickets) as error:
            refusal = str(error)
        else:
            there = reverse("queue_ticket", kwargs={"uid": ticket.uid})
            return redirect(f"{there}?in=1" if kiosk else there)
    return page_of_kiosk(request, agency, form=form, refusal=refusal)


def page_of_kiosk(
    request: HttpRequest,
    agency: AgencyInfo,
    *,
    form: TicketForm | None = None,
    refusal: str = "",
    wrong_code: bool = False,
    **shown: object,
) -> HttpResponse:
    """Show the machine, with what was chosen, found (`shown`) and refused."""
    form = form or TicketForm()
    kiosk = is_kiosk(request, agency)
    queues = queues_now(agency_id=agency.id, at=timezone.now())
    if not queues:
        raise NotFound
    context = {
        "wrong_code": wrong_code,
        "typed_code": request.POST.get("code", "")[:6],
        "takes_appointments": any(one.queue.slot_capacity for one in queues),
        "agency": agency,
        "queues": queues,
        "priorities": TicketPriority.choices,
        "chosen": request.POST.get("priority", ""),
        "form": form,
        "refusal": refusal,
        "token": uuid4(),
        "is_kiosk": kiosk,
        "back_url": "" if kiosk else reverse("queue_agencies"),
    }
    status = 422 if refusal or wrong_code or form.errors else 200
    if kiosk:
        context |= machine_context(agency) | {"machine_home": True, "tracking": TrackingForm()}
        context |= shown
        status = 404 if shown.get("track_refusal") else status
        return render(request, "dossiers/queue/machine_home.html", context, status=status)
    return render(request, "dossiers/queue/kiosk.html", context, status=status)


def machine_context(agency: AgencyInfo) -> dict[str, object]:
    """Return what the frame of the machine's pages needs."""
    return {
        "machine_name": agency.name,
        "machine_url": reverse("queue_kiosk", kwargs={"code": agency.code}),
        "machine_keys": MACHINE_KEYS,
        "shell_template": "dossiers/queue/machine.html",
    }


def machine_again(request: HttpRequest, agency: AgencyInfo) -> HttpResponse:
    """Begin anew for the next person: signed out, in Vietnamese, in the machine's own colours."""
    actor = actor_of(request)
    if actor.is_signed_in:
        here = own_sessions(actor=actor).filter(session_key=request.session.session_key)
        for session in here:
            end_session(uid=session.uid, actor=actor)
    logout(request)
    answer = redirect("queue_kiosk", code=agency.code)
    for name in (settings.LANGUAGE_COOKIE_NAME, THEME_COOKIE):
        answer.delete_cookie(name)
    return answer


@never_cache
@require_POST
def track_view(request: HttpRequest, code: str) -> HttpResponse:
    """Show at the machine how far the dossier of a receipt is, guarded as public tracking is."""
    agency = agency_of(code)
    if not is_kiosk(request, agency):
        raise NotFound
    form = TrackingForm(request.POST)
    if not form.is_valid():
        answer = page_of_kiosk(request, agency, tracking=form)
        answer.status_code = 422
        return answer
    try:
        found = track(
            code=form.cleaned_data["code"],
            second_item=form.cleaned_data["second_item"],
            **asked_from(request),
        )
    except NotFound:
        refusal = _("Không có hồ sơ như vậy. Mã và bốn số cuối phải khớp với giấy hẹn.")
        return page_of_kiosk(request, agency, tracking=form, track_refusal=refusal)
    except TooManyGuesses as error:
        answer = page_of_kiosk(request, agency, track_refusal=str(error.title))
        answer.status_code = error.status
        return answer
    return page_of_kiosk(request, agency, found=found)


@require_POST
def arrive_view(request: HttpRequest, code: str) -> HttpResponse:
    """Turn the appointment of today into a ticket; a wrong code is said at its place."""
    agency = agency_of(code)
    kiosk = is_kiosk(request, agency)
    try:
        ticket = waiting.arrive(
            agency_id=agency.id,
            code=request.POST.get("code", "")[:6],
            source=TicketSource.KIOSK if kiosk else TicketSource.PHONE,
            address=request.META.get("REMOTE_ADDR", ""),
            actor=actor_of(request),
        )
    except NotFound:
        return page_of_kiosk(request, agency, wrong_code=True)
    there = reverse("queue_ticket", kwargs={"uid": ticket.uid})
    return redirect(f"{there}?in=1" if kiosk else there)


def is_kiosk(request: HttpRequest, agency: AgencyInfo) -> bool:
    """Tell whether an officer of the agency made this browser its ticket machine."""
    return _kiosk_of(request) == agency.uid


def kiosk_agency(request: HttpRequest) -> AgencyInfo | None:
    """Return the agency whose machine this browser is, if it is one."""
    uid = _kiosk_of(request)
    return organization.agency_by_uid(uid) if uid else None


def asked_from(request: HttpRequest) -> dict[str, str]:
    """Return from where one asks, for `track`: the address, and the machine if this is one."""
    return {"address": request.META.get("REMOTE_ADDR", ""), "machine": _kiosk_of(request)}


def _kiosk_of(request: HttpRequest) -> str:
    """Return the agency whose machine this browser was made; empty for any other browser."""
    try:
        kept = request.get_signed_cookie(
            KIOSK, default="", salt=KIOSK, max_age=timedelta(days=KIOSK_DAYS)
        )
    except ValueError:
        return ""
    return kept or ""


@require_http_methods(["GET", "HEAD", "POST"])
def make_kiosk_view(request: HttpRequest) -> HttpResponse:
    """Make this browser the ticket machine of the officer's agency; he is signed out of it.

    Who only opens the address is led to the agencies that give tickets.
    """
    if request.method != "POST":
        return redirect("queue_agencies")
    actor = officer_of(request)
    if actor.agency_id is None:
        raise NotFound
    agency = organization.agency(actor.agency_id)
    if not queues_now(agency_id=agency.id, at=timezone.now()):
        raise NotFound
    answer = machine_again(request, agency)
    answer.set_signed_cookie(
        KIOSK,
        agency.uid,
        salt=KIOSK,
        max_age=timedelta(days=KIOSK_DAYS),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return answer


@never_cache
@require_safe
def ticket_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show a ticket: its number, how many are ahead, and where it is called to."""
    now = ticket_now(uid=uid)
    agency = organization.agency(now.ticket.agency_id)
    kiosk = is_kiosk(request, agency)
    context = {
        "now": now,
        "ticket": now.ticket,
        "agency": agency,
        "address": address_of(request, now),
        "is_kiosk": kiosk,
        "prints": kiosk and "in" in request.GET,
        "back_url": reverse("queue_kiosk", kwargs={"code": agency.code}),
        **(machine_context(agency) if kiosk else {}),
    }
    template = "_ticket" if request.headers.get("HX-Request") else "ticket"
    return render(request, f"dossiers/queue/{template}.html", context)


@require_safe
def ticket_paper_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give the ticket as a strip of 80 mm for a receipt printer."""
    now = ticket_now(uid=uid)
    response = HttpResponse(paper_of(request, now), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="so-{now.ticket.text}.pdf"'
    return response


@in_vietnamese
def paper_of(request: HttpRequest, now: TicketNow) -> bytes:
    """Return the strip of a ticket."""
    ticket = now.ticket
    data = {
        "agency": now.agency_name,
        "desk": organization.unit_name(now.queue.unit_id),
        "number": ticket.text,
        "queue": now.queue.name,
        "priority": str(TicketPriority(ticket.priority).label) if ticket.priority else "",
        "ahead": now.ahead,
        "taken_at": timezone.localtime(ticket.taken_at).isoformat(timespec="minutes"),
        "qr": qr_svg(address_of(request, now)),
    }
    return papers.render("dossiers/ticket.typ", data, paper="80mm", created_at=ticket.taken_at)


def address_of(request: HttpRequest, now: TicketNow) -> str:
    """Return the whole address of a ticket, for its QR."""
    return request.build_absolute_uri(reverse("queue_ticket", kwargs={"uid": now.ticket.uid}))


@require_safe
def display_view(request: HttpRequest, code: str) -> HttpResponse:
    """Show above the counters who is called where and who comes next."""
    agency = agency_of(code)
    shown = display_of(agency_id=agency.id, at=timezone.now())
    context = {"agency": agency, "display": shown, "now": timezone.now()}
    template = "_display" if request.headers.get("HX-Request") else "display"
    return render(request, f"dossiers/queue/{template}.html", context)
