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

from tinhso.config.preparing import pending_migrations
from tinhso.kernel.audit.sealing import last_seal
from tinhso.kernel.registry.operations import Finding, doctors

DISK_WRONG_MB = 500
DISK_LOOK_MB = 5_000
CLOCK_WRONG = timedelta(seconds=5)
OLDEST_GOOD_CLOCK = 1_780_000_000  # June 2026: this version is younger than any earlier clock


def examine() -> Iterator[Finding]:
    """Yield everything worth a look, first what hurts most."""
    yield from _disk()
    yield from _permissions()
    yield from _settings()
    pending = pending_migrations()
    if pending:
        yield Finding(
            "config.pending", f"{len(pending)} migrations are not applied: run `tinhso upgrade`"
        )
        return
    yield from _clock()
    for _room, look in doctors:
        yield from look()


def _disk() -> Iterator[Finding]:
    free = shutil.disk_usage(settings.TINHSO_HOME).free // 1_000_000
    if free < DISK_LOOK_MB:
        yield Finding(
            "config.disk",
            f"only {free} MB are free where {settings.TINHSO_HOME} is",
            is_error=free < DISK_WRONG_MB,
        )


def _clock() -> Iterator[Finding]:
    now = timezone.now()
    if time.time() < OLDEST_GOOD_CLOCK:
        yield Finding("config.clock", f"the clock says {now:%Y-%m-%d}, which cannot be")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            apart = abs(cursor.fetchone()[0] - now)
        if apart > CLOCK_WRONG:
            yield Finding(
                "config.clock",
                f"this machine and the database differ by {apart.total_seconds():.0f} s",
            )
    newest = last_seal()
    if newest is not None and newest.sealed_at > now + CLOCK_WRONG:
        yield Finding(
            "config.clock", f"the clock ran back: the newest seal is of {newest.sealed_at:%F %T}"
        )


def _permissions() -> Iterator[Finding]:
    home = Path(settings.TINHSO_HOME)
    for path in (home / "secrets", *(home / "secrets").glob("*"), home / "backups"):
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Finding(
                "config.permissions",
                f"others may read {path}: chmod go= {path}",
                is_error=path.name != "backups",
            )


def _settings() -> Iterator[Finding]:
    for message in run_checks(include_deployment_checks=settings.PRODUCTION):
        if message.level >= WARNING:
            yield Finding(str(message.id), str(message.msg), is_error=message.level >= ERROR)
    if settings.PRODUCTION and not settings.SESSION_COOKIE_SECURE:
        yield Finding("config.tls", "TINHSO_TLS is off: sessions travel in clear text")
    shares = "locmem" not in settings.CACHES["default"]["BACKEND"]
    if settings.PRODUCTION and settings.TINHSO_WEB_WORKERS > 1 and not shares:
        yield Finding(
            "config.cache",
            f"{settings.TINHSO_WEB_WORKERS} web processes each count API calls for themselves:"
            " set TINHSO_CACHE_URL, or TINHSO_API_RATE is that many times as generous",
        )
    if settings.TINHSO_BIND not in ("127.0.0.1", "::1", "localhost") and not settings.PRODUCTION:
        yield Finding(
            "config.bind",
            f"a demonstration serves the network at {settings.TINHSO_BIND}",
            is_error=False,
        )
