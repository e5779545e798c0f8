"""Waiting at the desk: anybody's tickets, the officer's counter, how a desk is arranged."""

from datetime import date, timedelta
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Status

from tinhso.dossiers.api.reading import officer
from tinhso.dossiers.models import Queue, ServiceCounter, Ticket
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.queueing import (
    QueueNow,
    counter_now,
    display_of,
    hours,
    queues_now,
    ticket_now,
)
from tinhso.dossiers.rules.queueing import TicketSource
from tinhso.dossiers.schemas import queueing as schemas
from tinhso.dossiers.services import waiting
from tinhso.kernel.actors import actor_of, require
from tinhso.kernel.api import Router, anybody
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.organization import queries as organization

router = Router()
MOST_DAYS = 366


def ticket_out(uid: UUID) -> schemas.TicketOut:
    """Return a ticket as its holder sees it."""
    now = ticket_now(uid=uid)
    row = now.ticket
    return schemas.TicketOut(
        uid=row.uid,
        number=row.text,
        place=row.place,
        queue=now.queue.uid,
        queue_name=now.queue.name,
        state=row.state,
        priority=row.priority,
        taken_at=row.taken_at,
        called_at=row.called_at,
        counter=row.counter.number if row.counter is not None else None,
        ahead=now.ahead,
        minutes=now.minutes,
    )


def _queue(now: QueueNow) -> schemas.QueueOut:
    return schemas.QueueOut(
        uid=now.queue.uid,
        letter=now.queue.letter,
        name=now.queue.name,
        detail=now.queue.detail,
        fields=now.queue.field_keys,
        is_open=now.queue.is_open,
        slot_capacity=now.queue.slot_capacity,
        is_served=now.is_served,
        waiting=now.waiting,
        minutes=now.minutes,
    )


def _counter(row: ServiceCounter) -> schemas.CounterOut:
    names = set(schemas.CounterOut.model_fields) - {"queues"}
    queues = [queue.uid for queue in row.queues.all()]
    return schemas.CounterOut(queues=queues, **{name: getattr(row, name) for name in names})


def agency_id_of(code: str) -> int:
    """Return the agency of an address; `NotFound` where there is none."""
    found = organization.agency_by_code(code)
    if found is None:
        raise NotFound
    return found.id


# --- anybody


@router.get("/queues/{code}", response=list[schemas.QueueOut], auth=anybody)
def list_queues(request: HttpRequest, code: str) -> list[schemas.QueueOut]:
    """List the queues of an agency's desk and how many wait in each."""
    found = queues_now(agency_id=agency_id_of(code), at=timezone.now())
    return [_queue(now) for now in found]


@router.get("/queues/{code}/display", response=schemas.DisplayOut, auth=anybody)
def show_display(request: HttpRequest, code: str) -> schemas.DisplayOut:
    """Tell who is called where, and who comes next."""
    shown = display_of(agency_id=agency_id_of(code), at=timezone.now())
    return schemas.DisplayOut(
        called=[
            schemas.DisplayLine(
                number=row.text,
                place=row.place,
                counter=row.counter.number,
                called_at=row.last_called_at,
            )
            for row in shown.called
            if row.counter is not None and row.last_called_at is not None
        ],
        next=[row.said for row in shown.next],
    )


@router.post("/tickets", response={201: schemas.TicketOut}, auth=anybody)
def take_ticket(request: HttpRequest, body: schemas.TicketIn) -> Status[schemas.TicketOut]:
    """Take a place in a queue; ten an hour from one address, as by telephone."""
    ticket = waiting.take_ticket(
        token=body.token,
        queue_uid=body.queue,
        priority=body.priority.value if body.priority is not None else "",
        source=TicketSource.PHONE,
        address=request.META.get("REMOTE_ADDR", ""),
        actor=actor_of(request),
    )
    return Status(201, ticket_out(ticket.uid))


@router.get("/tickets/{uuid:uid}", response=schemas.TicketOut, auth=anybody)
def show_ticket(request: HttpRequest, uid: UUID) -> schemas.TicketOut:
    """Tell whoever holds a ticket how many are ahead and where it is called to."""
    return ticket_out(uid)


# --- the officer at his counter


@router.get("/calling", response=schemas.CallingOut)
def show_calling(request: HttpRequest) -> schemas.CallingOut:
    """Tell the officer's counter, whom it serves and who waits."""
    now = counter_now(actor=officer(request), at=timezone.now())
    return schemas.CallingOut(
        counter=_counter(now.counter) if now.counter is not None else None,
        ticket=ticket_out(now.ticket.uid) if now.ticket is not None else None,
        waiting=now.waiting_here,
        skipped=[row.uid for row in now.skipped],
        free=[_counter(row) for row in now.free],
    )


@router.post("/calling/counter/{uuid:uid}", response=schemas.CounterOut)
def sit_at(request: HttpRequest, uid: UUID) -> schemas.CounterOut:
    """Sit at a counter for today."""
    return _counter(waiting.sit_at(counter_uid=uid, actor=officer(request)))


@router.delete("/calling/counter", response={204: None})
def leave_counter(request: HttpRequest) -> Status[None]:
    """Leave the counter."""
    waiting.leave_counter(actor=officer(request))
    return Status(204, None)


def _of(ticket: Ticket) -> schemas.TicketOut:
    return ticket_out(ticket.uid)


@router.post("/calling/next", response={200: schemas.TicketOut, 204: None})
def call_next(request: HttpRequest) -> Status[schemas.TicketOut | None]:
    """End whom the counter serves and call the next; 204 when nobody waits."""
    ticket = waiting.call_next(actor=officer(request))
    return Status(200, _of(ticket)) if ticket is not None else Status(204, None)


@router.post("/calling/again", response=schemas.TicketOut)
def call_again(request: HttpRequest) -> schemas.TicketOut:
    """Call once more."""
    return _of(waiting.call_again(actor=officer(request)))


@router.post("/calling/skip", response=schemas.TicketOut)
def skip_ticket(request: HttpRequest) -> schemas.TicketOut:
    """Put aside who was called and is not there."""
    return _of(waiting.skip_ticket(actor=officer(request)))


@router.post("/calling/done", response=schemas.TicketOut)
def finish_ticket(request: HttpRequest) -> schemas.TicketOut:
    """Say that the person at the counter has been served."""
    return _of(waiting.finish_ticket(actor=officer(request)))


@router.post("/calling/hand-on", response=schemas.TicketOut)
def hand_ticket_on(request: HttpRequest, body: schemas.HandOnIn) -> schemas.TicketOut:
    """Send the person to another queue, with his number and his place."""
    return _of(waiting.hand_ticket_on(queue_uid=body.queue, actor=officer(request)))


@router.post("/calling/skipped/{uuid:uid}", response=schemas.TicketOut)
def call_skipped(request: HttpRequest, uid: UUID) -> schemas.TicketOut:
    """Call somebody who was not there before."""
    return _of(waiting.call_skipped(uid=uid, actor=officer(request)))


# --- arranging, and figures


@router.put("/queues/own/{uuid:uid}", response=schemas.QueueOut)
def change_queue(request: HttpRequest, uid: UUID, body: schemas.QueueIn) -> schemas.QueueOut:
    """Change a queue of the caller's desk."""
    return _set_queue(request, body, uid)


@router.post("/queues", response={201: schemas.QueueOut})
def make_queue(request: HttpRequest, body: schemas.QueueIn) -> Status[schemas.QueueOut]:
    """Add a queue to the caller's desk."""
    return Status(201, _set_queue(request, body, None))


def _set_queue(request: HttpRequest, body: schemas.QueueIn, uid: UUID | None) -> schemas.QueueOut:
    queue: Queue = waiting.set_queue(
        actor=officer(request),
        uid=uid,
        letter=body.letter,
        name=body.name,
        detail=body.detail,
        field_keys=body.fields,
        is_open=body.is_open,
        slot_capacity=body.slot_capacity,
    )
    now = QueueNow(queue=queue, waiting=0, counters=0, minutes=None, is_served=False, hours="")
    known = queues_now(agency_id=queue.agency_id, at=timezone.now())
    return _queue(next((one for one in known if one.queue.pk == queue.pk), now))


@router.get("/counters", response=list[schemas.CounterOut])
def list_counters(request: HttpRequest) -> list[schemas.CounterOut]:
    """List the counters of the caller's agency."""
    rows = ServiceCounter.objects.visible_to(officer(request)).prefetch_related("queues")
    return [_counter(row) for row in rows]


@router.put("/counters/{uuid:uid}", response=schemas.CounterOut)
def change_counter(request: HttpRequest, uid: UUID, body: schemas.CounterIn) -> schemas.CounterOut:
    """Change a counter of the caller's desk."""
    return _set_counter(request, body, uid)


@router.post("/counters", response={201: schemas.CounterOut})
def make_counter(request: HttpRequest, body: schemas.CounterIn) -> Status[schemas.CounterOut]:
    """Add a counter to the caller's desk."""
    return Status(201, _set_counter(request, body, None))


def _set_counter(
    request: HttpRequest, body: schemas.CounterIn, uid: UUID | None
) -> schemas.CounterOut:
    made = waiting.set_counter(
        actor=officer(request),
        uid=uid,
        number=body.number,
        queues=body.queues,
        hours=waiting.CounterHours(
            opens_at=body.opens_at, closes_at=body.closes_at, on_days_off=body.on_days_off
        ),
        is_priority=body.is_priority,
        is_open=body.is_open,
        receipt_width=body.receipt_width,
    )
    return _counter(made)


@router.get("/queue-hours", response=list[schemas.HourOut])
def show_hours(
    request: HttpRequest, start: date | None = None, end: date | None = None
) -> list[schemas.HourOut]:
    """Tell how long people waited, hour by hour; the last thirty days without a wish."""
    actor = officer(request)
    require(actor, P.OVERSEE)
    until = end or timezone.localdate()
    since = start or until - min(timedelta(days=29), until - date.min)
    if not timedelta(0) <= until - since <= timedelta(days=MOST_DAYS):
        raise Invalid(_("Hãy chọn ngày đầu trước ngày cuối, trong vòng một năm."))
    return [
        schemas.HourOut(
            hour=row.hour,
            taken=row.taken,
            served=row.served,
            skipped=row.skipped,
            closed=row.closed,
            waited_seconds=row.waited.total_seconds() if row.waited is not None else None,
            longest_seconds=row.longest.total_seconds() if row.longest is not None else None,
            each_seconds=row.each.total_seconds() if row.each is not None else None,
        )
        for row in hours(actor=actor, start=since, end=until)
    ]
