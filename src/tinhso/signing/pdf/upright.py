"""Pages of a PDF as people see them: none turned, none that begins elsewhere than at its corner."""

import io

import pikepdf


def set_upright(pdf: bytes) -> bytes:
    """Return the file with plain pages, on which a place is what it looks to be.

    A file whose pages are plain already comes back as it is, to the byte.
    """
    with pikepdf.open(io.BytesIO(pdf)) as file:
        if all(_is_plain(page) for page in file.pages):
            return pdf
        made = pikepdf.Pdf.new()
        for page in file.pages:
            width, height = _seen_size(page)
            made.add_blank_page(page_size=(width, height))
            made.pages[-1].add_overlay(page, pikepdf.Rectangle(0, 0, width, height))
        out = io.BytesIO()
        made.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        return out.getvalue()


def _is_plain(page: pikepdf.Page) -> bool:
    media, shown = _edges(page.mediabox), _edges(page.cropbox)
    return not _turn(page) and media[:2] == (0.0, 0.0) and media == shown


def _turn(page: pikepdf.Page) -> int:
    return int(page.obj.get("/Rotate", 0)) % 360


def _edges(box: pikepdf.Object) -> tuple[float, float, float, float]:
    left, bottom, right, top = (float(edge) for edge in box)
    return left, bottom, right, top


def _seen_size(page: pikepdf.Page) -> tuple[float, float]:
    left, bottom, right, top = _edges(page.cropbox)
    size = right - left, top - bottom
    return size if _turn(page) % 180 == 0 else (size[1], size[0])
