"""The few pieces of DER (X.690) from which a signature is put together and taken apart."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from asn1crypto import parser

INTEGER: Final = 0x02
OCTETS: Final = 0x04
OBJECT: Final = 0x06
UTC_TIME: Final = 0x17
GENERAL_TIME: Final = 0x18
SEQUENCE: Final = 0x30
SET: Final = 0x31
INSIDE: Final = 0xA0
"""The first constructed tag of a context; the next ones follow it."""

_SHORT: Final = 0x80


def piece(tag: int, *contents: bytes) -> bytes:
    """Return contents under a tag, with their length."""
    content = b"".join(contents)
    length = len(content)
    if length < _SHORT:
        return bytes((tag, length)) + content
    size = (length.bit_length() + 7) // 8
    return bytes((tag, _SHORT | size)) + length.to_bytes(size, "big") + content


def many(contents: Iterable[bytes], tag: int = SET) -> bytes:
    """Return a set of things of one kind: DER sorts them by their bytes."""
    return piece(tag, *sorted(contents))


def number(value: int) -> bytes:
    """Return a whole number that is not negative."""
    return piece(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def utc_time(at: datetime) -> bytes:
    """Return a moment as signatures claim it: two digits of the year, seconds."""
    return piece(UTC_TIME, at.astimezone(UTC).strftime("%y%m%d%H%M%SZ").encode())


def general_time(at: datetime) -> bytes:
    """Return a moment as time-stamps state it, in whole seconds."""
    return piece(GENERAL_TIME, at.astimezone(UTC).strftime("%Y%m%d%H%M%SZ").encode())


def parts(constructed: bytes) -> list[bytes]:
    """Return the pieces inside one, each as it was written; raises `ValueError`.

    Nothing is read further: the general library, told to change a part of what it read, writes
    every level above it anew two or three times over, and takes any length that ends in 128 for
    one that is not given (a message of 4 kB has taken it 11 seconds).
    """
    content: bytes = parser.parse(constructed, strict=True)[4]
    found, at = [], 0
    while at < len(content):
        end = _end_of(content, at)
        found.append(content[at:end])
        at = end
    if at > len(content):
        raise ValueError("A piece is longer than what holds it.")
    return found


def first_piece(room: bytes) -> bytes:
    """Return the piece with which a room begins, without what fills the rest of it."""
    return room[: _end_of(room, 0)]


def _end_of(content: bytes, at: int) -> int:
    """Return where the piece ends that begins there."""
    length = content[at + 1] if at + 1 < len(content) else _SHORT
    if length < _SHORT:
        return at + 2 + length
    if length == _SHORT:
        # Its end is marked, not given: older tools write so what they do not know beforehand.
        known: int = parser.peek(content[at:])
        return at + known
    size = length & ~_SHORT
    return at + 2 + size + int.from_bytes(content[at + 2 : at + 2 + size], "big")
