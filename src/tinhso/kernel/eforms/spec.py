"""What a form is made of, read from data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, cast

from tinhso.kernel.db.words import Words
from tinhso.kernel.eforms.registry import Choice, choice_sources
from tinhso.kernel.workflow.expressions import Expression

Json = str | int | bool | None | list["Json"] | dict[str, "Json"]
"""A canonical value: what JSON holds, without fractions (they are text)."""


class FieldKind(StrEnum):
    """What sort of answer a field takes."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    MULTI = "multi"
    YES_NO = "yes_no"
    STATEMENT = "statement"
    FILE = "file"
    GROUP = "group"
    ADDRESS = "address"
    IDENTITY_NUMBER = "identity_number"
    TAX_CODE = "tax_code"
    PHONE = "phone"
    EMAIL = "email"
    PERSON_NAME = "person_name"


PERSONAL_KINDS: Final = frozenset(
    {
        FieldKind.ADDRESS,
        FieldKind.IDENTITY_NUMBER,
        FieldKind.PHONE,
        FieldKind.EMAIL,
        FieldKind.PERSON_NAME,
        FieldKind.DATE,
        FieldKind.FILE,
        FieldKind.TEXT,
        FieldKind.LONG_TEXT,
    }
)


@dataclass(frozen=True, kw_only=True)
class Field:
    """One question."""

    key: str
    kind: FieldKind
    label: Words
    hint: Words = ""
    required: bool | Expression = False
    when: Expression | None = None
    prefill: str = ""
    index: bool = False
    personal: bool = True
    choices: tuple[Choice, ...] = ()
    choices_from: str = ""
    fields: tuple["Field", ...] = ()
    item_label: Words = ""
    min: int | str | None = None
    max: int | str | None = None
    min_length: int = 0
    max_length: int = 0
    decimals: int = 0
    unit: Words = ""
    precision: str = "day"
    not_after: str = ""
    not_before: str = ""
    component: str = ""
    old_allowed: bool = False

    @property
    def options(self) -> tuple[Choice, ...]:
        """Return the answers to choose from, its own or a shared list."""
        return tuple(choice_sources.get(self.choices_from)()) if self.choices_from else self.choices


@dataclass(frozen=True, kw_only=True)
class FormStep:
    """A group of questions that stand on one page."""

    key: str
    title: Words
    intro: Words = ""
    when: Expression | None = None
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Calculation:
    """A value worked out from the answers."""

    key: str
    label: Words
    formula: object
    unit: Words = ""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Something that must hold across fields; the message stands at one of them."""

    require: Expression
    field: str
    message: Words


@dataclass(frozen=True, kw_only=True)
class Shape:
    """The whole form, read."""

    key: str
    title: Words
    steps: tuple[FormStep, ...]
    calculations: tuple[Calculation, ...]
    rules: tuple[Rule, ...]

    def top_fields(self) -> Iterator[Field]:
        """Walk the fields of all steps in order."""
        for step in self.steps:
            yield from step.fields


def read(data: Mapping[str, object]) -> Shape:
    """Turn data that passed `check` into a form."""
    return Shape(
        key=str(data["key"]),
        title=cast(Words, data["title"]),
        steps=tuple(_step(raw) for raw in _tables(data.get("steps"))),
        calculations=tuple(
            Calculation(
                key=str(raw["key"]),
                label=cast(Words, raw["label"]),
                formula=raw["is"],
                unit=cast(Words, raw.get("unit", "")),
            )
            for raw in _tables(data.get("calculations"))
        ),
        rules=tuple(
            Rule(
                require=cast(Expression, raw["require"]),
                field=str(raw["field"]),
                message=cast(Words, raw["message"]),
            )
            for raw in _tables(data.get("rules"))
        ),
    )


def _step(raw: Mapping[str, object]) -> FormStep:
    return FormStep(
        key=str(raw["key"]),
        title=cast(Words, raw["title"]),
        intro=cast(Words, raw.get("intro", "")),
        when=cast("Expression | None", raw.get("when")),
        fields=tuple(_field(field) for field in _tables(raw.get("fields"))),
    )


def _field(raw: Mapping[str, object]) -> Field:
    kind = FieldKind(str(raw["kind"]))
    return Field(
        key=str(raw["key"]),
        kind=kind,
        label=cast(Words, raw["label"]),
        hint=cast(Words, raw.get("hint", "")),
        required=cast("bool | Expression", raw.get("required", False)),
        when=cast("Expression | None", raw.get("when")),
        prefill=str(raw.get("prefill", "")),
        index=bool(raw.get("index", False)),
        personal=bool(raw.get("personal", kind in PERSONAL_KINDS)),
        choices=tuple(
            Choice(
                value=str(choice["value"]),
                label=cast(Words, choice["label"]),
                hint=cast(Words, choice.get("hint", "")),
            )
            for choice in _tables(raw.get("choices"))
        ),
        choices_from=str(raw.get("choices_from", "")),
        fields=tuple(_field(field) for field in _tables(raw.get("fields"))),
        item_label=cast(Words, raw.get("item_label", "")),
        min=cast("int | str | None", raw.get("min")),
        max=cast("int | str | None", raw.get("max")),
        min_length=int(str(raw.get("min_length", 0))),
        max_length=int(str(raw.get("max_length", 0))),
        decimals=int(str(raw.get("decimals", 0))),
        unit=cast(Words, raw.get("unit", "")),
        precision=str(raw.get("precision", "day")),
        not_after=str(raw.get("not_after", "")),
        not_before=str(raw.get("not_before", "")),
        component=str(raw.get("component", "")),
        old_allowed=bool(raw.get("old_allowed", False)),
    )


def _tables(value: object) -> list[Mapping[str, object]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
