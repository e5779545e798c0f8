"""What a procedure says of its own about a clock of the law: its settings go before the house's.

Where the law yields to that of the sector the procedure's number holds; where it does not, only a
shorter one does (facts 118 E.1).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from tinhso.dossiers.rules.clocks import ClockCode, Law, clock
from tinhso.kernel.calendar import Term, TermUnit


@dataclass(frozen=True, kw_only=True)
class OwnTerm:
    """The setting that speaks of a clock, in what it counts, and whether it may only be shorter."""

    setting: str
    unit: TermUnit
    only_sooner: bool = False


OWN_TERMS: Final[Mapping[ClockCode, OwnTerm]] = {
    ClockCode.ONLINE_ANSWER: OwnTerm(
        setting="online_answer_working_hours", unit=TermUnit.WORKING_HOUR
    ),
    ClockCode.SUPPLEMENT_TIMEOUT: OwnTerm(
        setting="supplement_timeout_days", unit=TermUnit.CALENDAR_DAY
    ),
    ClockCode.CORRECTION: OwnTerm(
        setting="correction_working_days", unit=TermUnit.WORKING_DAY, only_sooner=True
    ),
}
EXTENSION_SETTING: Final = "extension_working_days"


def term_of_clock(code: ClockCode, *, settings: Mapping[str, object], on: date, law: Law) -> Term:
    """Return how long a clock runs for a procedure with these settings, by the law of the day."""
    term, own = clock(code, on=on, law=law).term, OWN_TERMS.get(code)
    said = _number(settings, own.setting) if own is not None else None
    if own is None or said is None or (own.only_sooner and said > term.value):
        return term
    return Term(said, own.unit)


def most_extension(settings: Mapping[str, object]) -> int | None:
    """Return by how many working days a promise may move at most; None where nothing says so."""
    return _number(settings, EXTENSION_SETTING)


def _number(settings: Mapping[str, object], key: str) -> int | None:
    said = settings.get(key)
    if isinstance(said, bool) or not isinstance(said, int):
        return None
    return said if said > 0 else None
