"""Numbers as the reader's language writes them: 1.234,5 in Vietnamese, 1,234.5 in English.

The one place that knows; whoever shows a number to a person asks here. What people type is read by
the form or filter that asked for it.
"""

from decimal import Decimal
from typing import Final

from django.utils.translation import get_language

Number = int | float | Decimal

_SIGNS_CHANGE_PLACES: Final = str.maketrans(",.", ".,")


def say_number(value: Number, *, decimals: int | None = None) -> str:
    """Return a number with its thousands apart; `decimals` rounds to so many places."""
    text = f"{value:,.{decimals}f}" if decimals is not None else f"{value:,}"
    return text if is_english() else text.translate(_SIGNS_CHANGE_PLACES)


def is_english() -> bool:
    """Tell whether the reader reads English."""
    return (get_language() or "").startswith("en")
