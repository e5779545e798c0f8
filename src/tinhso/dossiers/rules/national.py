"""Messages to the national portal: how a field is written, and what is wrong with a value.

The names, lengths and codes are those of facts 1.3; everything travels as text. Which field says
what is data (`rules.national_fields`, changed by officials with a date), not code.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Value = str | int | bool | datetime | None
Item = Mapping[str, Value]
Facts = Mapping[str, Value | Sequence[Item]]
Message = dict[str, str | list[dict[str, str]]]

ANSWERED_OK: Final = "0"
TELL_WITHIN: Final = timedelta(hours=24)
"""How long after acceptance the portal is to have a dossier. Ours: no law names the hours."""
THERE_ALREADY: Final = frozenset({"3", "-3"})
"""Replies to an insert that mean: update instead."""


class Service(models.TextChoices):
    """The two services that are called, under their official names."""

    RECORD = "DongBoHoSoMC", _("Hồ sơ")
    PROGRESS = "CapNhatTienDoHoSoMC", _("Tiến độ")


class Kind(models.TextChoices):
    """How a value is written."""

    TEXT = "text", _("Chữ")
    DIGITS = "digits", _("Chữ số")
    TIME = "time", _("Thời điểm")
    CODE = "code", _("Mã")
    LIST = "list", _("Danh sách")


class Trouble(models.TextChoices):
    """What may be wrong with the value of a field, or with a whole message."""

    MISSING = "missing", _("Bắt buộc nhưng chưa có")
    TOO_LONG = "too_long", _("Dài quá giới hạn")
    NO_SUCH_CODE = "no_such_code", _("Không có trong danh mục mã")
    WRONG_SHAPE = "wrong_shape", _("Không đúng dạng")
    REFUSED = "refused", _("Cổng từ chối")
    TIMEOUT = "timeout", _("Cổng không trả lời kịp")
    UNREACHABLE = "unreachable", _("Không kết nối được tới Cổng")
    SERVER_ERROR = "server_error", _("Cổng báo lỗi máy chủ")
    NONSENSE = "nonsense", _("Cổng trả lời không hiểu được")
    LOGIN_REFUSED = "login_refused", _("Cổng không cho đăng nhập")


@dataclass(frozen=True)
class FieldRule:
    """One field of a message: from where it is taken and what may stand in it.

    `part` is the service, or the list of it in which the field stands. `fixed` is used when
    `source` is empty. `cut` shortens a text that is too long instead of refusing it. `is_seen`
    tells whether the field's shape was seen in public text; else it is the house's choice. `why`
    says why a field stays empty for which the house has no value.
    """

    part: str
    name: str
    source: str = ""
    _: KW_ONLY
    fixed: str = ""
    kind: str = Kind.TEXT
    longest: int | None = None
    codes: tuple[str, ...] = ()
    pattern: str = ""
    required: bool = False
    cut: bool = False
    personal: bool = False
    is_seen: bool = True
    why: "_StrPromise | str" = ""

    @property
    def path(self) -> str:
        """Return the field's full name."""
        return f"{self.part}.{self.name}"


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is wrong with one field of a message."""

    field: str
    trouble: str


@dataclass(frozen=True, kw_only=True)
class Composed:
    """A message as it would be sent, what is wrong with it, and the words that name a person."""

    message: Message
    problems: tuple[Problem, ...]
    personal: frozenset[str]


def written(value: Value) -> str:
    """Write a value as the messages do: everything is text, times by the clock of Việt Nam."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y%m%d%H%M%S")
    return str(value)


def compose(service: str, rules: Iterable[FieldRule], facts: Facts) -> Composed:
    """Write one message from what the record says, and look at each field before it leaves."""
    by_part: dict[str, list[FieldRule]] = {}
    for rule in rules:
        by_part.setdefault(rule.part, []).append(rule)
    message: Message = {}
    problems: list[Problem] = []
    personal: set[str] = set()
    for rule in by_part.get(service, []):
        if rule.kind != Kind.LIST:
            message[rule.name] = _one(rule, facts, rule.name, problems, personal)
            continue
        items = facts.get(rule.source) if rule.source else None
        written_items = []
        for place, item in enumerate(_items(items)):
            written_items.append(
                {
                    part.name: _one(
                        part, item, f"{rule.name}[{place}].{part.name}", problems, personal
                    )
                    for part in by_part.get(rule.name, [])
                }
            )
        message[rule.name] = written_items
    return Composed(
        message=message, problems=tuple(problems), personal=frozenset(personal - {"", "0", "1"})
    )


def _items(value: Value | Sequence[Item]) -> Sequence[Item]:
    return value if isinstance(value, list | tuple) else ()


def _one(
    rule: FieldRule, facts: Facts | Item, path: str, problems: list[Problem], personal: set[str]
) -> str:
    found = facts.get(rule.source) if rule.source else rule.fixed
    text = "" if isinstance(found, list | tuple) else written(_plain(found))
    if rule.cut and rule.longest is not None and len(text) > rule.longest:
        text = f"{text[: rule.longest - 1].rstrip()}…"
    wrong = trouble_of(rule, text)
    if wrong:
        problems.append(Problem(field=path, trouble=wrong))
    if rule.personal:
        personal.add(text)
    return text


def _plain(value: object) -> Value:
    return value if isinstance(value, str | int | bool | datetime) else None


def trouble_of(rule: FieldRule, text: str) -> str:
    """Return what is wrong with a written value; nothing when it may stand there."""
    if not text:
        return Trouble.MISSING if rule.required else ""
    if rule.longest is not None and len(text) > rule.longest:
        return Trouble.TOO_LONG
    if rule.codes and text not in rule.codes:
        return Trouble.NO_SUCH_CODE
    shape = {Kind.TIME: r"\d{14}", Kind.DIGITS: r"\d+"}.get(Kind(rule.kind), rule.pattern)
    if rule.pattern:
        shape = rule.pattern
    if shape and not re.fullmatch(shape, text):
        return Trouble.WRONG_SHAPE
    return ""


def without(text: str, words: Iterable[str]) -> str:
    """Return a sentence of the portal without the values of a person it may quote."""
    for word in sorted(words, key=len, reverse=True):
        if len(word) > 1:
            text = text.replace(word, "…")
    return text[:500]


def field_named_in(text: str, names: Iterable[str]) -> str:
    """Return the field a sentence of the portal is about; nothing when it names none."""
    wanted = set(names)
    for word in re.findall(r"[A-Za-z]+(?:\[\d+\]\.[A-Za-z]+)?", text):
        plain = re.sub(r"\[\d+\]", "", word)
        if plain in wanted or plain.split(".")[0] in wanted:
            return str(word)
    return ""
