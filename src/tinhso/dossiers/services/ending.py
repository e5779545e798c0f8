"""When things do not go straight: stop, extension, correction, loss."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.events import (
    DossierMoved,
    DossierStopped,
    DueDateMoved,
    ReminderDue,
    ResultCorrected,
)
from tinhso.dossiers.models import Dossier, Extension, Incident, Result, StopRequest
from tinhso.dossiers.permissions import DossierPermission
from tinhso.dossiers.queries.law import law_in_force
from tinhso.dossiers.queries.page import may_be_stopped
from tinhso.dossiers.rules.clocks import ClockCode, DueGround, LimitCode, apology_in_time, most
from tinhso.dossiers.rules.own_terms import most_extension
from tinhso.dossiers.rules.states import Channel, DossierState, FiledAt, Form
from tinhso.dossiers.rules.tax import TaxOutcome
from tinhso.dossiers.services import _core, _flow
from tinhso.dossiers.services._clock import law_due, set_due
from tinhso.dossiers.services._papers import keep_paper, make_paper
from tinhso.dossiers.services.errors import AlreadyExtended, StopNotAllowed, WrongState
from tinhso.dossiers.services.linking import end_parts, follow_extension, settle
from tinhso.dossiers.services.post import recall_post
from tinhso.dossiers.services.rebuilding import apologise_for_loss
from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.calendar import DueDate, Line, WorkCalendar, calendar_for, say_day
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import Invalid
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.events import publish
from tinhso.kernel.files.models import StoredFile
from tinhso.signing import services as signing

BY_LETTER: Final = "letter"
"""A signed letter that came by post, as what was shown by who asks to stop."""


@one_act()
def ask_stop(*, uid: UUID, actor: Actor, reason: str = "") -> StopRequest:
    """Ask for the work to stop, before there is a decision (118/2025 Art. 21)."""
    dossier = _core.begin("ask_stop", uid=uid, actor=actor)
    return _keep_wish(dossier, reason, channel=dossier.channel, shown="", actor=actor)


@one_act()
def note_stop_wish(
    *, uid: UUID, actor: Actor, reason: str, shown: str, version: int | None = None
) -> StopRequest:
    """Write down a wish to stop that came to the counter, or in a signed letter by post.

    So it is for whoever has no account (TT 03/2025 Art. 7(1)). `shown` is a code of what proved
    who asks, kept on the timeline; a letter came by post.
    """
    dossier = _core.load(uid=uid, actor=actor, version=version)
    _core.permit_move(actor, "stop", dossier)
    _core.check_state("ask_stop", dossier)
    if dossier.filed_at == FiledAt.NATIONAL:
        raise StopNotAllowed(_("Hồ sơ nộp tại Cổng Dịch vụ công quốc gia thì dừng tại đó."))
    faults = {}
    if not reason.strip():
        faults["reason"] = _("Hãy ghi lý do người nộp nêu.")
    if not shown:
        faults["shown"] = _("Hãy xem giấy tờ tùy thân, hoặc đơn có chữ ký.")
    if faults:
        raise Invalid(fields=faults)
    channel = Channel.POST if shown == BY_LETTER else Channel.DESK
    return _keep_wish(dossier, reason, channel=channel, shown=shown, actor=actor)


def _keep_wish(
    dossier: Dossier, reason: str, *, channel: str, shown: str, actor: Actor
) -> StopRequest:
    """Keep a wish to stop for the desk to answer; one that waits already stays as it was said."""
    if not may_be_stopped(dossier):
        raise StopNotAllowed
    waiting = StopRequest.objects.filter(dossier=dossier, decided_at__isnull=True).first()
    if waiting is not None:
        return waiting
    now = timezone.now()
    request = StopRequest.objects.create(
        dossier=dossier, reason=reason.strip(), channel=channel, asked_by=actor.id, asked_at=now
    )
    values: dict[str, _core.Value] = {"shown": shown} if shown else {}
    _core.move("ask_stop", dossier, actor=actor, at=now, values=values)
    _core.audit("ask_stop", dossier, actor=actor, channel=channel)
    publish(ReminderDue(**_core.envelope(dossier, actor), what="stop_asked"))
    return request


@one_act()
def decide_stop(
    *, uid: UUID, actor: Actor, granted: bool, reason: str = "", version: int | None = None
) -> Dossier:
    """Let the desk answer: stop with form 05, or say why not (a decision exists already)."""
    dossier = _core.load(uid=uid, actor=actor, version=version)
    _core.permit_move(actor, "stop", dossier)
    request = fetch(StopRequest.objects.filter(dossier=dossier), decided_at__isnull=True)
    now = timezone.now()
    if granted:
        _core.check_state("stop", dossier)
    elif not reason.strip():
        raise Invalid(fields={"reason": _("Hãy ghi vì sao không dừng được.")})
    request.decided_by, request.decided_at = actor.id, now
    request.is_granted = granted
    request.refusal_reason = "" if granted else reason.strip()
    request.save()
    if not granted:
        _core.tell("stop_refused", dossier, actor=actor, at=now)
        _core.audit("stop_refused", dossier, actor=actor)
        publish(ReminderDue(**_core.envelope(dossier, actor), what="stop_refused"))
        return dossier
    stop_work(dossier, actor=actor, at=now)
    make_paper(
        dossier,
        Form.STOP,
        actor=actor,
        at=now,
        more={
            "asked_at": timezone.localtime(request.asked_at).isoformat(timespec="minutes"),
            "reason": request.reason,
        },
    )
    _core.audit("stop", dossier, actor=actor)
    publish(DossierStopped(**_core.envelope(dossier, actor)))
    return dossier


@one_act()
def stop_by_notice(
    *,
    uid: UUID,
    actor: Actor,
    number: str,
    issued_at: datetime,
    reason: str,
    file: StoredFile | None,
) -> Dossier:
    """Stop by the national portal's own notice for what was filed there (TT 03/2025 Art. 7(2)).

    The notice is a paper that came in: its number and file are the portal's, none is given here.
    `WrongState` when there is a decision already.
    """
    dossier = _core.begin("stop", uid=uid, actor=actor)
    if dossier.filed_at != FiledAt.NATIONAL:
        raise StopNotAllowed(_("Hồ sơ này không nộp tại Cổng Dịch vụ công quốc gia."))
    now = timezone.now()
    asked, _made = StopRequest.objects.get_or_create(
        dossier=dossier,
        decided_at=None,
        defaults={
            "reason": reason.strip(),
            "channel": dossier.channel,
            "asked_by": actor.id,
            "asked_at": issued_at,
        },
    )
    asked.decided_by, asked.decided_at, asked.is_granted = actor.id, now, True
    asked.save()
    stop_work(dossier, actor=actor, at=now)
    keep_paper(dossier, Form.STOP, number=number, file=file, actor=actor, at=issued_at)
    _core.audit("stop", dossier, actor=actor, by_notice=True)
    publish(DossierStopped(**_core.envelope(dossier, actor)))
    return dossier


@one_act()
def extend(
    *, uid: UUID, actor: Actor, reason: str, due_at: datetime, version: int | None = None
) -> Extension:
    """Move the promised time once, with an apology signed by the head (form 04).

    Late apologies are let through and marked: the applicant must hear of it in any case. A
    procedure may say by how many working days at most; a late apology has them from now on.
    """
    dossier = _core.begin("extend", uid=uid, actor=actor, version=version)
    if dossier.is_in_correction:
        raise WrongState
    arrived_on, law = timezone.localdate(dossier.arrived_at), law_in_force()
    if dossier.extension_count >= most(LimitCode.EXTENSIONS, on=arrived_on, law=law):
        raise AlreadyExtended
    if dossier.procedure_version.settings_data.get("extension_allowed") is False:
        raise WrongState(_("Thủ tục này không được gia hạn theo quy định riêng."))
    old, now = dossier.due_at, timezone.now()
    if old is None or due_at <= max(old, now):
        raise Invalid(fields={"due_at": _("Ngày hẹn mới phải sau ngày đã hẹn và ở phía trước.")})
    if not reason.strip():
        raise Invalid(fields={"reason": _("Hãy ghi lý do chậm.")})
    calendar = calendar_for(dossier.resolving_agency_id, fresh=True)
    if not calendar.is_working_day(timezone.localdate(due_at)):
        raise Invalid(fields={"due_at": _("Ngày hẹn mới rơi vào ngày nghỉ.")})
    _refuse_beyond(dossier, due_at, since=max(old, now), calendar=calendar)
    extension = Extension.objects.create(
        dossier=dossier,
        reason=reason.strip(),
        due_before=old,
        due_after=due_at,
        decided_by=_core.who(actor),
        decided_by_name=actor.name,
        decided_at=now,
        in_time=apology_in_time(
            on=timezone.localdate(now),
            due_on=timezone.localdate(old),
            arrived_on=arrived_on,
            calendar=calendar,
            law=law,
        ),
    )
    dossier.extension_count += 1
    line = Line("due", {"at": timezone.localtime(due_at).isoformat(timespec="minutes")})
    set_due(
        dossier,
        legal=DueDate(at=due_at, lines=(line,)),
        national=max(dossier.national_due_at or due_at, due_at),
        ground=DueGround.EXTENSION,
        actor=actor,
        at=now,
    )
    _core.move("extend", dossier, actor=actor, at=now, values={"due": _core.iso(due_at)})
    follow_extension(dossier, actor=actor, at=now)
    make_paper(
        dossier,
        Form.APOLOGY,
        actor=actor,
        at=now,
        more={
            "promised": timezone.localtime(old).isoformat(timespec="minutes"),
            "new_due": timezone.localtime(due_at).isoformat(timespec="minutes"),
            "reason": reason.strip(),
        },
    )
    _core.audit("extend", dossier, actor=actor, in_time=extension.in_time)
    publish(
        DueDateMoved(
            **_core.envelope(dossier, actor),
            ground=DueGround.EXTENSION,
            old_due_at=old,
            new_due_at=due_at,
        )
    )
    return extension


def _refuse_beyond(
    dossier: Dossier, due_at: datetime, *, since: datetime, calendar: WorkCalendar
) -> None:
    """Refuse more days than the procedure itself allows; another agency's part has its own term."""
    days = most_extension(dossier.procedure_version.settings_data)
    if days is None or dossier.part:
        return
    last = calendar.next_working_day(timezone.localdate(since), count=days)
    if timezone.localdate(due_at) > last:
        said = _("Thủ tục này chỉ được gia hạn %(days)s ngày làm việc: chậm nhất là %(last)s.")
        raise Invalid(fields={"due_at": told(said, days=days, last=say_day(last))})


@one_act()
def correct_result(*, uid: UUID, actor: Actor, fault: str, version: int | None = None) -> Dossier:
    """Send a wrong result back to be made right within three working days (118 Art. 23(1)).

    The old result stays as it was signed, marked as no longer valid; the new one names it. One
    that nobody has fetched yet goes back in its process too, to where results are put to sign; one
    that stands on a list for the post is taken off it, or called back from its carrier.
    """
    dossier = _core.begin("correct_result", uid=uid, actor=actor, version=version)
    if not fault.strip():
        raise Invalid(fields={"fault": _("Hãy ghi rõ chỗ sai.")})
    result = (
        Result.objects.select_for_update(of=("self",))
        .filter(dossier=dossier, sealed_at__isnull=False, withdrawn_at__isnull=True)
        .order_by("-pk")
        .first()
    )
    if result is None:
        raise WrongState
    now = timezone.now()
    result.fault, result.withdrawn_at = fault.strip(), now
    result.save(update_fields=["fault", "withdrawn_at"])
    dossier.correction_due_at = law_due(
        ClockCode.CORRECTION,
        start=now,
        agency_id=dossier.resolving_agency_id,
        arrived_at=dossier.arrived_at,
        settings=dossier.procedure_version.settings_data,
    )
    recall_post(dossier, actor=actor, at=now)
    house = system_actor("dossiers")
    _flow.go_back(dossier, of="return_result", reason=result.fault, actor=house, at=now)
    old = _core.move(
        "correct_result",
        dossier,
        actor=actor,
        at=now,
        values={"due": _core.iso(dossier.correction_due_at)},
    )
    _core.hand_over(
        dossier,
        to_unit_id=dossier.resolving_unit_id,
        actor=actor,
        at=now,
        due_at=dossier.correction_due_at,
    )
    _core.audit("correct_result", dossier, actor=actor, result=str(result.uid))
    publish(DossierMoved(**_core.envelope(dossier, actor), act="correct_result", old_state=old))
    publish(ResultCorrected(**_core.envelope(dossier, actor), result_uid=result.uid))
    return dossier


@one_act()
def record_incident(
    *,
    uid: UUID,
    actor: Actor,
    kind: str,
    happened_with: str,
    account: str,
    remedy: str = "",
) -> Incident:
    """Keep that a paper dossier was lost or damaged, who answers for it and what is done."""
    dossier = _core.load(uid=uid, actor=actor)
    _core.permit(
        actor,
        DossierPermission.RECEIVE,
        unit_id=dossier.receiving_unit_id,
        agency_id=dossier.receiving_agency_id,
    )
    if kind not in {"lost", "damaged"}:
        raise Invalid(fields={"kind": _("Hãy chọn mất hoặc hư hỏng.")})
    if not account.strip() or not happened_with.strip():
        raise Invalid(fields={"account": _("Hãy ghi nơi để xảy ra và diễn biến.")})
    now = timezone.now()
    incident = Incident.objects.create(
        dossier=dossier,
        kind=kind,
        found_at=now,
        happened_with=happened_with.strip()[:200],
        account=account.strip(),
        remedy=remedy.strip(),
        apologised_at=now,
        recorded_by=_core.who(actor),
    )
    apologise_for_loss(dossier, incident, actor=actor)
    _core.tell("incident", dossier, actor=actor, at=now, values={"kind": kind})
    _core.audit("incident", dossier, actor=actor, kind=kind)
    publish(ReminderDue(**_core.envelope(dossier, actor), what="incident"))
    return incident


def stop_work(dossier: Dossier, *, actor: Actor, at: datetime, act: str = "stop") -> None:
    """End the process, what was asked for and what waits for a signature; then set the state."""
    dossier.supplements.filter(answered_at__isnull=True, closed_at__isnull=True).update(
        closed_at=at
    )
    dossier.tax_slips.filter(answered_at__isnull=True).update(
        answered_at=at, outcome=TaxOutcome.RECALLED
    )
    dossier.has_wait = False
    dossier.paused_at = None
    dossier.finished_at = at
    _withdraw_from_signing(dossier, actor)
    _flow.stop(dossier, outcome="stopped", actor=actor, at=at)
    end_parts(dossier, actor=actor, at=at)
    _core.move(act, dossier, actor=actor, at=at)
    if dossier.is_member:
        settle(dossier, actor=actor, at=at)


def _withdraw_from_signing(dossier: Dossier, actor: Actor) -> None:
    if dossier.state != DossierState.SUBMITTED_FOR_SIGN:
        return
    result = dossier.results.filter(sealed_at__isnull=True, withdrawn_at__isnull=True).last()
    if result is not None and result.signing_item is not None:
        signing.withdraw_request(item_uid=result.signing_item, actor=actor)
