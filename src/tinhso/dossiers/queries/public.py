"""Public tracking: how far along, nothing else, and nothing to learn from wrong guesses."""

import hmac
from dataclasses import dataclass
from uuid import UUID

from tinhso.dossiers.models import Dossier, Party, Rating
from tinhso.dossiers.queries.parts import as_promised
from tinhso.dossiers.rules.states import NATIONAL_STATE
from tinhso.identity.queries.people import number_hash
from tinhso.kernel.db.secrets import keyed_hash

PROGRESS = {1: 10, 2: 20, 3: 100, 4: 50, 5: 40, 6: 40, 7: 100, 8: 100, 9: 90, 10: 100}
"""Degree of completion by national code, in per cent."""


@dataclass(frozen=True, kw_only=True)
class Tracking:
    """What anybody with the code and the second item may know (TT 01/2018 Art. 16(2)d)."""

    uid: UUID
    code: str
    percent: int
    is_over: bool
    may_rate: bool
    parts: tuple[int, ...] = ()
    """Of a linked request: how complete each agency's part is, in their order; no names."""


def tracking_of(*, code: str, second_item: str, whole_only: bool = False) -> Tracking | None:
    """Return how far a dossier is; None for a wrong code and a wrong second item alike.

    The second item is the last four digits of the owner's or submitter's identity number or
    telephone, or the whole of either; with `whole_only` the whole alone. The same work is done
    whether the code exists or not.
    `services.track` is the door: it counts who guesses.
    """
    typed = code.strip().upper()
    dossier = (
        Dossier.objects.filter(code=typed).first()
        or Dossier.objects.filter(submission_number=typed).first()
    )
    wanted = "".join(c for c in second_item if c.isalnum()).upper()
    parties = list(Party.objects.filter(dossier_id=dossier.pk if dossier else -1))
    hashes = _hashes(wanted)
    fits = False
    for party in parties or [Party(identity_number="", phone="")]:
        for known in (party.identity_hash, party.phone_hash):
            for guess in hashes:
                fits |= bool(known) and hmac.compare_digest(known, guess)
        for known in (party.identity_number, party.phone):
            tail = "".join(c for c in known if c.isalnum())[-4:].upper()
            fits |= (
                not whole_only
                and len(wanted) == 4
                and len(tail) == 4
                and hmac.compare_digest(tail.encode(), wanted.encode())
            )
    if dossier is None or not fits:
        return None
    return Tracking(
        uid=dossier.uid,
        code=dossier.shown_number,
        percent=PROGRESS[NATIONAL_STATE[dossier.state]],
        is_over=dossier.is_over,
        may_rate=dossier.is_ratable and not Rating.objects.filter(dossier=dossier).exists(),
        parts=_parts(dossier),
    )


def _parts(dossier: Dossier) -> tuple[int, ...]:
    """Return how complete the parts of the whole request are; nothing when it is not linked."""
    if not dossier.part:
        return ()
    lead = dossier.lead or dossier
    states = {member.part: member.state for member in lead.members.all()}
    states[lead.part] = lead.state
    waits = lead.accepted_at is None or (lead.awaits_parts and not lead.is_over)
    begun = {key: PROGRESS[NATIONAL_STATE[state]] for key, state in states.items()}
    return tuple(begun.get(key, 0 if waits else 100) for key in as_promised(lead))


def _hashes(text: str) -> list[str]:
    kinds = ("personal", "old_card", "passport", "tax")
    return [
        *(number_hash(kind, text) for kind in kinds),
        keyed_hash("".join(c for c in text if c.isdigit()), purpose="dossiers.phone"),
    ]
