"""For what a person's data is used: by which law, or by which consent of his."""

from dataclasses import dataclass

from tinhso.kernel.actors import Actor
from tinhso.kernel.registry.purposes import Purpose, purposes
from tinhso.privacy.models import Consent


@dataclass(frozen=True, kw_only=True)
class PurposeLine:
    """One purpose, with the reader's consent where it rests on one."""

    code: str
    purpose: Purpose
    consent: Consent | None


def purposes_for(*, actor: Actor) -> list[PurposeLine]:
    """Return every purpose, those by law first, with the actor's own standing consents."""
    standing = {row.purpose: row for row in Consent.objects.visible_to(actor).standing()}
    lines = [
        PurposeLine(code=code, purpose=purpose, consent=standing.get(code))
        for code, purpose in purposes
    ]
    return sorted(lines, key=lambda line: (line.purpose.by_consent, line.purpose.order, line.code))
