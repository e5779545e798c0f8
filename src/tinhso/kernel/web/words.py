"""Dates, times, money and counts in the words people use, in the reader's language.

Every function takes aware times in any zone and words them for Asia/Ho_Chi_Minh, day first;
numbers are written as the language does (`kernel.db.numbers`).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tinhso.kernel.db.numbers import Number, is_english, say_number

_DAYS: Final = (
    gettext_lazy("thứ Hai"),
    gettext_lazy("thứ Ba"),
    gettext_lazy("thứ Tư"),
    gettext_lazy("thứ Năm"),
    gettext_lazy("thứ Sáu"),
    gettext_lazy("thứ Bảy"),
    gettext_lazy("Chủ nhật"),
)


def _local(value: datetime) -> datetime:
    return timezone.localtime(value)


def _as_date(value: date | datetime) -> date:
    return _local(value).date() if isinstance(value, datetime) else value


def weekday(value: date | datetime) -> str:
    """Return the name of the day: thứ Ba."""
    return str(_DAYS[_as_date(value).weekday()])


def short_day(value: date | datetime) -> str:
    """Return 01/12/2026."""
    return _as_date(value).strftime("%d/%m/%Y")


def day(value: date | datetime) -> str:
    """Return thứ Ba, 01/12/2026."""
    return f"{weekday(value)}, {short_day(value)}"


def clock(value: datetime) -> str:
    """Return 08:30."""
    return _local(value).strftime("%H:%M")


def hour(value: datetime) -> str:
    """Return 16 giờ, or 16 giờ 30, as one says it."""
    local = _local(value)
    if is_english():
        return local.strftime("%H:%M")
    return f"{local.hour} giờ {local.minute:02d}" if local.minute else f"{local.hour} giờ"


def moment(value: datetime) -> str:
    """Return 16 giờ thứ Ba, 01/12/2026: a time in a sentence."""
    return _("%(hour)s %(day)s") % {"hour": hour(value), "day": day(value)}


def when(value: datetime, *, now: datetime | None = None) -> str:
    """Return a time as short as it stays clear: hôm nay 10:00, thứ Hai, 08:10, 19/11, 10:00."""
    local = _local(value)
    today = _local(now or timezone.now()).date()
    away = (local.date() - today).days
    values = {"time": local.strftime("%H:%M"), "date": local.strftime("%d/%m")}
    if away == 0:
        return _("hôm nay %(time)s") % values
    if away == 1:
        return _("ngày mai %(time)s") % values
    if away == -1:
        return _("hôm qua %(time)s") % values
    if 1 < away < 7:
        return _("%(day)s %(date)s, %(time)s") % (values | {"day": weekday(local)})
    if local.year == today.year:
        return _("%(date)s, %(time)s") % values
    return _("%(date)s, %(time)s") % (values | {"date": short_day(value)})


def span(length: timedelta) -> str:
    """Return a length of clock time in its largest unit: 19 phút, 3 giờ, 2 ngày."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 60:
        return ngettext("%(n)s phút", "%(n)s phút", minutes) % {"n": minutes}
    hours = minutes // 60
    if hours < 24:
        return ngettext("%(n)s giờ", "%(n)s giờ", hours) % {"n": hours}
    days = hours // 24
    return ngettext("%(n)s ngày", "%(n)s ngày", days) % {"n": number(days)}


@dataclass(frozen=True)
class DueWords:
    """How near a deadline is: the kind of its state, what is left, and when it is."""

    kind: str
    left: str
    when: str


def due(
    at: datetime,
    *,
    now: datetime | None = None,
    left: str = "",
    soon: timedelta = timedelta(hours=24),
) -> DueWords:
    """Word a deadline.

    `left` is what the working calendar says is left (còn 2 ngày làm việc); without it the wall
    clock is told. The kind is `late`, `soon` (nearer than `soon`) or `wait`.
    """
    present = now or timezone.now()
    rest = at - present
    if rest < timedelta():
        kind = "late"
        words = left or _("quá %(span)s") % {"span": span(-rest)}
    else:
        kind = "soon" if rest < soon else "wait"
        words = left or _("còn %(span)s") % {"span": span(rest)}
    return DueWords(kind=kind, left=words, when=when(at, now=present))


def number(value: Number, *, decimals: int | None = None) -> str:
    """Return 1.234.567 or 97,42; to a reader of English 1,234,567 or 97.42."""
    return say_number(value, decimals=decimals)


def money(value: Number) -> str:
    """Return 1.234.567 đ: whole đồng."""
    return f"{number(round(value))} đ"


def percent(value: Number, *, decimals: int = 2) -> str:
    """Return 97,42% of a value that is already in hundredths."""
    return f"{number(value, decimals=decimals)}%"


def size(octets: int) -> str:
    """Return the size of a file or a disk: 480 kB, 1,2 MB, 50,9 GB."""
    if octets < 1000:
        return f"{octets} B"
    if octets < 1_000_000:
        return f"{number(octets // 1000)} kB"
    if octets < 1_000_000_000:
        return f"{number(octets / 1_000_000, decimals=1)} MB"
    return f"{number(octets / 1_000_000_000, decimals=1)} GB"


def capped(count: int, cap: int = 1000) -> str:
    """Return a count, or 1.000+ when it was not counted further."""
    return f"{number(cap)}+" if count >= cap else number(count)
