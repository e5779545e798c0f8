"""Icons of bootstrap-icons as inline SVG, read once from the installed package."""

import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString

from tinhso.kernel.web.markup import put

_NAME = re.compile(r"[a-z0-9-]+")
_DRAWING = re.compile(r"<svg[^>]*viewBox=\"([^\"]+)\"[^>]*>(.*)</svg>", re.DOTALL)


class UnknownIcon(LookupError):
    """A template names an icon that the installed package does not have: a bug."""


@lru_cache(maxsize=512)
def drawing(name: str) -> tuple[str, str]:
    """Return the view box and the shapes of an icon."""
    path = Path(settings.TINHSO_NODE_MODULES) / "bootstrap-icons" / "icons" / f"{name}.svg"
    if not _NAME.fullmatch(name) or not path.is_file():
        raise UnknownIcon(name)
    found = _DRAWING.search(path.read_text(encoding="utf-8"))
    if found is None:
        raise UnknownIcon(name)
    return found.group(1), found.group(2).strip()


@lru_cache(maxsize=1024)
def drawn_icon(name: str, naming: SafeString, css: str) -> SafeString:
    """Return an icon as HTML with the attributes that name it, or hide it from who listens."""
    box, shapes = drawing(name)
    return put(
        '<svg class="icon{}" viewBox="{}" {} focusable="false">{}</svg>',
        f" {css}" if css else "",
        box,
        naming,
        SafeString(shapes),  # comes from the installed icon package
    )
