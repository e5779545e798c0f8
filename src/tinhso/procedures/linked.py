"""Linked procedures: one request, several agencies, each with its part, result and hours."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Self, cast

from tinhso.procedures.parts import Data, text_of

MOST_IN_DUTY = 16
"""How long the code may be by which a unit is told to have a part."""


@dataclass(frozen=True, kw_only=True)
class LinkedPart:
    """One agency's part of a linked procedure; the first is the lead's own.

    `body` says which kind of agency has it, `agency` names one by its official code where the
    province settled it. `result` is the code of what it ends with, `after` are the parts that must
    be granted before it can begin; without any it begins at acceptance.
    """

    key: str
    name: str
    procedure: str
    body: str
    agency: str
    working_hours: int
    result: str
    after: tuple[str, ...]

    @classmethod
    def from_data(cls, data: Data) -> Self:
        """Read one part."""
        hours, after = data.get("working_hours"), data.get("after")
        return cls(
            key=text_of(data, "key"),
            name=text_of(data, "name"),
            procedure=text_of(data, "procedure"),
            body=text_of(data, "body"),
            agency=text_of(data, "agency"),
            working_hours=hours if isinstance(hours, int) and not isinstance(hours, bool) else 0,
            result=text_of(data, "result"),
            after=tuple(map(str, after)) if isinstance(after, list) else (),
        )

    def duty_under(self, code: str) -> str:
        """Return the code by which the division of work knows it: its procedure, or its place."""
        return self.procedure or f"{code}/{self.key}"[:MOST_IN_DUTY]


def parts_in(settings: Mapping[str, object]) -> tuple[LinkedPart, ...]:
    """Return the parts a version's settings name; none for a procedure that is not linked."""
    rows = settings.get("linked")
    if not isinstance(rows, list):
        return ()
    return tuple(LinkedPart.from_data(cast(Data, row)) for row in rows if isinstance(row, Mapping))


def longest_way(parts: Iterable[LinkedPart]) -> int | None:
    """Return the working hours of the longest chain of parts; None when they go in a circle."""
    known = {part.key: part for part in parts}
    done: dict[str, int] = {}
    while len(done) < len(known):
        ready = [
            part
            for part in known.values()
            if part.key not in done and all(k in done for k in part.after if k in known)
        ]
        if not ready:
            return None
        for part in ready:
            before = max((done[key] for key in part.after if key in done), default=0)
            done[part.key] = before + part.working_hours
    return max(done.values(), default=0)


def places_of(parts: Iterable[LinkedPart]) -> dict[str, int]:
    """Return at which turn each part can begin, from 1 on; of a circle those it can reach."""
    rows = {part.key: part for part in parts}
    places: dict[str, int] = {}
    for _turn in rows:
        for part in rows.values():
            before = [key for key in part.after if key in rows]
            if part.key not in places and all(key in places for key in before):
                places[part.key] = 1 + max((places[key] for key in before), default=0)
    return places


def in_order(parts: Iterable[LinkedPart], order: Mapping[str, int]) -> tuple[LinkedPart, ...]:
    """Return the parts as a desk put them in order: each waits for those of the turn before it.

    What the procedure makes a part wait for stays; without an order it alone says.
    """
    rows = tuple(parts)
    if not order:
        return rows
    places = {**places_of(rows), **order}
    return tuple(_waiting(part, places) for part in rows)


def _waiting(part: LinkedPart, places: Mapping[str, int]) -> LinkedPart:
    before = {place for place in places.values() if place < places[part.key]}
    turn = {key for key, place in places.items() if before and place == max(before)}
    return replace(part, after=(*part.after, *sorted(turn.difference(part.after))))
