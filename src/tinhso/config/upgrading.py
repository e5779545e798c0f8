"""Upgrading: an installation in use is backed up before its tables change, and rests meanwhile."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tinhso.config import preparing
from tinhso.kernel.registry.operations import Say
from tinhso.kernel.web.middleware import MAINTENANCE_FILE


def is_new() -> bool:
    """Tell whether nothing was ever kept in this database, so that there is nothing to back up."""
    return not MigrationRecorder(connection).applied_migrations()


def bring_up(*, back_up: Callable[[], Path], rests: bool, say: Say) -> Path | None:
    """Give the tables this version's form; returns the backup made before, if one was needed.

    Where the backup fails nothing is changed. Where a change fails a resting house goes on resting
    until `tinhso maintenance off`: what is half done is not served.
    """
    pending = preparing.pending_migrations()
    if not pending or is_new():
        preparing.migrate(say)
        return None
    say(f"{len(pending)} migrations; backup first")
    with resting() if rests else _as_it_is():
        made = back_up()
        say(f"backup: {made}")
        preparing.migrate(say)
        gather_statistics()
    return made


def gather_statistics() -> None:
    """Let SQLite look at all indexes, so that it knows those that an upgrade brought.

    Half a minute with a million dossiers. A part of each would take seconds, and take what many
    share for rare: the desk's list became three times slower. PostgreSQL gathers by itself.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit=0")
            cursor.execute("ANALYZE")


@contextmanager
def resting() -> Iterator[None]:
    """Answer 503 to all readers meanwhile; whoever laid the mark before takes it away himself."""
    mark = rest_mark()
    was_resting = mark.exists()
    mark.touch()
    yield
    if not was_resting:
        mark.unlink(missing_ok=True)


@contextmanager
def _as_it_is() -> Iterator[None]:
    yield


def rest_mark() -> Path:
    """Return the file that lies in the data folder while the house rests."""
    return Path(settings.TINHSO_HOME) / MAINTENANCE_FILE
