"""Arranging a desk: which queues it has, which counters serve them and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from tinhso.dossiers.models import Queue, ServiceCounter
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.rules.queueing import ReceiptWidth
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.organization import queries as organization
from tinhso.procedures import queries as procedures


@dataclass(frozen=True, kw_only=True)
class CounterHours:
    """When a counter is open; without hours of its own it keeps those of its agency."""

    opens_at: time | None = None
    closes_at: time | None = None
    on_days_off: bool = False


@one_act()
def set_queue(
    *,
    actor: Actor,
    letter: str,
    name: str,
    uid: UUID | None = None,
    detail: str = "",
    field_keys: Sequence[str] = (),
    is_open: bool = True,
    slot_capacity: int = 0,
) -> Queue:
    """Write one queue of the actor's agency down, new or changed."""
    agency_id, unit_id = _desk_of(actor)
    own = Queue.objects.filter(agency_id=agency_id).select_for_update(of=("self",))
    queue = fetch(own, uid=uid) if uid else Queue(agency_id=agency_id, unit_id=unit_id)
    wanted = letter.strip().upper()
    others = ~Q(uid=uid) if uid is not None else Q()
    faults = {}
    if not wanted.isalpha() or len(wanted) > 2:
        faults["letter"] = _("Ghi một hoặc hai chữ cái.")
    elif Queue.objects.filter(others, agency_id=agency_id, letter=wanted).exists():
        faults["letter"] = _("Chữ cái này đã dùng cho hàng chờ khác.")
    if not name.strip():
        faults["name"] = _("Hãy ghi tên hàng chờ.")
    if set(field_keys) - {one.key for one in procedures.choices().fields}:
        faults["field_keys"] = _("Hãy chọn lĩnh vực có trong danh mục.")
    if faults:
        raise Invalid(fields=faults)
    queue.letter, queue.name, queue.detail = wanted, name.strip(), detail.strip()
    queue.field_keys, queue.is_open = sorted(set(field_keys)), is_open
    queue.slot_capacity = slot_capacity
    queue.save()
    record("dossiers.queue_set", actor=actor, target=queue, letter=wanted, is_open=is_open)
    return queue


@one_act()
def set_counter(
    *,
    actor: Actor,
    number: int,
    queues: Sequence[UUID],
    uid: UUID | None = None,
    hours: CounterHours | None = None,
    is_priority: bool = False,
    is_open: bool = True,
    receipt_width: str = ReceiptWidth.A5,
) -> ServiceCounter:
    """Write one counter of the actor's desk down, new or changed, with the queues it takes."""
    agency_id, unit_id = _desk_of(actor)
    own = ServiceCounter.objects.filter(agency_id=agency_id).select_for_update(of=("self",))
    new = ServiceCounter(agency_id=agency_id, unit_id=unit_id)
    counter = fetch(own, uid=uid) if uid else new
    when = hours or CounterHours()
    taken = list(Queue.objects.filter(agency_id=agency_id, uid__in=queues))
    faults = {}
    others = ~Q(uid=uid) if uid is not None else Q()
    if ServiceCounter.objects.filter(others, unit_id=unit_id, number=number).exists():
        faults["number"] = _("Quầy số này đã có.")
    if not taken or len(taken) != len(set(queues)):
        faults["queues"] = _("Hãy chọn ít nhất một hàng chờ.")
    if (when.opens_at is None) != (when.closes_at is None):
        faults["closes_at"] = _("Ghi cả giờ mở và giờ đóng, hoặc để trống cả hai.")
    elif when.opens_at and when.closes_at and when.opens_at >= when.closes_at:
        faults["closes_at"] = _("Giờ đóng phải sau giờ mở.")
    if receipt_width not in ReceiptWidth.values:
        faults["receipt_width"] = _("Hãy chọn khổ A5 hoặc 80 mm.")
    if faults:
        raise Invalid(fields=faults)
    counter.receipt_width = receipt_width
    counter.number, counter.is_priority, counter.is_open = number, is_priority, is_open
    counter.opens_at, counter.closes_at = when.opens_at, when.closes_at
    counter.on_days_off = when.on_days_off
    counter.save()
    counter.queues.set(taken)
    record("dossiers.counter_set", actor=actor, target=counter, number=number, is_open=is_open)
    return counter


def _desk_of(actor: Actor) -> tuple[int, int]:
    """Return agency and desk of who arranges it."""
    require(actor, P.DIVIDE_WORK)
    if actor.agency_id is None:
        raise NotFound
    desk_id = organization.first_unit(actor.agency_id, ["desk"])
    if desk_id is None:
        raise Invalid(_("Cơ quan này không có một cửa."))
    return actor.agency_id, desk_id
