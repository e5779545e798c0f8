"""Periodic work of this room."""

from django.utils import timezone

from tinhso.identity.services import lock_idle_accounts, warn_idle_accounts
from tinhso.identity.services.ending_representation import (
    bound_children,
    end_due_representations,
    warn_of_ending,
)
from tinhso.identity.services.signing_in import forget_old_failures
from tinhso.kernel.jobs import every


@every("identity.lock_idle", daily_at="02:30")
def lock_idle() -> None:
    """Lock accounts nobody uses (TCVN 14423:2026)."""
    lock_idle_accounts()


@every("identity.warn_idle", daily_at="08:00")
def warn_idle() -> None:
    """Tell those whose accounts will soon be locked."""
    warn_idle_accounts()


@every("identity.forget_failures", daily_at="02:40")
def forget_failures() -> None:
    """Drop old counts of wrong passwords."""
    forget_old_failures()


@every("identity.end_representations", daily_at="00:20")
def end_representations() -> None:
    """Keep which representations ended with yesterday, and tell of those that end soon."""
    today = timezone.localdate()
    bound_children()
    end_due_representations(on=today)
    warn_of_ending(on=today)
