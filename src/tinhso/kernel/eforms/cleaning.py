"""Goes through the answers once, from top to bottom, and says what is wrong where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from tinhso.kernel.db.words import Words, worded
from tinhso.kernel.eforms import addresses, kinds
from tinhso.kernel.eforms.kinds import Wrong
from tinhso.kernel.eforms.raw import (
    MANY,
    Raw,
    as_items,
    as_many,
    as_typed,
    least_items,
    most_items,
)
from tinhso.kernel.eforms.registry import OnePass, places
from tinhso.kernel.eforms.spec import Calculation, Field, FieldKind, Json, Rule, Shape
from tinhso.kernel.errors.sentences import Told, told
from tinhso.kernel.workflow.expressions import compute, holds

_EMPTY: Final[tuple[Json, ...]] = ("", None, [], {})


@dataclass(frozen=True, kw_only=True)
class Cleaned:
    """Canonical values of what could be taken, sentences for what could not, and all as typed."""

    values: dict[str, Json]
    errors: dict[str, str]
    raw: Raw

    @property
    def ok(self) -> bool:
        """Tell whether nothing needs mending."""
        return not self.errors


@dataclass
class Cleaner:
    """One pass over one set of answers."""

    shape: Shape
    today: date
    only: str | None = None
    values: dict[str, Json] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Look the places up once for all addresses of the form."""
        source = next((plug for _key, plug in places), None)
        self._places = OnePass(source) if source is not None else None

    def run(self, raw: Mapping[str, Json]) -> Cleaned:
        """Take the answers in the order of the form; `only` limits the sentences to one page."""
        wanted: set[str] = set()
        for step in self.shape.steps:
            self._calculate(self.shape.calculations)
            if step.when is not None and not holds(step.when, self.values, today=self.today):
                continue
            here: dict[str, str] = {}
            for question in step.fields:
                self._take(question, raw, self.values, self.values, here, "")
            if self.only in {None, step.key}:
                self.errors.update(here)
                wanted |= {question.key for question in step.fields}
        self._calculate(self.shape.calculations)
        for rule in self.shape.rules:
            if rule.field.split(".")[0] in wanted:
                self._hold(rule)
        return Cleaned(values=self.values, errors=self.errors, raw=dict(raw))

    def _take(
        self,
        question: Field,
        raw: Mapping[str, Json],
        seen: Mapping[str, Json],
        into: dict[str, Json],
        errors: dict[str, str],
        prefix: str,
    ) -> None:
        if question.when is not None and not holds(question.when, seen, today=self.today):
            return
        name = prefix + question.key
        typed = raw.get(question.key)
        if question.kind is FieldKind.GROUP:
            self._take_group(question, typed, into, errors, name)
            return
        if _is_empty(typed):
            if self._is_required(question, seen):
                errors[name] = missing(question)
            return
        try:
            value = self._read(question, typed)
        except Wrong as wrong:
            errors[name] = str(wrong)
            return
        if question.kind is FieldKind.STATEMENT and value is not True:
            if self._is_required(question, seen):
                errors[name] = missing(question)
            return
        if value not in _EMPTY:
            into[question.key] = value
        elif self._is_required(question, seen):
            errors[name] = missing(question)

    def _take_group(
        self,
        group: Field,
        typed: Json,
        into: dict[str, Json],
        errors: dict[str, str],
        name: str,
    ) -> None:
        items: list[Json] = []
        for place, item in enumerate(as_items(typed)):
            if not isinstance(item, dict) or all(_is_empty(answer) for answer in item.values()):
                continue
            clean: dict[str, Json] = {}
            for question in group.fields:
                seen = {**self.values, **clean}
                self._take(question, item, seen, clean, errors, f"{name}-{place}-")
            items.append(clean)
        least = least_items(group)
        if not least and self._is_required(group, self.values):
            least = 1
        if len(items) < least:
            errors[name] = told(
                _("Hãy điền ít nhất %(least)d mục cho “%(label)s”."),
                least=least,
                label=_label(group.label),
            )
        elif len(items) > most_items(group):
            errors[name] = told(_("Chỗ này nhận tối đa %(most)d mục."), most=most_items(group))
        elif items:
            into[group.key] = items

    def _is_required(self, question: Field, seen: Mapping[str, Json]) -> bool:
        if isinstance(question.required, bool):
            return question.required
        return holds(question.required, seen, today=self.today)

    def _read(self, question: Field, typed: Json) -> Json:
        if question.kind in MANY:
            reader = kinds.read_multi if question.kind is FieldKind.MULTI else kinds.read_files
            return reader(as_many(typed), question)
        if question.kind is FieldKind.ADDRESS:
            parts = typed if isinstance(typed, dict) else {"line": typed}
            texts = {part: as_typed(value) for part, value in parts.items()}
            return addresses.read_address(texts, question, self._places)
        text = as_typed(typed)
        if not text and typed not in _EMPTY:
            raise Wrong(_("Chỗ này không nhận kiểu dữ liệu đó."))
        if question.kind is FieldKind.DATE:
            return kinds.read_date(text, question, self.today)
        if question.kind in {FieldKind.YES_NO, FieldKind.STATEMENT}:
            if text.lower() not in _YES | _NO:
                raise Wrong(_("Hãy chọn Có hoặc Không."))
            return text.lower() in _YES
        return _READERS[question.kind](text, question)

    def _calculate(self, calculations: Sequence[Calculation]) -> None:
        for calculation in calculations:
            number = compute(calculation.formula, self.values, today=self.today)
            if number is None:
                self.values.pop(calculation.key, None)
                continue
            whole = number == number.to_integral_value()
            self.values[calculation.key] = (
                int(number) if whole else format(number.quantize(_FINE).normalize(), "f")
            )

    def _hold(self, rule: Rule) -> None:
        if rule.field in self.errors or rule.field not in self.values:
            return
        if not holds(rule.require, self.values, today=self.today):
            self.errors[rule.field] = worded(rule.message)


_YES: Final = frozenset({"yes", "on", "true", "1", "có"})
_NO: Final = frozenset({"no", "off", "false", "0", "không"})
_FINE: Final = Decimal("0.000001")
_READERS: Final = {
    FieldKind.TEXT: kinds.read_text,
    FieldKind.LONG_TEXT: kinds.read_text,
    FieldKind.NUMBER: kinds.read_number,
    FieldKind.MONEY: kinds.read_money,
    FieldKind.CHOICE: kinds.read_choice,
    FieldKind.IDENTITY_NUMBER: kinds.read_identity_number,
    FieldKind.TAX_CODE: kinds.read_tax_code,
    FieldKind.PHONE: kinds.read_phone,
    FieldKind.EMAIL: kinds.read_email,
    FieldKind.PERSON_NAME: kinds.read_person_name,
}


def missing(question: Field) -> str:
    """Return the sentence for an answer that is wanted and not there."""
    label = {"label": _label(question.label)}
    if question.kind in {FieldKind.CHOICE, FieldKind.MULTI, FieldKind.YES_NO}:
        return told(_("Hãy chọn câu trả lời cho “%(label)s”."), **label)
    if question.kind is FieldKind.FILE:
        return told(_("Hãy đính kèm “%(label)s”."), **label)
    if question.kind is FieldKind.STATEMENT:
        return told(_("Hãy đánh dấu nếu bạn đồng ý: “%(label)s”."), **label)
    return told(_("Hãy điền “%(label)s”."), **label)


def _label(words: Words) -> str:
    """Return a label in the reader's language, told from one that is in Vietnamese alone."""
    text = worded(words)
    is_data = isinstance(words, str) or text == words.get("vi")
    return text if is_data else Told(text)


def _is_empty(typed: Json) -> bool:
    if isinstance(typed, str):
        return not typed.strip()
    if isinstance(typed, dict):
        return all(_is_empty(part) for part in typed.values())
    return typed is None or typed == []
