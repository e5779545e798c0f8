"""A period and its figures in words, as pages and papers say them."""

from decimal import Decimal

from django.utils.translation import gettext as _

from tinhso.dossiers.rules.periods import Length, Period
from tinhso.kernel.db.numbers import say_number
from tinhso.kernel.web.lists.columns import Value
from tinhso.kernel.web.words import short_day


def words_of(period: Period) -> str:
    """Say a period: its name where it has one, and its days."""
    names = {
        Length.MONTH: _("Tháng %(n)s/%(year)s"),
        Length.QUARTER: _("Quý %(n)s/%(year)s"),
        Length.HALF: _("Nửa năm %(n)s/%(year)s"),
        Length.YEAR: _("Năm %(year)s"),
    }
    days = f"{short_day(period.start)} – {short_day(period.end)}"
    if period.length is Length.FREE:
        return days
    said = names[period.length] % {"n": period.number, "year": period.year}
    return f"{said}: {days}"


def said(value: Value) -> str:
    """Return a value as a table shows it."""
    if value is None:
        return "–"
    return say_number(value) if isinstance(value, Decimal | int) else str(value)
