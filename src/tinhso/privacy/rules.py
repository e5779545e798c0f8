"""Kinds of requests, their clocks and moves: Law 91/2025, Decree 356/2025 Art. 5; pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.calendar import Term, TermUnit


class RequestKind(models.TextChoices):
    """What a person may ask for."""

    VIEW = "view", _("Xem dữ liệu của tôi")
    PROVIDE = "provide", _("Cung cấp bản sao dữ liệu của tôi")
    CORRECT = "correct", _("Sửa dữ liệu sai")
    DELETE = "delete", _("Xóa dữ liệu")
    RESTRICT = "restrict", _("Hạn chế xử lý dữ liệu")
    WITHDRAW = "withdraw", _("Rút lại sự đồng ý")
    OBJECT = "object", _("Phản đối xử lý dữ liệu")
    PROTECT = "protect", _("Áp dụng biện pháp bảo vệ")


class RequestChannel(models.TextChoices):
    """How a request came in."""

    ONLINE = "online", _("Trực tuyến")
    DESK = "desk", _("Tại một cửa")
    POST = "post", _("Qua bưu chính")


class IdentityCheck(models.TextChoices):
    """How it was made sure that the person himself asks."""

    ACCOUNT = "account", _("Tài khoản của chính người đó")
    CARD = "card", _("Xuất trình căn cước tại quầy")
    CERTIFIED = "certified", _("Bản sao giấy tờ có chứng thực gửi kèm")


class RequestState(models.TextChoices):
    """Where a request stands."""

    RECEIVED = "received", _("Chờ trả lời")
    ACCEPTED = "accepted", _("Đang thực hiện")
    FULFILLED = "fulfilled", _("Đã thực hiện")
    REFUSED = "refused", _("Không thực hiện")
    TAKEN_BACK = "taken_back", _("Người yêu cầu rút lại")


MOVES: Final[dict[str, frozenset[str]]] = {
    RequestState.RECEIVED: frozenset(
        {RequestState.ACCEPTED, RequestState.REFUSED, RequestState.TAKEN_BACK}
    ),
    RequestState.ACCEPTED: frozenset(
        {RequestState.FULFILLED, RequestState.REFUSED, RequestState.TAKEN_BACK}
    ),
    RequestState.FULFILLED: frozenset(),
    RequestState.REFUSED: frozenset(),
    RequestState.TAKEN_BACK: frozenset(),
}
OPEN: Final = (RequestState.RECEIVED, RequestState.ACCEPTED)

COPIES: Final = frozenset({RequestKind.VIEW, RequestKind.PROVIDE})
RESTRICTING: Final = frozenset(
    {RequestKind.RESTRICT, RequestKind.WITHDRAW, RequestKind.OBJECT, RequestKind.PROTECT}
)
"""Requests that end in the data being used no more, or only as the law obliges."""

ANSWER_WITHIN: Final = Term(2, TermUnit.WORKING_DAY)


@dataclass(frozen=True)
class Clock:
    """Days until a request is fulfilled: alone, with somebody else who has the data, and more."""

    alone: int
    with_others: int
    extension: int

    def term(self, *, with_others: bool) -> Term:
        """Return the term as the calendar counts it."""
        return Term(self.with_others if with_others else self.alone, TermUnit.CALENDAR_DAY)

    @property
    def more(self) -> Term:
        """Return the one extension at its longest."""
        return Term(self.extension, TermUnit.CALENDAR_DAY)


_STOP: Final = Clock(15, 20, 15)
_SHOW: Final = Clock(10, 15, 10)
CLOCKS: Final[dict[str, Clock]] = {
    RequestKind.WITHDRAW: _STOP,
    RequestKind.RESTRICT: _STOP,
    RequestKind.OBJECT: _STOP,
    RequestKind.VIEW: _SHOW,
    RequestKind.CORRECT: _SHOW,
    RequestKind.PROVIDE: _SHOW,
    RequestKind.DELETE: Clock(20, 30, 20),
    RequestKind.PROTECT: Clock(15, 15, 15),
}
"""Decree 356/2025 Art. 5: days from receipt; the answer within two working days runs beside."""


class CopyState(models.TextChoices):
    """Where the copy of somebody's data stands."""

    MAKING = "making", _("đang lập")
    READY = "ready", _("sẵn sàng tải")
    DELETED = "deleted", _("đã xóa khi hết hạn tải")


CORRECTABLE: Final = {
    "name": _("Họ và tên"),
    "phone": _("Điện thoại"),
    "email": _("Thư điện tử"),
    "address": _("Nơi ở"),
    "ethnicity": _("Dân tộc"),
}
"""What an officer corrects here; numbers and days of birth follow the national database."""


def may_move(state: str, to: str) -> bool:
    """Tell whether a request may go from one state to another."""
    return to in MOVES[RequestState(state)]


def is_late(*, due_at: datetime | None, done_at: datetime | None, now: datetime) -> bool:
    """Tell whether something was done, or is still to be done, after its hour."""
    return due_at is not None and (done_at or now) > due_at


def delete_after(made_at: datetime, days: int) -> datetime:
    """Return when a copy that was made is deleted."""
    return made_at + timedelta(days=days)
