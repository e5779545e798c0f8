"""Conditions built from choices and told in words: nobody types `{"eq": …}`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final, TypeAlias, cast

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel.db.words import Words, are_words, worded
from tinhso.kernel.eforms import choice_sources
from tinhso.kernel.errors import Invalid
from tinhso.procedures.drafting.layout import Row
from tinhso.procedures.drafting.places import Place, each_row

Condition: TypeAlias = Mapping[str, object]

JOINTS: Final[Mapping[str, Promise]] = {
    "and": gettext_lazy("Tất cả các điều dưới đây đều đúng"),
    "or": gettext_lazy("Ít nhất một điều dưới đây đúng"),
}

_WORDS: Final[Mapping[str, Promise]] = {
    "eq": gettext_lazy("là"),
    "ne": gettext_lazy("không phải là"),
    "lt": gettext_lazy("nhỏ hơn"),
    "le": gettext_lazy("nhỏ hơn hoặc bằng"),
    "gt": gettext_lazy("lớn hơn"),
    "ge": gettext_lazy("lớn hơn hoặc bằng"),
    "before": gettext_lazy("trước ngày"),
    "after": gettext_lazy("sau ngày"),
    "has": gettext_lazy("có chọn"),
    "yes": gettext_lazy("trả lời Có"),
    "no": gettext_lazy("trả lời Không"),
    "filled": gettext_lazy("đã được điền"),
    "empty": gettext_lazy("để trống"),
}
NEEDS_NO_VALUE: Final = frozenset({"yes", "no", "filled", "empty"})

_BY_KIND: Final[Mapping[str, tuple[str, ...]]] = {
    "choice": ("eq", "ne", "filled", "empty"),
    "multi": ("has", "filled", "empty"),
    "yes_no": ("yes", "no", "filled", "empty"),
    "statement": ("yes", "no"),
    "number": ("eq", "ne", "lt", "le", "gt", "ge", "filled", "empty"),
    "money": ("eq", "ne", "lt", "le", "gt", "ge", "filled", "empty"),
    "date": ("before", "after", "filled", "empty"),
    "text": ("eq", "ne", "filled", "empty"),
}


@dataclass(frozen=True, kw_only=True)
class Known:
    """One answer of the form that a condition may ask about."""

    key: str
    label: str
    kind: str
    options: tuple[tuple[str, str], ...] = ()

    @property
    def comparisons(self) -> list[tuple[str, str]]:
        """Return what may be said of such an answer."""
        return [(key, str(_WORDS[key])) for key in _BY_KIND.get(self.kind, ("filled", "empty"))]

    @property
    def is_number(self) -> bool:
        """Tell whether it can be reckoned with."""
        return self.kind in {"number", "money"}


def known_answers(content: Mapping[str, object], before: Place | None = None) -> list[Known]:
    """Return what a condition may ask about: the form's fields, those above a place in it.

    A field of a repeating group is known only inside that group. Fields that bear the same words
    are told apart by the page they stand on.
    """
    found: list[Known] = []
    pages: list[str] = []
    page = ""
    for place, row in each_row(content):
        if place.rows.key == "trang":
            page = place.rows.name_of(row)
        if before is not None and _is_form(before) and place.address == before.address:
            break
        if place.rows.key == "tinh":
            found.append(Known(key=str(row.get("key")), label=_label(row), kind="number"))
            pages.append("")
        if place.rows.key != "o" or not row.get("key"):
            continue
        in_group = place.above is not None and place.above.rows.key == "o"
        if in_group and (before is None or before.above != place.above):
            continue
        found.append(
            Known(
                key=str(row["key"]),
                label=_label(row),
                kind=str(row.get("kind")),
                options=_options(row),
            )
        )
        pages.append(page)
    return _told_apart(found, pages)


def _told_apart(found: Sequence[Known], pages: Sequence[str]) -> list[Known]:
    times = Counter(one.label for one in found)
    return [
        replace(one, label=f"{one.label} ({page})") if page and times[one.label] > 1 else one
        for one, page in zip(found, pages, strict=True)
    ]


def _is_form(place: Place) -> bool:
    return place.address.startswith("trang/")


def _label(row: Row) -> str:
    label = row.get("label")
    return worded(cast(Words, label)) if are_words(label) else str(row.get("key"))


def _options(row: Row) -> tuple[tuple[str, str], ...]:
    source = str(row.get("choices_from") or "")
    if source:
        listed = choice_sources.get(source)() if source in choice_sources else ()
        return tuple((choice.value, worded(choice.label)) for choice in listed)
    choices = row.get("choices")
    rows = choices if isinstance(choices, list) else []
    return tuple((str(c.get("value")), _label(c)) for c in rows if isinstance(c, Mapping))


@dataclass(frozen=True, kw_only=True)
class Parts:
    """A condition taken apart: how its clauses are joined, and the clauses."""

    joint: str
    clauses: tuple[Condition, ...]


def parts_of(condition: Condition | None) -> Parts:
    """Take a condition apart; one that is not a list of clauses is one clause."""
    if not condition:
        return Parts(joint="and", clauses=())
    operator, operand = next(iter(condition.items()))
    if operator in JOINTS and isinstance(operand, list):
        return Parts(joint=operator, clauses=tuple(c for c in operand if isinstance(c, Mapping)))
    return Parts(joint="and", clauses=(condition,))


def joined(parts: Parts) -> Condition | None:
    """Put clauses together again; none is no condition."""
    if not parts.clauses:
        return None
    if len(parts.clauses) == 1:
        return dict(parts.clauses[0])
    return {parts.joint: [dict(clause) for clause in parts.clauses]}


def clause(answer: Known, comparison: str, value: str) -> Condition:
    """Make one clause from what was chosen; raises `Invalid` at `comparison` or `value`."""
    if comparison not in dict(answer.comparisons):
        raise Invalid(fields={"comparison": _("Hãy chọn một cách so sánh trong danh sách.")})
    if comparison == "filled":
        return {"filled": answer.key}
    if comparison == "empty":
        return {"not": {"filled": answer.key}}
    if comparison in {"yes", "no"}:
        return {"eq": [answer.key, comparison == "yes"]}
    operator = {"before": "lt", "after": "gt"}.get(comparison, comparison)
    return {operator: [answer.key, _value(answer, value.strip())]}


def _value(answer: Known, typed: str) -> object:
    if answer.kind in {"choice", "multi"}:
        if typed not in dict(answer.options):
            raise Invalid(fields={"value": _("Hãy chọn một câu trả lời trong danh sách.")})
        return typed
    if answer.is_number:
        return _number(typed)
    if answer.kind == "date":
        if typed == "today":
            return {"today": 0}
        try:
            return date.fromisoformat(typed).isoformat()
        except ValueError:
            raise Invalid(fields={"value": _("Hãy chọn một ngày.")}) from None
    if not typed:
        raise Invalid(fields={"value": _("Hãy điền giá trị để so sánh.")})
    return typed


def _number(typed: str) -> int | float:
    try:
        number = Decimal(typed.replace(".", "").replace(",", "."))
    except InvalidOperation:
        raise Invalid(fields={"value": _("Hãy điền một số, ví dụ 15 hoặc 2,5.")}) from None
    if not number.is_finite() or abs(number) > 10**15:
        raise Invalid(fields={"value": _("Hãy điền một số, ví dụ 15 hoặc 2,5.")})
    return int(number) if number == number.to_integral_value() else float(number)


def said(condition: object, answers: list[Known]) -> str:
    """Return a condition in words, in the reader's language; the labels in it are data."""
    if not isinstance(condition, Mapping) or not condition:
        return ""
    by_key = {answer.key: answer for answer in answers}
    return _said(condition, by_key)


def _said(condition: Condition, known: Mapping[str, Known]) -> str:
    operator, operand = next(iter(condition.items()))
    if operator in JOINTS and isinstance(operand, list):
        joint = _(" và ") if operator == "and" else _(" hoặc ")
        return joint.join(_said(part, known) for part in operand if isinstance(part, Mapping))
    if operator == "not" and isinstance(operand, Mapping):
        inner = next(iter(operand.items()))
        if inner[0] == "filled":
            return _phrase(known, inner[1], "empty", "")
        return _("không phải: %(condition)s") % {"condition": _said(operand, known)}
    if operator == "filled":
        return _phrase(known, operand, "filled", "")
    if not isinstance(operand, list) or len(operand) != 2:
        return str(condition)
    left, right = operand
    if isinstance(right, bool):
        truth = right if operator == "eq" else not right
        return _phrase(known, left, "yes" if truth else "no", "")
    if operator == "in" and isinstance(right, list):
        listed = _(" hoặc ").join(_say_value(known.get(str(left)), value) for value in right)
        return _phrase(known, left, "eq", listed)
    word = operator
    answer = known.get(str(left))
    if answer is not None and answer.kind == "date":
        word = {"lt": "before", "gt": "after"}.get(operator, operator)
    return _phrase(known, left, word, _say_value(answer, right))


def _phrase(known: Mapping[str, Known], left: object, word: str, value: str) -> str:
    answer = known.get(str(left))
    label = answer.label if answer else str(left)
    said_word = str(_WORDS.get(word, word))
    return f"“{label}” {said_word} “{value}”" if value else f"“{label}” {said_word}"


def _say_value(answer: Known | None, value: object) -> str:
    if isinstance(value, Mapping):
        operator, operand = next(iter(value.items()))
        if operator == "today":
            return _("hôm nay") if operand == 0 else _("hôm nay %(days)s ngày") % {"days": operand}
        return str(operand)
    if answer is not None:
        return dict(answer.options).get(str(value), str(value))
    return str(value)


def names_in(condition: object) -> set[str]:
    """Return the answers a condition asks about."""
    if not isinstance(condition, Mapping) or not condition:
        return set()
    operator, operand = next(iter(condition.items()))
    if operator in {"and", "or"} and isinstance(operand, list):
        return set().union(*(names_in(part) for part in operand))
    if operator == "not":
        return names_in(operand)
    if operator in {"filled", "var"}:
        return {str(operand)}
    if isinstance(operand, list) and operand:
        left = operand[0]
        return names_in(left) if isinstance(left, Mapping) else {str(left)}
    return set()
