"""Taking the demonstration away: all of it is backed up elsewhere, and an empty house begins.

Invented dossiers stand in registers without gaps and in a sealed trail, so none of it can be
picked out: the demonstration goes whole, or it stays.
"""

import shutil
from pathlib import Path

from django.conf import settings
from django.db import connection, connections

from tinhso.config import backup, preparing
from tinhso.identity.queries import demonstration_counts
from tinhso.kernel.errors import DomainError
from tinhso.kernel.registry.operations import Say


class NotRemoved(DomainError):
    """The demonstration stays as it is; the sentence says what to do first."""

    code = "config.demonstration_not_removed"


def remove_demonstration(*, to: Path, also_own: bool, say: Say) -> Path:
    """Back the demonstration up, empty the database and the files, and begin an empty house.

    Refused while the house runs, where there is no demonstration, and, unless `also_own`, where
    people of the province's own have accounts: what they did would go too.
    """
    home = Path(settings.TINHSO_HOME)
    if settings.DEMONSTRATION:
        raise NotRemoved("Set TINHSO_PRODUCTION=1 first, or the demonstration would grow again.")
    if backup.is_running_from(home):
        raise NotRemoved(f"Tỉnh Số is running from {home}. Stop it first.")
    invented, own = demonstration_counts()
    if not invented:
        raise NotRemoved("There is no demonstration here.")
    if own and not also_own:
        raise NotRemoved(
            f"{own} accounts are not of the demonstration, and what they did would go with it."
            " Add --with-own if it may."
        )
    if settings.TINHSO_S3_BUCKET:
        raise NotRemoved("Files lie in a bucket: name an empty one in TINHSO_S3_BUCKET first.")
    say("backup")
    made = backup.back_up(to=to, passphrase=None, with_secrets=False, say=say)
    say("emptying")
    _empty_database()
    shutil.rmtree(home / "files", ignore_errors=True)
    preparing.migrate(say)
    preparing.first_start(say)
    return made


def _empty_database() -> None:
    """Drop every table; an embedded database is a file of its own, and goes with it."""
    if connection.vendor == "sqlite":
        path = Path(str(connection.settings_dict["NAME"]))
        connections.close_all()
        for name in (path, *path.parent.glob(f"{path.name}-*")):
            name.unlink(missing_ok=True)
        return
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(table)} CASCADE")
