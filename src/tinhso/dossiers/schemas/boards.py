"""The boards of those who oversee, as a machine is answered."""

from datetime import datetime
from decimal import Decimal

from tinhso.kernel.api import Answer


class BoardLine(Answer):
    """One line of open work; `within` and `late` make `open`."""

    key: str
    label: str
    open: int
    late: int
    soon: int
    within: int
    late_since: datetime | None
    """The deadline of the one that is latest."""


class OutputOut(Answer):
    """What was received and finished in a stretch of days."""

    received: int
    finished: int
    early: int
    on_time: int
    late: int
    in_time_share: Decimal | None


class SynchronisedOut(Answer):
    """Whether the national portal had what was accepted; what is not due yet is left out."""

    in_time: int
    late: int
    none: int
    share: Decimal | None


class RatingsOut(Answer):
    """How people found the service, by the nine questions."""

    count: int
    average: Decimal | None
    satisfied: int
    by_question: dict[str, Decimal]
