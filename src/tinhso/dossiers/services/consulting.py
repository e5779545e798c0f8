"""Opinions of other agencies, in parallel; visits on site."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.events import DossierMoved, ReminderDue
from tinhso.dossiers.models import Consultation, Dossier, FieldCheck, of_seen
from tinhso.dossiers.queries.page import may_answer
from tinhso.dossiers.rules.process import OPINIONS
from tinhso.dossiers.rules.sight import unit_key
from tinhso.dossiers.rules.states import DossierState
from tinhso.dossiers.services import _core, _flow, _routing
from tinhso.dossiers.services.errors import WrongState
from tinhso.dossiers.services.inputs import ConsultInput
from tinhso.dossiers.services.work import in_hand
from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.calendar import add_working_hours
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import Invalid, NotPermitted
from tinhso.kernel.events import publish
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.workflow import services as workflow
from tinhso.organization import queries as organization


@one_act()
def consult(
    *,
    uid: UUID,
    actor: Actor,
    parties: Sequence[ConsultInput],
    version: int | None = None,
) -> list[Consultation]:
    """Ask several agencies at once, each with its own deadline; the dossier's clock runs on."""
    dossier = _core.begin("consult", uid=uid, actor=actor, version=version)
    in_hand(dossier, actor)
    if not parties or any(not party.question.strip() for party in parties):
        raise Invalid(fields={"parties": _("Hãy chọn cơ quan và ghi nội dung cần hỏi.")})
    if any(party.hours < 1 for party in parties):
        raise Invalid(fields={"hours": _("Thời hạn trả lời ít nhất là 1 giờ làm việc.")})
    now = timezone.now()
    rows = [
        Consultation(
            dossier=dossier,
            agency_id=party.agency_id,
            unit_id=party.unit_id or _routing.consulted_unit(party.agency_id),
            question=party.question.strip(),
            asked_by=_core.who(actor),
            asked_at=now,
            hours=party.hours,
            due_at=add_working_hours(now, party.hours, party.agency_id),
        )
        for party in parties
    ]
    put_questions(dossier, rows, hours=[party.hours for party in parties], actor=actor, at=now)
    old = _core.move("consult", dossier, actor=actor, at=now, values={"agencies": len(rows)})
    _core.audit("consult", dossier, actor=actor, agencies=len(rows))
    publish(DossierMoved(**_core.envelope(dossier, actor), act="consult", old_state=old))
    return rows


def put_questions(
    dossier: Dossier,
    rows: Sequence[Consultation],
    *,
    hours: Sequence[int],
    actor: Actor,
    at: datetime,
) -> None:
    """Keep questions, show the dossier to those who answer, and open a step for each of them."""
    for row in rows:
        row.save()
        _core.add_sight(dossier, _consulted_keys(row.unit_id, row.agency_id))
    _flow.advance(
        dossier,
        "consult",
        actor=actor,
        parties=[
            workflow.Party("consulted", agency_id=row.agency_id, hours=given)
            for row, given in zip(rows, hours, strict=True)
        ],
        is_needed=False,
        at=at,
    )


@one_act()
def answer_consultation(
    *,
    consultation_uid: UUID,
    actor: Actor,
    opinion: str,
    answer: str,
    file: StoredFile | None = None,
) -> Consultation:
    """Give the consulted agency's opinion; the last one lets the lead go on."""
    row = fetch(of_seen(Consultation.objects.all(), actor), uid=consultation_uid)
    dossier = _core.load(uid=row.dossier.uid, actor=actor)
    if not may_answer(actor, row):
        raise NotPermitted
    row.refresh_from_db()
    if opinion not in OPINIONS:
        raise Invalid(fields={"opinion": _("Hãy chọn đồng ý, không đồng ý hoặc có điều kiện.")})
    if opinion != "agree" and not answer.strip():
        raise Invalid(fields={"answer": _("Hãy ghi rõ nội dung ý kiến.")})
    return take_answer(dossier, row, actor=actor, opinion=opinion, answer=answer, file=file)


def take_answer(
    dossier: Dossier,
    row: Consultation,
    *,
    actor: Actor,
    opinion: str,
    answer: str,
    file: StoredFile | None = None,
) -> Consultation:
    """Keep an opinion on a locked dossier; when it was the last, the lead goes on."""
    if row.answered_at is not None or dossier.state != DossierState.CONSULTING:
        raise WrongState(_("Ý kiến này đã được trả lời hoặc hồ sơ không còn chờ ý kiến."))
    now = timezone.now()
    row.opinion, row.answer, row.file = opinion, answer.strip(), file
    row.answered_by, row.answered_at = actor.id, now
    row.save()
    _answer_step(dossier, row, opinion=opinion, reason=answer, actor=actor, at=now)
    _core.tell(
        "consultation_answered",
        dossier,
        actor=actor,
        at=now,
        values={"opinion": opinion},
        is_told=False,
    )
    _core.audit("consultation_answered", dossier, actor=actor, opinion=opinion)
    if not _waiting(dossier).exists():
        _go_on(dossier, actor=actor, at=now)
    return row


@one_act()
def finish_consultation(*, uid: UUID, actor: Actor) -> Dossier:
    """Go on without waiting for those whose deadline has passed; silence is kept as silence."""
    dossier = _core.begin("finish_consultation", uid=uid, actor=actor)
    now = timezone.now()
    waiting = _waiting(dossier)
    if dossier.consultations.filter(is_council=True, answered_at__isnull=True).exists():
        raise WrongState(_("Hồ sơ phải có biên bản của hội đồng mới làm tiếp được."))
    if waiting.filter(due_at__gt=now).exists():
        raise WrongState(_("Còn cơ quan trong thời hạn trả lời."))
    waiting.update(silent_at=now)
    _go_on(dossier, actor=actor, at=now)
    return dossier


@one_act()
def note_silence(*, consultation_id: int, at: datetime) -> None:
    """Tell the lead, and the desk that forwarded the dossier, of an agency's silence (19(4)c)."""
    row = Consultation.objects.select_for_update(of=("self",)).get(pk=consultation_id)
    if row.answered_at is not None or row.silent_at is not None or row.due_at > at:
        return
    row.silent_at = at
    row.save(update_fields=["silent_at"])
    actor = system_actor("dossiers.silence")
    _core.tell("consultation_silent", row.dossier, actor=actor, at=at, is_told=False)
    _core.audit("consultation_silent", row.dossier, actor=actor, agency=row.agency_id)
    publish(
        ReminderDue(
            **_core.envelope(row.dossier, actor), what="consultation_silent", due_at=row.due_at
        )
    )


@one_act()
def invite_field_check(
    *,
    uid: UUID,
    actor: Actor,
    at: datetime,
    place: str,
    people: str = "",
    content: str = "",
    version: int | None = None,
) -> FieldCheck:
    """Plan a visit and invite the applicant: time, place, participants, content (61: 19(3)).

    While a visit is planned it is moved, and the applicant is asked anew; the timeline keeps both.
    """
    dossier = _core.begin("invite_field_check", uid=uid, actor=actor, version=version)
    in_hand(dossier, actor)
    now = timezone.now()
    if at <= now:
        raise Invalid(fields={"at": _("Thời gian kiểm tra phải ở phía trước.")})
    if not place.strip():
        raise Invalid(fields={"place": _("Hãy ghi địa điểm.")})
    planned = FieldCheck.objects.filter(dossier=dossier, recorded_at__isnull=True).last()
    check = planned or FieldCheck(dossier=dossier)
    check.at, check.place, check.people = at, place.strip()[:300], people.strip()[:300]
    check.content = content.strip()
    check.invited_by, check.invited_at = _core.who(actor), now
    check.reply, check.wished_at, check.replied_at = "", None, None
    check.save()
    dossier.has_wait = True
    if dossier.state != DossierState.FIELD_CHECK:
        _flow.advance(dossier, "invite_field_check", actor=actor, is_needed=False, at=now)
    old = _core.move(
        "invite_field_check", dossier, actor=actor, at=now, values={"at": _core.iso(at)}
    )
    _core.audit("invite_field_check", dossier, actor=actor)
    publish(DossierMoved(**_core.envelope(dossier, actor), act="invite_field_check", old_state=old))
    return check


@one_act()
def reply_field_check(
    *,
    uid: UUID,
    check_uid: UUID,
    actor: Actor,
    confirmed: bool,
    wished_at: datetime | None = None,
) -> FieldCheck:
    """Let the applicant say that he will be there, or ask for another hour."""
    dossier = _core.load(uid=uid, actor=actor)
    _core.permit_applicant(actor, dossier)
    check = fetch(FieldCheck.objects.filter(dossier=dossier), uid=check_uid)
    if check.recorded_at is not None or dossier.state != DossierState.FIELD_CHECK:
        raise WrongState(_("Buổi kiểm tra này đã xong."))
    now = timezone.now()
    if not confirmed and (wished_at is None or wished_at <= now):
        raise Invalid(fields={"wished_at": _("Hãy chọn giờ khác, ở phía trước.")})
    check.reply = "confirmed" if confirmed else "other_time"
    check.wished_at = None if confirmed else wished_at
    check.replied_at = now
    check.save()
    dossier.has_wait = False
    dossier.version += 1
    dossier.save(update_fields=["has_wait", "version"])
    _core.tell("field_check_reply", dossier, actor=actor, at=now, values={"reply": check.reply})
    _core.audit("field_check_reply", dossier, actor=actor, reply=check.reply)
    publish(
        ReminderDue(**_core.envelope(dossier, actor), what="field_check_reply", due_at=check.at)
    )
    return check


@one_act()
def record_field_check(
    *,
    uid: UUID,
    check_uid: UUID,
    actor: Actor,
    outcome: str,
    findings: str,
    file: StoredFile | None = None,
) -> FieldCheck:
    """Write down what was found on site; the appraisal goes on."""
    dossier = _core.begin("record_field_check", uid=uid, actor=actor)
    in_hand(dossier, actor)
    check = fetch(FieldCheck.objects.filter(dossier=dossier), uid=check_uid)
    if outcome not in {"met", "not_met", "not_done"}:
        raise Invalid(fields={"outcome": _("Hãy chọn kết quả kiểm tra.")})
    if not findings.strip():
        raise Invalid(fields={"findings": _("Hãy ghi những gì đã thấy tại chỗ.")})
    now = timezone.now()
    check.outcome, check.findings, check.file = outcome, findings.strip(), file
    check.recorded_at = now
    check.save()
    dossier.has_wait = False
    _flow.advance(dossier, "record_field_check", actor=actor, is_needed=False, at=now)
    old = _core.move(
        "record_field_check", dossier, actor=actor, at=now, values={"outcome": outcome}
    )
    _core.audit("record_field_check", dossier, actor=actor, outcome=outcome)
    publish(DossierMoved(**_core.envelope(dossier, actor), act="record_field_check", old_state=old))
    return check


def show_to_consulted() -> int:
    """Let those see what was asked of them, and their leaders, who by now may; returns how many.

    What was asked before leaders of the consulted agency had a key of it is mended by this.
    """
    open_rows = Consultation.objects.filter(dossier__state=DossierState.CONSULTING)
    rows = list(open_rows.select_related("dossier").order_by("pk"))
    for row in rows:
        _core.add_sight(row.dossier, _consulted_keys(row.unit_id, row.agency_id))
    return len(rows)


def _consulted_keys(unit_id: int, agency_id: int) -> frozenset[str]:
    return frozenset({unit_key(unit_id)}) | organization.lead_keys_for(agency_id)


def _go_on(dossier: Dossier, *, actor: Actor, at: datetime) -> None:
    """Close the steps of those who were silent, and let the lead go on."""
    for step in _flow.steps_of(dossier):
        if step.relation == "consulted":
            workflow.close_silent(step=step, actor=actor, at=at)
    _flow.show_step(dossier)
    old = _core.move("finish_consultation", dossier, actor=actor, at=at)
    _core.audit("finish_consultation", dossier, actor=actor)
    publish(
        DossierMoved(**_core.envelope(dossier, actor), act="finish_consultation", old_state=old)
    )


def _waiting(dossier: Dossier) -> models.QuerySet[Consultation]:
    return Consultation.objects.filter(
        dossier=dossier, answered_at__isnull=True, silent_at__isnull=True
    )


def _answer_step(
    dossier: Dossier,
    row: Consultation,
    *,
    opinion: str,
    reason: str,
    actor: Actor,
    at: datetime,
) -> None:
    for step in _flow.steps_of(dossier):
        if step.relation != "consulted" or step.agency_id != row.agency_id:
            continue
        if any(move.key == opinion for move in step.step.moves):
            workflow.act(step=step, move=opinion, actor=actor, reason=reason, take_over=True, at=at)
            return
