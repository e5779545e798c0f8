"""What people are told when something happens to a dossier: the texts, as data."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.notifications.registry import Kind, Urgency

KINDS: Final = (
    Kind(
        code="dossiers.appointment_reminder",
        label=_("Nhắc lịch hẹn tại quầy"),
        audience="citizen",
        title={"vi": "Bạn có hẹn lúc %(at)s", "en": "You have an appointment at %(at)s"},
        body={
            "vi": "%(agency)s. Mã hẹn %(code)s, nhập ở máy lấy số khi đến.",
            "en": "%(agency)s. Type the code %(code)s at the ticket machine when you come.",
        },
        values=("at", "agency", "code"),
    ),
    Kind(
        code="dossiers.appointment_moved",
        label=_("Lịch hẹn tại quầy dời ngày"),
        audience="citizen",
        urgency=Urgency.URGENT,
        title={
            "vi": "Lịch hẹn của bạn dời sang %(at)s",
            "en": "Your appointment was moved to %(at)s",
        },
        body={
            "vi": "%(agency)s nghỉ ngày bạn đã chọn. Mã hẹn mới %(code)s.",
            "en": "%(agency)s is closed on the day you chose. Your new code is %(code)s.",
        },
        values=("at", "agency", "code"),
    ),
    Kind(
        code="dossiers.appointment_off",
        label=_("Lịch hẹn tại quầy bị hủy"),
        audience="citizen",
        urgency=Urgency.URGENT,
        title={
            "vi": "Lịch hẹn lúc %(at)s bị hủy",
            "en": "Your appointment at %(at)s was cancelled",
        },
        body={
            "vi": "%(agency)s nghỉ ngày đó và không còn giờ trống. Hãy đặt lại.",
            "en": "%(agency)s is closed that day and no hour is free. Please choose again.",
        },
        values=("at", "agency", "code"),
    ),
    Kind(
        code="dossiers.group_done",
        label=_("Danh sách đã nộp xong"),
        audience="citizen",
        title={
            "vi": "Danh sách của bạn: %(filed)s hồ sơ đã nộp",
            "en": "Your list: %(filed)s dossiers were filed",
        },
        body={
            "vi": "%(refused)s dòng không nộp được. Mở danh sách để xem từng hồ sơ.",
            "en": "%(refused)s rows could not be filed. Open the list to see each dossier.",
        },
        values=("filed", "refused"),
    ),
    Kind(
        code="dossiers.submitted",
        label=_("Đã nộp hồ sơ"),
        audience="citizen",
        title={"vi": "Đã nộp, số nộp %(number)s", "en": "Filed under number %(number)s"},
        body={
            "vi": "%(desk)s trả lời bạn trước %(answer)s.",
            "en": "%(desk)s will answer you before %(answer)s.",
        },
        values=("number", "desk", "answer"),
    ),
    Kind(
        code="dossiers.accepted",
        label=_("Đã tiếp nhận hồ sơ"),
        audience="citizen",
        title={
            "vi": "Hồ sơ %(number)s đã được tiếp nhận",
            "en": "Dossier %(number)s was accepted",
        },
        body={"vi": "Hẹn trả kết quả: %(due)s.", "en": "Result promised: %(due)s."},
        values=("number", "due"),
    ),
    Kind(
        code="dossiers.supplement_asked",
        label=_("Cần bổ sung hồ sơ"),
        audience="citizen",
        urgency=Urgency.URGENT,
        title={
            "vi": "Hồ sơ %(number)s cần bổ sung",
            "en": "Dossier %(number)s needs more papers",
        },
        body={
            "vi": "Mở hồ sơ để xem cần thêm gì và gửi lại.",
            "en": "Open the dossier to see what is needed and send it.",
        },
        values=("number",),
    ),
    Kind(
        code="dossiers.intake_refused",
        label=_("Không tiếp nhận hồ sơ"),
        audience="citizen",
        title={
            "vi": "Hồ sơ %(number)s không được tiếp nhận",
            "en": "Dossier %(number)s was not accepted",
        },
        body={"vi": "Lý do ghi trong phiếu kèm theo.", "en": "The enclosed paper says why."},
        values=("number",),
    ),
    Kind(
        code="dossiers.due_moved",
        label=_("Ngày hẹn trả thay đổi"),
        audience="citizen",
        title={
            "vi": "Hồ sơ %(number)s có ngày hẹn mới",
            "en": "Dossier %(number)s has a new date",
        },
        body={"vi": "Hẹn trả mới: %(due)s.", "en": "New date: %(due)s."},
        values=("number", "due"),
    ),
    Kind(
        code="dossiers.agency_merged",
        label=_("Cơ quan giữ hồ sơ được sắp xếp"),
        audience="citizen",
        title={
            "vi": "Hồ sơ %(number)s đã chuyển nơi giải quyết",
            "en": "Dossier %(number)s is handled elsewhere now",
        },
        body={
            "vi": "Cơ quan cũ đã sáp nhập. Nơi nhận và trả kết quả: %(desk)s. Mã hồ sơ và ngày hẹn"
            " trả không đổi; bạn không phải nộp lại giấy tờ.",
            "en": "The former agency was merged. Where to go now: %(desk)s. The code and the"
            " promised date stay; you need not hand in anything again.",
        },
        values=("number", "desk"),
    ),
    Kind(
        code="dossiers.invited",
        label=_("Mời kiểm tra thực địa"),
        audience="citizen",
        urgency=Urgency.URGENT,
        title={
            "vi": "Hồ sơ %(number)s: mời kiểm tra thực địa",
            "en": "Dossier %(number)s: invitation to a site visit",
        },
        body={
            "vi": "Mở hồ sơ để xác nhận hoặc xin giờ khác.",
            "en": "Open the dossier to confirm or ask for another time.",
        },
        values=("number",),
    ),
    Kind(
        code="dossiers.result_ready",
        label=_("Đã có kết quả"),
        audience="citizen",
        urgency=Urgency.URGENT,
        title={
            "vi": "Hồ sơ %(number)s đã có kết quả",
            "en": "The result of dossier %(number)s is ready",
        },
        body={
            "vi": "Tải bản điện tử tại đây; bản giấy nhận tại %(desk)s.",
            "en": "Download it here; the paper is at %(desk)s.",
        },
        values=("number", "desk"),
    ),
    Kind(
        code="dossiers.result_unclaimed",
        label=_("Nhắc đến nhận kết quả"),
        audience="citizen",
        title={
            "vi": "Kết quả hồ sơ %(number)s đang chờ bạn",
            "en": "The result of dossier %(number)s is waiting for you",
        },
        body={
            "vi": "Mời bạn đến %(desk)s nhận bản giấy, hoặc nhờ gửi qua bưu chính.",
            "en": "Please come to %(desk)s for the paper, or ask for it by post.",
        },
        values=("number", "desk"),
    ),
    Kind(
        code="dossiers.post_failed",
        label=_("Bưu gửi không phát được"),
        audience="citizen",
        title={
            "vi": "Kết quả hồ sơ %(number)s gửi đi không phát được",
            "en": "The result of dossier %(number)s could not be delivered",
        },
        body={
            "vi": "Kết quả đã về %(desk)s. Mời bạn đến nhận hoặc báo lại địa chỉ.",
            "en": "It is back at %(desk)s. Please come for it or tell us your address.",
        },
        values=("number", "desk"),
    ),
    Kind(
        code="dossiers.part_done",
        label=_("Một phần liên thông đã xong"),
        audience="citizen",
        title={
            "vi": "Hồ sơ %(number)s: xong phần %(part)s",
            "en": "Dossier %(number)s: one part is done (%(part)s)",
        },
        body={
            "vi": "Tải bản điện tử tại đây; bản giấy nhận một lần khi đủ các phần.",
            "en": "Download it here; the papers are handed over together once all parts are done.",
        },
        values=("number", "part"),
    ),
    Kind(
        code="dossiers.foreseen",
        label=_("Nhắc việc sắp phải làm"),
        audience="citizen",
        title={"vi": "Bạn có thể cần: %(procedure)s", "en": "You may need: %(procedure)s"},
        body={
            "vi": "Vì kết quả %(number)s của bạn. Mở để xem vì sao và cách làm.",
            "en": "Because of your result %(number)s. Open it to see why and what to do.",
        },
        values=("procedure", "number"),
    ),
    Kind(
        code="dossiers.prepared",
        label=_("Hồ sơ đã soạn sẵn"),
        audience="citizen",
        title={
            "vi": "Đã soạn sẵn cho bạn: %(procedure)s",
            "en": "Prepared for you: %(procedure)s",
        },
        body={
            "vi": "Kết quả %(number)s hết hạn %(on)s. Xem lại, xác nhận hoặc từ chối.",
            "en": "Result %(number)s runs out on %(on)s. Check it, confirm or refuse.",
        },
        values=("procedure", "number", "on"),
    ),
    Kind(
        code="dossiers.done_for_you",
        label=_("Cơ quan đã tự làm thay"),
        audience="citizen",
        urgency=Urgency.URGENT,
        title={
            "vi": "Cơ quan đã tự làm cho bạn: %(procedure)s",
            "en": "Done for you: %(procedure)s",
        },
        body={
            "vi": "Kết quả %(number)s hết hạn %(on)s. Bạn từ chối được đến %(until)s.",
            "en": "Result %(number)s runs out on %(on)s. You may refuse until %(until)s.",
        },
        values=("procedure", "number", "on", "until"),
    ),
    Kind(
        code="dossiers.ended",
        label=_("Hồ sơ đã dừng hoặc đóng"),
        audience="citizen",
        title={"vi": "Hồ sơ %(number)s đã dừng", "en": "Dossier %(number)s has ended"},
        body={"vi": "Mở hồ sơ để xem vì sao.", "en": "Open the dossier to see why."},
        values=("number",),
    ),
    Kind(
        code="dossiers.correcting",
        label=_("Kết quả đang được sửa"),
        audience="citizen",
        title={
            "vi": "Kết quả hồ sơ %(number)s có chỗ sai, đang được sửa",
            "en": "The result of dossier %(number)s is being corrected",
        },
        body={
            "vi": "Cơ quan xin lỗi và sửa trong 3 ngày làm việc.",
            "en": "The agency apologises and corrects it within 3 working days.",
        },
        values=("number",),
    ),
    Kind(
        code="dossiers.fee_asked",
        label=_("Phải nộp phí, lệ phí"),
        audience="citizen",
        urgency=Urgency.URGENT,
        title={
            "vi": "Hồ sơ %(number)s: có phí, lệ phí phải nộp",
            "en": "Dossier %(number)s: there is a fee to pay",
        },
        body={
            "vi": "Mở hồ sơ để xem số tiền, vì sao và cách nộp.",
            "en": "Open the dossier to see the amount, why, and how to pay it.",
        },
        values=("number",),
    ),
    Kind(
        code="dossiers.fee_answered",
        label=_("Trả lời đề nghị miễn phí"),
        audience="citizen",
        title={
            "vi": "Hồ sơ %(number)s: đã có trả lời về miễn phí, lệ phí",
            "en": "Dossier %(number)s: the exemption was answered",
        },
        body={"vi": "Mở hồ sơ để xem.", "en": "Open the dossier to see."},
        values=("number",),
    ),
    Kind(
        code="dossiers.fee_paid",
        label=_("Đã nộp phí, lệ phí"),
        audience="citizen",
        title={
            "vi": "Hồ sơ %(number)s: đã nộp phí, lệ phí",
            "en": "Dossier %(number)s: the fee is paid",
        },
        body={
            "vi": "Biên lai ở trang hồ sơ.",
            "en": "The receipt is on the dossier's page.",
        },
        values=("number",),
    ),
    Kind(
        code="dossiers.fee_refunded",
        label=_("Đã hoàn trả phí, lệ phí"),
        audience="citizen",
        title={
            "vi": "Hồ sơ %(number)s: phí, lệ phí đã được hoàn trả",
            "en": "Dossier %(number)s: the fee was refunded",
        },
        body={
            "vi": "Phiếu hoàn trả ở trang hồ sơ.",
            "en": "The slip is on the dossier's page.",
        },
        values=("number",),
    ),
    Kind(
        code="dossiers.message",
        label=_("Tin nhắn về hồ sơ"),
        audience="citizen",
        title={
            "vi": "Có tin nhắn về hồ sơ %(number)s",
            "en": "A message about dossier %(number)s",
        },
        body={"vi": "Mở hồ sơ để đọc.", "en": "Open the dossier to read it."},
        values=("number",),
    ),
    Kind(
        code="dossiers.remit_late",
        label=_("Quá hạn chuyển kho bạc"),
        audience="officer",
        urgency=Urgency.URGENT,
        title={
            "vi": "%(count)s khoản thu quá hạn chuyển kho bạc",
            "en": "%(count)s payments are late for the treasury",
        },
        body={
            "vi": "Tổng số %(amount)s; khoản sớm nhất phải chuyển trước %(due)s.",
            "en": "%(amount)s in all; the first was due %(due)s.",
        },
        values=("count", "amount", "due"),
    ),
    Kind(
        code="dossiers.work",
        label=_("Việc về hồ sơ"),
        audience="officer",
        channels=(),
        title={"vi": "%(what)s: hồ sơ %(number)s", "en": "%(what)s: dossier %(number)s"},
        body={"vi": "%(procedure)s", "en": "%(procedure)s"},
        values=("what", "number", "procedure"),
    ),
    Kind(
        code="dossiers.new_version",
        label=_("Thủ tục có phiên bản mới"),
        audience="officer",
        channels=(),
        title={
            "vi": "Thủ tục %(code)s có phiên bản mới từ ngày %(day)s",
            "en": "Procedure %(code)s has a new version from %(day)s",
        },
        body={
            "vi": "%(count)s hồ sơ đang giải quyết ở đơn vị bạn kết thúc theo phiên bản cũ.",
            "en": "%(count)s open dossiers of your unit end under the old version.",
        },
        values=("code", "day", "count"),
    ),
    Kind(
        code="dossiers.report_due",
        label=_("Đến hạn gửi báo cáo"),
        audience="officer",
        channels=(),
        title={
            "vi": "Báo cáo %(form)s phải gửi trước hết ngày %(due)s",
            "en": "Report %(form)s is due by the end of %(due)s",
        },
        body={"vi": "Kỳ %(start)s – %(end)s", "en": "Period %(start)s – %(end)s"},
        values=("form", "due", "start", "end"),
    ),
)

WORK: Final = {
    "desk_alert": _("Hồ sơ trực tuyến chờ trả lời"),
    "answer_late": _("Quá hạn trả lời người nộp"),
    "due_soon": _("Sắp đến hạn"),
    "apology_owed": _("Phải xin lỗi trước hạn một ngày nếu chậm"),
    "late": _("Quá hạn"),
    "leader": _("Lãnh đạo nhắc"),
    "consultation_silent": _("Cơ quan được hỏi quá hạn trả lời"),
    "field_check_reply": _("Người nộp trả lời lịch thực địa"),
    "stop_asked": _("Người nộp đề nghị dừng"),
    "assigned": _("Được giao"),
    "rework": _("Lãnh đạo trả lại để sửa"),
    "supplement_answered": _("Người nộp đã bổ sung"),
    "message": _("Người nộp nhắn"),
}
"""What officers are reminded of, by the code of the event."""
