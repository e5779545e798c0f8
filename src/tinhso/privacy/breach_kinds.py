"""What is told of breaches: to officers before the hours are over, to those concerned."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.notifications.registry import Kind, Urgency

BREACH_DUE: Final = Kind(
    code="privacy.breach_due",
    label=_("Vi phạm dữ liệu sắp hết hạn báo cáo"),
    audience="official",
    title={
        "vi": "Vi phạm dữ liệu %(number)s phải báo cáo",
        "en": "Breach %(number)s must be reported",
    },
    body={
        "vi": "Báo cáo cơ quan có thẩm quyền trước %(until)s.",
        "en": "Report it to the competent body before %(until)s.",
    },
    values=("number", "until"),
    urgency=Urgency.URGENT,
    samples={"number": "1/VP-DLCN", "until": "09:00 01/12/2026"},
)

BREACH_PEOPLE_DUE: Final = Kind(
    code="privacy.breach_people_due",
    label=_("Vi phạm dữ liệu: người bị ảnh hưởng chưa được báo"),
    audience="official",
    title={
        "vi": "Vi phạm dữ liệu %(number)s: phải báo người bị ảnh hưởng",
        "en": "Breach %(number)s: those concerned must be told",
    },
    body={
        "vi": "Báo từng người trước %(until)s, hoặc thông báo công khai.",
        "en": "Tell each of them before %(until)s, or tell the public.",
    },
    values=("number", "until"),
    urgency=Urgency.URGENT,
    samples={"number": "1/VP-DLCN", "until": "09:00 01/12/2026"},
)

BREACH_TOLD: Final = Kind(
    code="privacy.breach_told",
    label=_("Dữ liệu của bạn bị ảnh hưởng bởi một vi phạm"),
    audience="citizen",
    title={
        "vi": "Dữ liệu của bạn bị ảnh hưởng bởi một vi phạm",
        "en": "A breach concerns your data",
    },
    body={
        "vi": "%(agency)s báo: lúc %(at)s đã xảy ra vi phạm về dữ liệu cá nhân."
        " Dữ liệu: %(kinds)s. Hậu quả có thể: %(consequences)s."
        " Đã làm: %(measures)s. Liên hệ: %(contact)s.",
        "en": "%(agency)s tells you: at %(at)s a breach of personal data happened."
        " Data: %(kinds)s. Possible consequences: %(consequences)s."
        " Measures taken: %(measures)s. Contact: %(contact)s.",
    },
    values=("agency", "at", "kinds", "consequences", "measures", "contact"),
    urgency=Urgency.URGENT,
    samples={
        "agency": "UBND xã Đông Khê",
        "at": "09:00 28/11/2026",
        "kinds": "Vị trí của cá nhân",
        "consequences": "có thể bị gọi điện mạo danh",
        "measures": "đã khóa tài khoản lộ, đổi mật khẩu",
        "contact": "Bế Thị Văn, 0206 3850 000",
    },
)

BREACH_KINDS: Final = (BREACH_DUE, BREACH_PEOPLE_DUE, BREACH_TOLD)
