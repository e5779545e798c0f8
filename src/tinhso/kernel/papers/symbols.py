"""Drawings that stand on a paper beside its text."""

import io

import segno


def qr_svg(text: str, *, error: str = "m") -> str:
    """Return a QR code as SVG text, for the macro `qr()` of a paper or for a page."""
    out = io.BytesIO()
    segno.make(text, error=error, micro=False).save(
        out, kind="svg", border=2, xmldecl=False, svgns=True, omitsize=True
    )
    return out.getvalue().decode()
