"""Dossiers that wait when they come: for their applicant, for money, for another agency's word.

The old system's promise stands (docs/decisions/0033): a wait for money moves it by what the wait
took, a supplement lets the time restart from zero, an opinion leaves it alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tinhso.dossiers.models import (
    Consultation,
    Dossier,
    Obligation,
    SupplementRequest,
    TimelineEntry,
)
from tinhso.dossiers.models.board import NOBODY
from tinhso.dossiers.rules.bringing import WAITS
from tinhso.dossiers.rules.moves import MOVES
from tinhso.dossiers.rules.states import DossierState
from tinhso.dossiers.services import _flow, _routing
from tinhso.dossiers.services.bringing.places import Places, here, promise
from tinhso.dossiers.services.consulting import put_questions
from tinhso.dossiers.services.supplements import close_at
from tinhso.kernel.actors import Actor
from tinhso.kernel.calendar import calendar_for
from tinhso.kernel.db.writing import update
from tinhso.kernel.importing.rules import SheetRow, parts_of

MOST_DOCUMENT: Final = 200
_SAID: Final[Mapping[str, tuple[str, ...]]] = {
    "bo-sung": ("cho_tu", "cho_noi_dung"),
    "nghia-vu": ("cho_tu", "cho_noi_dung"),
    "y-kien": ("cho_tu", "cho_noi_dung", "cho_den", "cho_co_quan"),
}
"""What must be said of each."""
_COLUMNS: Final = ("cho_tu", "cho_noi_dung", "cho_den", "cho_co_quan")
Fault = tuple[str, str, dict[str, str | int]]


@dataclass(frozen=True, kw_only=True)
class Wait:
    """For what, since when, until when, and of whom."""

    act: str
    since: datetime
    words: str
    until: datetime | None
    agencies: tuple[int, ...]

    @property
    def items(self) -> list[str]:
        """What the applicant is to bring, one by one."""
        return parts_of(self.words)


def state_of(row: SheetRow) -> DossierState | None:
    """Return the state of a dossier that waits; None when it does not."""
    act = WAITS.get(row.text("cho_gi"))
    target = MOVES[act].target if act else None
    return DossierState(target) if target else None


def wait_of(row: SheetRow, places: Places) -> Wait | None:
    """Return what a checked row waits for."""
    act, since = WAITS.get(row.text("cho_gi")), here(row.moment("cho_tu"))
    if act is None or since is None:
        return None
    agencies = [places.agency(code) for code in _codes(row)]
    return Wait(
        act=act,
        since=since,
        words=row.text("cho_noi_dung").strip(),
        until=_until(row, places),
        agencies=tuple(agency.id for agency in agencies if agency is not None),
    )


def wait_faults(
    row: SheetRow, entries: Mapping[str, DossierState], places: Places, *, now: datetime
) -> Iterator[Fault]:
    """Yield what is wrong with the columns of a wait: column, code, values."""
    kind = row.text("cho_gi")
    if not kind:
        yield from ((name, "wait_unnamed", {}) for name in _COLUMNS if row.typed.get(name))
        return
    in_hand = [key for key, state in entries.items() if state is DossierState.ASSIGNED]
    if row.text("buoc") not in in_hand:
        yield "cho_gi", "wait_step", {"steps": ", ".join(in_hand)}
    for name in _SAID[kind]:
        if row.values.get(name) is None:
            yield name, "wait_unsaid", {}
    yield from _time_faults(row, kind, places, now)
    if kind == "nghia-vu" and len(row.text("cho_noi_dung")) > MOST_DOCUMENT:
        yield "cho_noi_dung", "wait_long", {"most": MOST_DOCUMENT}
    if kind == "y-kien":
        yield from _agency_faults(row, places)


def _time_faults(row: SheetRow, kind: str, places: Places, now: datetime) -> Iterator[Fault]:
    since, accepted = here(row.moment("cho_tu")), here(row.moment("ngay_tiep_nhan"))
    if since is None:
        return
    if since > now:
        yield "cho_tu", "in_future", {}
    if accepted is not None and since.date() < accepted.date():
        yield "cho_tu", "before_acceptance", {}
    until = _until(row, places)
    if until is not None and until < since:
        yield "cho_den", "before_wait", {}
    elif kind == "bo-sung" and until is not None and until <= now:
        yield "cho_den", "wait_over", {}


def _agency_faults(row: SheetRow, places: Places) -> Iterator[Fault]:
    own = places.agency(row.text("ma_co_quan"))
    for code in _codes(row):
        agency = places.agency(code)
        if agency is None:
            heir = places.heir(code)
            if heir is None:
                yield "cho_co_quan", "unknown_agency", {}
            else:
                yield "cho_co_quan", "ended_agency", {"heir": heir.code}
        elif own is not None and agency.id == own.id:
            yield "cho_co_quan", "own_agency", {}
        elif places.answering(agency.id) is None:
            yield "cho_co_quan", "nobody_answers", {}


def _codes(row: SheetRow) -> list[str]:
    return list(dict.fromkeys(row.parts("cho_co_quan")))


def _until(row: SheetRow, places: Places) -> datetime | None:
    """Return until when it waits; of a supplement that says none, what the law gives."""
    said, since = row.moment("cho_den"), here(row.moment("cho_tu"))
    agency = places.agency(row.text("ma_co_quan"))
    if agency is None:
        return None
    if said is not None:
        return promise(said, agency.id)
    if row.text("cho_gi") != "bo-sung" or since is None:
        return None
    arrived_at = here(row.moment("ngay_nop")) or since
    version = places.version(row.text("ma_thu_tuc"), arrived_at)
    if version is None:
        return None
    return close_at(version, since, agency_id=agency.id, arrived_at=arrived_at)


def traced(dossier: Dossier, wait: Wait) -> TimelineEntry:
    """Return the line by which its timeline tells the wait, as if it had been asked here."""
    return TimelineEntry(
        dossier=dossier,
        at=wait.since,
        code=wait.act,
        state=dossier.state,
        values={"items": len(wait.items), "agencies": len(wait.agencies)},
        by=dossier.assignee,
        by_name=dossier.assignee_name,
        is_told=MOVES[wait.act].told,
    )


def stand_still(dossier: Dossier, wait: Wait, *, actor: Actor, at: datetime) -> None:
    """Let a dossier that has entered the process wait as it did where it came from."""
    _WAYS[wait.act](dossier, wait, actor, at)
    update(dossier, *_CHANGED)


def _for_supplement(dossier: Dossier, wait: Wait, actor: Actor, at: datetime) -> None:
    SupplementRequest.objects.create(
        dossier=dossier,
        before_acceptance=False,
        items=[{"text": text, "component": "", "field": ""} for text in wait.items],
        asked_by=dossier.assignee or NOBODY,
        asked_by_name=dossier.assignee_name,
        asked_at=wait.since,
        close_at=wait.until,
        due_before=dossier.due_at,
    )
    dossier.supplement_count = 1
    _pause(dossier, wait, "supplement", actor, at)


def _for_money(dossier: Dossier, wait: Wait, actor: Actor, at: datetime) -> None:
    Obligation.objects.create(
        dossier=dossier,
        document=" ".join(wait.words.split()),
        asked_by=dossier.assignee or NOBODY,
        asked_at=wait.since,
    )
    dossier.payment_state = "due"
    _pause(dossier, wait, "obligation", actor, at)


def _pause(dossier: Dossier, wait: Wait, reason: str, actor: Actor, at: datetime) -> None:
    dossier.has_wait = True
    dossier.paused_at = wait.since
    _flow.pause(dossier, actor=actor, reason=reason, at=at)


def _for_opinions(dossier: Dossier, wait: Wait, actor: Actor, at: datetime) -> None:
    until = wait.until or at
    rows = [
        Consultation(
            dossier=dossier,
            agency_id=agency_id,
            unit_id=_routing.consulted_unit(agency_id),
            question=wait.words,
            asked_by=dossier.assignee or NOBODY,
            asked_at=wait.since,
            due_at=until,
        )
        for agency_id in wait.agencies
    ]
    hours = [
        max(calendar_for(agency_id).minutes_between(at, until) // 60, 1) if until > at else 1
        for agency_id in wait.agencies
    ]
    put_questions(dossier, rows, hours=hours, actor=actor, at=at)


_WAYS: Final = {
    "request_supplement": _for_supplement,
    "ask_obligation": _for_money,
    "consult": _for_opinions,
}
_CHANGED: Final = (
    "has_wait",
    "paused_at",
    "payment_state",
    "supplement_count",
    "step_key",
    "step_due_at",
)
