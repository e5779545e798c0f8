"""A person chooses an hour at a desk, moves it, gives it up."""

from datetime import date, datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.dossiers.forms.appointments import BookForm, MoveForm
from tinhso.dossiers.models import Queue
from tinhso.dossiers.queries.appointments import (
    agencies_with_hours,
    appointments_of,
    days_for,
    queue_for,
    slots,
)
from tinhso.dossiers.rules.appointments import AppointmentState
from tinhso.dossiers.services import waiting
from tinhso.dossiers.views.filing import applicant_of
from tinhso.dossiers.views.tickets import agency_of
from tinhso.kernel.calendar import calendar_for, say_week
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import Invalid
from tinhso.kernel.web.once import once
from tinhso.organization import queries as organization
from tinhso.procedures import queries as procedures

MOST_SHOWN = 50


@require_safe
def list_view(request: HttpRequest) -> HttpResponse:
    """Show one's appointments, those to come first; a code is shown until its day is over."""
    rows = list(appointments_of(actor=applicant_of(request))[:MOST_SHOWN])
    names = organization.agency_names({row.agency_id for row in rows})
    words = procedures.names_of(codes=[row.procedure_code for row in rows])
    now = timezone.now()
    lines = [
        {
            "row": row,
            "agency": names.get(row.agency_id, ""),
            "procedure": words.get(row.procedure_code, row.procedure_code),
            "is_open": row.state == AppointmentState.BOOKED and row.day >= timezone.localdate(now),
            "can_change": row.starts_at > now,
        }
        for row in rows
    ]
    context = {
        "coming": [one for one in reversed(lines) if one["is_open"]],
        "past": [one for one in lines if not one["is_open"]],
        "back_url": "/",
    }
    return render(request, "dossiers/queue/appointments.html", context)


@require_safe
def choose_view(request: HttpRequest) -> HttpResponse:
    """Ask to which desk one wants to come."""
    applicant_of(request)
    context = {"agencies": agencies_with_hours(), "back_url": reverse("appointments")}
    return render(request, "dossiers/queue/appointment_where.html", context)


@require_http_methods(["GET", "POST"])
def book_view(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for procedure and day, show the free hours, take one."""
    actor = applicant_of(request)
    agency = agency_of(code)
    asked = request.POST if request.method == "POST" else request.GET
    procedure, day = asked.get("procedure", ""), day_of(asked.get("day", ""))
    queue = queue_for(agency_id=agency.id, procedure_code=procedure) if procedure else None
    days = days_for(agency_id=agency.id, at=timezone.now())
    form = BookForm(
        request.POST if request.method == "POST" else None,
        procedures=offered(agency.id),
        days=days,
        hours=hours_of(queue, day),
        known={"procedure": procedure, "day": day.isoformat() if day else ""},
    )
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            waiting.book(
                agency_id=agency.id,
                procedure_code=form.cleaned_data["procedure"],
                starts_at=datetime.fromisoformat(form.cleaned_data["starts_at"]),
                actor=actor,
            )
            return reverse("appointments")

        try:
            where = once(request, act)
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã đặt hẹn. Khi đến, nhập mã hẹn ở máy lấy số."))
            return redirect(where)
    context = {
        "agency": agency,
        "week": say_week(calendar_for(agency.id), timezone.localdate()),
        "form": form,
        "is_asked": bool(procedure and day),
        "has_queue": queue is not None,
        "has_hours": bool(form.hours),
        "back_url": reverse("appointment_where"),
    }
    status = 422 if form.errors else 200
    return render(request, "dossiers/queue/appointment_book.html", context, status=status)


@require_http_methods(["GET", "POST"])
def move_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show the other free hours of the queue, take one."""
    actor = applicant_of(request)
    appointment = fetch(appointments_of(actor=actor), uid=uid)
    asked = request.POST if request.method == "POST" else request.GET
    day = day_of(asked.get("day", "")) or appointment.day
    form = MoveForm(
        request.POST if request.method == "POST" else None,
        days=days_for(agency_id=appointment.agency_id, at=timezone.now()),
        hours=hours_of(appointment.queue, day),
        known={"day": day.isoformat()},
    )
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            waiting.move_appointment(
                uid=uid,
                starts_at=datetime.fromisoformat(form.cleaned_data["starts_at"]),
                actor=actor,
            )
            return reverse("appointments")

        where = once(request, act)
        messages.success(request, _("Đã đổi giờ hẹn."))
        return redirect(where)
    names = procedures.names_of(codes=[appointment.procedure_code])
    context = {
        "appointment": appointment,
        "procedure": names.get(appointment.procedure_code, appointment.procedure_code),
        "form": form,
        "agency": organization.agency(appointment.agency_id),
        "week": say_week(calendar_for(appointment.agency_id), timezone.localdate()),
        "is_asked": True,
        "has_queue": True,
        "has_hours": bool(form.hours),
        "back_url": reverse("appointments"),
    }
    status = 422 if form.errors else 200
    return render(request, "dossiers/queue/appointment_book.html", context, status=status)


@require_POST
def cancel_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give the hour up."""
    actor = applicant_of(request)

    def act() -> str:
        waiting.cancel_appointment(uid=uid, actor=actor)
        return reverse("appointments")

    where = once(request, act)
    messages.success(request, _("Đã hủy lịch hẹn."))
    return redirect(where)


def day_of(text: str) -> date | None:
    """Return a day of an address, or None."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def hours_of(queue: Queue | None, day: date | None) -> list[datetime]:
    """Return the free hours of a day, none while queue or day are not chosen."""
    if queue is None or day is None:
        return []
    return [one.at for one in slots(queue=queue, day=day, at=timezone.now())]


def offered(agency_id: int) -> list[tuple[str, str]]:
    """Return the procedures that are filed here and taken in at this desk by the hour."""
    today = timezone.localdate()
    queues = Queue.objects.filter(agency_id=agency_id, is_open=True, slot_capacity__gt=0)
    keys = [key for queue in queues for key in queue.field_keys]
    versions = procedures.versions_in_force(on=today).filter(can_be_filed=True)
    if all(queue.field_keys for queue in queues):
        versions = versions.filter(procedure__field__key__in=keys)
    return [(version.procedure.code, version.name) for version in versions]
