"""Papers made from signed results, as machines read and make them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Field

from tinhso.dossiers.services.converting import MOST_COPIES
from tinhso.kernel.api import Answer, Asked


class ConversionIn(Asked):
    """In how many copies the result is made paper."""

    copies: Annotated[int, Field(ge=1, le=MOST_COPIES)] = 1


class ConversionLine(Answer):
    """One act: of which dossier and result, by whom, when, and the code printed on the paper."""

    uid: UUID
    dossier: UUID
    number: str
    result_number: str
    copies: int
    made_at: datetime
    made_by: str
    check_code: str
    is_replaced: bool
