"""Periodic work of this room."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.identity.services import lock_idle_accounts, warn_idle_accounts
from tinhso.identity.services.ending_representation import (
    bound_children,
    end_due_representations,
    warn_of_ending,
)
from tinhso.identity.services.signing_in import forget_old_failures
from tinhso.kernel.jobs import every


@every("identity.lock_idle", title=_("Khóa tài khoản lâu ngày không dùng"), daily_at="02:30")
def lock_idle() -> None:
    """Lock accounts nobody uses (TCVN 14423:2026)."""
    lock_idle_accounts()


@every("identity.warn_idle", title=_("Báo trước tài khoản sắp bị khóa"), daily_at="08:00")
def warn_idle() -> None:
    """Tell those whose accounts will soon be locked."""
    warn_idle_accounts()


@every("identity.forget_failures", title=_("Xóa lượt nhập sai mật khẩu cũ"), daily_at="02:40")
def forget_failures() -> None:
    """Drop old counts of wrong passwords."""
    forget_old_failures()


@every("identity.end_representations", title=_("Kết thúc đại diện đã hết hạn"), daily_at="00:20")
def end_representations() -> None:
    """Keep which representations ended with yesterday, and tell of those that end soon."""
    today = timezone.localdate()
    bound_children()
    end_due_representations(on=today)
    warn_of_ending(on=today)
