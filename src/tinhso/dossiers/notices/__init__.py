"""What people are told when something happens to a dossier: the texts, as data."""

from typing import Final

from tinhso.dossiers.notices import at_desk, complaints, foreseen, handling, money, officers
from tinhso.dossiers.notices.officers import WORK

KINDS: Final = (
    *at_desk.KINDS,
    *handling.KINDS,
    *foreseen.KINDS,
    *money.KINDS,
    *complaints.KINDS,
    *officers.KINDS,
)

__all__ = ["KINDS", "WORK"]
