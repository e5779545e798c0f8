"""What officers are told about dossiers, versions and reports."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.notices._saying import officer

KINDS: Final = (
    officer(
        "work",
        _("Việc về hồ sơ"),
        vi=("%(what)s: hồ sơ %(number)s", "%(procedure)s"),
        en=("%(what)s: dossier %(number)s", "%(procedure)s"),
        values=("what", "number", "procedure"),
    ),
    officer(
        "arrived",
        _("Hồ sơ trực tuyến mới đến quầy"),
        vi=(
            "Hồ sơ trực tuyến %(number)s vừa đến",
            "%(procedure)s. Trả lời người nộp trước %(due)s.",
        ),
        en=(
            "Online dossier %(number)s has arrived",
            "%(procedure)s. Answer the applicant before %(due)s.",
        ),
        values=("number", "procedure", "due"),
    ),
    officer(
        "put_off",
        _("Hẹn lại ngày trả của hồ sơ đã tiếp nhận"),
        vi=(
            "Hồ sơ %(number)s được hẹn lại đến %(due)s",
            "%(agency)s giải quyết; đã hẹn %(promised)s. Mở hồ sơ để xem văn bản xin lỗi và lý do.",
        ),
        en=(
            "Dossier %(number)s is promised anew for %(due)s",
            "%(agency)s resolves it; promised before for %(promised)s. Open the dossier for the"
            " apology and its reason.",
        ),
        values=("number", "agency", "promised", "due"),
    ),
    officer(
        "tax",
        _("Việc của cơ quan thuế"),
        vi=("%(what)s: hồ sơ %(number)s", "%(procedure)s. Hạn ra thông báo: %(due)s."),
        en=("%(what)s: dossier %(number)s", "%(procedure)s. Notice due: %(due)s."),
        values=("what", "number", "procedure", "due"),
    ),
    officer(
        "new_version",
        _("Thủ tục có phiên bản mới"),
        vi=(
            "Thủ tục %(code)s có phiên bản mới từ ngày %(day)s",
            "%(count)s hồ sơ đang giải quyết ở đơn vị bạn kết thúc theo phiên bản cũ.",
        ),
        en=(
            "Procedure %(code)s has a new version from %(day)s",
            "%(count)s open dossiers of your unit end under the old version.",
        ),
        values=("code", "day", "count"),
    ),
    officer(
        "law_rule_published",
        _("Công bố quy định chung có ngày áp dụng"),
        vi=(
            "Quy định mới áp dụng từ ngày %(day)s",
            "%(basis)s. Hồ sơ nộp trước ngày này giữ quy định cũ.",
        ),
        en=(
            "A new rule holds from %(day)s",
            "%(basis)s. Dossiers filed before that day keep the old rule.",
        ),
        values=("day", "basis"),
    ),
    officer(
        "law_rule_withdrawn",
        _("Rút quy định chung có ngày áp dụng"),
        vi=(
            "Quy định từ ngày %(day)s đã rút",
            "%(basis)s. Quy định cũ tiếp tục áp dụng.",
        ),
        en=(
            "The rule from %(day)s was withdrawn",
            "%(basis)s. The old rule goes on holding.",
        ),
        values=("day", "basis"),
    ),
    officer(
        "report_due",
        _("Đến hạn gửi báo cáo"),
        vi=("Báo cáo %(form)s phải gửi trước hết ngày %(due)s", "Kỳ %(start)s – %(end)s"),
        en=("Report %(form)s is due by the end of %(due)s", "Period %(start)s – %(end)s"),
        values=("form", "due", "start", "end"),
    ),
)

WORK: Final = {
    "desk_alert": _("Hồ sơ trực tuyến chờ trả lời"),
    "answer_late": _("Quá hạn trả lời người nộp"),
    "due_soon": _("Sắp đến hạn"),
    "apology_owed": _("Phải xin lỗi trước hạn một ngày nếu chậm"),
    "late": _("Quá hạn"),
    "correction_soon": _("Sắp hết hạn sửa kết quả sai"),
    "correction_late": _("Quá hạn sửa kết quả sai"),
    "leader": _("Lãnh đạo nhắc"),
    "consultation_silent": _("Cơ quan được hỏi quá hạn trả lời"),
    "field_check_reply": _("Người nộp trả lời lịch thực địa"),
    "stop_asked": _("Người nộp đề nghị dừng"),
    "assigned": _("Được giao"),
    "rework": _("Lãnh đạo trả lại để sửa"),
    "supplement_answered": _("Người nộp đã bổ sung"),
    "message": _("Người nộp nhắn"),
    "tax_notice": _("Cơ quan thuế đã ra thông báo"),
    "tax_nothing": _("Cơ quan thuế trả lời không phải nộp"),
    "tax_sent_back": _("Cơ quan thuế gửi trả vì thiếu giấy tờ"),
    "tax_late": _("Cơ quan thuế quá hạn"),
    "tax_proof": _("Người nộp gửi chứng từ nộp tiền"),
}
"""What officers are reminded of, by the code of the event."""

TAX: Final = {
    "ask_tax": _("Phiếu chuyển mới"),
    "recall_tax": _("Phiếu chuyển được rút lại"),
    "tax_late": _("Quá hạn ra thông báo; phải xin lỗi và hẹn lại"),
    "tax_apology": _("Văn bản xin lỗi chờ ký"),
}
"""What a tax agency's officers are told, by the code of the event."""
