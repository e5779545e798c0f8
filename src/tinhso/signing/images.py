"""Read the picture of a signature or a seal, and draw it as a page in true size.

Whatever comes is made a PNG of strokes on nothing: a white ground is taken away, edges are cut off,
the colour of the ink is looked at, and no more points are kept than paper shows.
"""

import io
import zlib
from dataclasses import dataclass
from typing import Final

import pikepdf
import pypdfium2 as pdfium
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops, ImageOps, UnidentifiedImageError

from tinhso.kernel import papers
from tinhso.kernel.files.previews import drawing
from tinhso.signing.appearance import MILLIMETRE
from tinhso.signing.formats.safe_xml import UnsafeXml, read
from tinhso.signing.rules_images import (
    INK_SHARE,
    LEAST_DPI,
    MOST_BYTES,
    MOST_DPI,
    MOST_PIXELS,
    ImageFault,
    ImageRole,
)

INCH: Final = 25.4
WHITE_FROM: Final = 236
"""What a scanner shows of blank paper is this bright or brighter."""

DRAWN_FROM: Final = 96
"""Points thinner than this are the soft edge of a stroke, whose colour says little."""

BLUE: Final = (138, 195)
RED: Final = (240, 12)
"""Hues on a circle of 256."""

LEAST_SATURATION: Final = 60
SVG_SHAPES: Final = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
SVG_ELEMENTS: Final = frozenset({"svg", "g", "defs", "title", "desc", "metadata"} | SVG_SHAPES)
MOST_ELEMENTS: Final = 5_000
DRAWN_AT: Final = 6.0


class BadImage(ValueError):
    """The picture is not taken; `fault` says why."""

    def __init__(self, fault: ImageFault) -> None:
        """Keep why."""
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True)
class Drawn:
    """A picture as it is kept, and how high it is when it is as wide as was said."""

    png: bytes
    height_mm: float


def read_image(content: bytes, *, role: ImageRole, width_mm: float) -> Drawn:
    """Return the strokes of a picture, so wide in true size; raise `BadImage`."""
    if len(content) > MOST_BYTES:
        raise BadImage(ImageFault.HEAVY)
    strokes = _cut(_strokes(_opened(content)))
    _look_at_ink(strokes, role)
    if strokes.width < width_mm / INCH * LEAST_DPI * 0.98:
        raise BadImage(ImageFault.COARSE)
    widest = round(width_mm / INCH * MOST_DPI)
    if strokes.width > widest:
        height = max(1, round(strokes.height * widest / strokes.width))
        strokes = strokes.resize((widest, height), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    strokes.save(out, "PNG", optimize=True, dpi=(MOST_DPI, MOST_DPI))
    return Drawn(out.getvalue(), round(width_mm * strokes.height / strokes.width, 1))


def _opened(content: bytes) -> Image.Image:
    head = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith((b"<svg", b"<?xml")):
        return _of_svg(content)
    try:
        with Image.open(io.BytesIO(content), formats=["PNG", "JPEG"]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise BadImage(ImageFault.LARGE)
            upright = ImageOps.exif_transpose(image)
            upright.load()
            return upright.convert("RGBA")
    except UnidentifiedImageError:
        raise BadImage(ImageFault.TYPE) from None
    except Image.DecompressionBombError:
        raise BadImage(ImageFault.LARGE) from None
    except (OSError, SyntaxError, ValueError):
        raise BadImage(ImageFault.BROKEN) from None


def _of_svg(content: bytes) -> Image.Image:
    """Draw an SVG of nothing but shapes; what could fetch, grow or run is not drawn."""
    try:
        root = read(content).getroot()
    except UnsafeXml:
        raise BadImage(ImageFault.SVG) from None
    names = [str(one.tag).rpartition("}")[2] for one in root.iter() if isinstance(one.tag, str)]
    if len(names) > MOST_ELEMENTS or not SVG_ELEMENTS.issuperset(names):
        raise BadImage(ImageFault.SVG)
    try:
        page = papers.render("signing/drawn.typ", {"svg": content.decode()}, standard=None)
    except (RuntimeError, UnicodeDecodeError):
        raise BadImage(ImageFault.BROKEN) from None
    with drawing:
        document = pdfium.PdfDocument(page)
        try:
            drawn: Image.Image = document[0].render(scale=DRAWN_AT).to_pil()
        finally:
            document.close()
    return drawn.convert("RGBA")


def _strokes(image: Image.Image) -> Image.Image:
    """Return the picture without its ground: as it is when it has none, else what is not white."""
    alpha = image.getchannel("A")
    if sum(alpha.histogram()[:250]):
        return image
    red, green, blue, _whole = image.split()
    darkest = ImageChops.darker(ImageChops.darker(red, green), blue)
    cover = darkest.point([_cover(value) for value in range(256)])
    ink = _ink_of(image, cover)
    strokes = Image.new("RGBA", image.size, (*ink, 255))
    strokes.putalpha(cover)
    return strokes


def _cover(value: int) -> int:
    """Return how much ink there is at a point of which the darkest channel is this bright."""
    return max(0, min(255, round((WHITE_FROM - value) * 255 / (WHITE_FROM - 64))))


def _ink_of(image: Image.Image, cover: Image.Image) -> tuple[int, int, int]:
    """Return the middle colour of what is fully inked; a pen or a stamp has one."""
    full = cover.point([255 if value > 200 else 0 for value in range(256)])
    middle: list[int] = []
    for channel in image.convert("RGB").split():
        counts = channel.histogram(full)
        half, seen = sum(counts) / 2, 0
        for value, count in enumerate(counts):
            seen += count
            if seen > half:
                middle.append(value)
                break
        else:
            middle.append(0)
    return middle[0], middle[1], middle[2]


def _cut(strokes: Image.Image) -> Image.Image:
    """Cut off what is empty around the strokes."""
    drawn = strokes.getchannel("A").point([255 if value > 24 else 0 for value in range(256)])
    box = drawn.getbbox()
    if box is None or box[2] - box[0] < 8 or box[3] - box[1] < 8:
        raise BadImage(ImageFault.EMPTY)
    return strokes.crop(box)


def _look_at_ink(strokes: Image.Image, role: ImageRole) -> None:
    """Refuse ink of another colour than the rule's."""
    low, high = BLUE if role is ImageRole.PERSON else RED
    share = ink_share(strokes, low, high)
    if share < INK_SHARE:
        raise BadImage(ImageFault.NOT_BLUE if role is ImageRole.PERSON else ImageFault.NOT_RED)


def ink_share(strokes: Image.Image, low: int, high: int) -> float:
    """Return which share of what is drawn has a hue between two, going round the circle."""
    hue, saturation, _value = strokes.convert("RGB").convert("HSV").split()
    drawn = strokes.getchannel("A").point([255 if v >= DRAWN_FROM else 0 for v in range(256)])
    fits = [low <= v <= high if low <= high else v >= low or v <= high for v in range(256)]
    right = hue.point([255 if fit else 0 for fit in fits])
    coloured = saturation.point([255 if v >= LEAST_SATURATION else 0 for v in range(256)])
    inked = ImageChops.darker(ImageChops.darker(right, coloured), drawn)
    whole = drawn.histogram()[255]
    return inked.histogram()[255] / whole if whole else 0.0


def page_of(png: bytes, *, width_mm: float, height_mm: float) -> bytes:
    """Return a one-page PDF as large as the picture is in truth, its ground transparent."""
    with Image.open(io.BytesIO(png), formats=["PNG"]) as image:
        strokes = image.convert("RGBA")
    width, height = width_mm * MILLIMETRE, height_mm * MILLIMETRE
    pdf = pikepdf.new()
    mask = _image(pdf, strokes.getchannel("A"), Name.DeviceGray)
    inked = _image(pdf, strokes.convert("RGB"), Name.DeviceRGB)
    inked.SMask = mask
    content = b"q %.4f 0 0 %.4f 0 0 cm /Mark Do Q" % (width, height)
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, round(width, 4), round(height, 4)]),
        Resources=Dictionary(XObject=Dictionary(Mark=inked)),
        Contents=pdf.make_stream(content),
    )
    pdf.pages.append(pikepdf.Page(page))
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _image(pdf: pikepdf.Pdf, image: Image.Image, space: pikepdf.Object) -> pikepdf.Stream:
    stream = pdf.make_stream(
        b"",
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=image.width,
        Height=image.height,
        ColorSpace=space,
        BitsPerComponent=8,
    )
    stream.write(zlib.compress(image.tobytes(), 9), filter=Name.FlateDecode)
    return stream
