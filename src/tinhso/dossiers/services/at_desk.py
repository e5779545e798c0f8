"""What the desk does with people's data: a number in full, a list taken out as a file."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.dossiers.models import Dossier, Party
from tinhso.identity.permissions import IdentityPermission
from tinhso.identity.services import AccessWhat, check_use, record_access
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import Invalid


@one_act()
def unmask_party(*, uid: UUID, role: str, purpose: str, actor: Actor) -> str:
    """Return the full identity number of one person in a dossier, noted for him to read."""
    dossier = fetch(Dossier.objects.visible_to(actor), uid=uid)
    require(actor, IdentityPermission.UNMASK_NUMBERS)
    party = fetch(Party.objects.filter(dossier=dossier), role=role)
    if not purpose.strip():
        raise Invalid(fields={"purpose": _("Hãy ghi vì sao cần xem số đầy đủ.")})
    if party.person_id is not None:
        check_use([party.person_id])
        record_access(
            actor=actor,
            person_ids=[party.person_id],
            object_kind="dossiers.dossier",
            object_uid=str(dossier.uid),
            what=AccessWhat.UNMASKED,
            purpose=purpose,
        )
    record("dossiers.number_unmasked", actor=actor, target=dossier, role=role)
    return party.identity_number


@one_act()
def unmask_dossier(*, uid: UUID, purpose: str, actor: Actor) -> Dossier:
    """Note that this officer reads all numbers of a dossier in full, for its people to read.

    Who may work on the dossier now may; others need the permission to unmask.
    """
    dossier = fetch(Dossier.objects.visible_to(actor), uid=uid)
    if actor.id is None or dossier.assignee != actor.id:
        require(actor, IdentityPermission.UNMASK_NUMBERS)
    if not purpose.strip():
        raise Invalid(fields={"purpose": _("Hãy ghi vì sao cần xem số đầy đủ.")})
    people = Party.objects.filter(dossier=dossier, person__isnull=False)
    ids = [pk for pk in people.values_list("person_id", flat=True) if pk is not None]
    if dossier.assignee != actor.id:
        check_use(ids)
    record_access(
        actor=actor,
        person_ids=ids,
        object_kind="dossiers.dossier",
        object_uid=str(dossier.uid),
        what=AccessWhat.UNMASKED,
        purpose=purpose,
    )
    record("dossiers.numbers_unmasked", actor=actor, target=dossier)
    return dossier


@one_act()
def note_export(*, dossiers: Sequence[Dossier], actor: Actor) -> int:
    """Keep each dossier that leaves in a file for the people in it to read; returns how many."""
    people: dict[int, set[int]] = {}
    rows = Party.objects.filter(dossier__in=dossiers, person__isnull=False)
    for dossier_id, person_id in rows.values_list("dossier_id", "person_id"):
        if person_id is not None:
            people.setdefault(dossier_id, set()).add(person_id)
    for dossier in dossiers:
        record_access(
            actor=actor,
            person_ids=people.get(dossier.pk, set()),
            object_kind="dossiers.dossier",
            object_uid=str(dossier.uid),
            what=AccessWhat.EXPORTED,
            purpose=EXPORT_PURPOSE,
        )
    return len(dossiers)


EXPORT_PURPOSE = "Xuất danh sách hồ sơ"
