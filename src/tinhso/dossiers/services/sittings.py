"""Several dossiers of one person in one go: filed one after the other, returned together."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.models import Dossier, Paper, Party, PartyRole, Sitting, SittingLine
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.sittings import may_go_on
from tinhso.dossiers.rules.states import Form
from tinhso.dossiers.services import _core
from tinhso.dossiers.services._papers import local_text, make_paper, term_of_law
from tinhso.dossiers.services._people import parties_of
from tinhso.dossiers.services.returning import return_result
from tinhso.identity.services import AccessWhat, record_access
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.files.models import StoredFile
from tinhso.organization import queries as organization

MOST_IN_SITTING = 30
GOING_ON = "Nhận thêm hồ sơ của cùng một người tại quầy"


@one_act()
def person_again(*, uid: UUID, actor: Actor) -> dict[str, str]:
    """Return who handed a dossier in today, under the names of the counter's form, typed once.

    It stands in full in the fields of the next dossier, so the person can read that it was shown.
    """
    dossier = _core.load(uid=uid, actor=actor)
    if not may_go_on(dossier=dossier, actor=actor):
        raise NotFound
    rows = {row.role: row for row in parties_of(dossier)}
    record_access(
        actor=actor,
        person_ids=[row.person_id for row in rows.values() if row.person_id is not None],
        object_kind="dossiers.dossier",
        object_uid=str(dossier.uid),
        what=AccessWhat.UNMASKED,
        purpose=GOING_ON,
    )
    _core.audit("person_again", dossier, actor=actor)
    owner = rows.get(PartyRole.OWNER)
    by = rows.get(PartyRole.REPRESENTATIVE) or rows.get(PartyRole.SUBMITTER)
    found: dict[str, str] = {}
    if owner is not None:
        found = {
            "owner_kind": owner.kind,
            "owner_name": owner.name,
            "owner_number": owner.identity_number,
            "owner_birth": owner.birth,
            "owner_phone": owner.phone,
            "owner_email": owner.email,
            "owner_address": owner.address,
        }
    if by is not None and by.name != found.get("owner_name"):
        found |= {
            "submitter_name": by.name,
            "submitter_number": by.identity_number,
            "proof": by.proof,
        }
    return found


@one_act()
def join_sitting(*, uid: UUID, first_uid: UUID, actor: Actor) -> Sitting:
    """Let a dossier stand on one receipt with another the same person handed in today."""
    first = _core.load(uid=first_uid, actor=actor)
    dossier = _core.load(uid=uid, actor=actor)
    return join(dossier, first=first, actor=actor, at=timezone.now())


def join(dossier: Dossier, *, first: Dossier, actor: Actor, at: datetime) -> Sitting:
    """Put a dossier that was just taken in to those before it, and make their receipt anew."""
    for each in (first, dossier):
        _core.permit(
            actor,
            P.RECEIVE,
            unit_id=each.receiving_unit_id,
            agency_id=each.receiving_agency_id,
        )
    _fit_together(first, dossier, at=at)
    line = SittingLine.objects.filter(dossier=first).select_related("sitting").first()
    if line is None:
        sitting = Sitting.objects.create(began_at=first.accepted_at or at, began_by=actor.id)
        SittingLine.objects.create(sitting=sitting, dossier=first, number=1)
    else:
        sitting = Sitting.objects.select_for_update(of=("self",)).get(pk=line.sitting_id)
    known = list(sitting.lines.values_list("dossier_id", "number"))
    if dossier.pk in {pk for pk, _number in known}:
        return sitting
    if SittingLine.objects.filter(dossier=dossier).exists():
        raise Invalid(_("Hồ sơ này đã nằm trên giấy tiếp nhận của một lượt khác."))
    if len(known) >= MOST_IN_SITTING:
        raise Invalid(
            told(_("Một lượt có nhiều nhất %(n)s hồ sơ; hãy bắt đầu lượt mới."), n=MOST_IN_SITTING)
        )
    SittingLine.objects.create(
        sitting=sitting, dossier=dossier, number=max(number for _pk, number in known) + 1
    )
    paper = _receipt(sitting, actor=actor, at=at)
    _core.audit(
        "join_sitting", dossier, actor=actor, sitting=str(sitting.uid), receipt=str(paper.uid)
    )
    return sitting


@one_act()
def return_together(
    *,
    uids: Sequence[UUID],
    actor: Actor,
    received_by: str,
    identity_checked: bool,
    identity_shown: str = "",
    signature: StoredFile | None = None,
) -> list[Dossier]:
    """Hand several results of one person to whoever came, with one signature: all or none."""
    chosen = sorted(set(uids), key=str)
    if not chosen:
        raise Invalid(fields={"chosen": _("Hãy đánh dấu ít nhất một kết quả.")})
    found = [_core.load(uid=uid, actor=actor) for uid in chosen]
    for other in found[1:]:
        _same_owner(found[0], other)
    return [
        return_result(
            uid=dossier.uid,
            actor=actor,
            received_by=received_by,
            identity_checked=identity_checked,
            identity_shown=identity_shown,
            signature=signature,
        )
        for dossier in found
    ]


def _fit_together(first: Dossier, dossier: Dossier, *, at: datetime) -> None:
    """Refuse what one receipt cannot say: another person, another desk, another day."""
    if first.accepted_at is None or dossier.accepted_at is None:
        raise Invalid(_("Chỉ hồ sơ đã tiếp nhận mới in chung giấy tiếp nhận."))
    if first.receiving_unit_id != dossier.receiving_unit_id:
        raise Invalid(_("Hai hồ sơ nộp ở hai quầy khác nhau nên không in chung giấy tiếp nhận."))
    days = {timezone.localdate(each.accepted_at or at) for each in (first, dossier)}
    if len(days) > 1:
        raise Invalid(_("Hai hồ sơ nộp ở hai ngày khác nhau nên không in chung giấy tiếp nhận."))
    _same_owner(first, dossier)


def _same_owner(first: Dossier, dossier: Dossier) -> None:
    if owner_key(first) != owner_key(dossier):
        raise Invalid(_("Các hồ sơ không cùng một chủ hồ sơ nên phải làm riêng."))


def owner_key(dossier: Dossier) -> tuple[str, str]:
    """Return by what an owner is known again: his number, else his name and telephone."""
    owner: Party | None = next(
        (row for row in parties_of(dossier) if row.role == PartyRole.OWNER), None
    )
    if owner is None:
        return "", str(dossier.pk)
    if owner.identity_hash:
        return "number", owner.identity_hash
    return owner.name.casefold(), owner.phone_hash


def _receipt(sitting: Sitting, *, actor: Actor, at: datetime) -> Paper:
    """Make the one receipt anew: it stands with the first dossier and replaces the one before."""
    lines = list(
        sitting.lines.select_related("dossier__procedure_version__procedure").order_by("number")
    )
    names = organization.agency_names({line.dossier.resolving_agency_id for line in lines})
    rows = [
        {
            "n": line.number,
            "code": line.dossier.code,
            "procedure": line.dossier.procedure_version.name,
            "agency": names.get(line.dossier.resolving_agency_id, ""),
            "received": local_text(line.dossier.accepted_at),
            "due": local_text(line.dossier.due_at),
            "term": term_of_law(line.dossier),
            "copies": line.dossier.copies,
            "owner": line.dossier.owner_name,
        }
        for line in lines
    ]
    return make_paper(lines[0].dossier, Form.JOINT_RECEIPT, actor=actor, at=at, more={"rows": rows})
