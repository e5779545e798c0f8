"""A person complains about how his dossier is handled; a leader who is not meant answers."""

from typing import Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.models import (
    ComplainedOf,
    Complaint,
    ComplaintStep,
    Dossier,
    Party,
    PartyRole,
)
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.complaints import answering, complained_of, is_decided, my_complaints
from tinhso.dossiers.rules.complaints import (
    USUAL_PLACE,
    ComplaintAbout,
    ComplaintPlace,
    ComplaintState,
    agency_to_answer,
    answer_clock,
)
from tinhso.dossiers.rules.states import Channel
from tinhso.dossiers.services import _core
from tinhso.dossiers.services._clock import law_due
from tinhso.dossiers.services.errors import WrongState
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import Invalid
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.notifications.services import notify
from tinhso.kernel.numbering.services import give_number
from tinhso.organization import queries as organization
from tinhso.signing import services as signing
from tinhso.signing.queries import item_of

LONGEST: Final = 5000
ANSWER_KIND: Final = "dossiers.complaint_answer"


@one_act()
def complain(
    *,
    uid: UUID,
    about: str,
    text: str,
    actor: Actor,
    place: str = "",
    file: StoredFile | None = None,
) -> Complaint:
    """Take a complaint about a dossier: its party's own, or written down at the desk for him.

    It goes to a leader who is not complained of, with a due date of its own; the dossier's
    timeline, which its officers read, says nothing of it.
    """
    dossier = _core.load(uid=uid, actor=actor)
    at_desk = not _core.is_applicant(actor, dossier)
    if at_desk:
        require(actor, P.RECEIVE, unit_id=dossier.receiving_unit_id)
    faults = _faults(dossier, about=about, place=place, text=text)
    if faults:
        raise Invalid(fields=faults)
    who = _complainant(dossier, actor, at_desk=at_desk)
    if _is_known(dossier, who, about=about):
        raise Invalid(fields={"about": _("Việc này đã được phản ánh và đang được xem xét.")})
    now = timezone.now()
    where = place or USUAL_PLACE.get(ComplaintAbout(about), ComplaintPlace.RESOLVING)
    of = set(complained_of(dossier, about=about, place=where))
    at_place = (
        dossier.receiving_agency_id if where == ComplaintPlace.DESK else dossier.resolving_agency_id
    )
    agency_id = agency_to_answer(
        about=about,
        at_place=at_place,
        above=[pk for pk in organization.ancestors_of(at_place) if pk != at_place],
        is_free=lambda pk: bool(answering(pk) - of),
    )
    complaint = Complaint(
        dossier=dossier,
        person_id=who.person_id,
        name=who.name,
        about=about,
        place=where,
        text=text.strip()[:LONGEST],
        file=file,
        channel=Channel.DESK if at_desk else Channel.ONLINE,
        taken_by=actor.id if at_desk else None,
        made_at=now,
        agency_id=agency_id,
        arrived_at=now,
        due_at=law_due(answer_clock(about), start=now, agency_id=agency_id, arrived_at=now),
    )
    complaint.save()
    complaint.number = give_number(
        register="dossiers.complaint",
        agency_id=agency_id,
        on=timezone.localdate(now),
        actor=actor,
        target=complaint,
    ).text
    complaint.save(update_fields=["number"])
    ComplainedOf.objects.bulk_create(
        ComplainedOf(complaint=complaint, account=account) for account in sorted(of)
    )
    note(complaint, "made", actor=actor)
    record("dossiers.complained", actor=actor, target=complaint, about=about, at_desk=at_desk)
    tell_person(complaint, "complaint_received")
    tell_leaders(complaint)
    return complaint


@one_act()
def withdraw_complaint(*, uid: UUID, actor: Actor) -> Complaint:
    """Take one's own complaint back before it is answered."""
    rows = my_complaints(actor=actor).select_related(None)
    complaint = fetch(rows.select_for_update(of=("self",)), uid=uid)
    if not complaint.is_open:
        raise WrongState(_("Phản ánh này đã kết thúc."))
    item = item_of(kind=ANSWER_KIND, reference=str(complaint.uid))
    if item is not None and item.decided_at is None:
        signing.withdraw_request(item_uid=item.uid, actor=actor)
    end(complaint, ComplaintState.WITHDRAWN)
    note(complaint, "withdrawn", actor=actor)
    record("dossiers.complaint_withdrawn", actor=actor, target=complaint)
    return complaint


def end(complaint: Complaint, state: ComplaintState) -> None:
    """Let a complaint end in a state, and save it."""
    complaint.state = state
    complaint.ended_at = timezone.now()
    complaint.version += 1
    complaint.save()


def note(complaint: Complaint, code: str, *, actor: Actor, words: str = "") -> None:
    """Write the next line of its course."""
    ComplaintStep.objects.create(
        complaint=complaint,
        at=timezone.now(),
        code=code,
        agency_id=complaint.agency_id,
        words=words,
        by=actor.id,
    )


def tell_person(complaint: Complaint, kind: str, *, key: str = "") -> None:
    """Tell who complained; who has no account is answered on paper at the desk."""
    if complaint.person_id is None:
        return
    notify(
        kind=f"dossiers.{kind}",
        values={
            "number": complaint.number,
            "agency": organization.agency_name(complaint.agency_id),
            "due": complaint.due_at,
        },
        person_id=complaint.person_id,
        link=f"/phan-anh/{complaint.uid}/",
        key=f"{kind}:{complaint.uid}:{complaint.agency_id}{key and ':'}{key}",
    )


def tell_leaders(complaint: Complaint, *, kind: str = "complaint_arrived", key: str = "") -> int:
    """Tell those of the answering agency who are not complained of; never who complained."""
    of = set(complaint.of.values_list("account", flat=True))
    told = 0
    for account in sorted(answering(complaint.agency_id) - of):
        told += len(
            notify(
                kind=f"dossiers.{kind}",
                values={"number": complaint.number, "due": complaint.due_at},
                account_uid=account,
                link=f"/lam-viec/phan-anh/{complaint.uid}/",
                key=f"{kind}:{complaint.uid}:{complaint.agency_id}:{key}",
            )
        )
    return told


def _faults(dossier: Dossier, *, about: str, place: str, text: str) -> dict[str, str]:
    faults = {}
    if about not in ComplaintAbout.values:
        faults["about"] = _("Hãy chọn việc bạn phản ánh.")
    elif about == ComplaintAbout.DECISION and not is_decided(dossier):
        faults["about"] = _("Hồ sơ chưa có quyết định hay kết quả để khiếu nại.")
    if place and place not in ComplaintPlace.values:
        faults["place"] = _("Hãy chọn một trong hai nơi.")
    if not text.strip():
        faults["text"] = _("Hãy viết việc đã xảy ra.")
    return faults


def _is_known(dossier: Dossier, who: Party, *, about: str) -> bool:
    """Tell whether the same person's complaint about the same matter is open."""
    rows = Complaint.objects.filter(dossier=dossier, about=about, state=ComplaintState.OPEN)
    if who.person_id is None:
        return rows.filter(person__isnull=True).exists()
    return rows.filter(person_id=who.person_id).exists()


def _complainant(dossier: Dossier, actor: Actor, *, at_desk: bool) -> Party:
    """Return the party who complains: the one who acts, at the desk the dossier's owner."""
    parties = list(Party.objects.filter(dossier=dossier).exclude(role=PartyRole.SUBJECT))
    if not at_desk:
        own = next((one for one in parties if one.person_id == actor.person_id), None)
        return own or Party(person_id=actor.person_id, name=actor.name)
    for role in (PartyRole.OWNER, PartyRole.SUBMITTER):
        for one in parties:
            if one.role == role:
                return one
    return Party(name="")
