"""Loading the official list of administrative units, before and after 1 July 2025."""

import gzip
import json
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Final, TypedDict

from django.db import transaction

from tinhso.kernel.db.text import fold
from tinhso.organization.models import AdminUnit, AdminUnitPeriod, AdminUnitSuccession
from tinhso.organization.rules import MERGER_DAY, SINCE_RECORDS_BEGAN, SuccessionKind

LISTING: Final = Path(__file__).resolve().parents[1] / "data/admin_units.json.gz"
_BATCH: Final = 1000


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
    units = AdminUnit.objects.bulk_create(
        [
            AdminUnit(level=level, code=code, opened_on=_began(era))
            for level, code, era in listing["units"]
        ],
        batch_size=_BATCH,
    )
    periods: list[AdminUnitPeriod] = []
    in_order = sorted(listing["periods"], key=lambda row: row[:2])
    for _place, rows in groupby(in_order, key=lambda row: row[0]):
        own = list(rows)
        same = len(own) == 2 and own[0][2:5] == own[1][2:5]
        for unit, era, parent, name, kind, latitude, longitude in own[: 1 if same else 2]:
            ends = era == 0 and not same
            periods.append(
                AdminUnitPeriod(
                    unit=units[unit],
                    parent=units[parent] if parent >= 0 else None,
                    valid_from=_began(era),
                    valid_to=MERGER_DAY if ends else None,
                    name=name,
                    folded=fold(name),
                    kind=kind,
                    latitude=latitude,
                    longitude=longitude,
                )
            )
    AdminUnitPeriod.objects.bulk_create(periods, batch_size=_BATCH)
    AdminUnitSuccession.objects.bulk_create(
        [
            AdminUnitSuccession(
                predecessor=units[old],
                successor=units[new],
                kind=SuccessionKind.WHOLE if whole else SuccessionKind.PART,
                happened_on=MERGER_DAY,
            )
            for old, new, whole in listing["succession"]
        ],
        batch_size=_BATCH,
    )
    return len(periods)
