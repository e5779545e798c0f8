"""Set a room's template with its data and say where its boxes lie."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Literal

import typst

import tinhso
from tinhso.kernel.papers.fonts import font_folder

ROOT = Path(tinhso.__file__).parent
PAGE_HEIGHT = {"a4": 841.89, "a5": 595.276}
"""Points; a template lays its pages upright."""

FIXED_TIME = datetime(2026, 1, 1, tzinfo=UTC)
_setting = Lock()
Standard = Literal["1.7", "a-2b", "a-2u", "a-3b", "ua-1"]


class TemplateMissing(LookupError):
    """No room keeps a paper under this name."""


@dataclass(frozen=True)
class Box:
    """An empty place on a page, in points from the lower left corner; pages count from 0."""

    page: int
    left: float
    bottom: float
    width: float
    height: float

    @property
    def rectangle(self) -> tuple[float, float, float, float]:
        """Return left, bottom, right, top, as PDF annotations want it."""
        return (self.left, self.bottom, self.left + self.width, self.bottom + self.height)


@dataclass(frozen=True)
class Paper:
    """A set paper and the places left on it by name."""

    pdf: bytes
    boxes: Mapping[str, Box]


@lru_cache(maxsize=64)
def _compiler(template: str) -> typst.Compiler:
    room, _, name = template.partition("/")
    path = ROOT.joinpath(*room.split("."), "papers", name)
    if not name.endswith(".typ") or ".." in template or not path.is_file():
        raise TemplateMissing(template)
    return typst.Compiler(
        str(path), root=str(ROOT), font_paths=[str(font_folder())], ignore_system_fonts=True
    )


def render(
    template: str,
    data: Mapping[str, object],
    *,
    paper: str = "a4",
    standard: Standard | None = "a-2b",
    created_at: datetime | None = None,
) -> bytes:
    """Return the PDF of `"<room>/<name>.typ"` set with this data.

    The same data and `created_at` give the same bytes; without it the paper carries a fixed
    time, so that what is set twice is one file. `standard` is a PDF/A level or None.
    """
    with _setting:
        return _render(_compiler(template), data, paper, standard, created_at)


def render_with_boxes(
    template: str,
    data: Mapping[str, object],
    *,
    paper: str = "a4",
    standard: Standard | None = "a-2b",
    created_at: datetime | None = None,
) -> Paper:
    """Return the PDF and where its named boxes lie, so that fields and signatures can be laid."""
    with _setting:
        compiler = _compiler(template)
        pdf = _render(compiler, data, paper, standard, created_at)
        found = json.loads(compiler.query("<tinhso-box>", field="value"))
    height = PAGE_HEIGHT[paper]
    boxes = {
        spot["name"]: Box(
            page=spot["page"] - 1,
            left=spot["x"],
            bottom=height - spot["y"] - spot["height"],
            width=spot["width"],
            height=spot["height"],
        )
        for spot in found
    }
    return Paper(pdf=pdf, boxes=boxes)


def elements(
    template: str, data: Mapping[str, object], selector: str, *, paper: str = "a4"
) -> list[dict[str, object]]:
    """Return what a paper set with this data holds of a kind, in the order of reading."""
    with _setting:
        compiler = _compiler(template)
        _render(compiler, data, paper, None, None)
        found: list[dict[str, object]] = json.loads(compiler.query(selector))
    return found


def _render(
    compiler: typst.Compiler,
    data: Mapping[str, object],
    paper: str,
    standard: Standard | None,
    created_at: datetime | None,
) -> bytes:
    inputs = {"data": json.dumps({**data, "paper": paper}, ensure_ascii=False)}
    stamp = int((created_at or FIXED_TIME).timestamp())
    pdf = compiler.compile(
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=standard,
        timestamp=stamp,
    )
    if not isinstance(pdf, bytes):
        raise TypeError("Typst gave no single file.")
    return pdf
