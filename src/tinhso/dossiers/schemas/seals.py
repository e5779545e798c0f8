"""Signed scans and the agency's seal, as machines read them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tinhso.kernel.api import Answer, PageQuery


class SealStanding(StrEnum):
    """Nobody asked for the seal; asked for while the key was away; sealed."""

    WAITING = "waiting"
    ASKED = "asked"
    SEALED = "sealed"


class ScanSealQuery(PageQuery):
    """What narrows the list; empty asks for everything."""

    standing: SealStanding | None = None


class ScanSealLine(Answer):
    """One signed scan of a dossier that the reader's agency resolves."""

    dossier: UUID
    attachment: UUID
    number: str
    component_key: str
    signed_at: datetime
    asked_at: datetime | None
    sealed_at: datetime | None
