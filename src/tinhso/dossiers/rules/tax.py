"""What a tax agency may answer, and what a notice must say."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MOST_VND: Final = 10**15
"""More than this is a slip of the finger."""


class TaxOutcome(models.TextChoices):
    """How a slip was answered."""

    NOTICE = "notice", _("Đã ra thông báo")
    NOTHING = "nothing", _("Không phải nộp")
    SENT_BACK = "sent_back", _("Gửi trả vì thiếu giấy tờ")
    RECALLED = "recalled", _("Cơ quan giải quyết rút lại")


def amount_faults(amounts: Mapping[str, int], *, known: frozenset[str]) -> str | Promise:
    """Return what is wrong with the amounts of a notice; empty when they are sound."""
    if not amounts:
        return _("Hãy ghi số tiền của ít nhất một khoản; không phải nộp thì chọn “Không phải nộp”.")
    if not set(amounts) <= known:
        return _("Thủ tục này không có khoản thu đó.")
    if any(not 0 < amount <= MOST_VND for amount in amounts.values()):
        return _("Số tiền phải là số đồng nguyên, lớn hơn 0.")
    return ""


def date_faults(
    *, issued_on: date, pay_by: date, asked_on: date, today: date
) -> dict[str, Promise]:
    """Return what is wrong with the days of a notice, by field."""
    if not asked_on <= issued_on <= today:
        return {"issued_on": _("Ngày thông báo phải từ ngày nhận phiếu chuyển đến hôm nay.")}
    if pay_by < today:
        return {"pay_by": _("Hạn nộp tiền không thể là ngày đã qua.")}
    return {}
