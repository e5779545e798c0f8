"""What a paper says, in its order and without its layout: for setting it anew elsewhere (Word).

The template itself is asked, so that the words are those of the PDF. Parts are named by `part` of
`library/official.typ`; what stands before the first is `body`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tinhso.kernel.papers import setting

ASKED = "selector(par).or(table).or(list).or(enum).or(<tinhso-part>)"
DOTS = "……………"


@dataclass(frozen=True)
class Run:
    """Words set alike."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Line:
    """One paragraph, or one item of a list."""

    part: str
    runs: tuple[Run, ...]
    is_item: bool = False

    @property
    def text(self) -> str:
        """Return its words alone."""
        return "".join(run.text for run in self.runs).strip()


@dataclass(frozen=True)
class Grid:
    """A table of the paper; the first row heads it when the template says so."""

    part: str
    rows: tuple[tuple[str, ...], ...]
    has_head: bool = False


def outline(template: str, data: Mapping[str, object], *, paper: str = "a4") -> list[Line | Grid]:
    """Return the words of a paper set with this data, part after part."""
    said: list[Line | Grid] = []
    part, in_table = "body", set[str]()
    for element in setting.elements(template, data, ASKED, paper=paper):
        match element.get("func"):
            case "metadata":
                part = str(element["value"])
            case "table":
                grid = _grid(part, element)
                in_table = {cell for row in grid.rows for cell in row}
                said.append(grid)
            case "list" | "enum":
                bodies = [item.get("body") for item in _children(element)]
                said += [Line(part, _merged(_runs(body)), is_item=True) for body in bodies]
            case "par":
                line = Line(part, _merged(_runs(element.get("body"))))
                if line.text not in in_table or not line.text:
                    said.append(line)
    return said


Element = Mapping[str, object]


def _children(element: object) -> list[Element]:
    found = element.get("children") if isinstance(element, Mapping) else None
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _runs(content: object, *, bold: bool = False, italic: bool = False) -> Iterator[Run]:
    """Walk a content tree; what has no words (pictures, places for signatures) is left out."""
    if not isinstance(content, Mapping):
        return
    match content.get("func"):
        case "text" | "symbol":
            yield Run(str(content.get("text", "")), bold, italic)
        case "space" | "h":
            yield Run(" ", bold, italic)
        case "linebreak":
            yield Run("\n", bold, italic)
        case "smartquote":
            yield Run('"' if content.get("double", True) else "'", bold, italic)
        case "repeat":
            yield Run(DOTS, bold, italic)
        case "image" | "place" | "context" | "metadata" | "tag" | "line":
            return
        case kind:
            strong, emph = bold or kind == "strong", italic or kind == "emph"
            for child in _children(content):
                yield from _runs(child, bold=strong, italic=emph)
            for name in ("body", "child"):
                yield from _runs(content.get(name), bold=strong, italic=emph)


def _merged(runs: Iterator[Run]) -> tuple[Run, ...]:
    """Put neighbours that are set alike together."""
    merged: list[Run] = []
    for run in runs:
        last = merged[-1] if merged else None
        if last is not None and (last.bold, last.italic) == (run.bold, run.italic):
            merged[-1] = Run(last.text + run.text, run.bold, run.italic)
        else:
            merged.append(run)
    return tuple(merged)


def _grid(part: str, table: Element) -> Grid:
    columns = table.get("columns")
    width = max(len(columns) if isinstance(columns, list) else 1, 1)
    cells: list[str] = []
    has_head = False
    for child in _children(table):
        if child.get("func") in {"header", "footer"}:
            has_head = has_head or child.get("func") == "header"
            cells += [_text(cell) for cell in _children(child)]
        elif child.get("func") not in {"hline", "vline"}:
            cells.append(_text(child))
    rows = (tuple(cells[start : start + width]) for start in range(0, len(cells), width))
    return Grid(part, tuple(rows), has_head)


def _text(cell: Element) -> str:
    return "".join(run.text for run in _runs(cell.get("body"))).strip()
