"""Due dates in words, in the reader's language, at the moment of showing."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tinhso.kernel.calendar.rules import Line, Remaining, TermUnit, Value
from tinhso.kernel.calendar.worktime import MINUTES_A_DAY, VIETNAM, Session, WorkCalendar

_WEEKDAYS: Final = (
    gettext_lazy("thứ Hai"),
    gettext_lazy("thứ Ba"),
    gettext_lazy("thứ Tư"),
    gettext_lazy("thứ Năm"),
    gettext_lazy("thứ Sáu"),
    gettext_lazy("thứ Bảy"),
    gettext_lazy("Chủ nhật"),
)


def say_weekday(day: date) -> str:
    """Return the name of the day of the week."""
    return str(_WEEKDAYS[day.weekday()])


def say_day(day: date) -> str:
    """Return a day with its weekday, day first: "thứ Ba, 01/12/2026"."""
    return _("%(weekday)s, %(day)s") % {"weekday": say_weekday(day), "day": f"{day:%d/%m/%Y}"}


def say_moment(moment: datetime) -> str:
    """Return an hour and its day: "16:00 thứ Ba, 01/12/2026"."""
    local = moment.astimezone(VIETNAM)
    return _("%(hour)s %(day)s") % {"hour": f"{local:%H:%M}", "day": say_day(local.date())}


def say_week(calendar: WorkCalendar, on: date) -> str:
    """Return the office hours of the week of a day, days with the same hours together.

    "Thứ Hai đến thứ Sáu: 07:00–11:30, 13:30–17:00; thứ Bảy: 07:30–11:30", holidays not looked at.
    """
    monday = on - timedelta(days=on.weekday())
    groups: list[tuple[list[date], tuple[Session, ...]]] = []
    for day in (monday + timedelta(days=n) for n in range(7)):
        sessions = calendar.weekly_sessions(day)
        if not sessions:
            continue
        if groups and groups[-1][1] == sessions and (day - groups[-1][0][-1]).days == 1:
            groups[-1][0].append(day)
        else:
            groups.append(([day], sessions))
    said = "; ".join(_same_hours(days, sessions) for days, sessions in groups)
    return said[:1].upper() + said[1:]


def say_sessions(sessions: Iterable[Session]) -> str:
    """Return the working sessions of one day: "07:00–11:30, 13:30–17:00"."""
    return ", ".join(f"{_hour(start)}–{_hour(end)}" for start, end in sessions)


def _same_hours(days: list[date], sessions: tuple[Session, ...]) -> str:
    hours = say_sessions(sessions)
    if len(days) == 1:
        return _("%(day)s: %(hours)s") % {"day": say_weekday(days[0]), "hours": hours}
    return _("%(first)s đến %(last)s: %(hours)s") % {
        "first": say_weekday(days[0]),
        "last": say_weekday(days[-1]),
        "hours": hours,
    }


def _hour(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def say_term(value: int, unit: str) -> str:
    """Return a length of time in words: "10 ngày làm việc"."""
    values = {"count": value}
    match unit:
        case TermUnit.WORKING_DAY:
            return ngettext("%(count)d ngày làm việc", "%(count)d ngày làm việc", value) % values
        case TermUnit.CALENDAR_DAY:
            return ngettext("%(count)d ngày", "%(count)d ngày", value) % values
        case TermUnit.WORKING_HOUR:
            return ngettext("%(count)d giờ làm việc", "%(count)d giờ làm việc", value) % values
        case TermUnit.HOUR:
            return ngettext("%(count)d giờ", "%(count)d giờ", value) % values
        case TermUnit.MONTH:
            return ngettext("%(count)d tháng", "%(count)d tháng", value) % values
        case _:
            return _("trong ngày")


def say_remaining(remaining: Remaining) -> str:
    """Return what is left, as people say it: "còn 2 ngày làm việc", "quá hạn 3 giờ làm việc"."""
    if not remaining.days and not remaining.minutes:
        # past office hours: the hour has struck and no working minute has gone by since
        return _("vừa quá hạn") if remaining.is_late else _("đến hạn bây giờ")
    if remaining.days:
        length = say_term(remaining.days, TermUnit.WORKING_DAY)
    elif remaining.minutes >= 60:
        length = say_term(remaining.minutes // 60, TermUnit.WORKING_HOUR)
    else:
        length = ngettext(
            "%(count)d phút làm việc", "%(count)d phút làm việc", remaining.minutes
        ) % {"count": remaining.minutes}
    if remaining.is_late:
        return _("quá hạn %(length)s") % {"length": length}
    return _("còn %(length)s") % {"length": length}


def say_minutes(minutes: int) -> str:
    """Return working minutes as days, hours and minutes of work."""
    days, rest = divmod(minutes, MINUTES_A_DAY)
    hours, left = divmod(rest, 60)
    parts = []
    if days:
        parts.append(say_term(days, TermUnit.WORKING_DAY))
    if hours or (not parts and not left):
        parts.append(say_term(hours, TermUnit.WORKING_HOUR))
    if left:
        parts.append(ngettext("%(count)d phút", "%(count)d phút", left) % {"count": left})
    return " ".join(parts)


def explain(lines: Iterable[Line]) -> list[str]:
    """Return the reckoning of a due date as sentences in the active language."""
    return [_SENTENCES[line.code](line.values) for line in lines]


def _moment(values: Mapping[str, Value], key: str) -> str:
    return say_moment(datetime.fromisoformat(str(values[key])))


def _day(values: Mapping[str, Value], key: str) -> str:
    return say_day(date.fromisoformat(str(values[key])))


def _clock(values: Mapping[str, Value]) -> str:
    hour, minute = divmod(int(values["minute"]), 60)
    return f"{hour:02d}:{minute:02d}"


def _accepted(values: Mapping[str, Value]) -> str:
    return _("Tiếp nhận lúc %(moment)s.") % {"moment": _moment(values, "at")}


_WHY: Final = {
    "day_off": gettext_lazy("Đó là ngày nghỉ, nên thời gian tính từ %(moment)s."),
    "before_opening": gettext_lazy("Khi đó chưa đến giờ làm việc, nên tính từ %(moment)s."),
    "after_closing": gettext_lazy("Khi đó đã hết giờ làm việc, nên tính từ %(moment)s."),
    "between_sessions": gettext_lazy("Khi đó là giờ nghỉ trưa, nên tính từ %(moment)s."),
}


def _counted_from(values: Mapping[str, Value]) -> str:
    return str(_WHY[str(values["why"])]) % {"moment": _moment(values, "at")}


def _term(values: Mapping[str, Value]) -> str:
    return _("Thời hạn: %(term)s.") % {"term": say_term(int(values["value"]), str(values["unit"]))}


def _first_day(values: Mapping[str, Value]) -> str:
    return _("Ngày đầu tiên được tính là %(day)s.") % {"day": _day(values, "on")}


def _due_hour(values: Mapping[str, Value]) -> str:
    if values["rule"] == "acceptance_hour":
        return _("Giờ trả là giờ đã tiếp nhận.")
    return _("Giờ trả là cuối giờ làm việc của ngày cuối cùng.")


def _before_cut_off(values: Mapping[str, Value]) -> str:
    return _("Nhận trước %(hour)s: trả trong ngày.") % {"hour": _clock(values)}


def _after_cut_off(values: Mapping[str, Value]) -> str:
    return _("Nhận sau %(hour)s: trả trong ngày làm việc tiếp theo.") % {"hour": _clock(values)}


def _own_hours(values: Mapping[str, Value]) -> str:
    return _("Tính theo giờ làm việc riêng của cơ quan, áp dụng từ %(day)s.") % {
        "day": _day(values, "since")
    }


def _weekly(values: Mapping[str, Value]) -> str:
    count = int(values["count"])
    return ngettext(
        "Không tính %(count)d ngày nghỉ hằng tuần.",
        "Không tính %(count)d ngày nghỉ hằng tuần.",
        count,
    ) % {"count": count}


def _in_vietnamese() -> bool:
    return (translation.get_language() or "vi").startswith("vi")


def _decision(values: Mapping[str, Value]) -> str:
    """Return the decision behind a day; a reader of English gets codes, no Vietnamese prose."""
    decision = str(values.get("decision", ""))
    return decision if _in_vietnamese() or decision.isascii() else ""


def _name(values: Mapping[str, Value]) -> str:
    """Return the name of a special day, followed by the decision it rests on."""
    if _in_vietnamese():
        name = str(values["name"])
    else:
        name = str(values.get("name_en") or _("ngày nghỉ theo quyết định"))
    decision = _decision(values)
    if decision:
        return _("%(name)s (%(decision)s)") % {"name": name, "decision": decision}
    return name


def _day_off(values: Mapping[str, Value]) -> str:
    return _("Nghỉ %(day)s: %(name)s.") % {"day": _day(values, "on"), "name": _name(values)}


def _worked_instead(values: Mapping[str, Value]) -> str:
    sentence = _("Chỉ làm việc một phần %(day)s: %(name)s.")
    if not values["half"]:
        sentence = _("Làm bù %(day)s: %(name)s.")
    return sentence % {"day": _day(values, "on"), "name": _name(values)}


def _provisional(values: Mapping[str, Value]) -> str:
    return _("Lịch nghỉ năm %(year)s mới là dự kiến; ngày trả chỉ có thể lùi lại.") % {
        "year": values["year"]
    }


def _due(values: Mapping[str, Value]) -> str:
    return _("Hẹn trả trước %(moment)s.") % {"moment": _moment(values, "at")}


def _promised_elsewhere(values: Mapping[str, Value]) -> str:
    return _("Hệ thống trước đã hẹn trả trước %(moment)s; hẹn ấy được giữ.") % {
        "moment": _moment(values, "at")
    }


def _rescheduled(values: Mapping[str, Value]) -> str:
    return _("Đã xin lỗi và hẹn lại lúc %(on)s; hạn thành %(to)s.") % {
        "on": _moment(values, "on"),
        "to": _moment(values, "to"),
    }


def _moved(values: Mapping[str, Value]) -> str:
    return _("%(day)s là ngày nghỉ, nên hạn chuyển sang %(next)s.") % {
        "day": _capital(_day(values, "from")),
        "next": _day(values, "to"),
    }


def _moved_to_opening(values: Mapping[str, Value]) -> str:
    return _("%(moment)s ngoài giờ làm việc, nên hạn chuyển sang %(next)s.") % {
        "moment": _moment(values, "from"),
        "next": _moment(values, "to"),
    }


def _stopped(values: Mapping[str, Value]) -> str:
    return _("Thời gian tạm dừng từ %(moment)s; ngày trả sẽ được tính lại.") % {
        "moment": _moment(values, "from")
    }


def _restarted(values: Mapping[str, Value]) -> str:
    return _("Tạm dừng từ %(from)s đến %(until)s, sau đó tính lại từ đầu.") % {
        "from": _moment(values, "from"),
        "until": _moment(values, "until"),
    }


def _paused(values: Mapping[str, Value]) -> str:
    return _("Không tính thời gian từ %(from)s đến %(until)s; hạn thành %(to)s.") % {
        "from": _moment(values, "from"),
        "until": _moment(values, "until"),
        "to": _moment(values, "to"),
    }


def _extended(values: Mapping[str, Value]) -> str:
    return _("Gia hạn thêm %(term)s; hạn thành %(to)s.") % {
        "term": say_term(int(values["value"]), str(values["unit"])),
        "to": _moment(values, "to"),
    }


def _moved_by_day_off(values: Mapping[str, Value]) -> str:
    told = {
        "day": _day(values, "on"),
        "decision": _decision(values),
        "from": _moment(values, "from"),
        "to": _moment(values, "to"),
    }
    if told["decision"]:
        return (
            _("Thêm ngày nghỉ %(day)s theo %(decision)s: hạn chuyển từ %(from)s sang %(to)s.")
            % told
        )
    return _("Thêm ngày nghỉ %(day)s: hạn chuyển từ %(from)s sang %(to)s.") % told


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_SENTENCES: Final[Mapping[str, Callable[[Mapping[str, Value]], str]]] = {
    "accepted": _accepted,
    "after_cut_off": _after_cut_off,
    "before_cut_off": _before_cut_off,
    "counted_from": _counted_from,
    "day_off": _day_off,
    "due": _due,
    "due_hour": _due_hour,
    "extended": _extended,
    "first_day": _first_day,
    "moved": _moved,
    "moved_by_day_off": _moved_by_day_off,
    "moved_to_opening": _moved_to_opening,
    "own_hours": _own_hours,
    "paused": _paused,
    "promised_elsewhere": _promised_elsewhere,
    "provisional": _provisional,
    "rescheduled": _rescheduled,
    "restarted": _restarted,
    "stopped": _stopped,
    "term": _term,
    "weekly_days_off": _weekly,
    "worked_instead": _worked_instead,
}
