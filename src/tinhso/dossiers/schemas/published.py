"""How an agency serves, as it is published."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from tinhso.kernel.api import Answer, Asked
from tinhso.organization.queries import AgencyLevel


class ServiceQuery(Asked):
    """Which quarter, of which tier."""

    year: Annotated[int, Field(ge=2000, le=2200)]
    quarter: Annotated[int, Field(ge=1, le=4)]
    level: AgencyLevel | None = None


class ServiceOut(Answer):
    """One agency's quarter; `average` and `by_question` from 1 to 5, None where few rated."""

    agency: UUID
    name: str
    level: str
    resolved: int
    in_time: int
    rated: int
    satisfied: int | None
    average: float | None
    by_question: dict[str, float]
    is_final: bool
