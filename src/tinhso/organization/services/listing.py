"""Loading the official list of administrative units, before and after 1 July 2025."""

import gzip
import json
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any, Final, TypedDict

from django.db import connection, transaction
from django.db.models import Model

from tinhso.kernel.db.keeping import changing
from tinhso.kernel.db.text import fold
from tinhso.organization.models import AdminUnit, AdminUnitPeriod, AdminUnitSuccession
from tinhso.organization.rules import MERGER_DAY, SINCE_RECORDS_BEGAN, SuccessionKind

LISTING: Final = Path(__file__).resolve().parents[1] / "data/admin_units.json.gz"
_PERIOD: Final = (
    *("unit_id", "parent_id", "valid_from", "valid_to"),
    *("name", "folded", "kind", "latitude", "longitude"),
)


class _Listing(TypedDict):
    """What `tools.build_admin_units` writes."""

    units: list[tuple[str, str, int]]
    periods: list[tuple[int, int, int, str, str, float | None, float | None]]
    succession: list[tuple[int, int, int]]


def _began(era: int) -> date:
    return MERGER_DAY if era else SINCE_RECORDS_BEGAN


@transaction.atomic
def load_admin_units() -> int:
    """Fill an empty list of administrative units; returns how many periods were written.

    Once filled it is kept by officials, so a second call writes nothing.
    """
    if AdminUnit.objects.exists():
        return 0
    listing: _Listing = json.loads(gzip.decompress(LISTING.read_bytes()))
    began = [_began(era) for _level, _code, era in listing["units"]]
    _write(
        AdminUnit,
        ("level", "code", "opened_on"),
        [(*unit[:2], day) for unit, day in zip(listing["units"], began, strict=True)],
    )
    keys = {
        (level, code, day): key
        for key, level, code, day in AdminUnit.objects.values_list(
            "pk", "level", "code", "opened_on"
        )
    }
    units = [
        keys[level, code, day]
        for (level, code, _era), day in zip(listing["units"], began, strict=True)
    ]
    periods = _periods(listing, units)
    with changing(AdminUnitPeriod.kept_as):
        _write(AdminUnitPeriod, _PERIOD, periods)
    kinds = {True: SuccessionKind.WHOLE.value, False: SuccessionKind.PART.value}
    _write(
        AdminUnitSuccession,
        ("predecessor_id", "successor_id", "kind", "happened_on"),
        [
            (units[old], units[new], kinds[bool(whole)], MERGER_DAY)
            for old, new, whole in listing["succession"]
        ],
    )
    return len(periods)


def _periods(listing: _Listing, units: Sequence[int]) -> list[tuple[object, ...]]:
    """Return the rows of periods; what the merger left as it was has one period."""
    periods: list[tuple[object, ...]] = []
    in_order = sorted(listing["periods"], key=lambda row: row[:2])
    for _place, rows in groupby(in_order, key=lambda row: row[0]):
        own = list(rows)
        same = len(own) == 2 and own[0][2:5] == own[1][2:5]
        for unit, era, parent, name, kind, latitude, longitude in own[: 1 if same else 2]:
            above = units[parent] if parent >= 0 else None
            ends = MERGER_DAY if era == 0 and not same else None
            place = (name, fold(name), kind, latitude, longitude)
            periods.append((units[unit], above, _began(era), ends, *place))
    return periods


def _write(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write an official list as rows: as objects, fourteen thousand take three times as long."""
    days = {
        day: connection.ops.adapt_datefield_value(day) for day in (SINCE_RECORDS_BEGAN, MERGER_DAY)
    }
    ready: Sequence[Sequence[Any]] = [
        [days[cell] if isinstance(cell, date) else cell for cell in row] for row in rows
    ]
    marks = ", ".join(["%s"] * len(columns))
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", ready)  # noqa: S608  # names of our own
