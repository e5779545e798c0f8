"""Statistics and reports, as the machine API asks for them and answers."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from ninja import Field, Schema

from tinhso.dossiers.schemas.narrowing import StatisticsBy
from tinhso.dossiers.schemas.texts import Key
from tinhso.kernel.api import Answer, Asked, PageQuery


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


class FlowQuery(Schema):
    """Which procedure's dossiers resolved between which days; a version, else the newest."""

    start: date
    end: date
    procedure_code: Key
    version: int = Field(0, ge=0, le=32767)
    limit: int = Field(0, ge=0, le=2000)
    unit: Literal["working_day", "working_hour"] = "working_day"


class StepOut(Answer):
    """One step: working hours spent there and what lies there now."""

    key: str
    name: str
    limit_hours: int
    visits: int
    median_hours: float | None
    ninetieth_hours: float | None
    waiting: int


class PassingOut(Answer):
    """How often dossiers went from one step to another."""

    source: str
    target: str
    count: int


class TriedOut(Answer):
    """How many would have been late under the asked limit, and how many were."""

    dossiers: int
    late: int
    actual: int


class FlowOut(Answer):
    """Where the dossiers of one version of a procedure waited."""

    version: int
    dossiers: int
    late: int
    steps: list[StepOut]
    passings: list[PassingOut]
    tried: TriedOut | None


class WorkloadQuery(Schema):
    """Which agency, the caller's own by default, between which days."""

    start: date
    end: date
    agency: Key = ""


class WorkloadOut(Answer):
    """What lies with one official, came and was done; hours are working hours of his steps."""

    person: UUID
    name: str
    open: int
    late: int
    arrived: int
    done: int
    hours: float


class ReasonOut(Answer):
    """A reason or kind of apology: the figure that opens its dossiers, and how many."""

    figure: str
    words: str
    count: int


class ReasonsOut(Answer):
    """Apologies owed and sent, and why things were late, sent back or refused."""

    apologies: list[ReasonOut]
    late: list[ReasonOut]
    supplement: list[ReasonOut]
    refusal: list[ReasonOut]


class SatisfactionOut(Answer):
    """How people found one agency, unit or procedure; null where nobody answered."""

    key: str
    label: str
    count: int
    unsatisfied: int
    average: Decimal | None
    scores: dict[str, Decimal | None]


class SatisfactionQuery(Schema):
    """Between which days, and by what it is split."""

    start: date
    end: date
    by: Literal["agency", "unit", "procedure"] = "agency"


class ReportPlace(Schema):
    """Which form of which period by Decree 09/2019."""

    code: Key
    length: Key
    year: int = Field(ge=2000, le=2200)
    number: int = Field(ge=1, le=12)


class ReportLine(Answer):
    """A report that is due or was sent."""

    code: str
    length: str
    year: int
    number: int
    start: date
    end: date
    due_on: date
    sent_number: str


class ReportColumn(Answer):
    """A column with the formula of the circular."""

    number: str
    words: str
    formula: str


class ReportRowOut(Answer):
    """One line, its values in the order of the columns."""

    part: str
    key: str
    name: str
    values: list[int]
    change: list[int]
    """By how much each value differs now from what was sent; empty where nothing does."""


class ReportOut(Answer):
    """A form as it was sent; a draft as it counts now."""

    mark: str
    law: str
    start: date
    end: date
    due_on: date
    counted_at: datetime
    sent_number: str
    sent_at: datetime | None
    sent_by: str
    put_before: str
    signed_at: datetime | None
    file: str | None
    returned_for: str
    columns: list[ReportColumn]
    first_columns: list[ReportColumn]
    """The columns of part I, where that counts something else than the rest."""
    rows: list[ReportRowOut]


class PutBeforeIn(Asked):
    """The leader who signs."""

    signer: UUID


class DeskFactsIn(Schema):
    """What a desk says of itself."""

    staff_sent: int = Field(ge=0, le=999)
    staff_contract: int = Field(ge=0, le=999)
    computers_staff: bool = False
    computers_help: bool = False
    scanners: bool = False
    touch_screens: bool = False
