"""Definitions already read, by the hash of their text; what a hash names never changes."""

import json
from collections.abc import Callable
from typing import Final

from tinhso.kernel.workflow.definition import Definition, read

_MOST: Final = 512
_known: dict[str, Definition] = {}


def definition_of(sha256: str, text: Callable[[], str]) -> Definition:
    """Return the definition of that hash, reading its text only the first time."""
    known = _known.get(sha256)
    if known is None:
        if len(_known) >= _MOST:
            _known.clear()
        known = _known[sha256] = read(json.loads(text()))
    return known
