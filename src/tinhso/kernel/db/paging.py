"""Pages by key, in both directions, whose cost does not grow with the page's number.

The order ends in a unique field and none of its fields is null. A page starts from the values of
the row before it, so rows that come and go shift nothing, and the last page costs no more than the
first.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor
from tinhso.kernel.db.sight import SightRow
from tinhso.kernel.errors import Invalid

M = TypeVar("M", bound=models.Model)

FEW = 2000
"""Up to so many sight rows of the actor, ids are taken by key; beyond, the order is walked."""

LONGEST_CURSOR = 1000


class BadCursor(Invalid):
    """The address of a page was cut or mixed with that of another list."""

    code = "kernel.bad_cursor"
    title = _("Địa chỉ của trang này không còn đúng. Hãy mở lại danh sách từ đầu.")


@dataclass(frozen=True)
class Slice(Generic[M]):
    """One page: its rows, and where the next and the previous one begin ("" at an end)."""

    rows: list[M]
    next_cursor: str
    previous_cursor: str


@dataclass(frozen=True)
class Count:
    """A count that stopped at its cap."""

    number: int
    is_capped: bool

    def __str__(self) -> str:
        grouped = f"{self.number:,}".replace(",", ".")
        return f"{grouped}+" if self.is_capped else grouped


@dataclass(frozen=True)
class _Key:
    field: str
    is_descending: bool


def capped_count(
    queryset: "models.QuerySet[M]",
    cap: int = 1000,
    *,
    sight: tuple[type[SightRow], Actor] | None = None,
) -> Count:
    """Count rows, at most `cap` of them: broad answers cost no more than narrow ones."""
    narrowed = _by_key_if_few(queryset, sight)
    found = len(narrowed.order_by().values_list("pk", flat=True)[: cap + 1])
    return Count(min(found, cap), found > cap)


def page_of(
    queryset: "models.QuerySet[M]",
    *,
    order: Sequence[str],
    size: int = 50,
    cursor: str = "",
    sight: tuple[type[SightRow], Actor] | None = None,
) -> Slice[M]:
    """Return one page of a scoped queryset.

    `order` is like Django's (`"-received_at", "-id"`), `cursor` what an earlier page gave. With
    `sight` the rows are taken by key when the actor's keys cover few, and by walking the order's
    index when they cover much; the queryset must be scoped by `visible_to` in either case.
    Raises `BadCursor`.
    """
    keys = [_Key(name.removeprefix("-"), name.startswith("-")) for name in order]
    backwards, values = _read_cursor(queryset.model, keys, cursor)
    rows = _by_key_if_few(queryset, sight)
    if values:
        rows = rows.filter(_beyond(keys, values, backwards=backwards))
    rows = rows.order_by(
        *(f"{'-' if key.is_descending is not backwards else ''}{key.field}" for key in keys)
    )
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


def last_page_cursor() -> str:
    """Return the cursor that opens the last page."""
    return _pack(["p"])


def _by_key_if_few(
    queryset: "models.QuerySet[M]", sight: tuple[type[SightRow], Actor] | None
) -> "models.QuerySet[M]":
    if sight is None:
        return queryset
    model, actor = sight
    keys = sorted(actor.sight_keys)
    held = model._default_manager.filter(key__in=keys).values_list("object_id", flat=True)
    ids = list(held[: FEW + 1])
    return queryset.filter(pk__in=set(ids)) if len(ids) <= FEW else queryset


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


def _cursor_at(row: models.Model, keys: Sequence[_Key], direction: str) -> str:
    return _pack([direction, *(_plain(getattr(row, key.field)) for key in keys)])


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
