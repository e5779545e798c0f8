"""A process drawn as a picture, and told as a list for those who do not see it.

The layout is ours: ranks from top to bottom, so that it reads on a telephone; ways that pass a
rank run through a free column; rework goes back along the side. Colours are classes of a style
sheet, so that dark mode and print are its business.
"""

from collections.abc import Collection
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Final

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.kernel.db.words import worded
from tinhso.kernel.workflow.definition import Definition, MoveKind, Step, StepKind

_WIDTH: Final = 180
_HEIGHT: Final = 68
_GATE: Final = 24
_ACROSS: Final = 28
_DOWN: Final = 44
_MARGIN: Final = 16
_LANE: Final = 14
_LETTERS: Final = 20
_LINES: Final = 3

Place = tuple[str, int]
"""A spot of a column: a step's key and 0, or a way's name and the rank it passes."""


@dataclass(frozen=True)
class OutlineRow:
    """One step in words."""

    key: str
    name: str
    kind: str
    role: str
    hours: int
    state: str
    ways: tuple[str, ...]


def outline(
    definition: Definition, *, current: Collection[str] = (), done: Collection[str] = ()
) -> list[OutlineRow]:
    """Return the steps that people work, in the order of the drawing, with where they lead."""
    ranks = _ranks(definition)
    ordered = sorted(definition.steps.values(), key=lambda step: ranks[step.key])
    return [
        OutlineRow(
            key=step.key,
            name=worded(step.name),
            kind=step.kind.value,
            role=step.role,
            hours=step.hours,
            state=_state(step.key, current, done),
            ways=_ways(definition, step),
        )
        for step in ordered
        if step.kind.is_worked or step.kind is StepKind.END
    ]


def svg(
    definition: Definition,
    *,
    current: Collection[str] = (),
    done: Collection[str] = (),
    identifier: str = "process",
) -> SafeString:
    """Return the drawing, with the current steps marked by shape and class, not by colour alone."""
    picture = _Picture(definition)
    parts = [_edge(points, returns=False) for points in picture.ways()]
    parts += [_edge(points, returns=True) for points in picture.returns()]
    parts += [
        _node(step, *picture.spot(step.key), _state(step.key, current, done))
        for step in definition.steps.values()
    ]
    now = ", ".join(worded(definition.steps[key].name) for key in current)
    said = _("Bước hiện tại: %(steps)s.") % {"steps": now} if now else ""
    name, title = escape(identifier), _("Sơ đồ quy trình")
    head = (
        f'<svg class="process" role="img" viewBox="0 0 {picture.width} {picture.height}" '
        f'width="{picture.width}" height="{picture.height}" '
        f'aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-desc">{escape(_described(definition))} {escape(said)}</desc>'
    )
    # Every text in it was escaped above; the rest is numbers and class names of ours.
    return mark_safe(head + "".join(parts) + "</svg>")  # noqa: S308


def _described(definition: Definition) -> str:
    worked = sum(step.kind.is_worked for step in definition.steps.values())
    return ngettext("%(count)d bước.", "%(count)d bước.", worked) % {"count": worked}


def _state(key: str, current: Collection[str], done: Collection[str]) -> str:
    return "current" if key in current else "done" if key in done else "ahead"


def _ways(definition: Definition, step: Step) -> tuple[str, ...]:
    said = [
        _("%(move)s → %(step)s") % {"move": worded(move.label), "step": definition.name_of(move.to)}
        for move in step.moves
        if move.to
    ]
    if step.to:
        said.append(_("Khi xong → %(step)s") % {"step": definition.name_of(step.to)})
    return tuple(said)


def _ranks(definition: Definition) -> dict[str, int]:
    """Return the rank of each step: one more than the lowest of those that lead to it."""
    ranks = {definition.start: 0}
    waiting = [definition.start]
    while waiting:
        key = waiting.pop(0)
        for target in definition.steps[key].ahead:
            if ranks.get(target, -1) < ranks[key] + 1:
                ranks[target] = ranks[key] + 1
                waiting.append(target)
    last = max(ranks.values())
    return {
        key: last if definition.steps[key].kind is StepKind.END else rank
        for key, rank in ranks.items()
    }


class _Picture:
    """Where everything stands."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.ranks = _ranks(definition)
        self.edges = [
            (step.key, target) for step in definition.steps.values() for target in step.ahead
        ]
        rows = self._rows()
        self.columns = {
            place: column for row in rows for column, place in _spread(row, max(map(len, rows)))
        }
        back = [
            (step.key, move.to)
            for step in definition.steps.values()
            for move in step.moves
            if move.kind is MoveKind.RETURN
        ]
        self.back = list(dict.fromkeys(back))
        self.body = max(map(len, rows)) * (_WIDTH + _ACROSS) - _ACROSS
        self.width = self.body + 2 * _MARGIN + _LANE * (len(self.back) + 1)
        self.height = len(rows) * (_HEIGHT + _DOWN) - _DOWN + 2 * _MARGIN

    def _rows(self) -> list[list[Place]]:
        rows: list[list[Place]] = [[] for _rank in range(max(self.ranks.values()) + 1)]
        for key, rank in self.ranks.items():
            rows[rank].append((key, 0))
        for source, target in self.edges:
            for rank in range(self.ranks[source] + 1, self.ranks[target]):
                rows[rank].append((f"{source}>{target}", rank))
        above: dict[Place, float] = {}
        for row in rows:
            row.sort(key=lambda place: self._pull(place, above))
            above = {**above, **{place: float(index) for index, place in enumerate(row)}}
        return rows

    def _pull(self, place: Place, above: dict[Place, float]) -> float:
        """Return the middle of what leads to a place, by which a row is ordered."""
        name, rank = place
        if rank:
            source = name.split(">")[0]
            return above.get((name, rank - 1), above.get((source, 0), 0.0)) + 0.5
        feeding = [
            above.get((f"{source}>{name}", self.ranks[name] - 1), above.get((source, 0), 0.0))
            for source, target in self.edges
            if target == name
        ]
        return sum(feeding) / len(feeding) if feeding else 0.0

    def spot(self, key: str) -> tuple[float, float]:
        """Return the middle of a step."""
        return self._middle((key, 0), self.ranks[key])

    def _middle(self, place: Place, rank: int) -> tuple[float, float]:
        across = _MARGIN + self.columns[place] * (_WIDTH + _ACROSS) + _WIDTH / 2
        return across, _MARGIN + rank * (_HEIGHT + _DOWN) + _HEIGHT / 2

    def ways(self) -> list[list[tuple[float, float]]]:
        """Return the points of each way forward."""
        found = []
        for source, target in self.edges:
            x, y = self.spot(source)
            points = [(x, y + self._half(source))]
            for rank in range(self.ranks[source] + 1, self.ranks[target]):
                across, down = self._middle((f"{source}>{target}", rank), rank)
                points += [(across, down - _HEIGHT / 2), (across, down + _HEIGHT / 2)]
            x, y = self.spot(target)
            found.append([*points, (x, y - self._half(target))])
        return found

    def returns(self) -> list[list[tuple[float, float]]]:
        """Return the points of each rework, along a lane of its own at the right side."""
        found = []
        for lane, (source, target) in enumerate(self.back, 1):
            x1, y1 = self.spot(source)
            x2, y2 = self.spot(target)
            side = _MARGIN + self.body + _LANE * lane
            found.append(
                [
                    (x1 + _WIDTH / 2, y1 + 10),
                    (side, y1 + 10),
                    (side, y2 + 10),
                    (x2 + _WIDTH / 2, y2 + 10),
                ]
            )
        return found

    def _half(self, key: str) -> float:
        kind = self.definition.steps[key].kind
        return _GATE / 2 if kind in {StepKind.SPLIT, StepKind.JOIN} else _HEIGHT / 2


def _spread(row: list[Place], widest: int) -> list[tuple[float, Place]]:
    """Stand a row in the middle of the widest one."""
    return [(index + (widest - len(row)) / 2, place) for index, place in enumerate(row)]


def _edge(points: list[tuple[float, float]], *, returns: bool) -> str:
    drawn = f"M{points[0][0]:g} {points[0][1]:g}"
    for (x1, y1), (x2, y2) in pairwise(points):
        if returns or x1 == x2:
            drawn += f"L{x2:g} {y2:g}"
        else:
            half = (y1 + y2) / 2
            drawn += f"C{x1:g} {half:g} {x2:g} {half:g} {x2:g} {y2:g}"
    x, y = points[-1]
    tip = (
        f"M{x + 7:g} {y - 4:g}L{x:g} {y:g}L{x + 7:g} {y + 4:g}"
        if returns
        else f"M{x - 4:g} {y - 7:g}L{x:g} {y:g}L{x + 4:g} {y - 7:g}"
    )
    kind = "process-return" if returns else "process-way"
    return f'<path class="{kind}" d="{drawn}"/><path class="{kind} process-tip" d="{tip}"/>'


def _node(step: Step, x: float, y: float, state: str) -> str:
    name = worded(step.name)
    classes = f"process-step process-{step.kind.value} process-{state}"
    if step.kind in {StepKind.SPLIT, StepKind.JOIN}:
        half = _GATE / 2
        shape = (
            f'<path class="process-shape" d="M{x:g} {y - half:g}L{x + half:g} {y:g}'
            f'L{x:g} {y + half:g}L{x - half:g} {y:g}Z"/>'
        )
        return f'<g class="{classes}"><title lang="vi">{escape(name)}</title>{shape}</g>'
    left, top = x - _WIDTH / 2, y - _HEIGHT / 2
    shape = (
        f'<rect class="process-shape" x="{left:g}" y="{top:g}" width="{_WIDTH}" '
        f'height="{_HEIGHT}" rx="{_HEIGHT / 2 if step.kind is StepKind.END else 8:g}"/>'
    )
    mark = {
        "current": f'<circle class="process-mark" cx="{left + 13:g}" cy="{y:g}" r="5"/>',
        "done": f'<path class="process-mark" d="M{left + 9:g} {y:g}l3 4 6 -8"/>',
    }.get(state, "")
    lines = _wrapped(name)
    hours = _("%(hours)d giờ") % {"hours": step.hours} if step.hours else ""
    first = y - 9 * (len(lines) + bool(hours)) + 14
    text = "".join(
        f'<text class="process-name" lang="vi" x="{x:g}" y="{first + 17 * index:g}">'
        f"{escape(line)}</text>"
        for index, line in enumerate(lines)
    )
    if hours:
        text += (
            f'<text class="process-hours" x="{x:g}" y="{first + 17 * len(lines):g}">'
            f"{escape(hours)}</text>"
        )
    return f'<g class="{classes}"><title lang="vi">{escape(name)}</title>{shape}{mark}{text}</g>'


def _wrapped(text: str) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= _LETTERS or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > _LINES:
        lines = [*lines[: _LINES - 1], lines[_LINES - 1] + "…"]
    return [line if len(line) <= _LETTERS + 3 else line[: _LETTERS + 2] + "…" for line in lines]
