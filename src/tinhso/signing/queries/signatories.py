"""Who signs a paper one after another, as its reader is told."""

from dataclasses import dataclass
from datetime import datetime

from tinhso.identity.queries import names_of_officials
from tinhso.signing.models import Signatory, SigningItem


@dataclass(frozen=True, kw_only=True)
class SignatoryLine:
    """One of several who sign: by name, as what, and when he did."""

    position: int
    name: str
    capacity: str
    signed_at: datetime | None
    is_next: bool
    is_void: bool


def signatories_of(*, item: SigningItem) -> list[SignatoryLine]:
    """Return who signs a paper in their order, then whose signatures no longer count.

    Empty where one person alone signs. The caller has asked for sight of the paper.
    """
    rows = list(Signatory.objects.filter(item=item))
    if not rows:
        return []
    names = names_of_officials({row.account_uid for row in rows})
    standing = sorted((row for row in rows if row.voided_at is None), key=_position)
    gone = [row for row in rows if row.voided_at is not None]
    turn = next((row.pk for row in standing if row.signed_at is None), None)
    return [
        SignatoryLine(
            position=row.position,
            name=names.get(row.account_uid, ""),
            capacity=row.capacity,
            signed_at=row.signed_at,
            is_next=row.pk == turn,
            is_void=row.voided_at is not None,
        )
        for row in [*standing, *gone]
    ]


def _position(row: Signatory) -> int:
    return row.position
