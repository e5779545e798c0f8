"""A person says for whom he acts, with the paper that proves it; the desk checks it."""

from datetime import date
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.identity.events import PersonChanged
from tinhso.identity.models import Person, Representation
from tinhso.identity.queries.people import representations
from tinhso.identity.rules import (
    NumberKind,
    PersonKind,
    RepresentationKind,
    RepresentationState,
)
from tinhso.identity.services.persons import PersonData, fill_person, represent
from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.audit import record
from tinhso.kernel.errors import Conflict, Invalid, NotFound
from tinhso.kernel.events import publish
from tinhso.kernel.files.checks import Checked

MOST_WAITING: Final = 10
"""More declarations than this wait for no honest person; it keeps numbers from being tried."""
PROOF_USE: Final = "identity.representation_proof"


@transaction.atomic
def declare_representation(
    *,
    kind: RepresentationKind,
    name: str,
    actor: Actor,
    birth: str = "",
    number: str = "",
    proof: str = "",
    proof_file: Checked | None = None,
    valid_to: date | None = None,
) -> Representation:
    """Say whom one acts for: a child, a company or who gave an authority; it waits for the desk.

    Somebody known here by the number is meant only when the name is his as well; the refusal
    says no more than that the two do not fit, so that nobody learns names by numbers.
    """
    if actor.person_id is None:
        raise NotFound
    waiting = representations(actor=actor).filter(
        representative_id=actor.person_id, state=RepresentationState.DECLARED
    )
    if waiting.count() >= MOST_WAITING:
        raise Conflict(_("Bạn đã khai nhiều người đang chờ kiểm tra. Hãy chờ một cửa trả lời."))
    represented = _person(kind, name=name, birth=birth, number=number, actor=actor)
    if kind is RepresentationKind.CHILD and _is_declared(represented, actor):
        raise Invalid(fields={"name": _("Bạn đã khai trẻ này rồi; xem ở mục “Bạn làm thay cho”.")})
    kept = None
    if proof_file is not None:
        kept = files.store(
            content=proof_file.content,
            name=proof_file.name,
            use=PROOF_USE,
            actor=actor,
            owner_class="personal",
        )
    return represent(
        representative_id=actor.person_id,
        represented_id=represented.pk,
        kind=kind,
        proof=proof,
        proof_file=kept.uid if kept is not None else None,
        valid_to=valid_to,
        actor=actor,
    )


def _is_declared(child: Person, actor: Actor) -> bool:
    """Tell whether the same child is declared already; one without a number is told by his birth.

    An authority or an office may be declared anew: that is how it is prolonged.
    """
    alive = representations(actor=actor).in_force(timezone.localdate())
    known = alive.filter(
        representative_id=actor.person_id, kind=RepresentationKind.CHILD
    ).select_related("represented")
    return any(
        row.represented_id == child.pk
        or (
            not row.represented.number_hash
            and not child.number_hash
            and (row.represented.folded, row.represented.birth) == (child.folded, child.birth)
        )
        for row in known
    )


def _person(
    kind: RepresentationKind, *, name: str, birth: str, number: str, actor: Actor
) -> Person:
    person_kind, number_kind = {
        RepresentationKind.CHILD: (PersonKind.CHILD, NumberKind.PERSONAL),
        RepresentationKind.COMPANY: (PersonKind.BUSINESS, NumberKind.TAX),
        RepresentationKind.OTHER: (PersonKind.CITIZEN, NumberKind.PERSONAL),
    }[kind]
    if kind is not RepresentationKind.CHILD and not number.strip():
        raise Invalid(fields={"number": _("Hãy ghi số định danh hoặc mã số thuế.")})
    person = Person()
    data = PersonData(
        kind=person_kind, name=name, birth=birth, number_kind=number_kind, number=number
    )
    fill_person(person, data)
    if person.number_hash:
        known = Person.objects.filter(
            number_kind=person.number_kind, number_hash=person.number_hash
        ).first()
        if known is not None and known.folded == person.folded:
            return known
        if known is not None:
            raise Invalid(fields={"number": _("Số này và họ tên không khớp nhau.")})
    person.save()
    record("identity.person_declared", actor=actor, target=person)
    publish(PersonChanged(person_id=person.pk))
    return person
