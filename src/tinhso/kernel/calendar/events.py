"""What happens to the calendar."""

from dataclasses import dataclass

from tinhso.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class DayOffDeclared(Event):
    """A day, or part of it, became a day off after due dates had been promised.

    Rooms with open due dates reckon them again (`due_of`, then `later_only`), in a job: those of
    the agency, or of all when `agency_id` is None. `on` is an ISO day; the words of the decision
    are asked of `queries.decision_behind(day_id)`.
    """

    day_id: int
    on: str
    agency_id: int | None


@dataclass(frozen=True, kw_only=True)
class CalendarChanged(Event):
    """Office hours, a counting rule or a day that makes nothing later was changed.

    Due dates already promised stay; only those promised from now on differ.
    """

    agency_id: int | None
    effective_from: str
