"""What an officer typed at the counter and has not taken in."""

import json
from dataclasses import dataclass
from datetime import datetime

from tinhso.dossiers.models import KeptIntake
from tinhso.kernel.actors import Actor


@dataclass(frozen=True, kw_only=True)
class TypedIntake:
    """Names and values as the page sent them, and when."""

    pairs: list[tuple[str, str]]
    saved_at: datetime


def kept_intake(*, procedure_code: str, actor: Actor) -> TypedIntake | None:
    """Return what this officer typed for a procedure, or None."""
    if actor.id is None:
        return None
    kept = KeptIntake.objects.filter(officer=actor.id, procedure_code=procedure_code).first()
    if kept is None:
        return None
    pairs = [(str(name), str(value)) for name, value in json.loads(kept.content)]
    return TypedIntake(pairs=pairs, saved_at=kept.saved_at)
