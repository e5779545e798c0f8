"""The rounds that keep background work going."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.jobs import sweeping
from tinhso.kernel.jobs.definitions import every
from tinhso.kernel.jobs.pulse import pulse


@pulse("jobs.hand_over", seconds=0.5)
def hand_over() -> None:
    """Give the engine what is due."""
    sweeping.hand_over_due()


@pulse("jobs.lost", seconds=2)
def lost() -> None:
    """Find attempts whose worker was killed."""
    sweeping.end_lost_attempts()


@pulse("jobs.periodic", seconds=1)
def periodic() -> None:
    """Start what is due by the clock."""
    sweeping.start_periodic()


@every("jobs.clear_old", title=_("Dọn việc nền đã xong lâu ngày"), daily_at="03:10")
def clear_old() -> None:
    """Clear away what was done long ago."""
    sweeping.clear_old()
