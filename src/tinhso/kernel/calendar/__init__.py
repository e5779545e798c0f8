"""Vietnamese working time: what a term means, when it ends, and why.

    from tinhso.kernel.calendar import Term, TermUnit, due_for, explain

    due = due_for(start=accepted_at, term=Term(10, TermUnit.WORKING_DAY), agency_id=agency.pk)
    dossier.due_at, dossier.due_lines = due.at, due.as_text()      # codes and values, canonical
    explain(lines_from_text(dossier.due_lines))                    # sentences, reader's language

The pure part (`rules`, `worktime`, `clock`, `words`) needs no database; `due_for` and its
neighbours look the calendar of an agency up and hand it to them. A day off declared later is
`services.declare_day_off`; rooms that hold open due dates listen to `events.DayOffDeclared` and
call `later_only`.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from tinhso.kernel.calendar.clock import (
    Clock,
    Extension,
    Rescheduled,
    Stop,
    StopEffect,
    due_of,
    later_only,
)
from tinhso.kernel.calendar.rules import (
    DueDate,
    DueHour,
    Line,
    Remaining,
    Term,
    TermUnit,
    due,
    hours_to_days,
    lines_from_text,
    lines_to_text,
    remaining_between,
)
from tinhso.kernel.calendar.words import (
    explain,
    say_day,
    say_moment,
    say_remaining,
    say_term,
    say_week,
)
from tinhso.kernel.calendar.worktime import WorkCalendar

if TYPE_CHECKING:
    from tinhso.kernel.calendar.queries import (
        add_working_hours,
        add_working_time,
        calendar_for,
        due_for,
        is_working_day,
        next_working_day,
        remaining,
        working_time_between,
    )

__all__ = [
    "Clock",
    "DueDate",
    "DueHour",
    "Extension",
    "Line",
    "Remaining",
    "Rescheduled",
    "Stop",
    "StopEffect",
    "Term",
    "TermUnit",
    "WorkCalendar",
    "add_working_hours",
    "add_working_time",
    "calendar_for",
    "due",
    "due_for",
    "due_of",
    "explain",
    "hours_to_days",
    "is_working_day",
    "later_only",
    "lines_from_text",
    "lines_to_text",
    "next_working_day",
    "remaining",
    "remaining_between",
    "say_day",
    "say_moment",
    "say_remaining",
    "say_term",
    "say_week",
    "working_time_between",
]

_LOOKED_UP = frozenset(
    {
        "add_working_hours",
        "add_working_time",
        "calendar_for",
        "due_for",
        "is_working_day",
        "next_working_day",
        "remaining",
        "working_time_between",
    }
)


def __getattr__(name: str) -> object:
    """Fetch what stands on models only when it is asked for: models load after packages."""
    if name in _LOOKED_UP:
        return getattr(import_module("tinhso.kernel.calendar.queries"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
