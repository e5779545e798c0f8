"""Backups, and the check of all that is kept, in the background."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.config import backup, checking_backups, verifying
from tinhso.kernel.jobs import every, job
from tinhso.kernel.web.operations.queries import note_of

KEPT_FOR = timedelta(days=14)


def _silently(_line: str) -> None:
    """Tell nobody: the job's own page says how it went."""


@job("config.backup", title=_("Sao lưu theo yêu cầu"), max_attempts=2, limit_seconds=6 * 3600)
def back_up_now() -> None:
    """Make the backup an operator asked for."""
    backup.back_up_at_home(say=_silently)


@every(
    "config.daily_backup",
    title=_("Sao lưu hằng đêm"),
    daily_at="02:00",
    max_attempts=2,
    limit_seconds=6 * 3600,
)
def back_up_daily() -> None:
    """Make the night's backup where it is switched on, and remove those older than a fortnight."""
    if not settings.TINHSO_DAILY_BACKUP:
        return
    backup.back_up_at_home(say=_silently)
    oldest = (timezone.now() - KEPT_FOR).timestamp()
    for path in (Path(settings.TINHSO_HOME) / "backups").glob("tinhso-*.tar.gz*"):
        if path.stat().st_mtime < oldest:
            path.unlink()
            note_of(path.name).unlink(missing_ok=True)


@job(
    "config.check_backup",
    title=_("Đọc lại bản sao lưu theo yêu cầu"),
    max_attempts=2,
    limit_seconds=6 * 3600,
)
def check_now() -> None:
    """Read the newest backup through because an operator asked."""
    checking_backups.check_newest(again=True)


@every(
    "config.check_newest_backup",
    title=_("Đọc lại bản sao lưu mới nhất"),
    daily_at="04:00",
    max_attempts=2,
    limit_seconds=6 * 3600,
)
def check_daily() -> None:
    """Read the night's backup through, once."""
    checking_backups.check_newest(again=False)


@every(
    "config.verify",
    title=_("Kiểm tra toàn vẹn dữ liệu hằng đêm"),
    daily_at="03:00",
    max_attempts=2,
    limit_seconds=6 * 3600,
)
def verify_nightly() -> None:
    """Check the audit chain, files, numbers and signatures; operators are told what is wrong."""
    verifying.check_nightly()
