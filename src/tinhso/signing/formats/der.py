"""The few pieces of DER (X.690) from which a signature is put together."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

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
