"""The demonstration's queues: two desks with counters, and people who waited there this week."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final
from uuid import uuid4

from django.utils import timezone

from tinhso.dossiers.demonstration.cast import Cast, Office, gather
from tinhso.dossiers.demonstration.growing import SEED, without_waiting_for_the_disk
from tinhso.dossiers.models import Queue, ServiceCounter
from tinhso.dossiers.rules.queueing import TicketSource
from tinhso.dossiers.services import waiting
from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.calendar import calendar_for
from tinhso.kernel.db.clock import SetClock, clock_set_to

QUEUES: Final = (
    ("A", "Hộ tịch, chứng thực", "Khai sinh, kết hôn, sao y giấy tờ", ("ho-tich", "chung-thuc")),
    ("B", "Đất đai, xây dựng", "Giấy phép xây dựng, giấy tờ nhà đất", ("dat-dai", "xay-dung")),
    ("C", "Nhận kết quả", "Đã có tin báo kết quả, mang giấy hẹn", ()),
    ("D", "Việc khác", "Chưa biết hỏi ở đâu thì lấy số này", ()),
)
COUNTERS: Final = (
    (1, "AC", False, None, None, False),
    (2, "BD", False, None, None, False),
    (3, "ABCD", True, None, None, False),
    (9, "ABCD", False, time(0, 0), time(23, 59), True),
)
"""Number, queues, for priority, hours of its own, days off: 9 lets one try at any hour."""
DAYS: Final = 5
A_DAY: Final = 12
PRIORITIES: Final = ("", "", "", "", "", "elderly", "", "pregnant", "", "disabled", "", "")


def wait(say: Callable[[str], None]) -> None:
    """Arrange two desks and let people wait there on the last working days, once."""
    cast: Cast = gather()
    fresh = [one for one in cast.offices if not _is_arranged(one)]
    for office in fresh:
        _arrange(office)
    now = timezone.now()
    given = 0
    for office in fresh:
        given += _days(office, now)
    say(f"{given} số thứ tự")


def _is_arranged(office: Office) -> bool:
    return Queue.objects.filter(agency_id=office.agency_id).exists()


def _arrange(office: Office) -> None:
    queues = {
        letter: waiting.set_queue(
            actor=office.leader,
            letter=letter,
            name=name,
            detail=detail,
            field_keys=fields,
            slot_capacity=2 if letter in "ABD" else 0,
        )
        for letter, name, detail, fields in QUEUES
    }
    for number, letters, is_priority, opens_at, closes_at, on_days_off in COUNTERS:
        waiting.set_counter(
            actor=office.leader,
            number=number,
            queues=[queues[letter].uid for letter in letters],
            is_priority=is_priority,
            hours=waiting.CounterHours(
                opens_at=opens_at, closes_at=closes_at, on_days_off=on_days_off
            ),
        )


def _days(office: Office, now: datetime) -> int:
    chance = Random(f"{SEED}-queue-{office.agency_id}")  # noqa: S311  invented waits, no secrets
    calendar = calendar_for(office.agency_id)
    days: list[date] = []
    day = timezone.localdate(now)
    while len(days) < DAYS:
        day -= timedelta(days=1)
        if calendar.is_working_day(day):
            days.append(day)
    given = 0
    with without_waiting_for_the_disk(), clock_set_to(_at(days[-1], 7, 30)) as clock:
        for one in reversed(days):
            given += _day(office, one, clock, chance)
        clock.move_to(when_open(now))
        for letter in ("A", "A", "B"):
            _take(office, letter, "")
            given += 1
    return given


def when_open(now: datetime) -> datetime:
    """Return a moment at which the desk of all hours is open: it closes for the last minute."""
    return min(now, _at(timezone.localdate(now), 23, 58))


def _day(office: Office, day: date, clock: SetClock, chance: Random) -> int:
    """Let one day pass: people come, officers call, one is absent, the last is not called."""
    seats = _sit(office, clock, day)
    at = _at(day, 8, 0)
    for number in range(A_DAY):
        clock.move_to(at)
        _take(office, chance.choice("AABBCD"), PRIORITIES[number])
        at += timedelta(minutes=chance.randint(1, 14))
        if number:
            clock.move_to(at)
            _serve(chance.choice(seats), clock, chance, is_absent=number == A_DAY // 2)
            at = max(at, clock.now())
    clock.move_to(_at(day, 23, 50))
    waiting.close_tickets(at=timezone.now(), actor=system_actor("dossiers.close_tickets"))
    return A_DAY


def _sit(office: Office, clock: SetClock, day: date) -> list[Actor]:
    clock.move_to(_at(day, 7, 30))
    counters = ServiceCounter.objects.filter(agency_id=office.agency_id).order_by("number")
    seats = list(office.desk[:3])
    for actor, counter in zip(seats, counters, strict=False):
        waiting.sit_at(counter_uid=counter.uid, actor=actor)
    return seats


def _serve(officer: Actor, clock: SetClock, chance: Random, *, is_absent: bool) -> None:
    if waiting.call_next(actor=officer) is None:
        return
    clock.move_to(clock.now() + timedelta(minutes=chance.randint(2, 9)))
    (waiting.skip_ticket if is_absent else waiting.finish_ticket)(actor=officer)


def _take(office: Office, letter: str, priority: str) -> None:
    queue = Queue.objects.get(agency_id=office.agency_id, letter=letter)
    waiting.take_ticket(
        token=uuid4(),
        queue_uid=queue.uid,
        actor=system_actor("dossiers.demonstration"),
        source=TicketSource.KIOSK,
        priority=priority,
    )


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=timezone.get_default_timezone())
