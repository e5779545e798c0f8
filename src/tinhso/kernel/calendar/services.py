"""Every change of the calendar. `agency_id=None` changes it for the whole province."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit import record
from tinhso.kernel.calendar.events import CalendarChanged, DayOffDeclared
from tinhso.kernel.calendar.models import (
    PROVINCE,
    CalendarDay,
    CountingRule,
    OfficeHours,
)
from tinhso.kernel.calendar.permissions import CalendarPermission
from tinhso.kernel.calendar.queries import calendar_for, minutes_of
from tinhso.kernel.calendar.rules import DayKind
from tinhso.kernel.calendar.worktime import DueHour
from tinhso.kernel.db import fetch
from tinhso.kernel.db.keeping import renew
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.events import publish

SessionText = tuple[str, str]
"""A session as people write it: ("07:30", "11:30")."""

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2100
MOST_DAYS_AHEAD: Final = 5 * 366
_DAY_OFF_KINDS: Final = frozenset(DayKind) - {DayKind.MAKE_UP}


class DayTaken(Invalid):
    """The day has an entry already; withdraw it first."""

    code = "calendar.day_taken"


class DayPast(Invalid):
    """What has been counted is not changed backwards."""

    code = "calendar.day_past"


@transaction.atomic
def declare_day_off(
    *,
    on: date,
    agency_id: int | None,
    name: str,
    decision: str,
    decided_on: date,
    actor: Actor,
    name_en: str = "",
    sessions: Sequence[SessionText] = (),
    kind: DayKind = DayKind.DECLARED,
) -> CalendarDay:
    """Make a day a day off, or leave only `sessions` of it to work, and tell who promised dates.

    A day of the past cannot be declared. Open due dates move later only; the rooms that hold
    them hear `DayOffDeclared`.
    """
    _require(actor, CalendarPermission.DECLARE_DAY_OFF, agency_id)
    if kind not in _DAY_OFF_KINDS:
        raise ValueError("A make-up day is no day off.")
    _check_day(on=on, name=name, decision=decision)
    check_sessions(sessions)
    _refuse_taken(on, agency_id)

    day = CalendarDay.objects.create(
        agency_id=agency_id or PROVINCE,
        on=on,
        kind=kind,
        name=name.strip(),
        name_en=name_en.strip(),
        sessions=[list(session) for session in sessions],
        decision=decision.strip(),
        decided_on=decided_on,
        recorded_by=actor.id,
    )
    _touch()

    record("calendar.day_off_declared", actor=actor, target=day, on=on.isoformat())
    publish(DayOffDeclared(day_id=day.pk, on=on.isoformat(), agency_id=agency_id))
    return day


@transaction.atomic
def add_make_up_day(
    *,
    on: date,
    agency_id: int | None,
    name: str,
    decision: str,
    decided_on: date,
    actor: Actor,
    in_place_of: date | None = None,
    sessions: Sequence[SessionText] = (),
    name_en: str = "",
) -> CalendarDay:
    """Make a day off a working day, by `sessions` or by the hours of the day it stands for.

    Due dates already promised stay as they are: they never move earlier.
    """
    _require(actor, CalendarPermission.MANAGE_CALENDAR, agency_id)
    _check_day(on=on, name=name, decision=decision)
    check_sessions(sessions)
    if calendar_for(agency_id, fresh=True).is_working_day(on):
        raise Invalid(fields={"on": _("Ngày này vốn là ngày làm việc.")})
    _refuse_taken(on, agency_id)

    day = CalendarDay.objects.create(
        agency_id=agency_id or PROVINCE,
        on=on,
        kind=DayKind.MAKE_UP,
        name=name.strip(),
        name_en=name_en.strip(),
        sessions=[list(session) for session in sessions],
        in_place_of=in_place_of,
        decision=decision.strip(),
        decided_on=decided_on,
        recorded_by=actor.id,
    )
    _touch()

    record("calendar.make_up_day_added", actor=actor, target=day, on=on.isoformat())
    publish(CalendarChanged(agency_id=agency_id, effective_from=on.isoformat()))
    return day


@transaction.atomic
def withdraw_day(*, day_id: int, reason: str, actor: Actor) -> CalendarDay:
    """Take a day of the future out of the calendar; it is kept, marked, with the reason.

    Withdrawing a make-up day takes working time away, so rooms hear `DayOffDeclared`.
    """
    day = fetch(
        CalendarDay.objects.filter(withdrawn_at__isnull=True).select_for_update(of=("self",)),
        pk=day_id,
    )
    agency_id = day.agency_id or None
    _require(actor, CalendarPermission.MANAGE_CALENDAR, agency_id)
    _refuse_past(day.on)
    if not reason.strip():
        raise Invalid(fields={"reason": _("Hãy ghi lý do hủy.")})

    day.withdrawn_at = timezone.now()
    day.withdrawn_by = actor.id
    day.withdrawal_reason = reason.strip()
    day.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    _touch()

    record("calendar.day_withdrawn", actor=actor, target=day, on=day.on.isoformat())
    if day.kind == DayKind.MAKE_UP:
        publish(DayOffDeclared(day_id=day.pk, on=day.on.isoformat(), agency_id=agency_id))
    else:
        publish(CalendarChanged(agency_id=agency_id, effective_from=day.on.isoformat()))
    return day


@transaction.atomic
def confirm_year(*, year: int, decision: str, decided_on: date, actor: Actor) -> int:
    """Say that the provisional days of a year are decided; return how many there were."""
    _require(actor, CalendarPermission.MANAGE_CALENDAR, None)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotFound
    if not decision.strip():
        raise Invalid(fields={"decision": _("Hãy ghi số thông báo hoặc quyết định.")})
    confirmed = CalendarDay.objects.filter(
        agency_id=PROVINCE, on__year=year, is_provisional=True, withdrawn_at__isnull=True
    ).update(is_provisional=False, decision=decision.strip(), decided_on=decided_on)
    _touch()
    record("calendar.year_confirmed", actor=actor, year=year, days=confirmed)
    publish(CalendarChanged(agency_id=None, effective_from=date(year, 1, 1).isoformat()))
    return confirmed


@transaction.atomic
def set_office_hours(
    *,
    effective_from: date,
    agency_id: int | None,
    week: Sequence[Sequence[SessionText]],
    decision: str,
    actor: Actor,
) -> OfficeHours:
    """Set the office hours from a day on: seven lists of sessions, Monday first.

    An empty `week` of an agency gives it the province's hours again.
    """
    _require(actor, CalendarPermission.MANAGE_CALENDAR, agency_id)
    _refuse_past(effective_from, field="effective_from")
    _check_week(week, agency_id)
    hours, made = OfficeHours.objects.select_for_update(of=("self",)).get_or_create(
        agency_id=agency_id or PROVINCE, effective_from=effective_from
    )
    hours.week = [[list(session) for session in day] for day in week]
    hours.decision = decision.strip()
    hours.recorded_by = actor.id
    hours.save(update_fields=["week", "decision", "recorded_by"])
    _touch()

    record("calendar.office_hours_set", actor=actor, target=hours, replaced=not made)
    publish(CalendarChanged(agency_id=agency_id, effective_from=effective_from.isoformat()))
    return hours


@transaction.atomic
def set_counting_rule(
    *,
    effective_from: date,
    agency_id: int | None,
    due_hour: DueHour,
    cut_off: str,
    decision: str,
    actor: Actor,
) -> CountingRule:
    """Set how terms that begin from a day on are counted; `cut_off` is written "15:00"."""
    _require(actor, CalendarPermission.MANAGE_CALENDAR, agency_id)
    _refuse_past(effective_from, field="effective_from")
    minute = _minutes(cut_off, field="cut_off")
    rule, made = CountingRule.objects.select_for_update(of=("self",)).get_or_create(
        agency_id=agency_id or PROVINCE, effective_from=effective_from
    )
    rule.due_hour = due_hour.value
    rule.cut_off = minute
    rule.decision = decision.strip()
    rule.recorded_by = actor.id
    rule.save(update_fields=["due_hour", "cut_off", "decision", "recorded_by"])
    _touch()

    record("calendar.counting_rule_set", actor=actor, target=rule, replaced=not made)
    publish(CalendarChanged(agency_id=agency_id, effective_from=effective_from.isoformat()))
    return rule


def _touch() -> None:
    """Let every process see that the calendar is another one."""
    renew("calendar")


def _require(actor: Actor, permission: str, agency_id: int | None) -> None:
    """Ask for the permission over one's own agency, or everywhere."""
    own = agency_id is not None and actor.agency_id == agency_id
    require(actor, permission, unit_id=None if own else 0)


def _refuse_past(on: date, *, field: str = "on") -> None:
    if on < timezone.localdate():
        sentence = _("Ngày %(day)s đã qua; lịch của ngày đã qua không thay đổi được.") % {
            "day": f"{on:%d/%m/%Y}"
        }
        raise DayPast(sentence, fields={field: sentence})


def _refuse_taken(on: date, agency_id: int | None) -> None:
    taken = CalendarDay.objects.filter(
        agency_id=agency_id or PROVINCE, on=on, withdrawn_at__isnull=True
    ).first()
    if taken is not None:
        said = told(
            _("Ngày %(day)s đã ghi là %(name)s. Hãy hủy mục đó trước."),
            day=f"{on:%d/%m/%Y}",
            name=taken.name,
        )
        raise DayTaken(said, fields={"on": said})


def _check_day(*, on: date, name: str, decision: str) -> None:
    _refuse_past(on)
    problems = {}
    if not name.strip():
        problems["name"] = _("Hãy đặt tên cho ngày này.")
    if not decision.strip():
        problems["decision"] = _("Hãy ghi số thông báo hoặc quyết định.")
    if on > timezone.localdate() + timedelta(days=MOST_DAYS_AHEAD):
        problems["on"] = _("Ngày này xa quá năm năm; hãy xem lại năm.")
    if problems:
        raise Invalid(fields=problems)


def _check_week(week: Sequence[Sequence[SessionText]], agency_id: int | None) -> None:
    if not week and agency_id is not None:
        return
    if len(week) != 7 or not any(week):
        raise Invalid(fields={"week": _("Hãy ghi giờ làm việc của ít nhất một ngày trong tuần.")})
    for day in week:
        check_sessions(day, field="week")


def check_sessions(sessions: Sequence[SessionText], *, field: str = "sessions") -> None:
    """Refuse sessions that overlap or end before they begin."""
    last = -1
    for start, end in sessions:
        begins, ends = _minutes(start, field=field), _minutes(end, field=field)
        if begins >= ends:
            raise Invalid(
                fields={
                    field: told(
                        _("Buổi %(start)s–%(end)s kết thúc trước khi bắt đầu."),
                        start=start,
                        end=end,
                    )
                }
            )
        if begins < last:
            raise Invalid(
                fields={
                    field: told(
                        _("Buổi %(start)s–%(end)s chồng lên buổi trước."), start=start, end=end
                    )
                }
            )
        last = ends


def _minutes(text: str, *, field: str) -> int:
    try:
        minute = minutes_of(text)
    except ValueError:
        minute = -1
    if not 0 <= minute < 24 * 60:
        raise Invalid(fields={field: told(_("%(text)s không phải giờ, ví dụ 07:30."), text=text)})
    return minute
