"""Refusals a person can act on, and how they look to a page, a machine and a shell.

A service raises a subclass of `DomainError`; middleware turns it into a page, problem JSON
(RFC 9457) or an exit status. Nothing else catches it; everything else is a bug and rises.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Message = str | Promise


class DomainError(Exception):
    """A rule said no, and the reader can do something about it."""

    code: ClassVar[str] = "kernel.refused"
    status: ClassVar[int] = 409
    exit_status: ClassVar[int] = 1
    title: ClassVar[Message] = _("Chưa làm được")
    mend_url: str = ""
    """Where the reader can put right what stood in his way; the page offers it as a button."""
    mend_label: ClassVar[Message] = ""
    next_step: ClassVar[Message] = ""
    """What to do now, where the words of the status do not fit."""

    def __init__(
        self, message: Message = "", *, fields: Mapping[str, Message] | None = None
    ) -> None:
        """Say what is wrong and how to mend it; `fields` puts sentences beside form fields."""
        super().__init__(message)
        self.message = message or self.title
        self.fields = dict(fields or {})

    def __str__(self) -> str:
        return str(self.message)


class NotFound(DomainError):
    """What one may not see does not exist."""

    code = "kernel.not_found"
    status = 404
    exit_status = 4
    title = _("Không tìm thấy")


class NotPermitted(DomainError):
    """The actor sees the thing but may not do this to it."""

    code = "kernel.not_permitted"
    status = 403
    exit_status = 3
    title = _("Bạn chưa có quyền làm việc này")


class SignInNeeded(DomainError):
    """The act needs a signed-in person."""

    code = "kernel.sign_in_needed"
    status = 401
    exit_status = 3
    title = _("Bạn cần đăng nhập")


class Invalid(DomainError):
    """What was typed cannot be taken; `fields` says where and why."""

    code = "kernel.invalid"
    status = 422
    exit_status = 2
    title = _("Có chỗ cần xem lại")


@dataclass(frozen=True, kw_only=True)
class Now:
    """How a thing stands by now, for who wrote on an older page of it."""

    version: int
    """What his form must name to be sent again."""
    lines: Sequence[tuple[Message, str]] = ()
    """What it says now, or what changed: a label and words, to be read beside what he typed."""


class Conflict(DomainError):
    """Somebody else changed the thing in the meantime.

    With `now`, the page shows what changed beside what was typed, and sends it again on the newer
    version in one act.
    """

    code = "kernel.conflict"
    status = 409
    title = _("Có người vừa thay đổi")
    now: Now | None = None

    def __init__(
        self,
        message: Message = "",
        *,
        fields: Mapping[str, Message] | None = None,
        now: Now | None = None,
    ) -> None:
        """Say what is wrong, and how the thing stands now."""
        super().__init__(message, fields=fields)
        self.now = now
