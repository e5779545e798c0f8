"""Tinos (the metric twin of Times New Roman) as whole TrueType faces, made once.

The font package ships each face cut into WOFF2 files by script; a typesetter wants one file a
face. They are merged at set-up and, where that was not done, at first use
into the installation's folder.
"""

import logging
import os
import tempfile
from functools import lru_cache
from pathlib import Path

from django.conf import settings

FACES = ("400-normal", "400-italic", "700-normal", "700-italic")
SCRIPTS = ("latin", "latin-ext", "vietnamese")
MADE_AT = 3_850_000_000
"""Seconds since 1904, fixed so that a merged face is the same file on every machine."""


class FontsMissing(RuntimeError):
    """The font package is not installed: run `make setup`."""


@lru_cache(maxsize=1)
def font_folder() -> Path:
    """Return the folder that holds the merged faces; makes them (about 2 s) if set-up did not."""
    built = Path(settings.TINHSO_BUILT_FONTS)
    if all(_face(built, face).exists() for face in FACES):
        return built
    own = Path(settings.TINHSO_HOME) / "fonts"
    return merge_into(own, Path(settings.TINHSO_NODE_MODULES))


def merge_into(folder: Path, node_modules: Path) -> Path:
    """Put the faces that are missing into a folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for face in FACES:
        whole = _face(folder, face)
        if not whole.exists():
            _merge(face, whole, node_modules / "@fontsource" / "tinos" / "files")
    return folder


def face_file(face: str = "400-normal") -> Path:
    """Return the file of one merged face."""
    return _face(font_folder(), face)


def _face(folder: Path, face: str) -> Path:
    return folder / f"tinos-{face}.ttf"


def _merge(face: str, whole: Path, source: Path) -> None:
    from fontTools.merge import Merger
    from fontTools.ttLib import TTFont

    cuts = [source / f"tinos-{script}-{face}.woff2" for script in SCRIPTS]
    missing = [cut.name for cut in cuts if not cut.exists()]
    if missing:
        raise FontsMissing(f"{', '.join(missing)} not found in {source}: run `make setup`.")

    # The cuts carry no date worth keeping, and fontTools would warn of each.
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory(dir=whole.parent) as scratch:
        plain = []
        for number, cut in enumerate(cuts):
            font = TTFont(cut, recalcTimestamp=False)
            font.flavor = None
            plain.append(str(Path(scratch) / f"{number}.ttf"))
            font.save(plain[-1])
        merged = Merger().merge(plain)
        merged["head"].created = merged["head"].modified = MADE_AT
        ready = Path(scratch) / whole.name
        merged.save(ready)
        os.replace(ready, whole)
