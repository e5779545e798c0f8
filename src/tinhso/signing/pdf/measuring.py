"""Where on its page the picture of a signature was drawn, so that a seal can meet it exactly."""

import io
from dataclasses import dataclass
from typing import Final

import pikepdf

Matrix = tuple[float, float, float, float, float, float]
SAME: Final[Matrix] = (1, 0, 0, 1, 0, 0)
DEEPEST: Final = 6


@dataclass(frozen=True)
class Area:
    """A rectangle of a page, in points."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """Return how wide it is."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Return how high it is."""
        return self.top - self.bottom

    def holds(self, other: "Area") -> bool:
        """Tell whether another lies within, but for a rounding."""
        return (
            other.left >= self.left - 1
            and other.bottom >= self.bottom - 1
            and other.right <= self.right + 1
            and other.top <= self.top + 1
        )


def around(middle: tuple[float, float], width: float, height: float) -> Area:
    """Return a rectangle by its middle."""
    x, y = middle
    return Area(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def within(area: Area, page: Area) -> Area:
    """Return a rectangle as large, moved so that it lies on its page."""
    across = max(page.left - area.left, 0.0) or min(page.right - area.right, 0.0)
    up = max(page.bottom - area.bottom, 0.0) or min(page.top - area.top, 0.0)
    return Area(area.left + across, area.bottom + up, area.right + across, area.top + up)


def field_area(file: pikepdf.Pdf, name: str) -> Area | None:
    """Return where a field of the form stands; None when there is none or it is not shown."""
    field = _field(file, name)
    if field is None or "/Rect" not in field:
        return None
    first, second, third, fourth = (float(edge) for edge in field.Rect)
    area = Area(min(first, third), min(second, fourth), max(first, third), max(second, fourth))
    return area if area.width and area.height else None


def drawn_area(file: pikepdf.Pdf, name: str) -> Area | None:
    """Return where the picture within a signature field was drawn; None when it has none."""
    area = field_area(file, name)
    field = _field(file, name)
    if area is None or field is None or "/AP" not in field:
        return None
    look = field.AP.get("/N")
    if not isinstance(look, pikepdf.Stream) or "/BBox" not in look:
        return None
    left, bottom, right, top = (float(edge) for edge in look.BBox)
    if not right - left or not top - bottom:
        return None
    across, up = area.width / (right - left), area.height / (top - bottom)
    onto = (across, 0.0, 0.0, up, area.left - left * across, area.bottom - bottom * up)
    return _innermost(look, onto, 0) or area


def open_and_measure(pdf: bytes, *, person: str, agency: str) -> tuple[Area | None, Area | None]:
    """Return where the person's picture was drawn, and where the agency's field stands."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return drawn_area(file, person), field_area(file, agency)


def _field(file: pikepdf.Pdf, name: str) -> pikepdf.Object | None:
    form = file.Root.get("/AcroForm")
    if form is None:
        return None
    return next((one for one in form.get("/Fields", []) if str(one.get("/T", "")) == name), None)


def _innermost(form: pikepdf.Object, onto: Matrix, depth: int) -> Area | None:
    """Follow the first thing that a form draws, down to the picture itself."""
    found = _first_drawn(form)
    if found is None or depth > DEEPEST:
        return None
    thing, within = found
    whole = _times(within, onto)
    if thing.get("/Subtype") == "/Image":
        return _area((0, 0, 1, 1), whole)
    own = tuple(float(one) for one in thing.get("/Matrix", SAME))
    placed = _times((own[0], own[1], own[2], own[3], own[4], own[5]), whole)
    left, bottom, right, top = (float(edge) for edge in thing.BBox)
    return _innermost(thing, placed, depth + 1) or _area((left, bottom, right, top), placed)


def _first_drawn(form: pikepdf.Object) -> tuple[pikepdf.Object, Matrix] | None:
    """Return the first picture or form that a form draws, and by which matrix."""
    known = form.get("/Resources", pikepdf.Dictionary()).get("/XObject", pikepdf.Dictionary())
    now, kept = SAME, []
    for one in pikepdf.parse_content_stream(form):
        if isinstance(one, pikepdf.ContentStreamInlineImage):
            continue
        values, sign = one.operands, str(one.operator)
        if sign == "q":
            kept.append(now)
        elif sign == "Q" and kept:
            now = kept.pop()
        elif sign == "cm":
            a, b, c, d, e, f = (float(str(value)) for value in values)
            now = _times((a, b, c, d, e, f), now)
        elif sign == "Do" and str(values[0]) in known:
            return known[str(values[0])], now
    return None


def _times(first: Matrix, second: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    k, m, n, o, p, q = second
    return (
        a * k + b * n,
        a * m + b * o,
        c * k + d * n,
        c * m + d * o,
        e * k + f * n + p,
        e * m + f * o + q,
    )


def _area(box: tuple[float, float, float, float], onto: Matrix) -> Area:
    left, bottom, right, top = box
    a, b, c, d, e, f = onto
    corners = [(x, y) for x in (left, right) for y in (bottom, top)]
    across = [a * x + c * y + e for x, y in corners]
    up = [b * x + d * y + f for x, y in corners]
    return Area(min(across), min(up), max(across), max(up))
