"""Files for tests: small real PDFs and pictures, and a store of one's own."""

import io
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from pytest_django import Settings

from tinhso.kernel.files.stores import _store_for


def a_pdf(text: str = "", pages: int = 1) -> bytes:
    """Return a small PDF; different texts give different bytes."""
    pdf = pikepdf.new()
    for _page in range(pages):
        pdf.add_blank_page(page_size=(420, 595))
    pdf.docinfo["/Title"] = text
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def a_photo(
    *,
    size: tuple[int, int] = (60, 40),
    turned: bool = False,
    kind: str = "JPEG",
    place: bool = False,
) -> bytes:
    """Return a small picture, as a phone would write it."""
    image = Image.new("RGB", size, (200, 30, 30))
    exif = Image.Exif()
    if turned:
        exif[0x0112] = 6
    if place:
        exif[0x010F] = "DienThoai"
        exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    image.save(out, kind, exif=exif)
    return out.getvalue()


@pytest.fixture
def files_home(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """Give the test a store of its own."""
    home = tmp_path / "home"
    home.mkdir()
    settings.TINHSO_HOME = home
    _store_for.cache_clear()
    yield home
    _store_for.cache_clear()
