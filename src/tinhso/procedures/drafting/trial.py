"""A process stepped through with invented dates, before anybody works by it. Nothing is kept.

What was done stands in the page's address: `2.sign.2026-11-23T09:00` is the move `sign` out of
the second visit, at that hour. The same engine decides as for real dossiers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from tinhso.kernel.calendar import WorkCalendar
from tinhso.kernel.calendar.worktime import VIETNAM
from tinhso.kernel.db.words import worded
from tinhso.kernel.workflow.definition import Definition, Step
from tinhso.kernel.workflow.expressions import holds
from tinhso.kernel.workflow.rules import (
    Arrived,
    Closed,
    Effect,
    Finished,
    NoSuchMove,
    NotOpen,
    Opened,
    Skipped,
    StepState,
    Token,
    begin,
    move,
)

MOST_ACTS: Final = 60


@dataclass(frozen=True, kw_only=True)
class Act:
    """One invented act: which visit is left, by which move, when."""

    ref: int
    key: str
    at: datetime

    @classmethod
    def read(cls, text: str) -> "Act | None":
        """Read an act from an address; None when it is none."""
        ref, _dot, rest = text.partition(".")
        key, _dot, at = rest.rpartition(".")
        try:
            moment = datetime.fromisoformat(at)
            return cls(ref=int(ref), key=key, at=_local(moment))
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.ref}.{self.key}.{self.at.astimezone(VIETNAM):%Y-%m-%dT%H:%M}"


def _local(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One visit to a step: since when, until when it should be done, when it was."""

    ref: int
    step: Step
    opened_at: datetime
    due_at: datetime
    done_at: datetime | None = None
    by: str = ""

    @property
    def name(self) -> str:
        """Return the step's name in the reader's language."""
        return worded(self.step.name)

    @property
    def is_late(self) -> bool:
        """Tell whether it was left after its time."""
        return self.done_at is not None and self.done_at > self.due_at


@dataclass(frozen=True, kw_only=True)
class Offered:
    """A move that may be made now."""

    ref: int
    key: str
    label: str


@dataclass
class Trial:
    """How far the acts have led."""

    definition: Definition
    calendar: WorkCalendar
    values: Mapping[str, object]
    consulted: int
    now: datetime
    visits: list[Visit] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    outcome: str = ""
    _live: dict[int, Token] = field(default_factory=dict)
    _last: int = 0

    @property
    def open(self) -> list[Visit]:
        """Return the visits that wait for somebody."""
        refs = {ref for ref, token in self._live.items() if token.state is StepState.OPEN}
        return [visit for visit in self.visits if visit.ref in refs]

    @property
    def current(self) -> list[str]:
        """Return the keys of the open steps, for the drawing."""
        return [visit.step.key for visit in self.open]

    @property
    def done(self) -> list[str]:
        """Return the keys of the steps that were left, for the drawing."""
        return [visit.step.key for visit in self.visits if visit.done_at is not None]

    def offers(self, visit: Visit) -> list[Offered]:
        """Return the moves out of an open visit whose conditions hold."""
        today = self.now.astimezone(VIETNAM).date()
        return [
            Offered(ref=visit.ref, key=way.key, label=worded(way.label))
            for way in visit.step.moves
            if way.when is None or holds(way.when, self.values, today=today)
        ]

    def take(self, effects: Sequence[Effect], *, at: datetime, by: str = "") -> None:
        """Write down what follows from an act."""
        self.now = at
        given: dict[int, int] = {}
        for effect in effects:
            if isinstance(effect, Opened):
                self._open(effect.token, given, at)
            elif isinstance(effect, Closed):
                self._close(given.get(effect.ref, effect.ref), effect.state, at, by)
            elif isinstance(effect, Arrived):
                ref = given.get(effect.ref, effect.ref)
                self._live[ref] = replace(self._live[ref], arrived=effect.arrived)
            elif isinstance(effect, Skipped):
                self.skipped.append(worded(self.definition.steps[effect.step].name))
            elif isinstance(effect, Finished):
                self.outcome = effect.outcome

    def _open(self, token: Token, given: dict[int, int], at: datetime) -> None:
        self._last += 1
        given[token.ref] = self._last
        parent = given.get(token.parent, token.parent) if token.parent is not None else None
        self._live[self._last] = replace(token, ref=self._last, parent=parent)
        step = self.definition.steps[token.step]
        if token.state is StepState.OPEN:
            due_at = self.calendar.add_minutes(at, step.hours * 60) if step.hours else at
            self.visits.append(Visit(ref=self._last, step=step, opened_at=at, due_at=due_at))

    def _close(self, ref: int, state: StepState, at: datetime, by: str) -> None:
        del self._live[ref]
        self.visits = [
            replace(visit, done_at=at, by=by if state is not StepState.STOPPED else "")
            if visit.ref == ref
            else visit
            for visit in self.visits
        ]

    def act(self, act: Act) -> bool:
        """Do one invented act; False when it cannot be done from here."""
        at = max(act.at, self.now)
        token = self._live.get(act.ref)
        label = ""
        if token is not None and (way := self.definition.steps[token.step].move(act.key)):
            label = worded(way.label)
        try:
            effects = move(
                self.definition,
                tuple(self._live.values()),
                ref=act.ref,
                key=act.key,
                values=self.values,
                consulted=self.consulted,
                today=at.astimezone(VIETNAM).date(),
            )
        except (NotOpen, NoSuchMove):
            return False
        self.take(effects, at=at, by=label)
        return True


def run(
    definition: Definition,
    *,
    calendar: WorkCalendar,
    start: datetime,
    acts: Sequence[Act],
    values: Mapping[str, object],
    consulted: int,
) -> Trial:
    """Return how far these acts lead; acts that cannot be done are passed over."""
    trial = Trial(
        definition=definition, calendar=calendar, values=values, consulted=consulted, now=start
    )
    today = start.astimezone(VIETNAM).date()
    trial.take(begin(definition, values=values, consulted=consulted, today=today), at=start)
    for act in acts[:MOST_ACTS]:
        trial.act(act)
    return trial
