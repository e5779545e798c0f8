"""The interpreter: what follows when a case starts or somebody acts. No database, no clock.

A case is a handful of tokens. Only live ones are given in, so a decision costs the same whatever
lies behind. The answer is a list of effects in the order in which they are to be written down.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.workflow.definition import Definition, MoveKind, Step, StepKind
from tinhso.kernel.workflow.expressions import Values, holds


class StepState(models.TextChoices):
    """Where one visit to a step stands."""

    WAITING = "waiting", _("Đang chờ")
    OPEN = "open", _("Đang làm")
    DONE = "done", _("Đã xong")
    SKIPPED = "skipped", _("Không cần làm")
    RETURNED = "returned", _("Đã trả lại")
    STOPPED = "stopped", _("Đã dừng")


LIVE = frozenset({StepState.WAITING, StepState.OPEN})


class ProcessState(models.TextChoices):
    """Where a case stands."""

    RUNNING = "running", _("Đang chạy")
    PAUSED = "paused", _("Tạm dừng")
    FINISHED = "finished", _("Đã kết thúc")
    STOPPED = "stopped", _("Đã dừng")


class Closing(StrEnum):
    """How a consulted party's row is closed."""

    ANSWERED = "answered"
    SILENT = "silent"
    RECALLED = "recalled"


@dataclass(frozen=True, kw_only=True)
class Token:
    """One live place of a case: an open step, or one that waits for others to arrive."""

    ref: int
    step: str
    state: StepState
    parent: int | None = None
    needed: int = 0
    arrived: int = 0
    party: int | None = None


@dataclass(frozen=True)
class Opened:
    """A token came to be; its ref is negative until it is written down."""

    token: Token


@dataclass(frozen=True)
class Closed:
    """A token is no longer live."""

    ref: int
    step: str
    state: StepState


@dataclass(frozen=True)
class Arrived:
    """One of those for whom this token waits has arrived."""

    ref: int
    arrived: int


@dataclass(frozen=True)
class Skipped:
    """A step was passed without being worked."""

    step: str


@dataclass(frozen=True)
class Finished:
    """The case reached an end."""

    outcome: str


Effect = Opened | Closed | Arrived | Skipped | Finished


class NotOpen(Exception):
    """The token is not an open step of this case."""


class NoSuchMove(Exception):
    """The step has no such move, or its condition does not hold."""


def begin(
    definition: Definition,
    *,
    values: Values,
    consulted: int,
    today: date,
    at_step: str = "",
) -> list[Effect]:
    """Return what follows when a case starts, or goes on at a step that stands in no branch."""
    run = _Run(definition, (), values, consulted, today)
    if at_step and (at_step not in definition.steps or definition.scopes[at_step]):
        raise NotOpen
    run.enter(at_step or definition.start, None)
    return run.effects


def move(
    definition: Definition,
    live: Iterable[Token],
    *,
    ref: int,
    key: str,
    values: Values,
    consulted: int,
    today: date,
) -> list[Effect]:
    """Return what follows when an open step is left by one of its moves."""
    run = _Run(definition, live, values, consulted, today)
    token = run.tokens.get(ref)
    if token is None or token.state is not StepState.OPEN:
        raise NotOpen
    step = definition.steps[token.step]
    chosen = step.move(key)
    if chosen is None or (chosen.when is not None and not holds(chosen.when, values, today=today)):
        raise NoSuchMove
    if step.kind is StepKind.CONSULTATION:
        run.close(token, StepState.DONE)
        run.arrive(token.parent)
    elif chosen.kind is MoveKind.RETURN:
        run.close(token, StepState.RETURNED)
        run.enter(chosen.to, run.leave_branches(token, chosen.to))
    else:
        run.close(token, StepState.DONE)
        run.enter(chosen.to, token.parent)
    return run.effects


def back(
    definition: Definition,
    live: Iterable[Token],
    *,
    ref: int,
    to: str,
    values: Values,
    consulted: int,
    today: date,
) -> list[Effect]:
    """Return what follows when an open step goes back to one that stands in no deeper branch."""
    run = _Run(definition, live, values, consulted, today)
    token = run.tokens.get(ref)
    if token is None or token.state is not StepState.OPEN:
        raise NotOpen
    scopes = definition.scopes
    if to not in definition.steps or scopes[token.step][: len(scopes[to])] != scopes[to]:
        raise NoSuchMove
    run.close(token, StepState.RETURNED)
    run.enter(to, run.leave_branches(token, to))
    return run.effects


def answer_missing(
    definition: Definition,
    live: Iterable[Token],
    *,
    ref: int,
    values: Values,
    consulted: int,
    today: date,
) -> list[Effect]:
    """Return what follows when a consulted party is no longer waited for."""
    run = _Run(definition, live, values, consulted, today)
    token = run.tokens.get(ref)
    if (
        token is None
        or token.state is not StepState.OPEN
        or definition.steps[token.step].kind is not StepKind.CONSULTATION
    ):
        raise NotOpen
    run.close(token, StepState.SKIPPED)
    run.arrive(token.parent)
    return run.effects


@dataclass
class _Run:
    """One decision being worked out on a copy of the live tokens."""

    definition: Definition
    live: Iterable[Token]
    values: Values
    consulted: int
    today: date
    effects: list[Effect] = field(default_factory=list)
    finished: bool = False

    def __post_init__(self) -> None:
        self.tokens = {token.ref: token for token in self.live}

    def open(
        self,
        step: Step,
        state: StepState,
        parent: int | None,
        *,
        needed: int = 0,
        party: int | None = None,
    ) -> Token:
        opened = sum(isinstance(effect, Opened) for effect in self.effects)
        token = Token(
            ref=-1 - opened,
            step=step.key,
            state=state,
            parent=parent,
            needed=needed,
            party=party,
        )
        self.tokens[token.ref] = token
        self.effects.append(Opened(token))
        return token

    def close(self, token: Token, state: StepState) -> None:
        del self.tokens[token.ref]
        self.effects.append(Closed(token.ref, token.step, state))

    def enter(self, key: str, parent: int | None) -> None:
        step = self.definition.steps[key]
        if step.when is not None and not holds(step.when, self.values, today=self.today):
            self.effects.append(Skipped(key))
            self.enter(step.skip_to, parent)
        elif step.kind is StepKind.END:
            self.finish(step.outcome or step.key)
        elif step.kind is StepKind.JOIN:
            self.arrive(parent)
        elif step.kind is StepKind.SPLIT:
            self.split(step, parent)
        elif step.kind is StepKind.CONSULTATION:
            self.consult(step, parent)
        else:
            self.open(step, StepState.OPEN, parent)

    def split(self, step: Step, parent: int | None) -> None:
        join = self.definition.steps[step.join]
        waiting = self.open(join, StepState.WAITING, parent, needed=len(step.branches))
        for branch in step.branches:
            if not self.finished:
                self.enter(branch, waiting.ref)

    def consult(self, step: Step, parent: int | None) -> None:
        if not self.consulted:
            self.effects.append(Skipped(step.key))
            self.enter(step.to, parent)
            return
        lead = self.open(step, StepState.WAITING, parent, needed=self.consulted)
        for party in range(self.consulted):
            self.open(step, StepState.OPEN, lead.ref, party=party)

    def arrive(self, ref: int | None) -> None:
        if ref is None:
            raise NotOpen
        waiting = replace(self.tokens[ref], arrived=self.tokens[ref].arrived + 1)
        self.tokens[ref] = waiting
        self.effects.append(Arrived(ref, waiting.arrived))
        if waiting.arrived == waiting.needed:
            self.close(waiting, StepState.DONE)
            self.enter(self.definition.steps[waiting.step].to, waiting.parent)

    def leave_branches(self, token: Token, target: str) -> int | None:
        scopes = self.definition.scopes
        levels = len(scopes[token.step]) - len(scopes[target])
        parent = token.parent
        for _level in range(levels):
            if parent is None:
                raise NotOpen
            join = self.tokens[parent]
            self.stop_below(join.ref)
            self.close(join, StepState.STOPPED)
            parent = join.parent
        return parent

    def stop_below(self, ref: int) -> None:
        for child in [token for token in self.tokens.values() if token.parent == ref]:
            self.stop_below(child.ref)
            self.close(child, StepState.STOPPED)

    def finish(self, outcome: str) -> None:
        for token in list(self.tokens.values()):
            self.close(token, StepState.STOPPED)
        self.finished = True
        self.effects.append(Finished(outcome))
