"""Text as people type it and as it is compared: NFC, folded, masked, canonical."""

import json
import unicodedata
from typing import Final

_FIRST_MARK: Final = "\u0300"
"""What combines with the letter before it begins here; Vietnamese letters themselves end before."""

FOLD: Final = "tinhso_fold"
"""What `fold` is called in statements to SQLite."""

_canonical: Final = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":")
).encode


def nfc(text: str) -> str:
    """Return text in NFC, trimmed, with runs of white space made one."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def fold(text: str) -> str:
    """Return text for comparing and searching: no case, no marks, đ as d."""
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    marks_apart = unicodedata.normalize("NFD", lowered.replace("đ", "d"))
    return "".join([c for c in marks_apart if c < _FIRST_MARK or not unicodedata.combining(c)])


def mask(number: str, *, head: int = 4, tail: int = 3) -> str:
    """Hide the middle of an identity or telephone number, keeping its length."""
    if len(number) <= head + tail:
        return "•" * len(number)
    return number[:head] + "•" * (len(number) - head - tail) + number[-tail:]


def canonical_json(value: object) -> str:
    """Return the one JSON text of a value, over which hashes are taken.

    It is kept as text: a database's own JSON type rewrites it.
    """
    return _canonical(value)
