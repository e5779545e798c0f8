"""What the house does before anybody asks: the four degrees of 224/2026 Art. 16, as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Self, cast

from tinhso.kernel.workflow.expressions import Expression
from tinhso.procedures.parts import Data, condition_of, rows_of, text_of


class Degree(IntEnum):
    """How much is done: each degree does what those below it do."""

    REMIND = 1
    PREPARE = 2
    RECOMMEND = 3
    EXECUTE = 4


@dataclass(frozen=True, kw_only=True)
class Option:
    """One way to go on, recommended by the first whose condition holds; `why` is told.

    At the fourth degree the house goes it by itself unless it `needs_dossier`.
    """

    key: str
    name: str
    why: str
    when: Expression | None
    answers: Mapping[str, object]
    needs_dossier: bool = False

    @classmethod
    def from_data(cls, data: Data) -> Self:
        """Read one option."""
        answers = data.get("answers")
        return cls(
            key=text_of(data, "key"),
            name=text_of(data, "name"),
            why=text_of(data, "why"),
            when=condition_of(data, "when"),
            answers=cast("Mapping[str, object]", answers) if isinstance(answers, Mapping) else {},
            needs_dossier=data.get("needs_dossier") is True,
        )


@dataclass(frozen=True, kw_only=True)
class Proactive:
    """What a version foresees: from which day before a result runs out, or after what event.

    `after` are procedures whose result is the event of life; `undo_days` how long what the house
    did by itself may be refused.
    """

    level: Degree
    remind_before_days: int
    after: tuple[str, ...]
    undo_days: int
    law: str
    trigger: str
    options: tuple[Option, ...]


DEFAULT_UNDO_DAYS = 15
"""Ours: the decree gives no number."""


def proactive_in(settings: Mapping[str, object]) -> Proactive | None:
    """Return what a version's settings foresee, or None."""
    data = settings.get("proactive")
    if not isinstance(data, Mapping):
        return None
    level = data.get("level")
    if not isinstance(level, int) or level not in list(Degree):
        return None
    before, undo, after = (data.get(k) for k in ("remind_before_days", "undo_days", "after"))
    return Proactive(
        level=Degree(level),
        remind_before_days=before if isinstance(before, int) else 0,
        after=tuple(map(str, after)) if isinstance(after, list) else (),
        undo_days=undo if isinstance(undo, int) else DEFAULT_UNDO_DAYS,
        law=text_of(cast(Data, data), "law"),
        trigger=text_of(cast(Data, data), "trigger"),
        options=tuple(map(Option.from_data, rows_of(cast(Data, data), "options"))),
    )
