"""Statistics and reports, as the machine API asks for them and answers."""

from datetime import date, datetime
from decimal import Decimal

from ninja import Schema

from tinhso.dossiers.schemas.narrowing import StatisticsBy
from tinhso.dossiers.schemas.texts import Key
from tinhso.kernel.api import Answer, PageQuery


class StatisticsQuery(Schema):
    """Which days, both counted, and by what they are split."""

    start: date
    end: date
    by: StatisticsBy = StatisticsBy.AGENCY


class FigureQuery(PageQuery):
    """Which figure of which days opens its dossiers."""

    start: date
    end: date
    figure: Key
    by: StatisticsBy = StatisticsBy.AGENCY
    key: Key = ""


class StatisticsLine(Answer):
    """The figures of one line by their keys; sums stand beside their parts."""

    key: str
    label: str
    figures: dict[str, int]
    average_days: Decimal | None
    in_time_share: Decimal | None


class StatisticsOut(Answer):
    """Every line, the sums, and the moment at which they were counted."""

    at: datetime
    balances: bool
    """Whether all that came in is resolved or open."""
    lines: list[StatisticsLine]
    total: StatisticsLine
