"""Filters of a list: one per field, read from the address, shown as a chip."""

import dataclasses
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final, TypeVar

from django.db import models
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tinhso.kernel.actors import Actor
from tinhso.kernel.db.numbers import is_english
from tinhso.kernel.db.text import nfc
from tinhso.kernel.web import words
from tinhso.kernel.web.fields import DataText, FieldView, Option

M = TypeVar("M", bound=models.Model)
Text = str | Promise
Choices = Sequence[tuple[str, Text]] | Callable[[Actor], Sequence[tuple[str, Text]]]
LONGEST_TEXT = 100


@dataclass(frozen=True)
class Reading:
    """What an address says about one filter: a condition, its words, or what is wrong with it."""

    condition: models.Q | None = None
    words: str = ""
    error: str = ""


NOTHING = Reading()


@dataclass(frozen=True)
class Filter:
    """What every filter has: its name in addresses, its label, the field it asks."""

    key: str
    label: Text
    field: str = ""
    in_tabs: bool = dataclasses.field(default=False, kw_only=True)
    """Set when the views of the list are its values: a tab then says what it narrows."""

    def names(self) -> tuple[str, ...]:
        """Return the names of its parameters."""
        return (self.key,)

    def read(self, params: QueryDict, actor: Actor) -> Reading:
        """Read the address."""
        raise NotImplementedError

    def inputs(self, params: QueryDict, actor: Actor, error: str = "") -> list[FieldView]:
        """Return the inputs, with what was typed still in them."""
        raise NotImplementedError

    def _ask(self, **lookups: object) -> models.Q:
        asked: Mapping[str, object] = {
            f"{self.field or self.key}{k}": v for k, v in lookups.items()
        }
        return models.Q(**asked)


def _listed(choices: Choices, actor: Actor) -> Sequence[tuple[str, Text]]:
    return choices(actor) if callable(choices) else choices


@dataclass(frozen=True)
class ChoiceFilter(Filter):
    """One of several values; `data=True` when their words are data."""

    choices: Choices = ()
    data: bool = False

    def read(self, params: QueryDict, actor: Actor) -> Reading:
        """Take a value that is among the choices."""
        value = params.get(self.key, "")
        if not value:
            return NOTHING
        for known, label in _listed(self.choices, actor):
            if str(known) == value:
                return Reading(self._ask(**{"": value}), str(label))
        return Reading(error=_("Không có lựa chọn này; hãy chọn trong danh sách."))

    def inputs(self, params: QueryDict, actor: Actor, error: str = "") -> list[FieldView]:
        """Return a select."""
        value = params.get(self.key, "")
        listed = [("", _("Tất cả")), *_listed(self.choices, actor)]
        options = [
            Option(
                value=str(k),
                label=v,
                chosen=str(k) == value,
                data=(self.data and k != "") or isinstance(v, DataText),
            )
            for k, v in listed
        ]
        return [_view(self.key, self.label, error, kind="select", options=options)]


@dataclass(frozen=True)
class MultiFilter(ChoiceFilter):
    """Any of several values."""

    def read(self, params: QueryDict, actor: Actor) -> Reading:
        """Take the values that are among the choices; a strange one is an error."""
        values = [v for v in params.getlist(self.key) if v]
        if not values:
            return NOTHING
        known = {str(k): str(label) for k, label in _listed(self.choices, actor)}
        if any(v not in known for v in values):
            return Reading(error=_("Không có lựa chọn này; hãy chọn trong danh sách."))
        named = ", ".join(known[v] for v in values)
        return Reading(self._ask(__in=values), named)

    def inputs(self, params: QueryDict, actor: Actor, error: str = "") -> list[FieldView]:
        """Return boxes."""
        values = set(params.getlist(self.key))
        options = [
            Option(value=str(k), label=v, chosen=str(k) in values, data=self.data)
            for k, v in _listed(self.choices, actor)
        ]
        return [_view(self.key, self.label, error, kind="boxes", options=options)]


@dataclass(frozen=True)
class YesNoFilter(Filter):
    """Yes, no, or both."""

    def read(self, params: QueryDict, actor: Actor) -> Reading:
        """Take `co` or `khong`."""
        value = params.get(self.key, "")
        if not value:
            return NOTHING
        if value not in {"co", "khong"}:
            return Reading(error=_("Hãy chọn Có hoặc Không."))
        return Reading(self._ask(**{"": value == "co"}), _("Có") if value == "co" else _("Không"))

    def inputs(self, params: QueryDict, actor: Actor, error: str = "") -> list[FieldView]:
        """Return a select of three."""
        value = params.get(self.key, "")
        listed = (("", _("Tất cả")), ("co", _("Có")), ("khong", _("Không")))
        options = [Option(value=k, label=v, chosen=k == value) for k, v in listed]
        return [_view(self.key, self.label, error, kind="select", options=options)]


@dataclass(frozen=True)
class TextFilter(Filter):
    """Words within a field, by `lookup` (istartswith by default: it can use an index)."""

    lookup: str = "istartswith"

    def read(self, params: QueryDict, actor: Actor) -> Reading:
        """Take words."""
        text = nfc(params.get(self.key, ""))
        if not text:
            return NOTHING
        if len(text) > LONGEST_TEXT or "\x00" in text:
            return Reading(error=_("Từ tìm dài quá 100 chữ; hãy rút ngắn."))
        return Reading(self._ask(**{f"__{self.lookup}": text}), text)

    def inputs(self, params: QueryDict, actor: Actor, error: str = "") -> list[FieldView]:
        """Return one input."""
        return [_view(self.key, self.label, error, value=params.get(self.key, ""))]


@dataclass(frozen=True)
class _RangeFilter(Filter):
    """From and to."""

    def names(self) -> tuple[str, ...]:
        """Return both names."""
        return (f"{self.key}_tu", f"{self.key}_den")

    def inputs(self, params: QueryDict, actor: Actor, error: str = "") -> list[FieldView]:
        """Return two inputs."""
        low, high = self.names()
        start = _("%(what)s từ") % {"what": self.label}
        end = _("%(what)s đến") % {"what": self.label}
        return [
            _view(low, start, error, value=params.get(low, ""), type=self._type()),
            _view(high, end, "", value=params.get(high, ""), type=self._type()),
        ]

    def _type(self) -> str:
        return "text"


@dataclass(frozen=True)
class DateRangeFilter(_RangeFilter):
    """Days from and to, both included; over a time (`is_time`) in the house's zone, or a day."""

    is_time: bool = True

    def _type(self) -> str:
        return "date"

    def read(self, params: QueryDict, actor: Actor) -> Reading:
        """Take one or both days, as browsers send them (2026-11-20) or as typed (20/11/2026)."""
        texts = [params.get(name, "").strip() for name in self.names()]
        if not any(texts):
            return NOTHING
        days: list[date | None] = []
        for text in texts:
            day = _day(text)
            if text and day is None:
                wrong = _("“%(text)s” không phải là ngày; hãy viết như 20/11/2026.")
                return Reading(error=wrong % {"text": text[:20]})
            days.append(day)
        start, end = days
        if start and end and start > end:
            return Reading(error=_("Ngày đầu đứng sau ngày cuối; hãy đổi chỗ."))
        asked = models.Q()
        if start:
            asked &= self._ask(__gte=self._edge(start))
        if end:
            asked &= self._ask(__lt=self._edge(end + timedelta(days=1)))
        return Reading(asked, _between(start, end, words.short_day))

    def _edge(self, day: date) -> date | datetime:
        if not self.is_time:
            return day
        return timezone.make_aware(datetime.combine(day, time()))


@dataclass(frozen=True)
class DayFilter(Filter):
    """What held on one day; `ask` turns the day into the condition."""

    ask: Callable[[date], models.Q] = dataclasses.field(kw_only=True)
    is_today: bool = dataclasses.field(default=False, kw_only=True)
    """Set when no day means today, and not every day."""

    def read(self, params: QueryDict, actor: Actor) -> Reading:
        """Take a day, as browsers send it or as typed."""
        text = params.get(self.key, "").strip()
        if not text and not self.is_today:
            return NOTHING
        day = _day(text) if text else timezone.localdate()
        if day is None:
            wrong = _("“%(text)s” không phải là ngày; hãy viết như 20/11/2026.")
            return Reading(error=wrong % {"text": text[:20]})
        return Reading(self.ask(day), words.short_day(day))

    def inputs(self, params: QueryDict, actor: Actor, error: str = "") -> list[FieldView]:
        """Return one input."""
        value = params.get(self.key, "")
        return [_view(self.key, self.label, error, value=value, type="date")]


@dataclass(frozen=True)
class NumberRangeFilter(_RangeFilter):
    """Numbers from and to, both included."""

    def read(self, params: QueryDict, actor: Actor) -> Reading:
        """Take one or both numbers, written 1.234.567 or 1234567."""
        texts = [params.get(name, "").strip() for name in self.names()]
        if not any(texts):
            return NOTHING
        numbers: list[Decimal | None] = []
        for text in texts:
            number = _number(text)
            if text and number is None:
                wrong = _("“%(text)s” không phải là số; hãy viết như 1.250.000.")
                return Reading(error=wrong % {"text": text[:20]})
            numbers.append(number)
        low, high = numbers
        if low is not None and high is not None and low > high:
            return Reading(error=_("Số đầu lớn hơn số cuối; hãy đổi chỗ."))
        asked = models.Q()
        if low is not None:
            asked &= self._ask(__gte=low)
        if high is not None:
            asked &= self._ask(__lte=high)
        return Reading(asked, _between(low, high, words.number))


T = TypeVar("T")


def _between(low: T | None, high: T | None, word: Callable[[T], str]) -> str:
    if low is not None and high is not None:
        return f"{word(low)} – {word(high)}"
    if low is not None:
        return _("từ %(low)s") % {"low": word(low)}
    return _("đến %(high)s") % {"high": word(high)} if high is not None else ""


def _day(text: str) -> date | None:
    parts = text.split("/")
    iso = f"{parts[2]}-{parts[1]:0>2}-{parts[0]:0>2}" if len(parts) == 3 else text
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return None
    return day if 1900 <= day.year <= 2200 else None


_GROUPED_IN_ENGLISH: Final = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?|[0-9]+\.[0-9]{1,2}")


def _number(text: str) -> Decimal | None:
    plain = text.replace(" ", "")
    if _GROUPED_IN_ENGLISH.fullmatch(plain) and is_english():
        plain = plain.replace(",", "")
    else:
        plain = plain.replace(".", "").replace(",", ".")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < Decimal(10) ** 15 else None


def _view(
    name: str,
    label: Text,
    error: str,
    *,
    kind: str = "text",
    value: str = "",
    type: str = "text",
    options: Sequence[Option] = (),
) -> FieldView:
    return FieldView(
        name=name,
        id=f"loc-{name}",
        label=label,
        kind=kind,
        value=value,
        type=type,
        options=options,
        errors=[error] if error else [],
        required=False,
        marks_optional=False,
    )
