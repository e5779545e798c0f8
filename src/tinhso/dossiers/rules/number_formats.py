"""How officials write the look of a number: words in braces, each a thing the house knows.

`{so:4}/PXL-{nam}` gives 0012/PXL-2026. A register goes on counting under another look: only the
text changes, so a look keeps apart at least what the one it is shipped with keeps apart.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.numbering.registry import Register

NUMBER: Final = "so"
AGENCY: Final = "coquan"
TOKENS: Final[Mapping[str, str]] = {
    NUMBER: "n",
    "nam": "year",
    "namthang": "yymm",
    "namthangngay": "yymmdd",
    "thang": "mm",
    "ngay": "dd",
    AGENCY: "agency",
}
TOKENS_SAID: Final[Mapping[str, Promise]] = {
    NUMBER: _("số; {so:4} viết đủ bốn chữ số"),
    "nam": _("năm, bốn chữ số"),
    "namthang": _("năm và tháng, 2611 là tháng 11/2026"),
    "namthangngay": _("năm, tháng và ngày, 261130 là 30/11/2026"),
    "thang": _("tháng, hai chữ số"),
    "ngay": _("ngày, hai chữ số"),
    AGENCY: _("mã định danh cơ quan giải quyết"),
}
LONGEST: Final = 36
LONGEST_WITH_AGENCY: Final = 64
"""The shortest columns that keep a number, and a dossier's code."""
_MOST_DIGITS: Final = 7
_WIDEST: Final[Mapping[str, int]] = {
    "nam": 4,
    "namthang": 4,
    "namthangngay": 6,
    "thang": 2,
    "ngay": 2,
    AGENCY: 35,
}
_READ: Final[Mapping[str, str]] = {
    **{token: rf"\d{{{width}}}" for token, width in _WIDEST.items()},
    NUMBER: r"\d+",
    AGENCY: r"[0-9A-Z.]{3,35}",
}
_PIECE: Final = re.compile(r"\{(?P<token>[a-z]+)(?::(?P<width>[1-9]))?\}|(?P<text>[^{}%]+)")
_SHIPPED: Final = re.compile(r"%\((?P<name>\w+)\)0?(?P<width>\d?)[ds]")
_YEARS: Final = frozenset({"nam", "namthang", "namthangngay"})
TYPED: Final = frozenset({"dossiers.dossier", "dossiers.submission"})
"""Numbers people type to look something up: in capitals, so that they find it in any letters."""


class FormatFault(StrEnum):
    """Why a look cannot be."""

    UNREADABLE = "unreadable"
    UNKNOWN = "unknown"
    NUMBER_ONCE = "number_once"
    TOUCHING = "touching"
    SIGNS = "signs"
    LESS_APART = "less_apart"
    LONG = "long"


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A word in braces with its width, or plain text."""

    token: str = ""
    width: int = 0
    text: str = ""


def as_written(format: str) -> str:
    """Return a format of the code as officials write it."""
    words = {name: token for token, name in TOKENS.items()}

    def put(found: re.Match[str]) -> str:
        width = f":{found['width']}" if found["width"] else ""
        return f"{{{words.get(found['name'], found['name'])}{width}}}"

    return _SHIPPED.sub(put, format)


def as_format(written: str) -> str:
    """Return what officials wrote as `kernel.numbering` fills it in."""
    said = []
    for piece in _pieces(written) or []:
        if piece.token == NUMBER:
            said.append(f"%(n)0{piece.width}d" if piece.width else "%(n)d")
        else:
            said.append(f"%({TOKENS[piece.token]})s" if piece.token else piece.text)
    return "".join(said)


def reader_of(written: str) -> re.Pattern[str]:
    """Return what reads a number of a look, with a group for each of its words; in capitals."""
    read: list[str] = []
    for piece in _pieces(written) or []:
        if not piece.token:
            read.append(re.escape(piece.text.upper()))
        elif f"(?P<{piece.token}>" in "".join(read):
            read.append(f"(?P={piece.token})")
        else:
            read.append(f"(?P<{piece.token}>{_READ[piece.token]})")
    return re.compile("".join(read))


def has_agency(written: str) -> bool:
    """Tell whether numbers of a look bear the code of an agency."""
    return AGENCY in _tokens(written)


def tokens_of(plug: Register) -> list[str]:
    """Return the words a register may use: the agency only where its numbers have always had it."""
    bears_code = f"%({TOKENS[AGENCY]})" in plug.format
    return [token for token in TOKENS if token != AGENCY or bears_code]


def fault_of(written: str, plug: Register, *, is_typed: bool = False) -> FormatFault | None:
    """Return why a look cannot be that of a register; None when it can.

    The number stands once, beside no digit and no other word, so that no two numbers of a count
    look alike; day, year and agency stand where the shipped look has them. What is typed (`TYPED`)
    is of capitals and digits, as codes are.
    """
    pieces = _pieces(written)
    if pieces is None:
        return FormatFault.UNREADABLE
    known = tokens_of(plug)
    used = [piece.token for piece in pieces if piece.token]
    if any(token not in known for token in used) or any(
        piece.width and piece.token != NUMBER for piece in pieces
    ):
        return FormatFault.UNKNOWN
    if used.count(NUMBER) != 1:
        return FormatFault.NUMBER_ONCE
    if _touches(pieces):
        return FormatFault.TOUCHING
    is_code = AGENCY in known
    if not all(_fits(piece.text, is_code=is_code or is_typed) for piece in pieces):
        return FormatFault.SIGNS
    if not _apart(used) >= _apart(_tokens(as_written(plug.format))):
        return FormatFault.LESS_APART
    if _longest(pieces) > (LONGEST_WITH_AGENCY if is_code else LONGEST):
        return FormatFault.LONG
    return None


def _pieces(written: str) -> list[Piece] | None:
    found, at = [], 0
    for match in _PIECE.finditer(written):
        if match.start() != at:
            return None
        at = match.end()
        found.append(
            Piece(
                token=match["token"] or "",
                width=int(match["width"] or 0),
                text=match["text"] or "",
            )
        )
    return found if found and at == len(written) else None


def _tokens(written: str) -> list[str]:
    return [piece.token for piece in _pieces(written) or [] if piece.token]


def _touches(pieces: list[Piece]) -> bool:
    for one, other in pairwise(pieces):
        if one.token and other.token:
            return True
        if one.text[-1:].isdigit() and other.token == NUMBER:
            return True
        if one.token == NUMBER and other.text[:1].isdigit():
            return True
    return False


def _fits(text: str, *, is_code: bool) -> bool:
    """Tell whether signs stand well in an address, a file's name and a letter's head."""
    if is_code:
        return re.fullmatch(r"[A-Z0-9.-]*", text) is not None
    return all(sign.isalnum() or sign in "/-._" for sign in text)


def _apart(tokens: list[str]) -> set[str]:
    """Return what a look keeps apart."""
    found = {token for token in tokens if token in {AGENCY, "namthangngay"}}
    return found | ({"year"} if _YEARS & set(tokens) else set())


def _longest(pieces: list[Piece]) -> int:
    widths = {**_WIDEST, NUMBER: _MOST_DIGITS}
    return sum(
        max(piece.width, widths[piece.token]) if piece.token else len(piece.text)
        for piece in pieces
    )
