"""One's own papers, as machines send and read them."""

from datetime import date, datetime
from uuid import UUID

from tinhso.kernel.api import Answer, Asked


class OwnPaperIn(Asked):
    """How a paper is kept; without a day it has no end."""

    valid_until: date | None = None
    is_away: bool = False


class OwnPaperOut(Answer):
    """One paper or result of the caller's dossiers; `used_in` are dossiers that took it again."""

    uid: UUID
    is_result: bool
    title: str
    number: str
    dossier: UUID
    at: datetime
    valid_until: date | None
    has_run_out: bool
    is_away: bool
    used_in: list[UUID]
