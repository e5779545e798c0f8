"""Tables that become cards where they stand narrow: each cell is told which heading it is under."""

import re
from html import escape, unescape

_TAG = re.compile(r"<(/?)(thead|tbody|tfoot|tr|td|th)\b([^>]*)>", re.IGNORECASE)
_SPAN = re.compile(r'\b(col|row)span="(\d+)"')
_ANY_TAG = re.compile(r"<[^>]*>")
_UNSEEN = re.compile(r'<span class="visually-hidden"[^>]*>.*?</span>', re.DOTALL)
_TABLE = re.compile(r"<table\b([^>]*)>", re.IGNORECASE)
_CLASS = re.compile(r'\bclass="([^"]*)"')
_AND_CARDS = r'class="\1 cards"'
_FIGURE = re.compile(r'\bclass="(?:[^"]* )?num\b')
BETWEEN = ": "
"""Stands between a heading and the one above it that spans several."""


def cards(table: str) -> str:
    """Return a table's HTML whose cells carry their heading (`data-label`) and which is a `cards`.

    None carries what stands in words at the head of its row, as the title of its card, what is
    under a heading that is only read aloud, or spans several. An empty cell says so.
    """
    headings = _headings(table)
    return _TABLE.sub(_named, _labelled(table, headings), count=1)


def _named(found: re.Match[str]) -> str:
    attributes = found[1]
    if not _CLASS.search(attributes):
        return f'<table class="cards"{attributes}>'
    return f"<table{_CLASS.sub(_AND_CARDS, attributes)}>"


def _headings(table: str) -> list[str]:
    """Return the words above each column, those of a spanning heading before."""
    head = table[: _end_of_head(table)]
    rows: list[dict[int, str]] = []
    taken: dict[int, set[int]] = {}
    for found in _TAG.finditer(head):
        closing, name = found[1], found[2].lower()
        if closing or name not in {"tr", "th", "td"}:
            continue
        if name == "tr":
            rows.append({})
            continue
        row, spans = len(rows) - 1, _spans(found[3])
        column = next(at for at in range(len(head)) if at not in taken.get(row, set()))
        words = _words(head, found.end(), name) if name == "th" else ""
        for across in range(column, column + spans["col"]):
            rows[row][across] = words
            for down in range(row, row + spans["row"]):
                taken.setdefault(down, set()).add(across)
    width = max((at + 1 for places in taken.values() for at in places), default=0)
    return [BETWEEN.join(filter(None, (row.get(at, "") for row in rows))) for at in range(width)]


def _labelled(table: str, headings: list[str]) -> str:
    start = _end_of_head(table)
    parts, at, column = [table[:start]], start, 0
    for found in _TAG.finditer(table, start):
        closing, name = found[1], found[2].lower()
        if name == "tr":
            column = 0
        if closing or name not in {"th", "td"}:
            continue
        across = _spans(found[3])["col"]
        label = headings[column] if column < len(headings) and across == 1 else ""
        if not column and not _FIGURE.search(found[3]):
            label = ""
        column += across
        if name == "th" or "data-label" in found[3]:
            continue
        told = f' data-label="{escape(label)}"' if label else ""
        if not table[found.end() : table.find("</td", found.end())].strip():
            told = " data-blank"
        parts += [table[at : found.start()], f"<td{told}{found[3]}>"]
        at = found.end()
    return "".join([*parts, table[at:]])


def _end_of_head(table: str) -> int:
    return table.find("</thead>") + 1


def _spans(attributes: str) -> dict[str, int]:
    return {"col": 1, "row": 1} | {name: int(n) for name, n in _SPAN.findall(attributes)}


def _words(html: str, start: int, name: str) -> str:
    seen = _UNSEEN.sub("", html[start : html.find(f"</{name}", start)])
    return " ".join(unescape(_ANY_TAG.sub(" ", seen)).split())
