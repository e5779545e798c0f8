"""Which row of a list a paper belongs to, told by its name."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from tinhso.kernel.db.text import fold

SHORTEST_MARK: Final = 5
_LINE: Final = re.compile(r"(?:dong|row)?[\s_-]*(\d{1,6})(?!\d)")


def squeezed(text: str) -> str:
    """Return letters and digits alone: a plate or number as it stands in the name of a file."""
    return re.sub(r"[^a-z0-9]", "", fold(text))


def marks_of(rows: Mapping[int, Iterable[str]]) -> dict[int, frozenset[str]]:
    """Return what tells each row from all others: cells with digits that stand in it alone."""
    seen = {line: {squeezed(text) for text in texts} for line, texts in rows.items()}
    often = Counter(mark for marks in seen.values() for mark in marks)
    return {
        line: frozenset(
            mark
            for mark in marks
            if len(mark) >= SHORTEST_MARK and often[mark] == 1 and re.search(r"\d", mark)
        )
        for line, marks in seen.items()
    }


def line_of(name: str, marks: Mapping[int, frozenset[str]]) -> int | None:
    """Return the row a file names by its number, plate or such, else by the number of its line.

    The longest mark wins; a name that fits two rows alike fits none.
    """
    stem = name.rpartition(".")[0] or name
    flat = squeezed(stem)
    longest = {
        line: max((len(mark) for mark in own if mark in flat), default=0)
        for line, own in marks.items()
    }
    best = max(longest.values(), default=0)
    if best:
        found = [line for line, length in longest.items() if length == best]
        return found[0] if len(found) == 1 else None
    told = _LINE.match(fold(stem).strip())
    return int(told[1]) if told is not None and int(told[1]) in marks else None
