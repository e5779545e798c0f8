"""Papers that others set and an officer brings as PDF files: places found or given, fields laid.

The file becomes one like those the house sets itself: number and date wait in form fields, the
leader's signature and the agency's seal have their places. All is laid before anybody signs.
"""

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import pikepdf
from django.utils.translation import gettext as _

from tinhso.kernel.errors import Invalid
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.papers import Box, Paper
from tinhso.signing.appearance import MILLIMETRE
from tinhso.signing.pdf import finding
from tinhso.signing.pdf.fields import lay_fields, over_left_third
from tinhso.signing.pdf.free_room import free_box, lay_over, size_of
from tinhso.signing.pdf.upright import set_upright
from tinhso.signing.services.signatures import require_signable

PLACES: Final = ("signer", "number", "date")
LEAST_MM: Final = {"signer": (30, 12), "number": (15, 4), "date": (25, 4)}
"""Less room takes no signature that is seen, no number that is read."""


@dataclass(frozen=True, kw_only=True)
class PlaceInMm:
    """A place as people measure it on paper: millimetres from the left and from the top.

    Pages count from 1.
    """

    page: int
    left: float
    top: float
    width: float
    height: float


def take_brought(pdf: bytes, *, name: str) -> bytes:
    """Return a brought file as fields can be laid in it; refuse one that readers would not trust.

    A file that is signed already, or is a form with fields of its own, goes another way: what
    stands there must not be covered by our fields.
    """
    require_signable(pdf, name=name)
    with pikepdf.open(io.BytesIO(pdf)) as file:
        form = file.Root.get("/AcroForm")
        if form is not None and len(form.get("/Fields", [])):
            raise Invalid(
                told(
                    _(
                        "“%(name)s” đã có ô điền hoặc chữ ký; hãy in lại ra PDF không có ô nào,"
                        " hoặc đưa tệp đã ký vào phụ lục."
                    ),
                    name=name,
                )
            )
    return set_upright(pdf)


def find_places(pdf: bytes, *, signer: str) -> dict[str, PlaceInMm]:
    """Return the places that are certain: under whose name, behind which words."""
    sizes = finding.page_sizes(pdf)
    found = finding.find_places(pdf, signer=signer).certain
    return {name: _in_mm(box, sizes[box.page]) for name, box in found.items()}


def page_sizes_mm(pdf: bytes) -> list[tuple[float, float]]:
    """Return how wide and high each page is on paper."""
    return [
        (round(width / MILLIMETRE, 1), round(height / MILLIMETRE, 1))
        for width, height in finding.page_sizes(pdf)
    ]


def usual_places(pdf: bytes) -> dict[str, PlaceInMm]:
    """Return where the places usually lie, for who is to move them: the last page, the first."""
    last = len(finding.page_sizes(pdf))
    return {
        "signer": PlaceInMm(page=last, left=120, top=225, width=56, height=30),
        "number": PlaceInMm(page=1, left=45, top=40, width=45, height=6),
        "date": PlaceInMm(page=1, left=125, top=40, width=52, height=6),
    }


def lay_brought(pdf: bytes, places: Mapping[str, PlaceInMm]) -> bytes:
    """Return the file with empty fields at these places; `Invalid` by place where one is wrong."""
    sizes = finding.page_sizes(pdf)
    faults = faults_of(places, sizes)
    if faults:
        raise Invalid(fields=faults)
    boxes = {name: in_points(places[name], sizes) for name in PLACES}
    return lay_fields(Paper(pdf=pdf, boxes=boxes))


def mark_free_room(
    pdf: bytes, marks: Iterable[bytes], places: Mapping[str, PlaceInMm]
) -> tuple[bytes, PlaceInMm | None]:
    """Return a brought file with a mark where nothing stands, and where that is.

    The first of the marks that finds room is taken: they come from the largest to the smallest.
    Where none does, the file comes back as it is. Call it before fields are laid.
    """
    sizes = finding.page_sizes(pdf)
    clear = [in_points(one, sizes) for one in places.values()]
    if "signer" in places:
        clear.append(over_left_third(in_points(places["signer"], sizes)))
    for mark in marks:
        width, height = size_of(mark)
        box = free_box(pdf, width=width, height=height, clear=clear)
        if box is not None:
            return lay_over(pdf, mark, box), _in_mm(box, sizes[box.page])
    return pdf, None


def faults_of(places: Mapping[str, PlaceInMm], sizes: list[tuple[float, float]]) -> dict[str, str]:
    """Say what is wrong with each place: missing, off its page, too small, over another."""
    faults: dict[str, str] = {}
    for name in PLACES:
        place = places.get(name)
        if place is None:
            faults[name] = _("Chưa có chỗ này; hãy đặt trên trang.")
        elif fault := place_fault(name, place, sizes):
            faults[name] = fault
    for name in PLACES:
        other = next((one for one in PLACES if one < name and _overlap(places, one, name)), None)
        if other is not None and name not in faults:
            faults[name] = _("Chỗ này đè lên chỗ khác; hãy dời ra.")
    return faults


def place_fault(name: str, place: PlaceInMm, sizes: list[tuple[float, float]]) -> str:
    """Say what is wrong with one place by itself, "" where nothing is."""
    if not 1 <= place.page <= len(sizes):
        return _("Tệp có %(count)s trang.") % {"count": len(sizes)}
    width, height = (edge / MILLIMETRE for edge in sizes[place.page - 1])
    least = LEAST_MM[name]
    if place.width < least[0] or place.height < least[1]:
        return _("Chỗ này phải rộng ít nhất %(width)s mm, cao %(height)s mm.") % {
            "width": least[0],
            "height": least[1],
        }
    if (
        min(place.left, place.top) < 0
        or place.left + place.width > width + 0.5
        or place.top + place.height > height + 0.5
    ):
        return _("Chỗ này nằm ra ngoài trang (%(width)d × %(height)d mm).") % {
            "width": width,
            "height": height,
        }
    return ""


def _overlap(places: Mapping[str, PlaceInMm], one: str, other: str) -> bool:
    first, second = places.get(one), places.get(other)
    if first is None or second is None or first.page != second.page:
        return False
    return (
        first.left < second.left + second.width
        and second.left < first.left + first.width
        and first.top < second.top + second.height
        and second.top < first.top + first.height
    )


def _in_mm(box: Box, size: tuple[float, float]) -> PlaceInMm:
    top = size[1] - box.bottom - box.height
    left, top, width, height = (
        round(edge / MILLIMETRE, 1) for edge in (box.left, top, box.width, box.height)
    )
    return PlaceInMm(page=box.page + 1, left=left, top=top, width=width, height=height)


def in_points(place: PlaceInMm, sizes: list[tuple[float, float]]) -> Box:
    """Return a place as the file counts it: points from the lower left corner, pages from 0."""
    height = sizes[place.page - 1][1]
    return Box(
        page=place.page - 1,
        left=place.left * MILLIMETRE,
        bottom=height - (place.top + place.height) * MILLIMETRE,
        width=place.width * MILLIMETRE,
        height=place.height * MILLIMETRE,
    )
