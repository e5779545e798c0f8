"""What is told of requests of competent bodies: to officers, and to the person when he may know."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.notifications.registry import Kind, Urgency

AUTHORITY_NEW: Final = Kind(
    code="privacy.authority_new",
    label=_("Yêu cầu mới của cơ quan có thẩm quyền"),
    audience="official",
    title={
        "vi": "Yêu cầu %(number)s của cơ quan có thẩm quyền",
        "en": "Request %(number)s of a competent body",
    },
    body={"vi": "Thực hiện trước %(until)s.", "en": "To be done before %(until)s."},
    values=("number", "until"),
    urgency=Urgency.URGENT,
    samples={"number": "1/YC-CQ", "until": "09:00 01/12/2026"},
)

AUTHORITY_DUE: Final = Kind(
    code="privacy.authority_due",
    label=_("Yêu cầu của cơ quan có thẩm quyền sắp hết giờ hoặc đã quá giờ"),
    audience="official",
    title={
        "vi": "Yêu cầu %(number)s phải thực hiện",
        "en": "Request %(number)s must be done",
    },
    body={
        "vi": "Hết giờ lúc %(until)s, tính cả đêm và ngày nghỉ.",
        "en": "Its time ends at %(until)s, nights and days off included.",
    },
    values=("number", "until"),
    urgency=Urgency.URGENT,
    samples={"number": "1/YC-CQ", "until": "09:00 01/12/2026"},
)

AUTHORITY_LATE: Final = Kind(
    code="privacy.authority_late",
    label=_("Yêu cầu của cơ quan có thẩm quyền quá giờ ở cơ quan của bạn"),
    audience="official",
    title={
        "vi": "Yêu cầu %(number)s đã quá giờ",
        "en": "Request %(number)s is past its time",
    },
    body={
        "vi": "%(agency)s chưa thực hiện; hết giờ từ %(until)s.",
        "en": "%(agency)s has not done it; its time ended at %(until)s.",
    },
    values=("number", "agency", "until"),
    urgency=Urgency.URGENT,
    samples={"number": "1/YC-CQ", "agency": "UBND xã Đông Khê", "until": "09:00 01/12/2026"},
)

AUTHORITY_TOLD: Final = Kind(
    code="privacy.authority_told",
    label=_("Dữ liệu của bạn được cung cấp cho cơ quan có thẩm quyền"),
    audience="citizen",
    title={
        "vi": "Dữ liệu của bạn được cung cấp cho cơ quan có thẩm quyền",
        "en": "Your data was given to a competent body",
    },
    body={
        "vi": "%(agency)s đã thực hiện yêu cầu của %(body)s theo văn bản %(paper)s."
        " Căn cứ: %(basis)s.",
        "en": "%(agency)s did what %(body)s asked by paper %(paper)s. Legal basis: %(basis)s.",
    },
    values=("agency", "body", "paper", "basis"),
    urgency=Urgency.NORMAL,
    samples={
        "agency": "UBND xã Đông Khê",
        "body": "Công an tỉnh",
        "paper": "12/YC-CAT",
        "basis": "Luật 116/2025/QH15, Điều 25",
    },
)

AUTHORITY_KINDS: Final = (AUTHORITY_NEW, AUTHORITY_DUE, AUTHORITY_LATE, AUTHORITY_TOLD)
"""All that is told of requests of competent bodies."""
