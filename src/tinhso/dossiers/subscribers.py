"""What this room does when something happened here or below; `board_plugs` counts what did."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers import services
from tinhso.dossiers.events import (
    DossierAccepted,
    DossierClosed,
    DossierEvent,
    DossierHandedToSuccessor,
    DossierMoved,
    DossierStopped,
    DossierSubmitted,
    DueDateMoved,
    FeeCharged,
    FeeClaimDecided,
    FeePaid,
    FeeRefunded,
    IntakeRefused,
    LawRuleChanged,
    MessageSent,
    NationalMessageArrived,
    PartsReady,
    ProgressNoted,
    ReminderDue,
    ResultCorrected,
    ResultIssued,
    ServiceForeseen,
    SupplementAnswered,
    SupplementAsked,
)
from tinhso.dossiers.notices import MOVED, TAX, WORK
from tinhso.dossiers.rules.clocks import DueGround
from tinhso.dossiers.rules.states import REMOTE_CHANNELS
from tinhso.dossiers.services import national
from tinhso.dossiers.services.foretelling import tell_law_rule
from tinhso.dossiers.services.represented import follow_ended_representation
from tinhso.dossiers.services.telling import (
    tell_desk_of_arrival,
    tell_desk_of_delay,
    tell_tax_heads,
    tell_tax_office,
)
from tinhso.identity.events import RepresentationEnded
from tinhso.kernel.calendar.events import DayOffDeclared
from tinhso.kernel.calendar.queries import decision_behind
from tinhso.kernel.events import subscribe
from tinhso.kernel.jobs import enqueue

PORTAL_ATTEMPTS: Final = 100
"""With pauses of an hour at most, a portal may be away for four days before a person is needed."""


@subscribe(DayOffDeclared)
def move_promises(event: DayOffDeclared) -> None:
    """Let a job move the open promises; the declaration waits for none of them."""
    enqueue(
        "dossiers.move_due_dates",
        key=f"{event.on}:{event.agency_id}:{event.event_id}",
        day=event.on,
        decision=decision_behind(day_id=event.day_id),
        agency_id=event.agency_id,
    )
    enqueue(
        "dossiers.move_appointments",
        key=f"{event.on}:{event.agency_id}:{event.event_id}",
        day=event.on,
        agency_id=event.agency_id,
    )


TO_APPLICANT: Final[dict[type[DossierEvent], tuple[str, Promise]]] = {
    DossierSubmitted: ("submitted", _("Báo người nộp: đã nhận hồ sơ gửi đến")),
    DossierAccepted: ("accepted", _("Báo người nộp: đã tiếp nhận")),
    SupplementAsked: ("supplement_asked", _("Báo người nộp: cần bổ sung")),
    IntakeRefused: ("intake_refused", _("Báo người nộp: không tiếp nhận")),
    DueDateMoved: ("due_moved", _("Báo người nộp: đổi ngày hẹn trả")),
    PartsReady: ("result_ready", _("Báo người nộp: đã có kết quả các phần")),
    DossierStopped: ("ended", _("Báo người nộp: hồ sơ dừng giải quyết")),
    DossierClosed: ("ended", _("Báo người nộp: hồ sơ đóng lại")),
    ResultCorrected: ("correcting", _("Báo người nộp: đang sửa kết quả")),
    FeeCharged: ("fee_asked", _("Báo người nộp: phí phải nộp")),
    FeeClaimDecided: ("fee_answered", _("Báo người nộp: trả lời xin miễn phí")),
    FeeRefunded: ("fee_refunded", _("Báo người nộp: đã hoàn phí")),
}


def _listen(event_type: type[DossierEvent], kind: str, title: Promise) -> None:
    """Tell the applicant of one kind of event, after the commit."""

    @subscribe(
        event_type,
        after_commit=True,
        name=f"dossiers.tell.{kind}.{event_type.__name__}",
        title=title,
    )
    def tell(event: DossierEvent) -> None:
        services.tell_applicant(dossier_id=event.dossier_id, kind=kind, event_id=event.event_id)


for _type, (_kind, _title) in TO_APPLICANT.items():
    _listen(_type, _kind, _title)


@subscribe(
    ResultIssued,
    after_commit=True,
    name="dossiers.tell.result_ready.ResultIssued",
    title=_("Báo người nộp: đã có kết quả"),
)
def tell_result(event: ResultIssued) -> None:
    """Tell the applicant of the answer; of one agency's part, that the others are still to come."""
    kind = "part_done" if event.is_part else "result_ready"
    services.tell_applicant(dossier_id=event.dossier_id, kind=kind, event_id=event.event_id)


@subscribe(
    FeePaid,
    after_commit=True,
    name="dossiers.tell.fee_paid.FeePaid",
    title=_("Báo người nộp: đã nhận phí"),
)
def tell_paid(event: FeePaid) -> None:
    """Tell the applicant that the fee came; whoever paid for a whole list hears of it once."""
    services.tell_applicant(
        dossier_id=event.dossier_id,
        kind="duty_paid" if event.is_duty else "fee_paid",
        event_id=event.event_id,
        with_list=event.with_list,
    )


@subscribe(ReminderDue, after_commit=True, title=_("Nhắc việc của một hồ sơ"))
def tell_reminder(event: ReminderDue) -> None:
    """Tell officers what a clock or the applicant asks of them, and him what is for him."""
    if event.what in WORK:
        services.tell_officers(
            dossier_id=event.dossier_id, what=event.what, event_id=event.event_id
        )
        if event.what in TAX:
            tell_tax_office(dossier_id=event.dossier_id, what=event.what, event_id=event.event_id)
    elif event.what == "tax_apology":
        tell_tax_heads(dossier_id=event.dossier_id, event_id=event.event_id)
    elif event.what in {"result_unclaimed", "post_failed"}:
        services.tell_applicant(
            dossier_id=event.dossier_id, kind=event.what, event_id=event.event_id
        )
    elif event.what in MOVED:
        services.tell_applicant(
            dossier_id=event.dossier_id,
            kind=event.what,
            event_id=event.event_id,
            moved_to=event.due_at,
        )
    elif event.what in {"stop_refused", "incident"}:
        services.tell_applicant(
            dossier_id=event.dossier_id, kind="message", event_id=event.event_id
        )


@subscribe(
    DossierSubmitted,
    after_commit=True,
    name="dossiers.tell_desk.DossierSubmitted",
    title=_("Báo một cửa: có hồ sơ trực tuyến mới"),
    concerns=lambda event: event.channel in REMOTE_CHANNELS,
)
def tell_arrival(event: DossierSubmitted) -> None:
    """Tell the desk at once that something came, long before it would be alerted to it."""
    tell_desk_of_arrival(dossier_id=event.dossier_id, event_id=event.event_id)


@subscribe(
    DueDateMoved,
    after_commit=True,
    name="dossiers.tell_desk.DueDateMoved",
    title=_("Báo một cửa: cơ quan giải quyết xin lỗi và hẹn lại"),
)
def tell_desk(event: DueDateMoved) -> None:
    """Tell the desk of an apology of the resolving agency or of a tax agency.

    Of a part of a linked request it hears under the part's own number, and not twice.
    """
    if event.ground in {DueGround.EXTENSION, DueGround.TAX_OFFICE}:
        tell_desk_of_delay(
            dossier_id=event.dossier_id,
            old_due_at=event.old_due_at,
            new_due_at=event.new_due_at,
            event_id=event.event_id,
        )


@subscribe(ServiceForeseen, after_commit=True, title=_("Báo người dân việc phục vụ chủ động"))
def tell_foreseen(event: ServiceForeseen) -> None:
    """Tell the person what the house foresaw, what it did and what he may answer."""
    services.tell_of_offer(offer_id=event.offer_id, event_id=event.event_id)


@subscribe(
    DossierMoved,
    after_commit=True,
    title=_("Báo việc được giao, bị trả lại hoặc lịch kiểm tra thực địa"),
)
def tell_move(event: DossierMoved) -> None:
    """Tell the specialist what came to him, the applicant what is for him, a tax agency too."""
    what = {
        "assign": "assigned",
        "reassign": "assigned",
        "return_for_rework": "rework",
        "correct_result": "rework",
        "give_tax_notice": "tax_notice",
        "replace_tax_notice": "tax_notice",
        "owe_nothing": "tax_nothing",
        "send_back_tax": "tax_sent_back",
    }.get(event.act)
    kind = {
        "assign": "assigned",
        "reassign": "assigned",
        "take": "assigned",
        "invite_field_check": "invited",
        "give_tax_notice": "tax_notice",
        "replace_tax_notice": "tax_replaced",
        "owe_nothing": "tax_nothing",
    }.get(event.act)
    if what is not None:
        services.tell_officers(dossier_id=event.dossier_id, what=what, event_id=event.event_id)
    if kind is not None:
        services.tell_applicant(dossier_id=event.dossier_id, kind=kind, event_id=event.event_id)
    if event.act in TAX:
        tell_tax_office(dossier_id=event.dossier_id, what=event.act, event_id=event.event_id)


@subscribe(SupplementAnswered, after_commit=True, title=_("Báo cán bộ: hồ sơ đã được bổ sung"))
def tell_supplement(event: SupplementAnswered) -> None:
    """Tell whoever asked that the dossier is complete."""
    services.tell_officers(
        dossier_id=event.dossier_id, what="supplement_answered", event_id=event.event_id
    )


@subscribe(MessageSent, after_commit=True, title=_("Chuyển tin nhắn giữa cán bộ và người nộp"))
def tell_message(event: MessageSent) -> None:
    """Tell the other side of a message."""
    if event.from_applicant:
        services.tell_officers(dossier_id=event.dossier_id, what="message", event_id=event.event_id)
    else:
        services.tell_applicant(
            dossier_id=event.dossier_id, kind="message", event_id=event.event_id
        )


@subscribe(
    ProgressNoted,
    after_commit=True,
    name=national.HANDLER,
    title=_("Gửi tiến độ hồ sơ lên cổng quốc gia"),
    max_attempts=PORTAL_ATTEMPTS,
    lane=lambda event: str(event.dossier_id),
)
def tell_national(event: ProgressNoted) -> None:
    """Tell the national portal of a step; those of one dossier in their order."""
    national.send_step(
        event_id=event.event_id, dossier_id=event.dossier_id, entry_id=event.entry_id
    )


@subscribe(
    NationalMessageArrived,
    after_commit=True,
    name="dossiers.from_national",
    title=_("Xử lý bản tin của cổng quốc gia"),
    max_attempts=PORTAL_ATTEMPTS,
    lane=lambda event: event.number,
)
def take_national(event: NationalMessageArrived) -> None:
    """Let a message of the national portal have its effect; those of one dossier in order."""
    national.take_message(message_uid=event.message_uid)


@subscribe(
    DossierHandedToSuccessor,
    after_commit=True,
    title=_("Báo người nộp: hồ sơ chuyển sang cơ quan mới"),
)
def tell_of_successor(event: DossierHandedToSuccessor) -> None:
    """Tell the applicant where his dossier is handled now."""
    services.tell_applicant(
        dossier_id=event.dossier_id, kind="agency_merged", event_id=event.event_id
    )


@subscribe(LawRuleChanged, after_commit=True, title=_("Báo cán bộ: quy định chung thay đổi"))
def tell_of_law_rule(event: LawRuleChanged) -> None:
    """Tell who dates rules and who oversees dossiers."""
    tell_law_rule(rule_uid=event.rule_uid, is_withdrawn=event.is_withdrawn)


@subscribe(RepresentationEnded)
def follow_representation(event: RepresentationEnded) -> None:
    """Say what becomes of dossiers that somebody filed for whom he acts no more."""
    follow_ended_representation(
        representative_id=event.representative_id,
        represented_id=event.represented_id,
        cause=event.cause,
    )
