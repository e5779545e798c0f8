"""What an operator should look at: clock, disk, permissions, settings, migrations, parked work."""

import shutil
import stat
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.checks import ERROR, WARNING, run_checks
from django.db import connection
from django.utils import timezone

from tinhso.config import checking_backups, verifying
from tinhso.config.preparing import pending_migrations
from tinhso.kernel.audit.sealing import last_seal
from tinhso.kernel.registry.operations import Concern, doctors

DISK_WRONG_MB = 500
DISK_LOOK_MB = 5_000
CLOCK_WRONG = timedelta(seconds=5)
OLDEST_GOOD_CLOCK = 1_780_000_000  # June 2026: this version is younger than any earlier clock


def examine() -> Iterator[Concern]:
    """Yield everything worth a look, first what hurts most."""
    yield from _disk()
    yield from _permissions()
    yield from _settings()
    pending = pending_migrations()
    if pending:
        yield Concern(code="config.pending", values={"count": len(pending)})
        return
    yield from _clock()
    yield from checking_backups.concerns()
    yield from verifying.concerns()
    for _room, look in doctors:
        yield from look()


def _disk() -> Iterator[Concern]:
    free = shutil.disk_usage(settings.TINHSO_HOME).free // 1_000_000
    if free < DISK_LOOK_MB:
        yield Concern(
            code="config.disk",
            values={"free": free, "home": str(settings.TINHSO_HOME)},
            is_error=free < DISK_WRONG_MB,
        )


def _clock() -> Iterator[Concern]:
    now = timezone.now()
    if time.time() < OLDEST_GOOD_CLOCK:
        yield Concern(code="config.clock_impossible", values={"day": f"{now:%Y-%m-%d}"})
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            apart = abs(cursor.fetchone()[0] - now)
        if apart > CLOCK_WRONG:
            yield Concern(
                code="config.clock_apart", values={"seconds": round(apart.total_seconds())}
            )
    newest = last_seal()
    if newest is not None and newest.sealed_at > now + CLOCK_WRONG:
        yield Concern(code="config.clock_back", values={"sealed": f"{newest.sealed_at:%F %T}"})


def _permissions() -> Iterator[Concern]:
    home = Path(settings.TINHSO_HOME)
    for path in (home / "secrets", *(home / "secrets").glob("*"), home / "backups"):
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Concern(
                code="config.permissions",
                values={"path": str(path)},
                about=str(path),
                is_error=path.name != "backups",
            )


def _settings() -> Iterator[Concern]:
    for message in run_checks(include_deployment_checks=settings.PRODUCTION):
        if message.level >= WARNING:
            yield Concern(
                code="config.check",
                values={"id": str(message.id), "message": str(message.msg)},
                about=str(message.id),
                is_error=message.level >= ERROR,
            )
    if settings.PRODUCTION and not settings.SESSION_COOKIE_SECURE:
        yield Concern(code="config.tls")
    shares = "locmem" not in settings.CACHES["default"]["BACKEND"]
    if settings.PRODUCTION and settings.TINHSO_WEB_WORKERS > 1 and not shares:
        yield Concern(code="config.cache", values={"count": settings.TINHSO_WEB_WORKERS})
    if settings.TINHSO_BIND not in ("127.0.0.1", "::1", "localhost") and not settings.PRODUCTION:
        yield Concern(code="config.bind", values={"address": settings.TINHSO_BIND}, is_error=False)
