"""What applicants may choose channels for apart: each topic with the kinds that belong to it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.notifications.registry import Kind, Topic

TOPICS: Final = {
    "dossiers.result": Topic(label=_("Có kết quả, nhắc đến nhận kết quả")),
    "dossiers.due": Topic(label=_("Hẹn trả thay đổi, nơi giải quyết thay đổi")),
    "dossiers.asked": Topic(label=_("Cơ quan cần bạn bổ sung, nộp phí, có mặt hoặc trả lời")),
    "dossiers.progress": Topic(label=_("Tiến độ hồ sơ")),
    "dossiers.appointments": Topic(label=_("Lịch hẹn tại quầy")),
    "dossiers.papers": Topic(label=_("Giấy tờ sắp hết hạn")),
    "dossiers.proactive": Topic(label=_("Dịch vụ chủ động")),
    "dossiers.complaints": Topic(label=_("Phản ánh của bạn")),
}

_OF: Final = {
    "dossiers.result": ("result_ready", "result_unclaimed", "post_failed", "correcting"),
    "dossiers.due": (
        *("due_moved", "agency_merged"),
        *("answer_moved", "close_moved", "correction_moved"),
    ),
    "dossiers.asked": ("supplement_asked", "fee_asked", "invited", "message"),
    "dossiers.progress": (
        *("submitted", "accepted", "assigned", "intake_refused", "part_done", "ended"),
        *("fee_answered", "fee_paid", "duty_paid", "fee_refunded", "group_paid", "group_done"),
    ),
    "dossiers.appointments": ("appointment_reminder", "appointment_moved", "appointment_off"),
    "dossiers.papers": ("foreseen", "paper_expiring"),
    "dossiers.proactive": ("prepared", "done_for_you"),
    "dossiers.complaints": (
        *("complaint_received", "complaint_forwarded", "complaint_refused"),
        *("complaint_answered", "complaint_asked"),
    ),
}
_TOPIC_OF: Final = {f"dossiers.{kind}": topic for topic, kinds in _OF.items() for kind in kinds}


def with_topics(kinds: Iterable[Kind]) -> tuple[Kind, ...]:
    """Return the kinds, each with its topic."""
    return tuple(replace(kind, topic=_TOPIC_OF.get(kind.code, "")) for kind in kinds)
