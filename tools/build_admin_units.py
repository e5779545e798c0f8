"""Make `organization/data/admin_units.json.gz` from the package `vietnamadminunits` (MIT).

Run by a developer when the list changes: `python -m tools.build_admin_units`. The installation
reads the file only. Codes come back with other meanings, so units are known by their place in
the list, never by code alone.
"""

import gzip
import json
import sqlite3
import sys
from collections import defaultdict
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TypedDict

TARGET = Path(__file__).parents[1] / "src/tinhso/organization/data/admin_units.json.gz"
KINDS = {
    "Tỉnh": "province",
    "Thành phố": "city",
    "Thị xã": "town",
    "Quận": "urban",
    "Huyện": "district",
    "Phường": "ward",
    "Thị trấn": "township",
    "Xã": "commune",
    "Đặc khu": "special",
}
OLD, NEW = 0, 1


class Converter(TypedDict):
    """What the package says of old and new keys."""

    DICT_PROVINCE: dict[str, list[str]]
    DICT_PROVINCE_WARD_NO_DIVIDED: dict[str, dict[str, list[str]]]
    DICT_PROVINCE_WARD_DIVIDED: dict[str, dict[str, list[dict[str, str]]]]


class Listing:
    """The list as it grows: units, their periods, and what went into what."""

    def __init__(self) -> None:
        self.units: list[tuple[str, str, int]] = []
        self.periods: list[tuple[int, int, int, str, str, float | None, float | None]] = []
        self.succession: set[tuple[int, int, int]] = set()
        self.old: dict[str, int] = {}
        self.old_wards: dict[str, list[int]] = defaultdict(list)
        self.district_of: dict[int, int] = {}

    def unit(self, level: str, code: str, era: int) -> int:
        """Add an identity and return its place."""
        self.units.append((level, code, era))
        return len(self.units) - 1

    def period(
        self, unit: int, era: int, parent: int, title: str, lat: float | None, lon: float | None
    ) -> None:
        """Add what a unit was called in one of the two lists."""
        kind = next(k for k in KINDS if title.lower().startswith(k.lower() + " "))
        name = title[len(kind) + 1 :]
        level = self.units[unit][0]
        code = "central_city" if level == "province" and kind == "Thành phố" else KINDS[kind]
        self.periods.append((unit, era, parent, name, code, lat, lon))


def build(package: Path) -> dict[str, object]:
    """Return the list in the form the installation reads."""
    table = sqlite3.connect(package / "data/dataset.db")
    converter: Converter = json.loads((package / "data/converter_2025.json").read_text())
    listing = Listing()
    _old(table, listing)
    _new(table, listing, converter)
    return {
        "source": f"vietnamadminunits {version('vietnamadminunits')} (MIT)",
        "units": listing.units,
        "periods": listing.periods,
        "succession": sorted(listing.succession),
    }


def _old(table: sqlite3.Connection, listing: Listing) -> None:
    rows = table.execute(
        "SELECT provinceKey, province, provinceCode, provinceLat, provinceLon, districtKey,"
        " district, districtCode, districtLat, districtLon, wardKey, ward, wardCode, wardLat,"
        " wardLon FROM admin_units_legacy ORDER BY provinceCode, districtCode, wardCode"
    )
    for pk, p, pc, plat, plon, dk, d, dc, dlat, dlon, wk, w, wc, wlat, wlon in rows:
        if pk not in listing.old:
            listing.old[pk] = listing.unit("province", pc, OLD)
            listing.period(listing.old[pk], OLD, -1, p, plat, plon)
        if f"{pc}{dc}" not in listing.old:
            listing.old[f"{pc}{dc}"] = listing.unit("district", dc, OLD)
            listing.period(listing.old[f"{pc}{dc}"], OLD, listing.old[pk], d, dlat, dlon)
        if wc:
            ward = listing.unit("commune", wc, OLD)
            listing.period(ward, OLD, listing.old[f"{pc}{dc}"], w, wlat, wlon)
            listing.old_wards[f"{pk}_{dk}_{wk}"].append(ward)
            listing.district_of[ward] = listing.old[f"{pc}{dc}"]
        elif dk:
            listing.old_wards[f"{pk}_{dk}_{wk or ''}"].append(listing.old[f"{pc}{dc}"])


def _new(table: sqlite3.Connection, listing: Listing, converter: Converter) -> None:
    from_whole, from_part = _origins(converter)
    rows = table.execute(
        "SELECT provinceKey, province, provinceCode, provinceLat, provinceLon, wardKey, ward,"
        " wardCode, wardLat, wardLon FROM admin_units ORDER BY provinceCode, wardCode"
    )
    provinces: dict[str, int] = {}
    for pk, p, pc, plat, plon, wk, w, wc, wlat, wlon in rows:
        if pk not in provinces:
            before = [listing.old[key] for key in converter["DICT_PROVINCE"][pk]]
            provinces[pk] = _go_on(listing, "province", pc, before, [])
            listing.period(provinces[pk], NEW, -1, p, plat, plon)
        whole = [u for key in from_whole[pk, wk] for u in listing.old_wards.get(key, [])]
        part = [u for key in from_part[pk, wk] for u in listing.old_wards.get(key, [])]
        if len(from_whole[pk, wk]) + len(from_part[pk, wk]) and not whole + part:
            sys.stderr.write(f"no predecessor found for {w}, {p}\n")
        ward = _go_on(listing, "commune", wc, whole, part)
        listing.period(ward, NEW, provinces[pk], w, wlat, wlon)
        for old in {listing.district_of[u] for u in whole + part if u in listing.district_of}:
            listing.succession.add((old, ward, 0))


def _go_on(listing: Listing, level: str, code: str, whole: list[int], part: list[int]) -> int:
    """Return the old unit when it alone goes on under its code, else a new one with its origins."""
    if len(whole) == 1 and not part and listing.units[whole[0]] == (level, code, OLD):
        return whole[0]
    unit = listing.unit(level, code, NEW)
    listing.succession.update((old, unit, 1) for old in whole)
    listing.succession.update((old, unit, 0) for old in part)
    return unit


def _origins(
    converter: Converter,
) -> tuple[dict[tuple[str, str], list[str]], dict[tuple[str, str], list[str]]]:
    whole: dict[tuple[str, str], list[str]] = defaultdict(list)
    part: dict[tuple[str, str], list[str]] = defaultdict(list)
    for province, wards in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, keys in wards.items():
            whole[province, ward] = keys
    for province, divided in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for key, pieces in divided.items():
            for piece in pieces:
                part[province, piece["newWardKey"]].append(key)
    return whole, part


def main() -> None:
    """Write the data file and say what is in it."""
    spec = find_spec("vietnamadminunits")
    if spec is None or spec.origin is None:
        raise SystemExit("vietnamadminunits is not installed")
    data = build(Path(spec.origin).parent)
    TARGET.parent.mkdir(exist_ok=True)
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    TARGET.write_bytes(gzip.compress(text.encode(), mtime=0))
    sys.stdout.write(
        f"{TARGET.name}: {len(data['units'])} units, {len(data['periods'])} periods, "  # type: ignore[arg-type]  # lists
        f"{len(data['succession'])} successions, {TARGET.stat().st_size} bytes\n"  # type: ignore[arg-type]  # lists
    )


if __name__ == "__main__":
    main()
