"""Build the days the calendar is seeded with from the package `holidays` (MIT).

    python -m tools.build_holidays 2024 2028

Writes `src/tinhso/kernel/calendar/data/days.json`, which a migration loads. At run time nothing
depends on the package, and the table an official edits is the authority. Years past the last one
announced are calculated and marked provisional.
"""

import json
import sys
from datetime import date
from pathlib import Path

from holidays.countries.vietnam import Vietnam

TARGET = Path(__file__).resolve().parents[1] / "src/tinhso/kernel/calendar/data/days.json"
LAST_ANNOUNCED = 2026
LABOUR_CODE = "Bộ luật Lao động 2019, Điều 112"
COMPENSATION = "Bộ luật Lao động 2019, Điều 111 khoản 3"
CULTURE_DAY = "Nghị quyết 80-NQ/TW"
SWAPS = "Thông báo của Bộ Nội vụ về nghỉ lễ, Tết năm {year}"
ENGLISH = {
    "Tết Dương lịch": "New Year's Day",
    "29 Tết": "29th of Tết",
    "Giao thừa Tết Nguyên Đán": "Eve of Tết",
    "Tết Nguyên Đán": "Tết (Lunar New Year)",
    "Mùng hai Tết Nguyên Đán": "Second day of Tết",
    "Mùng ba Tết Nguyên Đán": "Third day of Tết",
    "Mùng bốn Tết Nguyên Đán": "Fourth day of Tết",
    "Mùng năm Tết Nguyên Đán": "Fifth day of Tết",
    "Ngày Giỗ Tổ Hùng Vương": "Hùng Kings' Commemoration Day",
    "Ngày Chiến thắng": "Victory Day",
    "Ngày Quốc tế Lao động": "International Workers' Day",
    "Quốc khánh": "National Day",
    "Ngày Văn hóa Việt Nam": "Vietnam Culture Day",
}
OBSERVED = " (nghỉ bù)"
SWAPPED = "Ngày nghỉ (thay cho ngày "


def day_row(on: date, label: str) -> dict[str, object]:
    """Return one day off with its kind, its names and the law it rests on."""
    row: dict[str, object] = {
        "on": on.isoformat(),
        "kind": "holiday",
        "name": label,
        "name_en": ENGLISH.get(label, ""),
        "decision": CULTURE_DAY if (on.month, on.day) == (11, 24) else LABOUR_CODE,
        "is_provisional": on.year > LAST_ANNOUNCED,
    }
    if label.endswith(OBSERVED):
        name = label.removesuffix(OBSERVED)
        row |= {
            "kind": "compensation",
            "name": f"Nghỉ bù {name}",
            "name_en": f"{ENGLISH[name]} (day in lieu)",
            "decision": COMPENSATION,
        }
    elif label.startswith(SWAPPED):
        made_up = label.removeprefix(SWAPPED).removesuffix(")")
        row |= {
            "kind": "swapped",
            "name": f"Nghỉ hoán đổi, làm bù {made_up}",
            "name_en": f"Swapped day off, made up on {made_up}",
            "decision": SWAPS.format(year=on.year),
        }
    return row


def make_up_row(on: date, in_place_of: date) -> dict[str, object]:
    """Return one make-up Saturday with the day off it stands for."""
    return {
        "on": on.isoformat(),
        "kind": "make_up",
        "name": f"Làm bù cho {in_place_of:%d/%m/%Y}",
        "name_en": f"Working day in place of {in_place_of:%d/%m/%Y}",
        "in_place_of": in_place_of.isoformat(),
        "decision": SWAPS.format(year=on.year),
        "is_provisional": on.year > LAST_ANNOUNCED,
    }


def rows(first: int, last: int) -> list[dict[str, object]]:
    """Return all special days of the years, in order.

    The package fills make-up Saturdays only for the years it is asked for.
    """
    years = range(first - 1, last + 2)
    known = Vietnam(years=years, language="vi")  # type: ignore[no-untyped-call]  # no types there
    found = []
    for on in sorted(known):
        if not first <= on.year <= last:
            continue
        label = known[on].split(";")[0].strip()
        found.append(day_row(on, label))
        if label.startswith(SWAPPED):
            day, month, year = label.removeprefix(SWAPPED).removesuffix(")").split("/")
            worked = date(int(year), int(month), int(day))
            if worked not in known.weekend_workdays:
                raise ValueError(f"{worked} is no working weekend in the package")
            found.append(make_up_row(worked, on))
    return sorted(found, key=lambda row: str(row["on"]))


def main(arguments: list[str]) -> int:
    """Write the data file for the years from and to."""
    first, last = (int(year) for year in arguments)
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows(first, last))
    TARGET.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
