"""Backups in the background."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from tinhso.config import backup
from tinhso.kernel.jobs import every, job

KEPT_FOR = timedelta(days=14)


def _silently(_line: str) -> None:
    """Tell nobody: the job's own page says how it went."""


@job("config.backup", max_attempts=2, limit_seconds=6 * 3600)
def back_up_now() -> None:
    """Make the backup an operator asked for."""
    backup.back_up_at_home(say=_silently)


@every("config.daily_backup", daily_at="02:00", max_attempts=2, limit_seconds=6 * 3600)
def back_up_daily() -> None:
    """Make the night's backup where it is switched on, and remove those older than a fortnight."""
    if not settings.TINHSO_DAILY_BACKUP:
        return
    backup.back_up_at_home(say=_silently)
    oldest = (timezone.now() - KEPT_FOR).timestamp()
    for path in (Path(settings.TINHSO_HOME) / "backups").glob("tinhso-*.tar.gz*"):
        if path.stat().st_mtime < oldest:
            path.unlink()
