"""Writing the people of a dossier: encrypted, masked, found by a keyed hash."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from tinhso.dossiers.models import Dossier, Party, PartyRole
from tinhso.dossiers.rules.masking import mask_name
from tinhso.dossiers.rules.sight import person_key
from tinhso.dossiers.services.inputs import PartyInput
from tinhso.identity import queries as identity
from tinhso.identity.queries.people import number_hash
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.db.reading import read
from tinhso.kernel.db.secrets import keyed_hash
from tinhso.kernel.db.text import mask, nfc
from tinhso.kernel.db.writing import fresh, insert_unread
from tinhso.kernel.errors import Invalid, NotPermitted


def number_kind(number: str, kind: str) -> str:
    """Return by which kind of number identity knows a party."""
    if kind != "citizen":
        return "tax"
    return {12: "personal", 9: "old_card"}.get(len(number), "passport")


def identity_hash(number: str, kind: str) -> str:
    """Return the hash under which a number is found, the same as identity's own."""
    return number_hash(number_kind(number, kind), number) if number else ""


def phone_hash(phone: str) -> str:
    """Return the hash under which a telephone number is found."""
    digits = "".join(c for c in phone if c.isdigit())
    return keyed_hash(digits, purpose="dossiers.phone") if digits else ""


def write_parties(dossier: Dossier, parties: Sequence[PartyInput], *, actor: Actor) -> None:
    """Write the people of a new dossier; an owner is always there, each role at most once.

    An applicant may tie only himself, or one he represents, to a known person; an officer's
    typing is tied to the known person with that number, if he may see persons.
    """
    given = list(parties)
    if not any(party.role == PartyRole.OWNER for party in given):
        raise Invalid(fields={"parties": _("Hãy ghi tên chủ hồ sơ.")})
    if len({party.role for party in given}) != len(given):
        raise Invalid(fields={"parties": _("Mỗi vai chỉ ghi một người.")})
    if not actor.is_official and actor.person_id is not None:
        _permit_people(actor, given)
        if not any(party.person_id == actor.person_id for party in given):
            names = identity.person_names([actor.person_id])
            given.append(
                PartyInput(
                    role=PartyRole.SUBMITTER,
                    name=names.get(actor.person_id, actor.name),
                    person_id=actor.person_id,
                )
            )
    if not all(nfc(party.name) for party in given):
        raise Invalid(fields={"parties": _("Hãy ghi họ tên.")})
    rows = [
        fresh(Party, dossier_id=dossier.pk, role=p.role, **_written(p, actor=actor)) for p in given
    ]
    insert_unread(rows)
    dossier.new_parties = rows
    owner = next(party for party in given if party.role == PartyRole.OWNER)
    dossier.owner_name = nfc(owner.name)
    dossier.owner_masked = mask_name(owner.name, owner.kind)


def parties_of(dossier: Dossier) -> list[Party]:
    """Return the people of a dossier: those this act wrote with it, else as they stand."""
    if dossier.new_parties is not None:
        return dossier.new_parties
    return read(Party, dossier=dossier.pk)


def write_party(dossier: Dossier, party: PartyInput, *, actor: Actor) -> Party:
    """Write one party over what stood there in this role."""
    row, _made = Party.objects.update_or_create(
        dossier=dossier, role=party.role, defaults=_written(party, actor=actor)
    )
    return row


def _written(party: PartyInput, *, actor: Actor) -> dict[str, Any]:
    """Return the columns of a party: tied to a known person, masked, found by hashes."""
    number = "".join(party.identity_number.split())
    person_id = party.person_id
    if person_id is None and number and actor.is_official:
        known = identity.find_person(
            number=number, kind=number_kind(number, party.kind), actor=actor
        )
        person_id = known.pk if known is not None else None
    return columns_of(replace(party, person_id=person_id))


def columns_of(party: PartyInput) -> dict[str, Any]:
    """Return the columns of a party who is tied to nobody but whom it names itself."""
    number = "".join(party.identity_number.split())
    return {
        "kind": party.kind,
        "person_id": party.person_id,
        "name": nfc(party.name),
        "name_masked": mask_name(party.name, party.kind),
        "identity_number": number,
        "identity_masked": mask(number) if number else "",
        "identity_hash": identity_hash(number, party.kind),
        "phone": party.phone.strip(),
        "phone_hash": phone_hash(party.phone),
        "email": party.email.strip(),
        "address": nfc(party.address),
        "birth": party.birth.strip(),
        "proof": nfc(party.proof),
    }


def _permit_people(actor: Actor, parties: Sequence[PartyInput]) -> None:
    if actor.kind is ActorKind.SYSTEM:
        return
    for party in parties:
        if party.person_id is None or party.person_id == actor.person_id:
            continue
        if person_key(party.person_id) not in actor.sight_keys:
            raise NotPermitted
