"""The VietQR text of a transfer: EMVCo fields and their check sum (facts one-stop-118 H)."""

from typing import Final

from tinhso.kernel.db.text import fold

NAPAS: Final = "A000000727"
TO_ACCOUNT: Final = "QRIBFTTA"
LONGEST_PURPOSE: Final = 25
LONGEST_NAME: Final = 25
LONGEST_CITY: Final = 15


def payload(
    *,
    bank_bin: str,
    account: str,
    amount_vnd: int,
    purpose: str,
    name: str = "",
    city: str = "",
) -> str:
    """Return what a banking application reads: one transfer of one amount with its key.

    The purpose is what the money is found again by, so it is kept to letters, digits and spaces
    without diacritics: some banks strip everything else.
    """
    if amount_vnd <= 0:
        raise ValueError("A transfer of nothing has no code.")
    bank = _field("00", bank_bin) + _field("01", account)
    text = "".join(
        (
            _field("00", "01"),
            _field("01", "12"),
            _field("38", _field("00", NAPAS) + _field("01", bank) + _field("02", TO_ACCOUNT)),
            _field("53", "704"),
            _field("54", str(amount_vnd)),
            _field("58", "VN"),
            _field("59", plain(name, LONGEST_NAME)) if name else "",
            _field("60", plain(city, LONGEST_CITY)) if city else "",
            _field("62", _field("08", plain(purpose, LONGEST_PURPOSE))),
            "6304",
        )
    )
    return text + check_sum(text)


def check_sum(text: str) -> str:
    """Return CRC-16 (0x1021, from 0xFFFF, not reflected) as four capital hexadecimal digits."""
    crc = 0xFFFF
    for octet in text.encode():
        crc ^= octet << 8
        for _ in range(8):
            crc = (crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1
            crc &= 0xFFFF
    return f"{crc:04X}"


def plain(text: str, longest: int) -> str:
    """Return a text as every bank keeps it: no diacritics, letters, digits and single spaces."""
    kept = "".join(c if c.isascii() and c.isalnum() else " " for c in fold(text))
    return " ".join(kept.upper().split())[:longest].strip()


def _field(key: str, value: str) -> str:
    return f"{key}{len(value):02d}{value}"
