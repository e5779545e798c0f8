"""Amounts in Vietnamese words, as receipts carry them: papers are written in Vietnamese only."""

from typing import Final

DIGITS: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
GROUPS: Final = ("", "nghìn", "triệu", "tỷ", "nghìn tỷ")


def amount_in_words(amount_vnd: int) -> str:
    """Return "Bảy mươi lăm nghìn đồng" for 75000."""
    if amount_vnd == 0:
        return "Không đồng"
    groups: list[int] = []
    rest = amount_vnd
    while rest:
        rest, group = divmod(rest, 1000)
        groups.append(group)
    parts = [
        f"{_group(group, is_first=place == len(groups) - 1)} {GROUPS[place]}".strip()
        for place, group in reversed(list(enumerate(groups)))
        if group
    ]
    text = " ".join(parts)
    return f"{text[0].upper()}{text[1:]} đồng"


def _group(number: int, *, is_first: bool) -> str:
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = [] if is_first and not hundreds else [DIGITS[hundreds], "trăm"]
    if not rest:
        return " ".join(words)
    if tens == 0:
        return " ".join([*words, *(["lẻ"] if words else []), DIGITS[ones]])
    words += ["mười"] if tens == 1 else [DIGITS[tens], "mươi"]
    if ones:
        words.append(_last(ones, tens))
    return " ".join(words)


def _last(ones: int, tens: int) -> str:
    if ones == 5:
        return "lăm"
    return "mốt" if ones == 1 and tens > 1 else DIGITS[ones]
