"""The province's own name, colour and mark, as data, with the contrast checked."""

import colorsys
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from xml.etree import ElementTree

from django.core.cache import cache
from django.templatetags.static import static
from django.utils.translation import gettext as _

from tinhso.kernel.web.models import Brand

DEFAULT_ACCENT: Final = "#27497a"
_CACHE_KEY: Final = "web:brand"
_ALLOWED: Final = {
    "svg", "g", "path", "circle", "ellipse", "rect", "polygon", "polyline", "line", "title",
}  # fmt: skip
_ATTRIBUTES: Final = {
    "viewBox", "d", "cx", "cy", "r", "rx", "ry", "x", "y", "x1", "y1", "x2", "y2", "width",
    "height", "points", "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap",
    "stroke-linejoin", "fill-rule", "clip-rule", "opacity", "transform", "role", "aria-label",
}  # fmt: skip
_VALUE: Final = re.compile(r"[\w\s.,:;#%()+/-]*\Z")


@dataclass(frozen=True, kw_only=True)
class PlatformLabel:
    """What the pages of a shared platform say of it (224/2026 Art. 28); empty until it is known."""

    code: str = ""
    kind: str = ""
    conformity: str = ""
    check: str = ""


@dataclass(frozen=True)
class BrandView:
    """What the shells show of the province."""

    province: str
    service: str
    hotline: str
    mark_url: str
    colour_url: str
    platform: PlatformLabel = PlatformLabel()

    @property
    def hotline_link(self) -> str:
        """Return the number as a telephone dials it."""
        return "".join(c for c in self.hotline if c.isdigit() or c == "+")


def current_brand() -> BrandView:
    """Return the brand in force; kept in the cache until a new one is set."""
    kept: BrandView | None = cache.get(_CACHE_KEY)
    if kept is None:
        row = Brand.objects.order_by("-pk").first()
        kept = _view(row)
        cache.set(_CACHE_KEY, kept, 60)
    return kept


def forget_brand() -> None:
    """Let the next page read the brand anew."""
    cache.delete(_CACHE_KEY)


def _view(row: Brand | None) -> BrandView:
    if row is None:
        return BrandView("Tỉnh Cao Bằng", "Tỉnh Số", "", static("kernel/drum.svg"), "")
    stamp = sha256(f"{row.accent}{row.mark}".encode()).hexdigest()[:12]
    return BrandView(
        province=row.province,
        service=row.service,
        hotline=row.hotline,
        mark_url=f"/nhan-dien/{stamp}/dau.svg" if row.mark else static("kernel/drum.svg"),
        colour_url="" if row.accent == DEFAULT_ACCENT else f"/nhan-dien/{stamp}/mau.css",
        platform=PlatformLabel(
            code=row.platform_code,
            kind=row.platform_kind,
            conformity=row.platform_conformity,
            check=row.platform_check,
        ),
    )


# --- colour


def _channels(colour: str) -> tuple[float, float, float]:
    return tuple(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))  # type: ignore[return-value]  # three by construction


def luminance(colour: str) -> float:
    """Return the relative luminance of #rrggbb (WCAG 2)."""
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _shade(colour: str, lightness: float, fullness: float = 1.0) -> str:
    hue, _lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    rgb = colorsys.hls_to_rgb(hue, lightness, min(1.0, saturation * fullness))
    return "#" + "".join(f"{round(c * 255):02x}" for c in rgb)


def shades(accent: str) -> dict[str, str]:
    """Return the whole scale of the colour one acts on, from one accent."""
    return {
        "950": _shade(accent, 0.13),
        "900": _shade(accent, 0.18),
        "800": _shade(accent, 0.25),
        "700": accent,
        "600": _shade(accent, min(0.40, colorsys.rgb_to_hls(*_channels(accent))[1] + 0.08)),
        "300": _shade(accent, 0.76, 1.2),
        "100": _shade(accent, 0.92, 1.1),
        "50": _shade(accent, 0.965, 1.1),
    }


def accent_problem(accent: str) -> str:
    """Say why a colour cannot carry white words and be read on paper, or return nothing."""
    scale = shades(accent)
    pairs = (
        (accent, "#ffffff", 4.5),
        (scale["600"], "#ffffff", 4.5),
        (accent, scale["50"], 4.5),
        (scale["800"], scale["100"], 4.5),
        (scale["300"], "#0e1622", 4.5),
    )
    worst = min((contrast(a, b) / need, contrast(a, b)) for a, b, need in pairs)
    if worst[0] >= 1:
        return ""
    return _(
        "Màu này quá nhạt: chữ trên nền chỉ tương phản %(found).1f, cần từ 4,5. "
        "Hãy chọn màu đậm hơn."
    ) % {"found": worst[1]}


def colour_css(accent: str) -> str:
    """Return the style sheet that puts the province's colour in place of indigo."""
    lines = "".join(f"--indigo-{name}:{value};" for name, value in shades(accent).items())
    return f":root{{{lines}}}"


# --- mark


def mark_problem(svg: str) -> str:
    """Say why a drawing cannot be the mark, or return nothing: shapes only, up to 20 kB."""
    if len(svg) > 20_000:
        return _("Dấu hiệu dài quá 20 kB; hãy đơn giản hình vẽ.")
    if "<!" in svg or "<?" in svg.replace("<?xml", "", 1):
        return _("Dấu hiệu chỉ được gồm các hình SVG, không có khai báo hay mã.")
    try:
        root = ElementTree.fromstring(svg)  # noqa: S314  # no entity can be declared: refused above
    except ElementTree.ParseError:
        return _("Đây không phải là tệp SVG đọc được.")
    if _plain(root.tag) != "svg":
        return _("Đây không phải là tệp SVG đọc được.")
    for element in root.iter():
        if _plain(element.tag) not in _ALLOWED:
            return _("Dấu hiệu có phần tử %(name)s không dùng được.") % {
                "name": _plain(element.tag)
            }
        for name, value in element.attrib.items():
            if _plain(name) not in _ATTRIBUTES or not _VALUE.match(value) or "url(" in value:
                return _("Dấu hiệu có thuộc tính %(name)s không dùng được.") % {
                    "name": _plain(name)
                }
    return ""


def _plain(name: object) -> str:
    return str(name).rsplit("}", 1)[-1]
