"""What people and leaders are told about complaints: never who complained."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.notices._saying import citizen, officer

KINDS: Final = (
    citizen(
        "complaint_received",
        _("Đã nhận phản ánh của bạn"),
        vi=("Đã nhận phản ánh số %(number)s", "%(agency)s trả lời bạn trước %(due)s."),
        en=("Your complaint %(number)s was received", "%(agency)s answers you before %(due)s."),
        values=("number", "agency", "due"),
    ),
    citizen(
        "complaint_forwarded",
        _("Phản ánh được chuyển cơ quan khác"),
        vi=("Phản ánh số %(number)s do %(agency)s trả lời", "Hạn trả lời mới: %(due)s."),
        en=("Complaint %(number)s is answered by %(agency)s", "To be answered before %(due)s."),
        values=("number", "agency", "due"),
    ),
    citizen(
        "complaint_refused",
        _("Phản ánh không được xem xét"),
        vi=("Phản ánh số %(number)s không được xem xét", "Mở phản ánh để đọc lý do."),
        en=("Complaint %(number)s is not looked into", "Open the complaint to read why."),
        values=("number", "agency", "due"),
    ),
    citizen(
        "complaint_asked",
        _("Phản ánh cần bổ sung"),
        vi=("Phản ánh số %(number)s cần bạn bổ sung", "Mở phản ánh để đọc câu hỏi và trả lời."),
        en=(
            "Your complaint %(number)s needs more from you",
            "Open the complaint to read the question and reply.",
        ),
        values=("number", "agency", "due"),
        is_urgent=True,
    ),
    citizen(
        "complaint_answered",
        _("Phản ánh đã được trả lời"),
        vi=(
            "Phản ánh số %(number)s đã được trả lời",
            "%(agency)s đã ký văn bản trả lời; mở phản ánh để đọc.",
        ),
        en=(
            "Complaint %(number)s was answered",
            "%(agency)s has signed its answer; open the complaint to read it.",
        ),
        values=("number", "agency", "due"),
        is_urgent=True,
    ),
    officer(
        "complaint_arrived",
        _("Có phản ánh về hồ sơ"),
        vi=("Phản ánh số %(number)s chờ trả lời", "Hạn trả lời: %(due)s"),
        en=("Complaint %(number)s waits for an answer", "Due: %(due)s"),
        values=("number", "due"),
    ),
    officer(
        "complaint_added",
        _("Phản ánh đã được bổ sung"),
        vi=("Phản ánh số %(number)s đã được bổ sung", "Hạn trả lời: %(due)s"),
        en=("Complaint %(number)s was added to", "Due: %(due)s"),
        values=("number", "due"),
    ),
    officer(
        "complaint_due",
        _("Phản ánh sắp hoặc đã quá hạn trả lời"),
        vi=("Phản ánh số %(number)s phải trả lời trước %(due)s", "Chưa có văn bản trả lời."),
        en=("Complaint %(number)s is to be answered before %(due)s", "There is no answer yet."),
        values=("number", "due"),
        is_urgent=True,
    ),
)
