"""Backups in the background."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from tinhso.config import backup
from tinhso.kernel.jobs import every, job

KEPT_FOR = timedelta(days=14)


def _back_up() -> None:
    passphrase = settings.TINHSO_BACKUP_PASSPHRASE.encode() or None
    folder = Path(settings.TINHSO_HOME) / "backups"
    backup.back_up(to=folder, passphrase=passphrase, with_secrets=False, say=lambda line: None)


@job("config.backup", max_attempts=2, limit_seconds=6 * 3600)
def back_up_now() -> None:
    """Make the backup an operator asked for."""
    _back_up()


@every("config.daily_backup", daily_at="02:00", max_attempts=2, limit_seconds=6 * 3600)
def back_up_daily() -> None:
    """Make the night's backup where it is switched on, and remove those older than a fortnight."""
    if not settings.TINHSO_DAILY_BACKUP:
        return
    _back_up()
    oldest = (timezone.now() - KEPT_FOR).timestamp()
    for path in (Path(settings.TINHSO_HOME) / "backups").glob("tinhso-*.tar.gz*"):
        if path.stat().st_mtime < oldest:
            path.unlink()
