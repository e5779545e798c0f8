"""What one may do to the calendar."""

from enum import StrEnum


class CalendarPermission(StrEnum):
    """Permissions of the calendar; over the whole province they need the scope "everywhere"."""

    MANAGE_CALENDAR = "calendar.manage_calendar"
    DECLARE_DAY_OFF = "calendar.declare_day_off"
