"""The promised time: legal and national reading side by side, every moving kept."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import timezone

from tinhso.dossiers.models import Dossier, DueChange, Obligation, SupplementRequest
from tinhso.dossiers.queries.law import law_in_force
from tinhso.dossiers.rules.clocks import AHEAD, PUT_OFF, ClockCode, DueGround, clock
from tinhso.dossiers.rules.own_terms import term_of_clock
from tinhso.dossiers.rules.process import TERM_CHANNEL
from tinhso.dossiers.services.errors import NotFiledHere
from tinhso.kernel.actors import Actor
from tinhso.kernel.calendar import (
    Clock,
    DueDate,
    Rescheduled,
    Stop,
    StopEffect,
    Term,
    TermUnit,
    calendar_for,
    due_for,
    due_of,
)
from tinhso.kernel.db.writing import fresh, insert_unread
from tinhso.procedures import queries as procedures


def term_of(dossier: Dossier) -> Term:
    """Return how long the agency may take for this dossier; `NotFiledHere` when nobody knows.

    Another agency's part of a linked request has hours of its own.
    """
    term = _known_term(dossier)
    if term is None:
        raise NotFiledHere
    return term


def _known_term(dossier: Dossier) -> Term | None:
    if dossier.is_member:
        part = procedures.linked_part(version=dossier.procedure_version, key=dossier.part)
        return Term(part.working_hours, TermUnit.WORKING_HOUR) if part is not None else None
    rule = procedures.term_for(
        version=dossier.procedure_version,
        channel=TERM_CHANNEL[dossier.channel],
        case=dossier.case,
    )
    if rule is None or rule.term is None:
        return None
    term = rule.term
    if rule.cut_off is not None and term.cut_off is None:
        return Term(term.value, term.unit, rule.cut_off.hour * 60 + rule.cut_off.minute)
    return term


def stops_of(dossier: Dossier) -> tuple[Stop, ...]:
    """Return when the time did not run, in order: supplements restart it, obligations pause it."""
    supplements = SupplementRequest.objects.filter(dossier=dossier, before_acceptance=False)
    stops = [
        Stop(
            from_at=row.asked_at,
            until_at=row.answered_at,
            effect=StopEffect.RESTART,
            ground="supplement",
        )
        for row in supplements
        if row.closed_at is None
    ]
    stops += [
        Stop(
            from_at=row.asked_at,
            until_at=row.settled_at,
            effect=StopEffect.PAUSE,
            ground="obligation",
            document=row.document,
        )
        for row in Obligation.objects.filter(dossier=dossier)
    ]
    return tuple(sorted(stops, key=lambda stop: stop.from_at))


def reckon(
    dossier: Dossier, *, start: datetime, stops: tuple[Stop, ...] | None = None
) -> tuple[DueDate, DueDate]:
    """Return the due date as the law counts, and as the national reports do.

    `stops` are read, unless the caller knows them: at acceptance there are none yet. A dossier
    brought in keeps the promise of the system it came from; where the house knows no term, a
    restart gives the working time of that promise once more. What was put off once with an apology
    stays put off: a later wait for money moves that day, a restart from zero ends it.
    """
    calendar = calendar_for(dossier.resolving_agency_id, fresh=True)
    stood_still = stops_of(dossier) if stops is None else stops
    promised_at = _promised_elsewhere(dossier) if stops is None else None
    term = _known_term(dossier)
    if term is None and promised_at is not None:
        minutes = calendar.minutes_between(start, promised_at)
        term = Term(max(-(-minutes // 60), 1), TermUnit.WORKING_HOUR)
    if term is None:
        raise NotFiledHere
    running = Clock(
        start=start,
        term=term,
        stops=stood_still,
        promised_at=promised_at,
        rescheduled=_put_off(dossier) if stops is None else None,
    )
    return (
        due_of(running, calendar=calendar),
        due_of(running, calendar=calendar, effect=StopEffect.PAUSE),
    )


def _promised_elsewhere(dossier: Dossier) -> datetime | None:
    kept = dossier.due_changes.filter(ground=DueGround.BROUGHT_IN).order_by("id")
    return kept.values_list("new_due_at", flat=True).first()


def _put_off(dossier: Dossier) -> Rescheduled | None:
    """Return the day promised by the last apology (118 Art. 19(6)), and since when it holds."""
    kept = dossier.due_changes.filter(ground__in=PUT_OFF).order_by("-id").first()
    return Rescheduled(decided_at=kept.at, due_at=kept.new_due_at) if kept is not None else None


def set_due(
    dossier: Dossier,
    *,
    legal: DueDate,
    national: datetime,
    ground: DueGround,
    actor: Actor,
    decision: str = "",
    at: datetime | None = None,
) -> None:
    """Put a new promised time on the dossier and keep the old one; the caller saves."""
    change = fresh(
        DueChange,
        dossier_id=dossier.pk,
        at=at or timezone.now(),
        ground=ground,
        old_due_at=dossier.due_at,
        new_due_at=legal.at,
        old_national_due_at=dossier.national_due_at,
        new_national_due_at=national,
        decision=decision,
        lines=legal.as_text(),
        by=actor.id,
    )
    insert_unread([change])
    if dossier.original_due_at is None:
        dossier.original_due_at = legal.at
    dossier.due_at = legal.at
    dossier.national_due_at = national
    dossier.due_lines = legal.as_text()


def law_due(
    code: ClockCode,
    *,
    start: datetime,
    agency_id: int,
    arrived_at: datetime,
    settings: Mapping[str, object] | None = None,
) -> datetime:
    """Return when a clock of the law runs out: a dossier keeps the law of the day it arrived.

    `settings` are the procedure's own, where it may say something of this clock.
    """
    on = timezone.localdate(arrived_at)
    term = term_of_clock(code, settings=settings or {}, on=on, law=law_in_force())
    return due_for(start=start, term=term, agency_id=agency_id).at


def alert_due(*, arrived_at: datetime, agency_id: int) -> datetime:
    """Return from when the desk is alerted to what lies unanswered, before its hours have run out.

    The job that alerts comes round every few minutes: it begins earlier by what the rule says.
    """
    rule = clock(ClockCode.DESK_ALERT, on=timezone.localdate(arrived_at), law=law_in_force())
    until = due_for(start=arrived_at, term=rule.term, agency_id=agency_id).at
    return until - timedelta(minutes=AHEAD[ClockCode.DESK_ALERT])
