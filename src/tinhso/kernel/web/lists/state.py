"""What an address asks of a list: words, filters, order, columns; and addresses that ask more."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Generic, TypeVar

from django.db import models
from django.http import QueryDict

from tinhso.kernel.actors import Actor
from tinhso.kernel.web.fields import FieldView
from tinhso.kernel.web.lists.columns import Column, Text
from tinhso.kernel.web.lists.filters import Filter, Reading

M = TypeVar("M", bound=models.Model)

WORDS: Final = "q"
SORT: Final = "xep"
CURSOR: Final = "c"
VIEW: Final = "xem"
OPENED: Final = "mo"
"""The row that stands open beside the list: `lists.js` writes and reads it."""
NOT_A_FILTER: Final = frozenset({CURSOR, OPENED, "dinh-dang"})
LONGEST_WORDS: Final = 200
FILTERS_IN_A_ROW: Final = 4
"""More than these wait behind one button, so that the row stays one row."""


@dataclass(frozen=True)
class FilterState:
    """One filter as the page shows it."""

    filter: Filter
    reading: Reading
    params: QueryDict
    actor: Actor

    @cached_property
    def inputs(self) -> list[FieldView]:
        """The inputs with what was typed; their choices are read only where they are shown."""
        return self.filter.inputs(self.params, self.actor, self.reading.error)

    @cached_property
    def clear_query(self) -> str:
        """The address without this filter."""
        return without(self.params, {*self.filter.names(), CURSOR, OPENED})

    @property
    def is_on(self) -> bool:
        """Tell whether it narrows the list."""
        return self.reading.condition is not None

    @property
    def is_asked(self) -> bool:
        """Tell whether the address asks for it: what holds unasked cannot be cleared."""
        return self.is_on and any(self.params.get(name) for name in self.filter.names())


@dataclass(frozen=True)
class Heading:
    """The head of one column as the page shows it."""

    key: str
    label: Text
    numeric: bool
    sort_query: str
    direction: str
    """`ascending`, `descending` or empty, as `aria-sort` says it."""


@dataclass(frozen=True)
class ListState(Generic[M]):
    """All that an address asks, read once."""

    params: QueryDict
    words: str
    filters: list[FilterState]
    columns: Sequence[Column[M]]
    sort: Column[M] | None
    is_descending: bool

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Return what is wrong: the id of the input and the sentence."""
        return [(f.inputs[0].html_id, f.reading.error) for f in self.filters if f.reading.error]

    @property
    def query(self) -> str:
        """Return the address's question without the page it stood at."""
        return without(self.params, NOT_A_FILTER)

    @property
    def is_narrowed(self) -> bool:
        """Tell whether words or filters leave something out of the view."""
        return bool(self.words) or any(f.is_asked and not self._is_tab(f) for f in self.filters)

    def _is_tab(self, one: FilterState) -> bool:
        return one.filter.in_tabs and bool(self.params.get(VIEW))

    @property
    def first_filters(self) -> list[FilterState]:
        """Return the filters that stand in the row: the first, and whatever narrows or is wrong."""
        offered = [one for one in self.filters if not self._is_tab(one)]
        kept = len(offered) if len(offered) <= FILTERS_IN_A_ROW + 1 else FILTERS_IN_A_ROW
        return [
            one
            for place, one in enumerate(offered)
            if place < kept or one.is_on or one.reading.error
        ]

    @property
    def more_filters(self) -> list[FilterState]:
        """Return the filters that wait behind one button."""
        return [one for one in self.filters if one not in self.first_filters]

    def order(self, default: Sequence[str]) -> tuple[str, ...]:
        """Return the order of rows; the primary key ends it, so that it is whole."""
        fields = tuple(self.sort.order) if self.sort is not None else tuple(default)
        if self.sort is not None and self.is_descending:
            fields = tuple(f[1:] if f.startswith("-") else f"-{f}" for f in fields)
        if fields and fields[-1].lstrip("-") in {"pk", "id"}:
            return fields
        last = "-id" if fields and fields[-1].startswith("-") else "id"
        return (*fields, last)

    def headings(self) -> list[Heading]:
        """Return the heads of the shown columns with the address that sorts by each."""
        return [self._heading(column) for column in self.columns]

    def _heading(self, column: Column[M]) -> Heading:
        is_sorted = self.sort is not None and column.key == self.sort.key
        direction = ("descending" if self.is_descending else "ascending") if is_sorted else ""
        turned = f"-{column.key}" if is_sorted and not self.is_descending else column.key
        target = with_value(self.params, SORT, turned) if column.order else ""
        return Heading(column.key, column.label, column.numeric, target, direction)

    def hidden_pairs(self) -> list[tuple[str, str]]:
        """Return what a filter form carries along: the order and the view."""
        return [(k, v) for k in (SORT, VIEW) for v in self.params.getlist(k)]


def read_state(
    params: QueryDict,
    *,
    actor: Actor,
    columns: Sequence[Column[M]],
    filters: Iterable[Filter],
    chosen: Sequence[str],
    default_sort: str,
) -> ListState[M]:
    """Read an address; strange sorts and columns fall back, strange filter values are errors."""
    wanted = params.get(SORT, "") or default_sort
    by_key = {column.key: column for column in columns}
    sort = by_key.get(wanted.lstrip("-"))
    if sort is None or not sort.order:
        wanted = default_sort
        sort = by_key.get(default_sort.lstrip("-"))
    states = [FilterState(one, one.read(params, actor), params, actor) for one in filters]
    shown = [by_key[key] for key in chosen if key in by_key] or [c for c in columns if c.shown]
    return ListState(
        params=params,
        words=params.get(WORDS, "").replace("\x00", "").strip()[:LONGEST_WORDS],
        filters=states,
        columns=shown,
        sort=sort,
        is_descending=wanted.startswith("-"),
    )


def without(params: QueryDict, names: Iterable[str]) -> str:
    """Return a question without some names."""
    changed = params.copy()
    for name in names:
        changed.pop(name, None)
    return changed.urlencode()


def with_value(params: QueryDict, name: str, value: str) -> str:
    """Return a question with one name set, from the first page, with no row open."""
    changed = params.copy()
    for left in (CURSOR, OPENED):
        changed.pop(left, None)
    changed[name] = value
    return changed.urlencode()
