"""Pages by key, in both directions, whose cost does not grow with the page's number.

The order ends in a unique field and none of its fields is null. A page starts from the values of
the row before it, so rows that come and go shift nothing, and the last page costs no more than the
first.
"""

import base64
import binascii
import json
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import Any, Generic, TypeVar

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.db.among import Among, Broad, is_listed
from tinhso.kernel.db.newest import ids_under_keys, newest_ids, said_of
from tinhso.kernel.db.numbers import say_number
from tinhso.kernel.db.sight import MANY_KEYS, SightRow, nearest_at, rows_of
from tinhso.kernel.errors import Invalid

M = TypeVar("M", bound=models.Model)
R = TypeVar("R")

FEW = 2000
"""Up to so many sight rows of the actor, ids are taken by key; beyond, the order is walked."""

SCATTERED = 50_000
"""Up to so many sight rows, what nobody knows where to look for is sought among them alone."""

SAMPLE = 200
"""So many objects, taken evenly from all, tell whether somebody sees most of them."""

NEWEST = 2000
"""So many of an actor's rows, the newest, are asked for words that thousands bear."""

LONGEST_CURSOR = 1000


class BadCursor(Invalid):
    """The address of a page was cut or mixed with that of another list."""

    code = "kernel.bad_cursor"
    title = _("Địa chỉ của trang này không còn đúng. Hãy mở lại danh sách từ đầu.")


@dataclass(frozen=True)
class Sight:
    """A table of sight, and the keys of it by which a queryset was scoped; one for each request."""

    model: type[SightRow]
    keys: frozenset[str]

    @cached_property
    def is_narrow(self) -> bool:
        """Tell whether the keys cover few rows; asked once, however many lists are counted."""
        return self._covers_at_most(FEW)

    @cached_property
    def is_worth_reading(self) -> bool:
        """Tell whether asking each row the keys cover beats walking past all rows of others."""
        known = self.__dict__.get("is_narrow")  # asked before, or not at all
        return bool(known) or self._covers_at_most(SCATTERED)

    @cached_property
    def covers_most(self) -> bool:
        """Tell whether the keys see more than half of all, by objects taken evenly from them.

        Who sees nearly all is asked least by looking at rows one by one; who sees a commune's
        share of a province is not, though that share be tens of thousands.
        """
        last = rows_of(self.model).order_by("-object_id").values_list("object_id", flat=True)
        top = last.first() or 0
        some = list(range(top, 0, -max(1, top // SAMPLE)))
        there, seen = (
            rows.filter(Among("object_id", some)).distinct().count()
            for rows in (last.order_by(), self.ids)
        )
        return 2 * seen > there

    def _covers_at_most(self, number: int) -> bool:
        return self.ids[: number + 1].count() <= number

    @property
    def newest(self) -> "models.QuerySet[Any, int]":
        """The ids of the newest of what the keys see."""
        return self.ids.order_by("-at", "-object_id")[:NEWEST]

    @property
    def ids(self) -> "models.QuerySet[Any, int]":
        """The ids of what the keys see, some of them twice."""
        rows = rows_of(self.model).filter(Among("key", self.keys)).order_by()
        return rows.values_list("object_id", flat=True)


@dataclass(frozen=True)
class Slice(Generic[R]):
    """One page: its rows, and where the next and the previous one begin ("" at an end)."""

    rows: list[R]
    next_cursor: str
    previous_cursor: str


@dataclass(frozen=True)
class Count:
    """A count; one that stopped before the end says "so many or more"."""

    number: int
    is_capped: bool

    def at_least(self, number: int) -> "Count":
        """Return it raised to so many that are known to be there, where it stopped early."""
        return Count(number, True) if self.is_capped and self.number < number else self

    def __str__(self) -> str:
        grouped = say_number(self.number)
        return f"{grouped}+" if self.is_capped else grouped


@dataclass(frozen=True)
class _Key:
    field: str
    is_descending: bool


def capped_count(
    queryset: "models.QuerySet[M]",
    cap: int = 1000,
    *,
    sight: Sight | None = None,
    broad: Broad | None = None,
    is_common: bool = False,
) -> Count:
    """Count rows, at most `cap` of them: broad answers cost no more than narrow ones.

    `broad` are words that thousands bear, as `kernel.search.broad_words` finds them. Nobody knows
    where their rows lie, and asking each would cost more than all the rest of a page: the likely
    ones are counted, or the newest of an actor who sees a middling part, and the count says that
    there may be more. `is_common` tells that most of what the actor sees is counted: then the
    newest of a middling part soon fill the count, where a walk would pass all that others hold.
    """
    if is_listed(queryset.query.where):
        return _counted(queryset, cap)
    if is_common and sight is not None and not sight.is_narrow and sight.is_worth_reading:
        newest = _counted(queryset.filter(pk__in=sight.newest), cap)
        if newest.is_capped:
            return newest
    if broad is None or (sight is not None and sight.is_narrow):
        return _counted(by_key_if_few(queryset, sight), cap)
    if sight is not None and sight.is_worth_reading:
        likely = queryset.filter(pk__in=sight.newest)
    else:
        likely = queryset.filter(Among("pk", broad.some))
    return Count(_counted(likely, cap).number, is_capped=True)


def _counted(queryset: "models.QuerySet[M]", cap: int) -> Count:
    found = queryset.order_by().values("pk")[: cap + 1].count()
    return Count(min(found, cap), found > cap)


def page_of(
    queryset: "models.QuerySet[M, R]",
    *,
    order: Sequence[str],
    size: int = 50,
    cursor: str = "",
    sight: Sight | None = None,
    broad: Broad | None = None,
) -> Slice[R]:
    """Return one page of a scoped queryset, of models or of `values()` that hold the order.

    `order` is like Django's (`"-received_at", "-id"`), `cursor` what an earlier page gave. With
    `sight` the rows are taken by key when the actor's keys cover few, and by walking the order's
    index when they cover much; the queryset must be scoped by `visible_to` in either case.
    `broad` as `capped_count` takes them: of words that thousands bear, what an actor sees who sees
    a middling part may lie anywhere in another order, and his own rows are asked instead of all.
    Where the keys of the rows are listed already, neither is walked. Raises `BadCursor`.
    """
    keys = [_Key(name.removeprefix("-"), name.startswith("-")) for name in order]
    backwards, values = _read_cursor(queryset.model, keys, cursor)
    rows = queryset
    if values:
        rows = rows.filter(_beyond(keys, values, backwards=backwards))
    way = [f"{'-' if key.is_descending is not backwards else ''}{key.field}" for key in keys]
    rows = rows.order_by(*way)
    if is_listed(rows.query.where):
        sight = None
    if sight is not None and _is_order_of(sight, keys):
        if len(sight.keys) <= MANY_KEYS:
            first = ids_under_keys(
                partial(_the_same, rows),
                sight=sight.model,
                keys=sight.keys,
                most=size + 1,
                is_falling=way[0].startswith("-"),
                start=values[:1],
            )
            rows = rows.filter(Among("pk", first))
        elif sight.is_narrow:
            rows = rows.filter(pk__in=sight.ids)
        else:
            rows = _from_first_seen(rows, way, values[:1], sight)
    elif broad is not None and sight is not None and sight.is_worth_reading:
        rows = rows.filter(pk__in=sight.ids.filter(broad.asked()))
    else:
        rows = by_key_if_few(rows, sight)
    found = list(rows[: size + 1])
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    if not found:
        return Slice([], "", "")
    has_next = more if not backwards else True
    has_previous = bool(values) if not backwards else more
    return Slice(
        found,
        _cursor_at(found[-1], keys, "n") if has_next else "",
        _cursor_at(found[0], keys, "p") if has_previous else "",
    )


def newest_page(
    rows: "Callable[[], models.QuerySet[M, Any]]",
    *,
    model: type[M],
    names: tuple[str, ...],
    order: Sequence[str],
    size: int,
    sight: Sight,
    known: Hashable,
) -> Slice[dict[str, Any]]:
    """Return the first page of a list in the order of sight, as `page_of` does.

    `rows` composes the scoped queryset where it was not composed before under an equal `known`,
    which therefore holds all it is composed from; `names` are what each line says, those of the
    order among them.
    """
    keys = [_Key(name.removeprefix("-"), name.startswith("-")) for name in order]
    first_ids = ids_under_keys if len(sight.keys) <= MANY_KEYS else newest_ids
    first = first_ids(
        rows, sight=sight.model, keys=sight.keys, most=size + 1, known=(known, sight, size)
    )
    found = said_of(model, first, names=names, way=tuple(order), most=size + 1)
    more, found = len(found) > size, found[:size]
    return Slice(found, _cursor_at(found[-1], keys, "n") if more else "", "")


def walks_newest(sight: Sight, order: Sequence[str]) -> bool:
    """Tell whether `newest_page` serves: the newest first, by few keys or of many rows."""
    if list(order) != [f"-{sight.model.follows}", "-id"]:
        return False
    return len(sight.keys) <= MANY_KEYS or not sight.is_narrow


def _the_same(rows: "models.QuerySet[M, R]") -> "models.QuerySet[M, R]":
    return rows


def by_key_if_few(
    queryset: "models.QuerySet[M, R]", sight: Sight | None
) -> "models.QuerySet[M, R]":
    """Take a scoped queryset by the actor's keys where these cover few rows.

    Without it a database walks what everybody holds to find what one person does.
    """
    if sight is None or not sight.is_narrow:
        return queryset
    return queryset.filter(pk__in=sight.ids)


def last_page_cursor() -> str:
    """Return the cursor that opens the last page."""
    return _pack(["p"])


def _is_order_of(sight: Sight, keys: Sequence[_Key]) -> bool:
    """Tell whether the sight table itself is in this order."""
    fields = [key.field for key in keys]
    is_one_way = len({key.is_descending for key in keys}) == 1
    return is_one_way and fields == [sight.model.follows, "id"]


def _from_first_seen(
    rows: "models.QuerySet[M, R]", way: Sequence[str], start: Sequence[object], sight: Sight
) -> "models.QuerySet[M, R]":
    """Let a walk begin at the first row that some key sees: others' rows before it are skipped.

    One step into the index for each of the actor's hundreds of keys tells where that is.
    """
    is_falling = way[0].startswith("-")
    moments = [value for value in start if isinstance(value, datetime)]
    first = nearest_at(sight.model, sight.keys, is_falling=is_falling, start=moments)
    if first is None:
        return rows.none()
    return rows.filter(**{f"{sight.model.follows}__{'lte' if is_falling else 'gte'}": first})


def _beyond(keys: Sequence[_Key], values: Sequence[object], *, backwards: bool) -> Q:
    """Say "after these values in this order", with a bound on the first field for its index."""
    condition = Q()
    equal = Q()
    for key, value in zip(keys, values, strict=True):
        comes_later = "lt" if key.is_descending is not backwards else "gt"
        condition |= equal & Q(**{f"{key.field}__{comes_later}": value})
        equal &= Q(**{key.field: value})
    bound = "lte" if keys[0].is_descending is not backwards else "gte"
    return Q(**{f"{keys[0].field}__{bound}": values[0]}) & condition


def _cursor_at(row: object, keys: Sequence[_Key], direction: str) -> str:
    values = [row[k.field] if isinstance(row, Mapping) else getattr(row, k.field) for k in keys]
    return _pack([direction, *map(_plain, values)])


def _plain(value: object) -> str | int:
    if isinstance(value, int):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value)


def _pack(parts: Sequence[str | int]) -> str:
    raw = json.dumps(parts, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _read_cursor(
    model: type[models.Model], keys: Sequence[_Key], cursor: str
) -> tuple[bool, list[object]]:
    if not cursor:
        return False, []
    try:
        if len(cursor) > LONGEST_CURSOR:
            raise BadCursor
        padded = cursor + "=" * (-len(cursor) % 4)
        direction, *values = json.loads(base64.urlsafe_b64decode(padded))
        if direction == "p" and not values:
            return True, []
        if direction not in ("n", "p") or len(values) != len(keys):
            raise BadCursor
        fields = [_field_of(model, key.field) for key in keys]
        read = [_typed(field, value) for field, value in zip(fields, values, strict=True)]
    except (ValueError, TypeError, binascii.Error, ValidationError) as error:
        raise BadCursor from error
    return direction == "p", read


def _field_of(model: type[models.Model], name: str) -> object:
    """Return the field of that name; what a queryset was annotated with is read as text."""
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return models.TextField()


def _typed(field: object, value: object) -> object:
    if not isinstance(field, models.Field) or not isinstance(value, str | int):
        raise BadCursor
    typed = field.to_python(value)
    if isinstance(typed, int) and abs(typed) >= 2**63:
        raise BadCursor
    return typed
