"""Reading a VietQR text as a banking application does: account, amount, words, check sum."""

from dataclasses import dataclass


class Unreadable(ValueError):
    """No VietQR text, or a damaged one."""


@dataclass(frozen=True)
class Scanned:
    """What a code asks to be sent."""

    bank_bin: str
    account: str
    amount: int
    words: str
    holder: str


def scan(text: str) -> Scanned:
    """Return what a code says; `Unreadable` when its check sum or its fields are wrong."""
    text = text.strip()
    body, sum_ = text[:-4], text[-4:]
    if not body.endswith("6304") or _crc(body) != sum_:
        raise Unreadable("check sum")
    fields = _fields(text)
    try:
        bank = _fields(_fields(fields["38"])["01"])
        return Scanned(
            bank_bin=bank["00"],
            account=bank["01"],
            amount=int(fields["54"]),
            words=_fields(fields.get("62", "")).get("08", ""),
            holder=fields.get("59", ""),
        )
    except (KeyError, ValueError) as missing:
        raise Unreadable(str(missing)) from missing


def _fields(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    place = 0
    while place < len(text):
        length = text[place + 2 : place + 4]
        if not length.isdecimal():
            raise Unreadable("length")
        end = place + 4 + int(length)
        found[text[place : place + 2]] = text[place + 4 : end]
        place = end
    return found


def _crc(text: str) -> str:
    register = 0xFFFF
    for octet in text.encode():
        register ^= octet << 8
        for _ in range(8):
            carry = register & 0x8000
            register = (register << 1) & 0xFFFF
            if carry:
                register ^= 0x1021
    return f"{register:04X}"
