"""How a number looks and when its count begins anew."""

from collections.abc import Mapping
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST = 120


class NumberPeriod(models.TextChoices):
    """When a register begins again at one."""

    YEAR = "year", _("theo năm")
    DAY = "day", _("theo ngày")


class WrongFormat(ValueError):
    """A number format that names no number, or something unknown."""


def period_key(period: NumberPeriod, on: date) -> str:
    """Return the key of the count a day falls into: "2026" or "2026-11-16"."""
    return str(on.year) if period == NumberPeriod.YEAR else on.isoformat()


def format_number(
    pattern: str, *, n: int, on: date, values: Mapping[str, str] | None = None
) -> str:
    """Return the text of a number: `%(agency)s-%(yymmdd)s-%(n)04d` gives H14.20.05-261116-0012.

    Known without being given: `n`, `year`, `yymm`, `yymmdd`, `dd`, `mm`; everything else comes from
    `values`.
    """
    known: dict[str, str | int] = {
        **(values or {}),
        "n": n,
        "year": on.year,
        "yymm": f"{on:%y%m}",
        "yymmdd": f"{on:%y%m%d}",
        "dd": f"{on:%d}",
        "mm": f"{on:%m}",
    }
    if "%(n)" not in pattern:
        raise WrongFormat(f"{pattern} does not say where the number stands.")
    try:
        text = pattern % known
    except (KeyError, ValueError, TypeError) as problem:
        raise WrongFormat(f"{pattern} cannot be filled: {problem}.") from problem
    if len(text) > LONGEST or any(character.isspace() for character in text):
        raise WrongFormat(f"{pattern} gives a number with white space, or a very long one.")
    return text
