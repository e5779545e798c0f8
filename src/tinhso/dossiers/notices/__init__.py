"""What people are told when something happens to a dossier: the texts, as data."""

from typing import Final

from tinhso.dossiers.notices import (
    at_desk,
    complaints,
    councils,
    foreseen,
    handling,
    money,
    officers,
)
from tinhso.dossiers.notices.handling import MOVED
from tinhso.dossiers.notices.officers import TAX, WORK
from tinhso.dossiers.notices.topics import TOPICS, with_topics

KINDS: Final = with_topics(
    (
        *at_desk.KINDS,
        *handling.KINDS,
        *foreseen.KINDS,
        *money.KINDS,
        *complaints.KINDS,
        *councils.KINDS,
        *officers.KINDS,
    )
)

__all__ = ["KINDS", "MOVED", "TAX", "TOPICS", "WORK"]
