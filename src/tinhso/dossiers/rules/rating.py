"""The nine questions an applicant answers (118/2025 Art. 33)."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from django.utils.translation import gettext_lazy as _

QUESTIONS: Final = {
    "time": _("Thời gian giải quyết so với quy định"),
    "agencies": _("Số nơi phải đến để làm xong"),
    "contacts": _("Số lần phải liên hệ để hoàn thiện hồ sơ"),
    "information": _("Thông tin được công khai có đúng, kịp thời"),
    "attitude": _("Thái độ của cán bộ"),
    "lawfulness": _("Kết quả và chi phí có đúng quy định"),
    "complaints": _("Việc trả lời phản ánh, kiến nghị"),
    "online": _("Chất lượng dịch vụ trực tuyến"),
    "other": _("Nhận xét chung"),
}
"""Each from 1 (very bad) to 5 (very good); a question that does not fit is left out."""
SATISFIED_FROM: Final = 4
LEAST_RATED: Final = 5
"""With fewer ratings no score is published: it would tell what one person thought."""


def average(scores: Mapping[str, int]) -> Decimal | None:
    """Return the mean of the answered questions to two places, or None."""
    if not scores:
        return None
    mean = Decimal(sum(scores.values())) / len(scores)
    return mean.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def problems(scores: Mapping[str, object]) -> list[str]:
    """Return the keys whose answer is no whole number from 1 to 5, or no question at all."""
    return [
        key
        for key, value in scores.items()
        if key not in QUESTIONS
        or isinstance(value, bool)
        or not isinstance(value, int)
        or not 1 <= value <= 5
    ]
