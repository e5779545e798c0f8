"""What people and leaders are told about complaints: never who complained."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.notifications.registry import Kind, Urgency

KINDS: Final = (
    Kind(
        code="dossiers.complaint_received",
        label=_("Đã nhận phản ánh của bạn"),
        audience="citizen",
        title={
            "vi": "Đã nhận phản ánh số %(number)s",
            "en": "Your complaint %(number)s was received",
        },
        body={
            "vi": "%(agency)s trả lời bạn trước %(due)s.",
            "en": "%(agency)s answers you before %(due)s.",
        },
        values=("number", "agency", "due"),
    ),
    Kind(
        code="dossiers.complaint_forwarded",
        label=_("Phản ánh được chuyển cơ quan khác"),
        audience="citizen",
        title={
            "vi": "Phản ánh số %(number)s do %(agency)s trả lời",
            "en": "Complaint %(number)s is answered by %(agency)s",
        },
        body={"vi": "Hạn trả lời mới: %(due)s.", "en": "To be answered before %(due)s."},
        values=("number", "agency", "due"),
    ),
    Kind(
        code="dossiers.complaint_refused",
        label=_("Phản ánh không được xem xét"),
        audience="citizen",
        title={
            "vi": "Phản ánh số %(number)s không được xem xét",
            "en": "Complaint %(number)s is not looked into",
        },
        body={"vi": "Mở phản ánh để đọc lý do.", "en": "Open the complaint to read why."},
        values=("number", "agency", "due"),
    ),
    Kind(
        code="dossiers.complaint_answered",
        label=_("Phản ánh đã được trả lời"),
        audience="citizen",
        urgency=Urgency.URGENT,
        title={
            "vi": "Phản ánh số %(number)s đã được trả lời",
            "en": "Complaint %(number)s was answered",
        },
        body={
            "vi": "%(agency)s đã ký văn bản trả lời; mở phản ánh để đọc.",
            "en": "%(agency)s has signed its answer; open the complaint to read it.",
        },
        values=("number", "agency", "due"),
    ),
    Kind(
        code="dossiers.complaint_arrived",
        label=_("Có phản ánh về hồ sơ"),
        audience="officer",
        channels=(),
        title={
            "vi": "Phản ánh số %(number)s chờ trả lời",
            "en": "Complaint %(number)s waits for an answer",
        },
        body={"vi": "Hạn trả lời: %(due)s", "en": "Due: %(due)s"},
        values=("number", "due"),
    ),
    Kind(
        code="dossiers.complaint_due",
        label=_("Phản ánh sắp hoặc đã quá hạn trả lời"),
        audience="officer",
        urgency=Urgency.URGENT,
        channels=(),
        title={
            "vi": "Phản ánh số %(number)s phải trả lời trước %(due)s",
            "en": "Complaint %(number)s is to be answered before %(due)s",
        },
        body={"vi": "Chưa có văn bản trả lời.", "en": "There is no answer yet."},
        values=("number", "due"),
    ),
)
