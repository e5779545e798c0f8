"""Which signatures a PDF shows already, and where the last of a person's stands."""

import io
from dataclasses import dataclass

import pikepdf

from tinhso.signing.pdf.measuring import Area, drawn_area


@dataclass(frozen=True)
class Shown:
    """A picture of a signature, and on which page it stands, from 0."""

    page: int
    area: Area
    page_area: Area


def has_fields(pdf: bytes) -> bool:
    """Tell whether a file is a form or signed: it is not written anew then."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        form = file.Root.get("/AcroForm")
        return form is not None and len(form.get("/Fields", [])) > 0


def has_field(pdf: bytes, name: str) -> bool:
    """Tell whether a file has a field of this name."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return name in _names(file)


def last_shown(pdf: bytes, stem: str) -> Shown | None:
    """Return the picture of the last signature in a field whose name begins so."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        for name in reversed(_names(file)):
            area = drawn_area(file, name) if name.startswith(stem) else None
            if area is None:
                continue
            for number, page in enumerate(file.pages):
                if name in {str(one.get("/T", "")) for one in page.get("/Annots", [])}:
                    edges = [float(edge) for edge in page.mediabox]
                    return Shown(number, area, Area(edges[0], edges[1], edges[2], edges[3]))
    return None


def _names(file: pikepdf.Pdf) -> list[str]:
    form = file.Root.get("/AcroForm")
    return [str(one.get("/T", "")) for one in (form.get("/Fields", []) if form is not None else [])]
