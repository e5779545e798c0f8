"""Photographed papers: turned upright, shrunk, and without where and with what they were taken.

A picture is always written anew, so that nothing hidden behind or inside it (a script, an
archive, a place) is kept.
"""

import io
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from tinhso.kernel.errors import Invalid
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.files import rules

QUALITY = 86
PREVIEW_SIDE = 1400


@dataclass(frozen=True)
class Mended:
    """A picture written anew and what changed in it, as codes."""

    content: bytes
    changes: list[str]


def mend_image(content: bytes, content_type: str, name: str) -> Mended:
    """Return the picture upright, within limits and bare of everything but its pixels."""
    said = {"name": name}
    kind = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}[content_type]
    changes: list[str] = []
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as image:
            if image.width * image.height > rules.MAX_PIXELS:
                raise Image.DecompressionBombError
            if getattr(image, "n_frames", 1) > 1:
                changes.append("stilled")
                image.seek(0)
            exif = image.getexif()
            if exif.get(0x0112, 1) != 1:
                changes.append("turned")
            if exif or image.info.get("xmp") or image.info.get("comment"):
                changes.append("stripped")
            image.draft("RGB", (rules.MAX_SIDE, rules.MAX_SIDE))
            upright = ImageOps.exif_transpose(image)
            upright.load()
    except Image.DecompressionBombError:
        raise Invalid(
            told(_("Ảnh “%(name)s” có quá nhiều điểm; hãy chụp lại nhỏ hơn."), **said)
        ) from None
    except (UnidentifiedImageError, OSError, SyntaxError):
        raise Invalid(
            told(_("Ảnh “%(name)s” hỏng, không mở được; hãy chụp lại."), **said)
        ) from None
    if max(upright.size) > rules.MAX_SIDE:
        changes.append("shrunk")
        upright.thumbnail((rules.MAX_SIDE, rules.MAX_SIDE), Image.Resampling.LANCZOS)
    return Mended(_written(upright, kind), changes)


def _written(image: Image.Image, kind: str) -> bytes:
    modes = {"JPEG": {"RGB", "L"}, "PNG": {"RGB", "RGBA", "L", "P", "1"}, "WEBP": {"RGB", "RGBA"}}
    if image.mode not in modes[kind]:
        image = image.convert("RGB")
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    if image.mode == "P":
        palette = image.getpalette()
        if palette is not None:
            bare.putpalette(palette)
    out = io.BytesIO()
    if kind == "PNG":
        bare.save(out, "PNG", compress_level=6)
    else:
        bare.save(out, kind, quality=QUALITY)
    return out.getvalue()


def thumbnail(content: bytes) -> bytes:
    """Return a picture of at most 1,400 pixels a side, as WebP, for looking at on a page."""
    with Image.open(io.BytesIO(content)) as image:
        image.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
        return as_webp(image)


def as_webp(image: Image.Image) -> bytes:
    """Return a picture as WebP."""
    if image.mode not in {"RGB", "RGBA"}:
        image = image.convert("RGB")
    out = io.BytesIO()
    image.save(out, "WEBP", quality=80, method=3)
    return out.getvalue()
