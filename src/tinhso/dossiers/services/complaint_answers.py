"""What a leader does with a complaint: answers on a signed paper, hands it on, declines it."""

from typing import Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.models import Complaint
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.complaints import (
    SOON,
    complaints,
    forward_choices,
    led_by,
    to_answer,
    until_of,
)
from tinhso.dossiers.rules.clocks import ClockCode
from tinhso.dossiers.rules.complaints import (
    ComplaintOutcome,
    ComplaintState,
    answer_clock,
    may_decline,
)
from tinhso.dossiers.services._clock import law_due
from tinhso.dossiers.services._holder import stands
from tinhso.dossiers.services._papers import local_text
from tinhso.dossiers.services.complaining import (
    ANSWER_KIND,
    LONGEST,
    end,
    note,
    tell_leaders,
    tell_person,
)
from tinhso.dossiers.services.errors import DossierChanged, WrongState
from tinhso.identity.services import record_access
from tinhso.kernel import files
from tinhso.kernel import papers as setting
from tinhso.kernel.actors import Actor, require, system_actor
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.papers import in_vietnamese
from tinhso.organization import queries as organization
from tinhso.signing import services as signing

TO_ANSWER: Final = "Trả lời phản ánh"
"""The purpose that is kept when somebody in office reads a complaint."""
PAPER: Final = "dossiers/complaint_answer.typ"


def open_complaint(*, uid: UUID, actor: Actor) -> None:
    """Keep that somebody in office read a complaint; who complained can see that he did."""
    found = fetch(to_answer(actor=actor), uid=uid)
    record("dossiers.complaint_read", actor=actor, target=found)
    _keep_look(found, actor)


def _keep_look(complaint: Complaint, actor: Actor) -> None:
    if complaint.person_id is not None:
        record_access(
            actor=actor,
            person_ids=[complaint.person_id],
            object_kind="dossiers.complaint",
            object_uid=str(complaint.uid),
            purpose=TO_ANSWER,
        )


@one_act()
def answer_complaint(
    *,
    uid: UUID,
    outcome: str,
    answer: str,
    actor: Actor,
    public_text: str = "",
    version: int | None = None,
) -> Complaint:
    """Write the answer and put its paper into the leader's own queue to be signed.

    The person reads it once the clerk has numbered and sealed it.
    """
    complaint = locked_for_answer(uid, actor, version)
    if complaint.item is not None:
        raise WrongState(_("Văn bản trả lời đã trình ký."))
    faults = {}
    if outcome not in ComplaintOutcome.values:
        faults["outcome"] = _("Hãy chọn kết luận.")
    if not answer.strip():
        faults["answer"] = _("Hãy viết nội dung trả lời.")
    if _names(complaint, public_text):
        faults["public_text"] = _("Nội dung công khai không nêu tên người phản ánh.")
    if faults:
        raise Invalid(fields=faults)
    if actor.id is None:
        raise NotFound
    complaint.outcome = outcome
    complaint.answer = answer.strip()[:LONGEST]
    complaint.public_text = public_text.strip()[:LONGEST]
    complaint.answered_by_name = actor.name
    draft = files.store(
        content=signing.prepare_for_signing(
            setting.render_with_boxes(PAPER, _content(complaint, signer=actor.name))
        ),
        name="tra-loi-phan-anh.pdf",
        use="signing.draft",
        actor=actor,
        owner_class="personal",
    )
    item = signing.request_signature(
        kind=ANSWER_KIND,
        reference=str(complaint.uid),
        file=draft,
        title=told(_("Trả lời phản ánh số %(number)s"), number=complaint.number),
        for_account=actor.id,
        agency_id=complaint.agency_id,
        due_at=complaint.due_at,
        drafted_by=actor.name,
        link=f"/lam-viec/phan-anh/{complaint.uid}/",
        actor=actor,
    )
    complaint.item = item.uid
    complaint.version += 1
    complaint.save()
    note(complaint, "put_before", actor=actor)
    record("dossiers.complaint_put_before", actor=actor, target=complaint, outcome=outcome)
    return complaint


@one_act()
def forward_complaint(
    *, uid: UUID, agency_id: int, reason: str, actor: Actor, version: int | None = None
) -> Complaint:
    """Hand a complaint on to the agency it belongs to; its time begins anew there."""
    complaint = locked_for_answer(uid, actor, version)
    _in_time(complaint, ClockCode.COMPLAINT_FORWARD)
    faults = {}
    if str(agency_id) not in dict(forward_choices(complaint)):
        faults["agency"] = _("Hãy chọn cơ quan có người trả lời được việc này.")
    if not reason.strip():
        faults["reason"] = _("Hãy ghi vì sao chuyển.")
    if faults:
        raise Invalid(fields=faults)
    now = timezone.now()
    note(complaint, "forwarded", actor=actor, words=reason.strip()[:LONGEST])
    complaint.agency_id = agency_id
    complaint.arrived_at = now
    complaint.due_at = law_due(
        answer_clock(complaint.about), start=now, agency_id=agency_id, arrived_at=now
    )
    complaint.version += 1
    complaint.save()
    note(complaint, "arrived", actor=actor)
    record("dossiers.complaint_forwarded", actor=actor, target=complaint, agency=agency_id)
    tell_person(complaint, "complaint_forwarded")
    tell_leaders(complaint)
    return complaint


@one_act()
def refuse_complaint(
    *, uid: UUID, reason: str, actor: Actor, version: int | None = None
) -> Complaint:
    """Say within the days of the law why a complaint is not looked into."""
    complaint = locked_for_answer(uid, actor, version)
    _in_time(complaint, ClockCode.COMPLAINT_REFUSE)
    if not reason.strip():
        raise Invalid(fields={"reason": _("Hãy ghi vì sao không xem xét.")})
    complaint.reason = reason.strip()[:LONGEST]
    complaint.answered_by_name = actor.name
    end(complaint, ComplaintState.REFUSED)
    note(complaint, "refused", actor=actor)
    record("dossiers.complaint_refused", actor=actor, target=complaint)
    tell_person(complaint, "complaint_refused")
    return complaint


@one_act()
def mark_answer_returned(*, uid: UUID) -> None:
    """Let an answer that was sent back be written again."""
    complaint = Complaint.objects.select_for_update(of=("self",)).get(uid=uid)
    complaint.item = None
    complaint.version += 1
    complaint.save(update_fields=["item", "version"])


@one_act()
def mark_answer_sealed(*, uid: UUID, file: StoredFile, number: str) -> None:
    """Give the person the sealed answer; what is public of it appears at once."""
    complaint = Complaint.objects.select_for_update(of=("self",)).get(uid=uid)
    if not complaint.is_open:
        return
    actor = system_actor("dossiers.complaints")
    complaint.answer_file = file
    complaint.answer_number = number
    if complaint.public_text:
        complaint.published_at = timezone.now()
    end(complaint, ComplaintState.ANSWERED)
    note(complaint, "answered", actor=actor)
    record(
        "dossiers.complaint_answered",
        actor=actor,
        target=complaint,
        outcome=complaint.outcome,
        number=number,
    )
    tell_person(complaint, "complaint_answered")


def answer_pdf(*, uid: UUID, actor: Actor) -> bytes:
    """Return the sealed answer, for who complained and for who leads."""
    complaint = fetch(complaints(actor=actor), uid=uid)
    if complaint.answer_file is None:
        raise NotFound
    record("dossiers.complaint_answer_read", actor=actor, target=complaint)
    _keep_look(complaint, actor)
    return files.open_file(complaint.answer_file)


def remind_complaints() -> int:
    """Tell leaders, once a day, of complaints due within the next days or late."""
    now = timezone.now()
    day = timezone.localdate(now).isoformat()
    rows = Complaint.objects.filter(state=ComplaintState.OPEN, due_at__lt=now + SOON)
    return sum(tell_leaders(one, kind="complaint_due", key=day) for one in rows.order_by("due_at"))


def _names(complaint: Complaint, text: str) -> bool:
    """Tell whether words that everybody may read name who complained."""
    return bool(complaint.name) and complaint.name.casefold() in text.casefold()


def locked_for_answer(uid: UUID, actor: Actor, version: int | None) -> Complaint:
    """Return the locked open complaint of the actor's own agency, seen by him."""
    rows = complaints(actor=actor).filter(agency_id__in=led_by(actor))
    complaint = fetch(rows.select_for_update(of=("self",)), uid=uid)
    require(actor, P.ANSWER_COMPLAINT, unit_id=actor.unit_id)
    if complaint.agency_id != actor.agency_id:
        raise WrongState(_("Phản ánh này do cơ quan khác trả lời."))
    if not complaint.is_open:
        raise WrongState(_("Phản ánh này đã kết thúc."))
    if version is not None and version != complaint.version:
        raise DossierChanged(now=stands(complaint))
    return complaint


def _in_time(complaint: Complaint, code: ClockCode) -> None:
    until = until_of(complaint, code)
    if not may_decline(now=timezone.now(), until=until, was_put_before=complaint.item is not None):
        raise WrongState(_("Đã quá thời hạn từ chối hoặc chuyển; phản ánh này phải được trả lời."))


@in_vietnamese
def _content(complaint: Complaint, *, signer: str) -> dict[str, object]:
    agency = organization.agency(complaint.agency_id)
    parent = organization.agency(agency.parent_id).name if agency.parent_id else ""
    dossier = complaint.dossier
    return {
        "parent": parent,
        "agency": agency.name,
        "name": complaint.name,
        "number": complaint.number,
        "made_at": local_text(complaint.made_at),
        "code": dossier.shown_number,
        "procedure": dossier.procedure_version.name,
        "about": str(complaint.get_about_display()),
        "outcome": str(complaint.get_outcome_display()),
        "answer": complaint.answer,
        "signer": signer,
        "sample": dossier.is_sample,
    }
