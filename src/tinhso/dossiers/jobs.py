"""What the clocks do by themselves; each body calls a service."""

from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers import services
from tinhso.dossiers.models import Consultation, Dossier, SupplementRequest, TaxSlip
from tinhso.dossiers.models.live import IsLive
from tinhso.dossiers.queries.law import law_in_force
from tinhso.dossiers.rules.clocks import apology_until
from tinhso.dossiers.rules.states import WITH_RESULT, DossierState
from tinhso.dossiers.services import paper_store, waiting
from tinhso.dossiers.services.days_off import with_open_deadlines
from tinhso.dossiers.services.foretelling import tell_new_versions
from tinhso.dossiers.services.publishing import publish_figures
from tinhso.dossiers.services.tax_lateness import note_late_tax
from tinhso.kernel.actors import system_actor
from tinhso.kernel.calendar import calendar_for
from tinhso.kernel.jobs import enqueue, every, job, progress

BATCH = 500


@every("dossiers.alert_desks", title=_("Báo một cửa hồ sơ trực tuyến chưa trả lời"), minutes=5)
def alert_desks() -> None:
    """Alert the desks to what came online and lies unanswered, within the two hours of the law."""
    now = timezone.now()
    waiting = Dossier.objects.filter(
        state=DossierState.SUBMITTED, alerted_at__isnull=True, alert_at__lte=now
    )
    for pk in list(waiting.order_by("alert_at").values_list("pk", flat=True)[:BATCH]):
        services.alert_desk(dossier_id=pk, at=now)
    overdue = Dossier.objects.filter(state=DossierState.SUBMITTED, answer_due_at__lte=now)
    for pk in list(overdue.order_by("answer_due_at").values_list("pk", flat=True)[:BATCH]):
        services.remind_due(dossier_id=pk, what="answer_late", at=now)


@every("dossiers.close_unanswered", title=_("Đóng hồ sơ quá hạn bổ sung"), minutes=60)
def close_unanswered() -> None:
    """Close the dossiers whose supplement never came (118/2025 Art. 19(5))."""
    gone = SupplementRequest.objects.filter(
        close_at__lte=timezone.now(), answered_at__isnull=True, closed_at__isnull=True
    )
    for uid in list(gone.values_list("dossier__uid", flat=True)[:BATCH]):
        services.close_unanswered(uid=uid, actor=system_actor("dossiers.close_unanswered"))


@every("dossiers.close_tickets", title=_("Đóng hàng chờ cuối ngày"), daily_at="23:50")
def close_tickets() -> None:
    """End the day at every desk: who was not called is closed, the counters are left."""
    waiting.close_tickets(at=timezone.now(), actor=system_actor("dossiers.close_tickets"))
    waiting.miss_appointments(until=timezone.localdate())


@job(
    "dossiers.move_appointments",
    title=_("Dời lịch hẹn khỏi ngày nghỉ"),
    max_attempts=5,
    lease_seconds=120,
)
def move_appointments(*, day: str, agency_id: int | None = None) -> None:
    """Move who was to come on a day that is off now, and tell him."""
    waiting.move_for_day_off(day=date.fromisoformat(day), agency_id=agency_id)


@every("dossiers.tell_new_versions", title=_("Báo trước bản mới của thủ tục"), daily_at="07:10")
def tell_of_new_versions() -> None:
    """Tell who has open dossiers of a procedure that its new version begins within a week."""
    tell_new_versions(on=timezone.localdate())


@every("dossiers.publish_figures", title=_("Công khai kết quả phục vụ theo quý"), daily_at="02:20")
def publish_service_figures() -> None:
    """Publish how each agency serves this quarter (118/2025 Art. 34)."""
    publish_figures(on=timezone.localdate(), actor=system_actor("dossiers.publish_figures"))


@every("dossiers.remind_appointments", title=_("Nhắc lịch hẹn ngày mai"), daily_at="16:00")
def remind_appointments() -> None:
    """Remind who is to come to a desk tomorrow."""
    waiting.remind_appointments(on=timezone.localdate() + timedelta(days=1))


@every(
    "dossiers.forget_intakes", title=_("Xóa phần nhập dở tại quầy quá ba ngày"), daily_at="01:30"
)
def forget_intakes() -> None:
    """Forget what was typed at a counter three days ago and never taken in."""
    services.forget_old_intakes()


@every("dossiers.foresee", title=_("Rà giấy tờ sắp hết hạn để phục vụ chủ động"), daily_at="06:30")
def foresee() -> None:
    """Remind of what runs out, prepare or do it, and close what nobody answered."""
    services.foresee(on=timezone.localdate())
    services.lapse_offers(at=timezone.now())


@every(
    "dossiers.note_silence", title=_("Ghi nhận cơ quan không trả lời ý kiến đúng hạn"), minutes=15
)
def note_silence() -> None:
    """Tell the leads of agencies that did not answer in time."""
    now = timezone.now()
    silent = Consultation.objects.filter(
        due_at__lte=now, answered_at__isnull=True, silent_at__isnull=True
    )
    for pk in list(silent.values_list("pk", flat=True)[:BATCH]):
        services.note_silence(consultation_id=pk, at=now)


@every("dossiers.note_late_tax", title=_("Ghi nhận cơ quan thuế quá hạn"), minutes=15)
def note_late_tax_agencies() -> None:
    """Note tax agencies that are past their own time."""
    now = timezone.now()
    late = TaxSlip.objects.waiting().filter(due_at__lte=now, late_noted_at__isnull=True)
    for pk in list(late.values_list("pk", flat=True)[:BATCH]):
        note_late_tax(slip_id=pk, at=now)


@every("dossiers.warn_of_papers", title=_("Báo giấy tờ sắp hết hạn"), daily_at="07:40")
def warn_of_papers() -> None:
    """Tell people of papers that run out soon."""
    paper_store.warn_of_papers(on=timezone.localdate())


@every("dossiers.remind_due", title=_("Nhắc hồ sơ sắp đến hạn hoặc quá hạn"), daily_at="07:00")
def remind_due() -> None:
    """Remind of what is due on the next working day, owes an apology today, or is late.

    A wrong result that is being made right has days of its own, and is reminded of by them.
    """
    now = timezone.now()
    calendar = calendar_for()
    tomorrow = calendar.next_working_day(timezone.localdate(now))
    running = Dossier.objects.running()
    soon = running.filter(due_at__gte=now, due_at__date__lte=tomorrow)
    for pk in list(soon.values_list("pk", flat=True)):
        services.remind_due(dossier_id=pk, what="due_soon", at=now)
    until = apology_until(now, calendar, law=law_in_force())
    owed = running.filter(due_at__gte=now, due_at__lt=until, extension_count=0)
    for pk in list(owed.values_list("pk", flat=True)):
        services.remind_due(dossier_id=pk, what="apology_owed", at=now)
    for pk in list(running.filter(due_at__lt=now).values_list("pk", flat=True)):
        services.remind_due(dossier_id=pk, what="late", at=now)
    corrected = Dossier.objects.in_correction().filter(correction_due_at__date__lte=tomorrow)
    for pk, due in list(corrected.values_list("pk", "correction_due_at")):
        what = "correction_late" if due is not None and due < now else "correction_soon"
        services.remind_due(dossier_id=pk, what=what, at=now)


@every("dossiers.remind_unclaimed", title=_("Nhắc người chưa đến nhận kết quả"), daily_at="08:00")
def remind_unclaimed() -> None:
    """Remind who has not come for his result; the oldest first."""
    now = timezone.now()
    soonest = now - timedelta(days=1)
    lying = Dossier.objects.filter(
        IsLive(), state__in=sorted(WITH_RESULT), electronic_only=False, finished_at__lte=soonest
    )
    for pk in list(lying.order_by("finished_at").values_list("pk", flat=True)):
        services.remind_unclaimed(dossier_id=pk, at=now)


@every(
    "dossiers.remind_reports", title=_("Nhắc báo cáo sắp đến hạn hoặc chưa gửi"), daily_at="07:10"
)
def remind_reports() -> None:
    """Remind leaders of reports that are due within three days or late and not sent."""
    services.remind_reports(on=timezone.localdate())


@every(
    "dossiers.remind_complaints",
    title=_("Nhắc phản ánh sắp đến hạn hoặc quá hạn"),
    daily_at="07:20",
)
def remind_complaints() -> None:
    """Remind leaders of complaints that are due soon or late."""
    services.remind_complaints()


@every(
    "dossiers.draw_up_settlements", title=_("Lập quyết toán thu hộ tháng trước"), daily_at="06:50"
)
def draw_up_settlements() -> None:
    """Draw up what agencies took in for each other last month, as soon as it is over."""
    services.draw_up_settlements(on=timezone.localdate())


@every("dossiers.remind_remittance", title=_("Nhắc nộp tiền vào kho bạc"), minutes=30)
def remind_remittance() -> None:
    """Tell cashiers of money that is late for the treasury."""
    services.remind_late(at=timezone.now())


@every("dossiers.catch_up_national", title=_("Gửi bù hồ sơ lên cổng quốc gia"), minutes=10)
def catch_up_national() -> None:
    """Tell a national portal that is new here of what was open before."""
    services.national.catch_up()


@job(
    "dossiers.move_due_dates",
    title=_("Dời hạn trả vì ngày nghỉ"),
    max_attempts=5,
    lease_seconds=600,
)
def move_due_dates(
    *, day: str, decision: str, agency_id: int | None = None, after: int = 0, moved: int = 0
) -> None:
    """Move promises and other open deadlines later after a day off was declared, in batches."""
    open_now = with_open_deadlines(day=date.fromisoformat(day), agency_id=agency_id)
    rows = open_now.filter(pk__gt=after)
    batch = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
    for number, pk in enumerate(batch, 1):
        moved += services.move_due_for_day_off(dossier_id=pk, day=day, decision=decision)
        progress(number, len(batch))
    if len(batch) == BATCH:
        enqueue(
            "dossiers.move_due_dates",
            key=f"{day}:{agency_id}:{batch[-1]}",
            day=day,
            decision=decision,
            agency_id=agency_id,
            after=batch[-1],
            moved=moved,
        )


@job(
    "dossiers.open_checkout", title=_("Mở thanh toán trực tuyến"), max_attempts=4, lease_seconds=60
)
def open_checkout(*, payment_uid: str) -> None:
    """Tell the bank of an order, so that the person can go there."""
    services.open_checkout(payment_uid=UUID(payment_uid))


@job(
    "dossiers.open_bill_checkout",
    title=_("Mở thanh toán cho danh sách nộp"),
    max_attempts=4,
    lease_seconds=60,
)
def open_bill_checkout(*, bill_uid: str) -> None:
    """Tell the bank of a list's bill, so that the business can go there."""
    services.open_bill_checkout(bill_uid=UUID(bill_uid))


@job(
    "dossiers.settle_bill",
    title=_("Lập biên lai cho danh sách đã trả tiền"),
    max_attempts=8,
    lease_seconds=300,
)
def settle_bill(*, bill_uid: str) -> None:
    """Write a receipt for each dossier of a list whose money came."""
    services.settle_bill(bill_uid=UUID(bill_uid))


@job(
    "dossiers.ask_refund", title=_("Đề nghị ngân hàng hoàn tiền"), max_attempts=8, lease_seconds=60
)
def ask_refund(*, refund_uid: str) -> None:
    """Ask the bank to give money back."""
    services.ask_refund(refund_uid=UUID(refund_uid))


@every("dossiers.expire_checkouts", title=_("Hủy lượt thanh toán đã hết giờ"), minutes=10)
def expire_checkouts() -> None:
    """Give up tries to pay whose time at the bank has passed."""
    services.expire_checkouts(at=timezone.now())


@job(
    "dossiers.read_statement",
    title=_("Lấy sao kê ngân hàng để đối soát"),
    max_attempts=6,
    lease_seconds=120,
)
def read_statement(*, statement_uid: str) -> None:
    """Fetch a day's statement from the bank and compare it with our payments."""
    services.read_statement(statement_uid=UUID(statement_uid))


@job("dossiers.seal_scan", title=_("Đóng dấu bản số hóa"), max_attempts=4, lease_seconds=60)
def seal_scan(*, seal_uid: str) -> None:
    """Put the seal on a scan that was signed just now, where the server's key may."""
    services.press(seal_uid=UUID(seal_uid), actor=system_actor("dossiers.seal_scans"))


@every("dossiers.seal_scans", title=_("Đóng dấu lại các bản số hóa còn chờ"), minutes=10)
def seal_scans() -> None:
    """Try again the seals that were asked for while an agency's key was away."""
    services.seal_asked()


@job("dossiers.file_group", title=_("Nộp hồ sơ theo danh sách"), max_attempts=8, lease_seconds=600)
def file_group(*, group_uid: str) -> None:
    """File the rows of a list that a business handed in; again after a kill, it goes on."""
    services.file_group(group_uid=UUID(group_uid))
