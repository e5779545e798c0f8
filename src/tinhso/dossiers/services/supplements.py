"""Asking the applicant to complete a dossier, once; his answer; closing when none comes."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.events import (
    DossierClosed,
    DueDateMoved,
    SupplementAnswered,
    SupplementAsked,
)
from tinhso.dossiers.models import Dossier, SupplementRequest
from tinhso.dossiers.permissions import DossierPermission
from tinhso.dossiers.queries.asking import is_asking_again, wants_hands
from tinhso.dossiers.rules.answers import from_json
from tinhso.dossiers.rules.clocks import ClockCode, DueGround
from tinhso.dossiers.rules.states import DossierState, Form
from tinhso.dossiers.services import _core, _flow
from tinhso.dossiers.services._attachments import add_attachments
from tinhso.dossiers.services._clock import law_due, reckon, set_due
from tinhso.dossiers.services._content import put_answers
from tinhso.dossiers.services._papers import make_paper
from tinhso.dossiers.services._search import index_dossier
from tinhso.dossiers.services.errors import AlreadyAsked
from tinhso.dossiers.services.inputs import Answers, AttachmentInput, SupplementItem
from tinhso.dossiers.services.intake import reason_texts
from tinhso.dossiers.services.linking import end_parts, settle
from tinhso.dossiers.services.work import in_hand
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import Invalid
from tinhso.kernel.events import publish

if TYPE_CHECKING:
    from tinhso.procedures.models import ProcedureVersion


@one_act()
def request_supplement(
    *,
    uid: UUID,
    actor: Actor,
    items: Sequence[SupplementItem],
    reasons: Sequence[str] = (),
    note: str = "",
    override_reason: str = "",
    version: int | None = None,
) -> SupplementRequest:
    """Ask the applicant to complete the dossier: once, and everything at once (form 02).

    Before acceptance there is no clock; after it the time stands still until he has completed
    it, and then restarts from zero (118/2025 Art. 19(5)). A second request takes the permission
    to override and its reason.
    """
    dossier = _core.load(uid=uid, actor=actor, version=version)
    before = dossier.state == DossierState.SUBMITTED
    act = "request_intake_supplement" if before else "request_supplement"
    _core.permit_move(actor, act, dossier)
    _core.check_state(act, dossier)
    if wants_hands(act, dossier):
        in_hand(dossier, actor)
    if is_asking_again(act, dossier) and not override_reason.strip():
        raise AlreadyAsked
    if not items or any(not item.text.strip() for item in items):
        raise Invalid(fields={"items": _("Hãy ghi đủ mọi thứ cần bổ sung, một lần.")})
    texts = reason_texts(dossier, reasons, kind="supplement")
    now = timezone.now()
    request = _ask(
        dossier,
        items,
        actor=actor,
        at=now,
        reasons=list(reasons),
        note=note.strip(),
        override_reason=override_reason.strip(),
    )
    dossier.supplement_count += 1
    dossier.has_wait = True
    dossier.answered_at = dossier.answered_at or now
    if not before:
        dossier.paused_at = now
        _flow.pause(dossier, actor=actor, reason="supplement", at=now)
    _core.move(act, dossier, actor=actor, at=now, values={"items": len(items)})
    make_paper(
        dossier,
        Form.SUPPLEMENT,
        actor=actor,
        at=now,
        more={"items": [item.text for item in items], "reasons": texts, "note": note.strip()},
    )
    _core.audit(
        act,
        dossier,
        actor=actor,
        items=len(items),
        is_second=bool(override_reason),
        is_late=request.came_late,
    )
    publish(
        SupplementAsked(
            **_core.envelope(dossier, actor),
            request_uid=request.uid,
            before_acceptance=before,
        )
    )
    return request


@one_act()
def answer_supplement(
    *,
    uid: UUID,
    actor: Actor,
    answers: Answers | None = None,
    attachments: Sequence[AttachmentInput] = (),
    version: int | None = None,
) -> Dossier:
    """Hand in what was asked for; after acceptance the time starts again from zero.

    `answers` are those that change; the others stay as they were filed.
    """
    dossier = _core.load(uid=uid, actor=actor, version=version)
    before = dossier.state == DossierState.INTAKE_SUPPLEMENT
    act = "answer_intake_supplement" if before else "answer_supplement"
    at_desk = actor.is_official
    if at_desk:
        _core.permit(
            actor,
            DossierPermission.RECEIVE,
            unit_id=dossier.receiving_unit_id,
            agency_id=dossier.receiving_agency_id,
        )
    else:
        _core.permit_move(actor, act, dossier)
    _core.check_state(act, dossier)
    request = _open(dossier)
    if answers is None and not attachments:
        raise Invalid(fields={"attachments": _("Hãy thêm giấy tờ hoặc sửa thông tin được nêu.")})
    now = timezone.now()
    add_attachments(dossier, attachments, actor=actor, at=now)
    if answers is not None:
        put_answers(dossier, {**from_json(dossier.answers), **answers}, at=now)
    request.answered_at = now
    dossier.has_wait = False
    old_due = dossier.due_at
    if before:
        _wait_for_the_desk(dossier, at=now)
    else:
        _start_anew(dossier, request, actor=actor, at=now)
    request.save()
    _core.move(act, dossier, actor=actor, at=now, values={"due": _core.iso(dossier.due_at)})
    index_dossier(dossier)
    _core.audit(act, dossier, actor=actor, at_desk=at_desk)
    publish(
        SupplementAnswered(
            **_core.envelope(dossier, actor), request_uid=request.uid, asked_at=request.asked_at
        )
    )
    if request.due_after is not None:
        publish(
            DueDateMoved(
                **_core.envelope(dossier, actor),
                ground=DueGround.SUPPLEMENT_COMPLETE,
                old_due_at=old_due,
                new_due_at=request.due_after,
            )
        )
    return dossier


@one_act()
def close_unanswered(*, uid: UUID, actor: Actor) -> Dossier:
    """Close a dossier whose supplement never came, after the days of the law; else leave it.

    Asked before or after acceptance alike. The law names no form for it: the applicant is given
    the notice that the work stops (form 05), which says why.
    """
    dossier = _core.begin("close_unanswered", uid=uid, actor=actor)
    request = _open(dossier)
    now = timezone.now()
    if request.close_at is None or request.close_at > now:
        raise Invalid(
            _("Chưa hết thời hạn để người nộp bổ sung."),
            fields={"close_at": _("Còn thời hạn bổ sung.")},
        )
    request.closed_at = now
    request.save(update_fields=["closed_at"])
    dossier.has_wait = False
    dossier.paused_at = None
    dossier.finished_at = now
    _flow.stop(dossier, outcome="closed", actor=actor, at=now)
    end_parts(dossier, actor=actor, at=now)
    _core.move("close_unanswered", dossier, actor=actor, at=now)
    if dossier.is_member:
        settle(dossier, actor=actor, at=now)
    make_paper(
        dossier,
        Form.STOP,
        actor=actor,
        at=now,
        more={
            "cause": "unanswered",
            "asked_at": timezone.localtime(request.asked_at).isoformat(timespec="minutes"),
            "until": timezone.localtime(request.close_at).isoformat(timespec="minutes"),
            "items": [item["text"] for item in request.items],
        },
    )
    _core.audit("close_unanswered", dossier, actor=actor, before=request.before_acceptance)
    publish(DossierClosed(**_core.envelope(dossier, actor)))
    return dossier


def _ask(
    dossier: Dossier,
    items: Sequence[SupplementItem],
    *,
    actor: Actor,
    at: datetime,
    **told: object,
) -> SupplementRequest:
    """Keep what is asked, by whom, until when it is waited for and what was promised before."""
    before = dossier.accepted_at is None
    agency_id = dossier.receiving_agency_id if before else dossier.resolving_agency_id
    return SupplementRequest.objects.create(
        dossier=dossier,
        before_acceptance=before,
        items=[
            {"text": item.text, "component": item.component_key, "field": item.field_key}
            for item in items
        ],
        asked_by=_core.who(actor),
        asked_by_name=actor.name,
        asked_at=at,
        notice_due_at=supplement_notice_due(dossier),
        close_at=close_at(
            dossier.procedure_version, at, agency_id=agency_id, arrived_at=dossier.arrived_at
        ),
        due_before=dossier.due_at,
        **told,
    )


def _wait_for_the_desk(dossier: Dossier, *, at: datetime) -> None:
    """Let the desk's own time to answer begin once more."""
    dossier.answered_at = None
    dossier.answer_due_at = law_due(
        ClockCode.ONLINE_ANSWER,
        start=at,
        agency_id=dossier.receiving_agency_id,
        arrived_at=dossier.arrived_at,
        settings=dossier.procedure_version.settings_data,
    )


def _start_anew(
    dossier: Dossier, request: SupplementRequest, *, actor: Actor, at: datetime
) -> None:
    """Promise the result anew, the whole time from now on (118/2025 Art. 19(5))."""
    dossier.paused_at = None
    request.save()
    legal, national = reckon(dossier, start=dossier.clock_started_at or at)
    set_due(
        dossier,
        legal=legal,
        national=national.at,
        ground=DueGround.SUPPLEMENT_COMPLETE,
        actor=actor,
        at=at,
    )
    request.due_after = legal.at
    _flow.resume(dossier, actor=actor, restart=True, at=at)


def _open(dossier: Dossier) -> SupplementRequest:
    return fetch(
        SupplementRequest.objects.filter(dossier=dossier, closed_at__isnull=True),
        answered_at__isnull=True,
    )


def supplement_notice_due(dossier: Dossier) -> datetime | None:
    """Return until when the applicant is to be told what is missing: 118/2025 Art. 19(5).

    Before acceptance other clocks run. Nothing stops an officer who is late: it is said and kept.
    """
    if dossier.accepted_at is None:
        return None
    agency_id = dossier.resolving_agency_id
    return law_due(
        ClockCode.SUPPLEMENT_NOTICE,
        start=dossier.accepted_at,
        agency_id=agency_id,
        arrived_at=dossier.arrived_at,
    )


def close_at(
    version: "ProcedureVersion", asked_at: datetime, *, agency_id: int, arrived_at: datetime
) -> datetime:
    """Return when the desk may close it: fifteen days, or what the procedure itself says."""
    return law_due(
        ClockCode.SUPPLEMENT_TIMEOUT,
        start=asked_at,
        agency_id=agency_id,
        arrived_at=arrived_at,
        settings=version.settings_data,
    )
