"""Front-end packages of `node_modules` as static files under `vendor/`, by name only."""

import builtins
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal, overload

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage, Storage

_FONT = "@fontsource/be-vietnam-pro/files/be-vietnam-pro-{subset}-{weight}-normal.woff2"

PARTS: Final[dict[str, str]] = {
    "vendor/htmx.js": "htmx.org/dist/htmx.min.js",
    "vendor/maplibre/maplibre-gl.js": "maplibre-gl/dist/maplibre-gl-csp.js",
    "vendor/maplibre/maplibre-gl-worker.js": "maplibre-gl/dist/maplibre-gl-csp-worker.js",
    "vendor/maplibre/maplibre-gl.css": "maplibre-gl/dist/maplibre-gl.css",
    **{
        f"vendor/fonts/be-vietnam-pro-{subset}-{weight}.woff2": _FONT.format(
            subset=subset, weight=weight
        )
        for subset in ("latin", "latin-ext", "vietnamese")
        for weight in (400, 500, 600)
    },
}
"""What the pages use, and where the installed packages keep it."""


class NodeModulesFinder(BaseFinder):
    """Find the named parts of `node_modules`; nothing else of it is ever served."""

    def check(self, **kwargs: object) -> builtins.list[CheckMessage]:
        """Have nothing to complain of: a missing package shows at `npm ci`."""
        return []

    @overload
    def find(self, path: str, find_all: Literal[False] = ...) -> str | None: ...

    @overload
    def find(self, path: str, find_all: Literal[True]) -> list[str]: ...

    def find(self, path: str, find_all: bool = False) -> str | list[str] | None:
        """Return the file behind a static path, as Django's finders do."""
        part = PARTS.get(path.replace(os.sep, "/"))
        file = Path(settings.TINHSO_NODE_MODULES) / part if part else None
        if file is None or not file.is_file():
            return []  # as Django's own finders do: None would count as a find
        return [str(file)] if find_all else str(file)

    def list(self, ignore_patterns: object) -> Iterator[tuple[str, Storage]]:
        """Yield each part with a storage that opens it, for `collectstatic`."""
        storage = _PartStorage(location=str(settings.TINHSO_NODE_MODULES))
        for path in PARTS:
            if storage.exists(path):
                yield path, storage


class _PartStorage(FileSystemStorage):
    """Opens the parts by their static names."""

    def path(self, name: str) -> str:
        """Return where the package keeps the part."""
        return super().path(PARTS.get(name, name))
