"""A day off declared later moves what is open later, never earlier, and says why (design 5.7)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import models
from django.db.models import Q
from django.utils import timezone

from tinhso.dossiers.events import DueDateMoved, ReminderDue
from tinhso.dossiers.models import (
    Consultation,
    Dossier,
    DossierQuerySet,
    HandOver,
    SupplementRequest,
    TaxSlip,
)
from tinhso.dossiers.models.live import IsLive
from tinhso.dossiers.rules.clocks import ClockCode, DueGround
from tinhso.dossiers.rules.states import CLOCK_RUNS, DossierState
from tinhso.dossiers.services import _core, _flow
from tinhso.dossiers.services._clock import alert_due, law_due, reckon, set_due
from tinhso.dossiers.services.accepting import paper_due
from tinhso.dossiers.services.supplements import close_at
from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.calendar import (
    DueDate,
    add_working_hours,
    calendar_for,
    later_only,
)
from tinhso.kernel.calendar.rules import DayKind
from tinhso.kernel.calendar.worktime import SpecialDay
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.events import publish


def with_open_deadlines(*, day: date, agency_id: int | None) -> DossierQuerySet:
    """Return the dossiers in which a day off may move a deadline; None is the whole province.

    A deadline before that day has nothing to do with it. Whose calendar counts is the agency's
    that has to answer: the desk's, the resolving, the consulted or the tax agency's.
    """
    begins = timezone.make_aware(datetime.combine(day, time.min))

    def of(field: str) -> Q:
        return Q() if agency_id is None else Q(**{field: agency_id})

    asked = Consultation.objects.filter(
        of("agency_id"), due_at__gte=begins, answered_at__isnull=True, silent_at__isnull=True
    )
    taxed = TaxSlip.objects.waiting().filter(of("agency_id"), due_at__gte=begins)
    to_mend = SupplementRequest.objects.filter(
        of("dossier__receiving_agency_id") | of("dossier__resolving_agency_id"),
        close_at__gte=begins,
        answered_at__isnull=True,
        closed_at__isnull=True,
    )
    on_the_way = HandOver.objects.filter(
        of("dossier__receiving_agency_id"),
        has_paper=True,
        paper_received_at__isnull=True,
        paper_due_at__gte=begins,
    )
    return Dossier.objects.filter(
        (Q(state__in=CLOCK_RUNS) & of("resolving_agency_id"))
        | (Q(state=DossierState.SUBMITTED) & of("receiving_agency_id"))
        | (Q(correction_due_at__gte=begins) & of("resolving_agency_id"))
        | Q(pk__in=asked.values("dossier_id"))
        | Q(pk__in=taxed.values("dossier_id"))
        | Q(pk__in=to_mend.values("dossier_id"))
        | Q(pk__in=on_the_way.values("dossier_id")),
        IsLive(),
    )


@one_act()
def move_due_for_day_off(*, dossier_id: int, day: str, decision: str) -> bool:
    """Move what is open in one dossier later for a day off declared since; True for its promise.

    Never earlier, and it is not the applicant's one extension (design 5.7). The deadlines of the
    open steps and of whoever has it in hand, which are the house's own, follow without a word to
    the applicant.
    """
    actor = system_actor("dossiers.day_off")
    dossier = (
        Dossier.objects.select_related("procedure_version")
        .select_for_update(of=("self",))
        .get(pk=dossier_id)
    )
    before = _of_the_house(dossier)
    _move_others(dossier, actor=actor, day=day, decision=decision)
    is_moved = _move_promise(dossier, actor=actor, day=day, decision=decision)
    _move_hand_over(dossier, before)
    return is_moved


def _move_promise(dossier: Dossier, *, actor: Actor, day: str, decision: str) -> bool:
    """Move the promised time and, whatever becomes of it, the deadlines of the open steps."""
    old = dossier.due_at
    if not dossier.clock_runs or old is None or dossier.clock_started_at is None:
        return False
    if _flow.recount(dossier, actor=actor):
        dossier.save(update_fields=["step_key", "step_due_at"])
    legal, national = reckon(dossier, start=dossier.clock_started_at)
    if dossier.extension_count or _is_promised_elsewhere(dossier):
        legal = DueDate(at=_worked(old, dossier.resolving_agency_id), lines=legal.lines)
    moved = later_only(old, legal, day_off=day, decision=decision)
    if moved is None:
        return False
    set_due(
        dossier,
        legal=moved,
        national=max(national.at, dossier.national_due_at or national.at),
        ground=DueGround.DAY_OFF,
        actor=actor,
        decision=decision,
    )
    dossier.version += 1
    dossier.save()
    _core.tell("due_moved", dossier, actor=actor, values={"due": _core.iso(moved.at), "day": day})
    _core.audit("day_off", dossier, actor=actor)
    publish(
        DueDateMoved(
            **_core.envelope(dossier, actor),
            ground=DueGround.DAY_OFF,
            old_due_at=old,
            new_due_at=moved.at,
        )
    )
    return True


def _of_the_house(dossier: Dossier) -> tuple[datetime | None, ...]:
    """Return the deadlines of which one is that of whoever has the dossier in hand."""
    return (dossier.step_due_at, dossier.correction_due_at, dossier.due_at)


def _move_hand_over(dossier: Dossier, before: tuple[datetime | None, ...]) -> None:
    """Let the open line of the control sheet follow the deadline that it was given."""
    line = _core.last_line(dossier)
    if line is None or line.finished_at is not None or line.due_at is None:
        return
    pairs = zip(before, _of_the_house(dossier), strict=True)
    moved = {old: new for old, new in pairs if old is not None and new is not None and new > old}
    if line.due_at in moved:
        line.due_at = moved[line.due_at]
        line.save(update_fields=["due_at"])


def _is_promised_elsewhere(dossier: Dossier) -> bool:
    """Tell whether the promise is still that of the system from which the dossier came."""
    grounds = dossier.due_changes.exclude(ground=DueGround.DAY_OFF).order_by("-id")
    return grounds.values_list("ground", flat=True).first() == DueGround.BROUGHT_IN


@dataclass(frozen=True)
class _Deadline:
    """One deadline beside the promise: where it stands, and when it ends by today's calendar."""

    code: str
    row: models.Model
    field: str
    again: Callable[[], datetime]
    is_told: bool = False
    """Whether it is the applicant's own, or promised to him: he reads it and hears of it."""


def _move_others(dossier: Dossier, *, actor: Actor, day: str, decision: str) -> None:
    """Move every other open deadline; old and new moment, day and decision stay on the timeline."""
    moved = []
    for one in _open_deadlines(dossier, day=date.fromisoformat(day)):
        old: datetime | None = getattr(one.row, one.field)
        new = one.again()
        if old is None or new <= old:
            continue
        setattr(one.row, one.field, new)
        one.row.save(update_fields=[one.field])
        values = {"due": _core.iso(new), "before": _core.iso(old), "day": day, "why": decision}
        what = f"{one.code}_moved"
        _core.tell(what, dossier, actor=actor, values=values, is_told=one.is_told)
        if one.is_told:
            publish(ReminderDue(**_core.envelope(dossier, actor), what=what, due_at=new))
        moved.append(one.code)
    if moved:
        _core.audit("day_off", dossier, actor=actor, moved=",".join(moved))


def _open_deadlines(dossier: Dossier, *, day: date) -> Iterator[_Deadline]:
    if dossier.state == DossierState.SUBMITTED and dossier.answer_due_at is not None:
        yield from _of_the_desk(dossier)
    if dossier.is_in_correction:
        yield _of_the_correction(dossier)
    for request in dossier.supplements.filter(answered_at__isnull=True, closed_at__isnull=True):
        yield _Deadline("close", request, "close_at", _closing_of(dossier, request), is_told=True)
    for slip in dossier.tax_slips.filter(answered_at__isnull=True, late_noted_at__isnull=True):
        yield _Deadline("tax", slip, "due_at", _notice_of(slip))
    waiting = dossier.consultations.filter(answered_at__isnull=True, silent_at__isnull=True)
    for row in waiting:
        yield _Deadline("consultation", row, "due_at", _opinion_of(row, day))
    for line in dossier.hand_overs.filter(has_paper=True, paper_received_at__isnull=True):
        yield _Deadline("paper", line, "paper_due_at", _paper_of(dossier, line))


def _of_the_desk(dossier: Dossier) -> Iterator[_Deadline]:
    """The answer is counted from arrival, or from when the applicant completed it."""
    agency_id = dossier.receiving_agency_id
    mended = dossier.supplements.filter(before_acceptance=True, answered_at__isnull=False)
    since = mended.order_by("-answered_at").values_list("answered_at", flat=True).first()
    start, arrived_at = since or dossier.arrived_at, dossier.arrived_at

    def answer() -> datetime:
        code = ClockCode.ONLINE_ANSWER
        return law_due(code, start=start, agency_id=agency_id, arrived_at=arrived_at)

    def alert() -> datetime:
        return alert_due(arrived_at=arrived_at, agency_id=agency_id)

    yield _Deadline("answer", dossier, "answer_due_at", answer, is_told=True)
    if dossier.alerted_at is None:
        yield _Deadline("alert", dossier, "alert_at", alert)


def _of_the_correction(dossier: Dossier) -> _Deadline:
    wrong = dossier.results.filter(withdrawn_at__isnull=False).exclude(fault="")
    since = wrong.order_by("-withdrawn_at").values_list("withdrawn_at", flat=True).first()

    def again() -> datetime:
        start = since or timezone.now()
        agency_id, arrived_at = dossier.resolving_agency_id, dossier.arrived_at
        code = ClockCode.CORRECTION
        return law_due(code, start=start, agency_id=agency_id, arrived_at=arrived_at)

    return _Deadline("correction", dossier, "correction_due_at", again, is_told=True)


def _closing_of(dossier: Dossier, request: SupplementRequest) -> Callable[[], datetime]:
    """The fifteen days are calendar days; only their last day must be one that is worked."""
    before = request.before_acceptance
    agency_id = dossier.receiving_agency_id if before else dossier.resolving_agency_id
    version, arrived_at = dossier.procedure_version, dossier.arrived_at
    asked_at = request.asked_at
    return lambda: close_at(version, asked_at, agency_id=agency_id, arrived_at=arrived_at)


def _notice_of(slip: TaxSlip) -> Callable[[], datetime]:
    """What a tax agency promised anew is a day, which moves only where it is off itself."""
    if slip.due_before is not None:
        return lambda: _worked(slip.due_at, slip.agency_id)
    return lambda: add_working_hours(slip.asked_at, slip.hours, slip.agency_id)


def _paper_of(dossier: Dossier, line: HandOver) -> Callable[[], datetime]:
    """Count anew from when the desk handed it on, by the desk's own calendar."""
    return lambda: paper_due(dossier, line.at, fresh=True)


def _opinion_of(row: Consultation, day: date) -> Callable[[], datetime]:
    """Count the hours anew; those that were not kept are counted once as they were."""
    calendar = calendar_for(row.agency_id, fresh=True)
    if row.hours is None:
        usual = SpecialDay(
            on=day, kind=DayKind.MAKE_UP, name="", sessions=calendar.weekly_sessions(day)
        )
        minutes = calendar.with_day(usual).minutes_between(row.asked_at, row.due_at)
        row.hours = -(-minutes // 60)
        row.save(update_fields=["hours"])
    hours = row.hours
    return lambda: calendar.add_minutes(row.asked_at, hours * 60)


def _worked(at: datetime, agency_id: int) -> datetime:
    """Return a promised moment, or the close of the next working day where its day is off."""
    calendar = calendar_for(agency_id, fresh=True)
    on = calendar.this_or_next_working_day(timezone.localdate(at))
    return at if on == timezone.localdate(at) else calendar.closing(on)
