"""Columns of a list: what stands in the cell, what is exported, how it sorts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Generic, TypeVar

from django.db import models
from django.template.loader import get_template
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from tinhso.kernel.web import words
from tinhso.kernel.web.markup import put

M = TypeVar("M", bound=models.Model)
Text = str | Promise
Value = str | int | float | bool | Decimal | date | datetime | Promise | None
NBSP: Final = "\N{NO-BREAK SPACE}"
"""In a narrow column a time takes two lines, its day and its clock, not three."""


@dataclass(frozen=True)
class Column(Generic[M]):
    """One column.

    `value` gives what is shown and exported; `draw` draws the cell instead, or `template`, given
    `row`, which is for lists of few rows: it costs ten times as much.
    `export` overrules `value` in files; a column with a template and neither is not exported.
    `sort` names the fields of the order ("due_at" or ("due_at", "code")), none of them null, and
    the room keeps an index of them. `data=False` when the words are the house's, not data.
    """

    key: str
    label: Text
    value: Callable[[M], Value] | None = None
    template: str = ""
    sort: str | tuple[str, ...] = ()
    export: Callable[[M], Value] | None = None
    numeric: bool = False
    shown: bool = True
    """Whether it is shown before the reader chose columns."""
    data: bool = True
    is_summed: bool = False
    """Whether a file tells the sum of the column."""
    unit: Text = ""
    """What its numbers count; a file has bare numbers, and says it in the heading."""
    draw: Callable[[M], SafeString] | None = None

    @property
    def order(self) -> tuple[str, ...]:
        """Return the fields of the order, first things first."""
        return (self.sort,) if isinstance(self.sort, str) and self.sort else tuple(self.sort)

    @property
    def heading(self) -> str:
        """Return what stands above the column in a file."""
        return f"{self.label} ({self.unit})" if self.unit else str(self.label)

    @property
    def is_exported(self) -> bool:
        """Tell whether the column has something to write into a file."""
        return self.export is not None or self.value is not None

    def exported(self, row: M) -> Value:
        """Return the value for a file."""
        give = self.export or self.value
        return give(row) if give is not None else None

    def cell(self, row: M) -> SafeString:
        """Return the cell as HTML."""
        if self.draw is not None:
            return self.draw(row)
        if self.template:
            return SafeString(get_template(self.template).render({"row": row}).strip())
        text = shown(self.value(row) if self.value is not None else "")
        if not text:
            return SafeString("")
        return put('<span lang="vi">{}</span>', text) if self.data else put("{}", text)


def money_column(key: str, label: Text, amount_of: Callable[[M], int | None]) -> Column[M]:
    """Return a column of whole đồng, a number in files; an amount nobody knows is left empty."""

    def said(row: M) -> str:
        amount = amount_of(row)
        return "" if amount is None else words.money(amount)

    return Column(
        key, label, said, numeric=True, export=amount_of, is_summed=True, unit=gettext_lazy("đồng")
    )


def shown(value: Value) -> str:
    """Return a value as people read it."""
    if value is None or value == "":
        return ""
    if isinstance(value, datetime):
        day, _space, clock = words.when(value).rpartition(" ")
        return f"{day.replace(' ', NBSP)} {clock}"
    if isinstance(value, date):
        return words.short_day(value)
    if isinstance(value, bool):
        return "✓" if value else ""
    if isinstance(value, int | float | Decimal):
        return words.number(value)
    return str(value)
