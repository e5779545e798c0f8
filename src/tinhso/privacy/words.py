"""The steps of a request in words, when they are shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.errors import Message
from tinhso.privacy.models import RequestStep

STEPS: Final[dict[str, Message]] = {
    "received": _("Đã nhận yêu cầu"),
    "accepted": _("Đã trả lời: sẽ thực hiện"),
    "refused": _("Không thực hiện"),
    "extended": _("Gia hạn thực hiện"),
    "taken_back": _("Người yêu cầu rút lại"),
    "copying": _("Bắt đầu lập bản sao"),
    "copied": _("Bản sao đã lập xong"),
    "copy_deleted": _("Bản sao hết hạn tải, đã xóa"),
    "corrected": _("Đã sửa dữ liệu"),
    "restricted": _("Đã hạn chế xử lý"),
    "lifted": _("Đã thôi hạn chế xử lý"),
    "deleted": _("Đã xóa dữ liệu không còn buộc giữ"),
}


@dataclass(frozen=True, kw_only=True)
class StepLine:
    """One step as the timeline shows it."""

    title: Message
    at: datetime
    by: str
    detail: str
    detail_is_data: bool = True


def worded(steps: Iterable[RequestStep]) -> list[StepLine]:
    """Return the steps of a request, the oldest first."""
    return [
        StepLine(title=STEPS[one.code], at=one.at, by=one.by_name, detail=one.words)
        for one in steps
    ]
