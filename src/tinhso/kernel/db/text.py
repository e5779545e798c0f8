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


_MOST_DIGITS: Final = 18
_ALPHABET: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_PLACE: Final = {letter: chr(0xE000 + place) for place, letter in enumerate(_ALPHABET)}
_TONES: Final = "\u0300\u0309\u0303\u0301\u0323"
"""As the Vietnamese dictionary has them: huyền, hỏi, ngã, sắc, nặng; a bare syllable before."""


def alphabetical(text: str) -> tuple[str, str]:
    """Return the key by which Vietnamese text is put in order: letters first, then tones.

    A comparison of characters puts each letter with a mark behind z: Tài behind Trợ.
    """
    apart = unicodedata.normalize("NFD", text.lower())
    tones = "".join([str(_TONES.find(c) + 1) for c in apart if c in _TONES or c.isalpha()])
    bare = unicodedata.normalize("NFC", "".join([c for c in apart if c not in _TONES]))
    return "".join([_PLACE.get(c, c) for c in bare]), tones


def whole(text: str) -> int | None:
    """Return the number that a text of digits says; None when it says no number a row could hold.

    "²" counts as a digit and is no number, and thousands of digits are refused by `int` itself.
    """
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None


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
