"""What people and officers are told of requests over personal data."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.notifications.registry import Kind

WAITING: Final = Kind(
    code="privacy.request_waiting",
    label=_("Yêu cầu về dữ liệu cá nhân chờ trả lời"),
    audience="official",
    title={
        "vi": "Yêu cầu về dữ liệu cá nhân chờ trả lời",
        "en": "A request over personal data waits for an answer",
    },
    body={
        "vi": "%(kind)s. Phải trả lời trước %(until)s.",
        "en": "%(kind)s. It must be answered before %(until)s.",
    },
    values=("kind", "until"),
    samples={"kind": "Cung cấp bản sao dữ liệu của tôi", "until": "17:00 01/12/2026"},
)

ANSWERED: Final = Kind(
    code="privacy.request_answered",
    label=_("Trả lời yêu cầu về dữ liệu cá nhân"),
    audience="citizen",
    title={
        "vi": "Yêu cầu %(number)s đã được trả lời",
        "en": "Request %(number)s was answered",
    },
    body={
        "vi": "Yêu cầu của bạn về dữ liệu cá nhân sẽ được thực hiện trước %(until)s.",
        "en": "Your request over personal data will be fulfilled before %(until)s.",
    },
    values=("number", "until"),
    samples={"number": "3/YC-DLCN", "until": "17:00 08/12/2026"},
)

ENDED: Final = Kind(
    code="privacy.request_ended",
    label=_("Kết quả yêu cầu về dữ liệu cá nhân"),
    audience="citizen",
    title={
        "vi": "Yêu cầu %(number)s: %(state)s",
        "en": "Request %(number)s: %(state)s",
    },
    body={
        "vi": "Mở yêu cầu để đọc kết quả, lý do và tải tệp nếu có.",
        "en": "Open the request to read the outcome and the reasons, and to download a file.",
    },
    values=("number", "state"),
    samples={"number": "3/YC-DLCN", "state": "Đã thực hiện"},
)

CONSENT_ASKED: Final = Kind(
    code="privacy.consent_asked",
    label=_("Hỏi lại sự đồng ý nhận tin nhắn"),
    audience="citizen",
    title={
        "vi": "Bạn có còn muốn nhận tin nhắn không?",
        "en": "Do you still want messages?",
    },
    body={
        "vi": "“%(purpose)s” đã tạm ngừng vì chưa ghi sự đồng ý của bạn."
        " Muốn nhận tiếp, hãy chọn lại kênh trong cài đặt thông báo.",
        "en": "“%(purpose)s” is paused, because your consent was never written down."
        " To have it again, choose the channel anew in the settings of notices.",
    },
    values=("purpose",),
    samples={"purpose": "Nhắn tin cho bạn qua Tin nhắn SMS"},
)

KINDS: Final = (WAITING, ANSWERED, ENDED, CONSENT_ASKED)
