"""What a PDF does by itself: scripts and actions, which a signature covers and nobody reads.

They take nothing from a signature (ISO 32000-2, 12.6; EN 319 142-1 asks nothing of them), but what
a reader sees may not be what the signer saw. Put in later they are a change like any other.
"""

import io
from collections.abc import Iterator
from typing import Final

import pikepdf

from tinhso.signing.checking.report import UNREAD

ACTIVE: Final = frozenset(
    {
        "/Hide",
        "/ImportData",
        "/JavaScript",
        "/Launch",
        "/Rendition",
        "/ResetForm",
        "/RichMediaExecute",
        "/SetOCGState",
        "/SubmitForm",
    }
)
"""Actions that run code, send data or change what is shown; links and jumps do none of it."""

FOLLOWED: Final = frozenset(
    {
        "/A",
        "/AA",
        "/AcroForm",
        "/Annots",
        "/Fields",
        "/First",
        "/JavaScript",
        "/Kids",
        "/Names",
        "/Next",
        "/OpenAction",
        "/Outlines",
    }
)
"""Where actions hang, from the root, a page, a field, a bookmark, a named script or another one."""

MOST_STEPS: Final = 100_000
"""So many objects are looked at."""


def actions_of(pdf: bytes) -> tuple[str, ...]:
    """Return the kinds of active actions of a file, by name; `UNREAD` where it cannot be read."""
    found: set[str] = set()
    try:
        with pikepdf.open(io.BytesIO(pdf), suppress_warnings=True) as file:
            for steps, one in enumerate(_reached(file)):
                kind = str(one.get("/S", ""))
                if kind in ACTIVE:
                    found.add(kind.removeprefix("/"))
                if steps >= MOST_STEPS:
                    found.add(UNREAD)
                    break
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, TypeError, RecursionError):
        found.add(UNREAD)
    return tuple(sorted(found))


def _reached(file: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Yield the dictionaries on all ways to an action, each once."""
    known: set[tuple[int, int]] = set()
    waiting = [file.Root, *(page.obj for page in file.pages)]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Array | pikepdf.Dictionary) and one.is_indirect:
            if one.objgen in known:
                continue
            known.add(one.objgen)
        if isinstance(one, pikepdf.Array):
            waiting += list(one)
        elif isinstance(one, pikepdf.Dictionary):
            yield one
            for key in FOLLOWED.intersection(one.keys()):
                value = one[key]
                occasions = key == "/AA" and isinstance(value, pikepdf.Dictionary)
                waiting += [value[str(name)] for name in value] if occasions else [value]
