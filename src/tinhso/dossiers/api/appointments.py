"""Hours at a desk: which are free, a person's own, and coming."""

from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Status

from tinhso.dossiers.api.applicant import applicant
from tinhso.dossiers.api.queueing import agency_id_of, ticket_out
from tinhso.dossiers.models import Appointment
from tinhso.dossiers.queries.appointments import appointments_of, queue_for, slots
from tinhso.dossiers.rules.queueing import TicketSource
from tinhso.dossiers.schemas import queueing as schemas
from tinhso.dossiers.services import waiting
from tinhso.kernel.actors import actor_of
from tinhso.kernel.api import Router, anybody
from tinhso.kernel.errors import NotFound
from tinhso.organization import queries as organization

router = Router()
MOST = 100


def _out(row: Appointment) -> schemas.AppointmentOut:
    return schemas.AppointmentOut(
        uid=row.uid,
        agency=organization.agency(row.agency_id).code,
        procedure_code=row.procedure_code,
        starts_at=row.starts_at,
        code=row.code,
        state=row.state,
        moved_for_day_off=row.moved_for_day_off,
    )


@router.get("/queues/{code}/slots", response=list[schemas.SlotOut], auth=anybody)
def list_slots(
    request: HttpRequest, code: str, query: Query[schemas.SlotsQuery]
) -> list[schemas.SlotOut]:
    """List the free hours of a day for a procedure at an agency's desk."""
    queue = queue_for(agency_id=agency_id_of(code), procedure_code=query.procedure_code)
    if queue is None:
        raise NotFound
    found = slots(queue=queue, day=query.day, at=timezone.now())
    return [schemas.SlotOut(at=one.at, free=one.free) for one in found]


@router.post("/queues/{code}/arrivals", response={201: schemas.TicketOut}, auth=anybody)
def arrive(request: HttpRequest, code: str, body: schemas.ArriveIn) -> Status[schemas.TicketOut]:
    """Turn the appointment of today into a ticket."""
    ticket = waiting.arrive(
        agency_id=agency_id_of(code),
        code=body.code,
        source=TicketSource.PHONE,
        address=request.META.get("REMOTE_ADDR", ""),
        actor=actor_of(request),
    )
    return Status(201, ticket_out(ticket.uid))


@router.get("/appointments", response=list[schemas.AppointmentOut])
def list_appointments(request: HttpRequest) -> list[schemas.AppointmentOut]:
    """List the caller's appointments, the latest first."""
    return [_out(row) for row in appointments_of(actor=applicant(request))[:MOST]]


@router.post("/appointments", response={201: schemas.AppointmentOut})
def book(request: HttpRequest, body: schemas.AppointmentIn) -> Status[schemas.AppointmentOut]:
    """Choose a free hour."""
    made = waiting.book(
        agency_id=agency_id_of(body.agency),
        procedure_code=body.procedure_code,
        starts_at=body.starts_at,
        actor=applicant(request),
    )
    return Status(201, _out(made))


@router.put("/appointments/{uuid:uid}", response=schemas.AppointmentOut)
def move_appointment(
    request: HttpRequest, uid: UUID, body: schemas.AppointmentMoveIn
) -> schemas.AppointmentOut:
    """Take another free hour."""
    moved = waiting.move_appointment(uid=uid, starts_at=body.starts_at, actor=applicant(request))
    return _out(moved)


@router.delete("/appointments/{uuid:uid}", response=schemas.AppointmentOut)
def cancel_appointment(request: HttpRequest, uid: UUID) -> schemas.AppointmentOut:
    """Give the hour up."""
    return _out(waiting.cancel_appointment(uid=uid, actor=applicant(request)))
