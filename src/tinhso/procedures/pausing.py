"""How long before a planned pause people are told (224/2026 Art. 13)."""

from datetime import date, datetime
from typing import Final

NOTICE_WORKING_DAYS: Final = 7
"""At least so many working days; a province's own rule of five days (facts J.1) is kept by it."""


def is_in_time(*, starts_at: datetime, earliest: date) -> bool:
    """Tell whether a pause begins no earlier than the first day that may be announced now."""
    return starts_at.date() >= earliest
