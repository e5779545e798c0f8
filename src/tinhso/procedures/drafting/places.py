"""Places in the content of a draft: found by an address, changed into a new content.

An address is what stands in the page's own: `trang/0/o/3/` is the fourth field of the first page
of the form; `trang/0/o/them/` is a field that is not there yet.
"""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Final, cast

from tinhso.kernel.db.text import fold
from tinhso.kernel.errors import NotFound
from tinhso.procedures.drafting.layout import (
    ANSWERS,
    PARTS,
    Content,
    Part,
    Row,
    RowList,
    part_of_list,
    root_list,
)

NEW: Final = "them"
MOST_ROWS: Final = 300


@dataclass(frozen=True, kw_only=True)
class Place:
    """One row of one list, or (`index` None) a row to be added at its end."""

    rows: RowList
    trail: tuple[str | int, ...]
    index: int | None
    address: str
    above: "Place | None" = None

    @property
    def part(self) -> Part:
        """Return the part in which it stands."""
        return part_of_list(self.address.split("/")[0])

    def beside(self, index: int) -> "Place":
        """Return another place of the same list."""
        address = f"{self.list_address}{index}/"
        return Place(
            rows=self.rows, trail=self.trail, index=index, address=address, above=self.above
        )

    @property
    def list_address(self) -> str:
        """Return the address of the list, to which a row's number is added."""
        return self.address.rstrip("/").rpartition("/")[0] + "/"

    def inside(self, rows: RowList, index: int | None = None) -> "Place":
        """Return a place in a list inside this row."""
        if self.index is None:
            raise NotFound
        return Place(
            rows=rows,
            trail=(*self.trail, self.index, *rows.at),
            index=index,
            address=f"{self.address}{rows.key}/{NEW if index is None else index}/",
            above=self,
        )


def place_at(address: str) -> Place:
    """Return the place of an address; `NotFound` when there is no such list."""
    tokens = [token for token in address.split("/") if token]
    place: Place | None = None
    for key, number in zip(tokens[::2], tokens[1::2], strict=False):
        rows = root_list(key) if place is None else place.rows.child(key)
        if rows is None:
            raise NotFound
        index = _number(number)
        if place is None:
            place = Place(rows=rows, trail=rows.at, index=index, address=f"{key}/{number}/")
        else:
            place = place.inside(rows, index)
    if place is None or len(tokens) % 2:
        raise NotFound
    return place


def _number(token: str) -> int | None:
    if token == NEW:
        return None
    if not re.fullmatch(r"\d{1,3}", token):
        raise NotFound
    return int(token)


def rows_at(content: Mapping[str, object], place: Place) -> list[Row]:
    """Return the rows of the list in which a place stands; empty when there is none yet."""
    found = _follow(content, place.trail)
    if place.rows.is_single:
        found = [found] if found else []
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []


def row_at(content: Mapping[str, object], place: Place) -> Row:
    """Return the row of a place, empty for one that is to be added; `NotFound` otherwise."""
    if place.above is not None:
        row_at(content, place.above)
    rows = rows_at(content, place)
    if place.index is None:
        if place.rows.is_single and rows:
            raise NotFound
        return {}
    if place.index >= len(rows):
        raise NotFound
    return rows[place.index]


def children_of(place: Place, row: Row) -> list[RowList]:
    """Return the lists inside a row that make sense for what it is."""
    kind = str(row.get("kind", ""))
    return [
        rows
        for rows in place.rows.children
        if rows.of_kinds is None
        or (kind in rows.of_kinds and not (rows is ANSWERS and row.get("choices_from")))
    ]


def with_row(content: Mapping[str, object], place: Place, row: Row) -> Content:
    """Return the content with this row at its place, or added at the end of the list.

    A row without a key gets one of its own, made from its words.
    """
    changed = deepcopy(dict(content))
    kept = {**row}
    if place.rows.is_single:
        _holder_in(changed, place)[str(place.trail[-1])] = kept
        return normal(changed)
    rows = _list_in(changed, place)
    if place.index is None:
        if "key" in kept or "value" in kept:
            name = "key" if "key" in kept else "value"
            kept[name] = kept[name] or _new_key(changed, place, kept)
        rows.append(kept)
    else:
        rows[place.index] = kept
    return normal(changed)


def without_row(content: Mapping[str, object], place: Place) -> Content:
    """Return the content without the row of a place."""
    changed = deepcopy(dict(content))
    if place.rows.is_single:
        _holder_in(changed, place).pop(str(place.trail[-1]))
        return normal(changed)
    rows = _list_in(changed, place)
    rows.pop(cast(int, place.index))
    return normal(changed)


def moved_row(content: Mapping[str, object], place: Place, by: int) -> Content:
    """Return the content with a row one place higher (`-1`) or lower (`1`)."""
    changed = deepcopy(dict(content))
    if place.rows.is_single:
        return changed
    rows = _list_in(changed, place)
    old = cast(int, place.index)
    new = max(0, min(len(rows) - 1, old + by))
    rows.insert(new, rows.pop(old))
    return normal(changed)


def normal(content: Content) -> Content:
    """Return the content with what follows by itself: a process starts at its first step."""
    process = content.get("process_data")
    if isinstance(process, dict):
        steps = process.get("steps") or []
        if not steps:
            content["process_data"] = None
        else:
            process["start"] = steps[0].get("key", "")
    form = content.get("form_data")
    if isinstance(form, dict) and not form.get("steps"):
        form["steps"] = []
    return content


def each_row(content: Mapping[str, object]) -> Iterator[tuple[Place, Row]]:
    """Walk through every row of every list, top down."""
    for part in PARTS:
        for rows in part.lists:
            first = Place(rows=rows, trail=rows.at, index=None, address=f"{rows.key}/{NEW}/")
            yield from _walk(content, first)


def _walk(content: Mapping[str, object], first: Place) -> Iterator[tuple[Place, Row]]:
    for index, row in enumerate(rows_at(content, first)):
        place = first.beside(index)
        yield place, row
        for inner in place.rows.children:
            yield from _walk(content, place.inside(inner))


def _follow(value: object, trail: tuple[str | int, ...]) -> object:
    for token in trail:
        if isinstance(token, int):
            if isinstance(value, Mapping) and token == 0:
                # A row that stands alone is a list of itself.
                continue
            if not isinstance(value, list) or token >= len(value):
                return None
            value = value[token]
        else:
            if not isinstance(value, Mapping):
                return None
            value = value.get(token)
    return value


def _list_in(content: Content, place: Place) -> list[dict[str, object]]:
    """Return the very list of a copied content, made when it is not there yet."""
    found = _holder_in(content, place).setdefault(str(place.trail[-1]), [])
    return cast("list[dict[str, object]]", found)


def _holder_in(content: Content, place: Place) -> dict[str, object]:
    """Return what holds a list in a copied content, made when it is not there yet."""
    if place.rows.at[0] == "form_data" and content.get("form_data") is None:
        name = str(content.get("name", ""))
        content["form_data"] = {"key": slug(name) or "to-khai", "title": name, "steps": []}
    if place.rows.at[0] == "process_data" and content.get("process_data") is None:
        content["process_data"] = {"start": "", "steps": []}
    row_at(content, place)
    _open_way(content, place)
    return cast("dict[str, object]", _follow(content, place.trail[:-1]))


def _open_way(content: Content, place: Place) -> None:
    """Make the settings above a list of settings that nobody has filled yet."""
    holder = content
    for name in place.rows.at[:-1] if place.rows.at[0] == "settings_data" else ():
        if not isinstance(holder.get(name), dict):
            holder[name] = {}
        holder = cast("Content", holder[name])


def slug(text: str, *, joint: str = "-") -> str:
    """Return words as a key: small letters without marks."""
    plain = re.sub(r"[^a-z0-9]+", joint, fold(text)).strip(joint)
    return plain[:40].rstrip(joint)


def _new_key(content: Content, place: Place, row: Row) -> str:
    joint = "-" if place.rows.key in {"trang", "buoc", "chuyen"} else "_"
    own_words = {name: text for name, text in row.items() if name not in {"key", "value"}}
    wanted = slug(place.rows.name_of(own_words), joint=joint)
    if not wanted or not wanted[0].isalpha():
        wanted = f"m{joint}{wanted}".rstrip(joint)[:40]
    taken = _taken(content, place)
    number = 2
    key = wanted
    while key in taken:
        key = f"{wanted[:36]}{joint}{number}"
        number += 1
    return key


def _taken(content: Content, place: Place) -> set[str]:
    """Return the keys in use: of the list itself, for a field those of the whole form."""
    if place.rows.key in {"o", "tinh"}:
        return {
            str(row.get("key", ""))
            for found, row in each_row(content)
            if found.rows.key in {"o", "tinh"}
        }
    return {str(row.get("key") or row.get("value") or "") for row in rows_at(content, place)}
