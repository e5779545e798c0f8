"""From a canonical value to the words of the reader's language."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from tinhso.kernel.db import numbers
from tinhso.kernel.eforms.registry import Choice


def say_number(number: Decimal | int | str) -> str:
    """Word a number as the reader's language does, without zeros at the end of its fraction."""
    try:
        exact = Decimal(str(number))
    except InvalidOperation:
        return str(number)
    if not exact.is_finite():
        return str(number)
    _whole, _point, fraction = format(exact, "f").partition(".")
    return numbers.say_number(exact, decimals=len(fraction.rstrip("0")))


def say_date(value: str) -> str:
    """Word an ISO day, month or year with the day first."""
    return "/".join(reversed(value.split("-")))


def say_choice(value: str, options: Sequence[Choice]) -> Choice | None:
    """Return the answer of that value."""
    return next((choice for choice in options if choice.value == value), None)
