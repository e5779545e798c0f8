"""What stands between a folder and a house that serves: tables, catalogues, static files."""

import fcntl
from collections.abc import Callable
from pathlib import Path

import polib
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.checks import ERROR, run_checks
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tinhso.kernel.db.append_only import protect
from tinhso.kernel.db.keeping import renew_all
from tinhso.kernel.errors import DomainError
from tinhso.kernel.registry.operations import Say, steps_in_order


class NotReady(DomainError):
    """The installation cannot be started as it is set up."""

    code = "config.not_ready"


def check_settings() -> None:
    """Refuse to go on with settings that Django finds wrong."""
    wrong = [m for m in run_checks(include_deployment_checks=False) if m.level >= ERROR]
    if wrong:
        raise NotReady("\n".join(str(m) for m in wrong))


def pending_migrations() -> list[str]:
    """Return the migrations that are not applied yet."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def must_be_migrated() -> None:
    """Refuse to work on a database in the form of another version."""
    pending = pending_migrations()
    if pending:
        raise NotReady(f"{len(pending)} migrations are not applied: run `tinhso upgrade`.")


def migrate(say: Say) -> int:
    """Apply pending migrations and protect append-only tables; returns how many were applied."""
    pending = pending_migrations()
    if pending:
        say(f"database: {len(pending)} migrations")
        call_command("migrate", interactive=False, verbosity=0)
        renew_all()
    protect()
    return len(pending)


def compile_messages(say: Say) -> int:
    """Compile the message catalogues that are newer than their compiled form."""
    compiled = 0
    for room in apps.get_app_configs():
        if not room.name.startswith("tinhso."):
            continue
        for source in Path(room.path).glob("locale/*/LC_MESSAGES/*.po"):
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
                continue
            polib.pofile(str(source)).save_as_mofile(str(target))
            compiled += 1
    if compiled:
        say(f"messages: {compiled} catalogues compiled")
    return compiled


def gather_static_files(say: Say) -> bool:
    """Gather static files when one of them is newer than the last gathering.

    Houses that start from one folder at the same moment gather one after the other: the second
    finds the work done.
    """
    root = Path(str(settings.STATIC_ROOT))
    mark = root / ".gathered"
    count, newest = _static_files()
    told = f"{count} {newest}"
    if _reads(mark, told):
        return False
    root.mkdir(parents=True, exist_ok=True)
    with (root / ".gathering").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _reads(mark, told):
            return False
        say(f"static files: {count}")
        call_command("collectstatic", interactive=False, verbosity=0)
        mark.write_text(told)
    return True


def _static_files() -> tuple[int, float]:
    """Return how many static files there are, and when the newest was changed."""
    changed = [
        Path(storage.path(path)).stat().st_mtime
        for finder in get_finders()
        for path, storage in finder.list([])
    ]
    return len(changed), max(changed, default=0.0)


def _reads(mark: Path, told: str) -> bool:
    return mark.exists() and mark.read_text() == told


def first_start(say: Say) -> int:
    """Take the steps this installation has not behind it, and quietly those of every start."""
    from tinhso.kernel.jobs.models import DoneStep

    done = set(DoneStep.objects.values_list("name", flat=True))
    taken = 0
    for name, step in steps_in_order(demonstration=settings.DEMONSTRATION):
        if name in done:
            if step.every_start:
                step.run(lambda _line: None)
            continue
        say(step.title)
        step.run(_indented(say))
        DoneStep.objects.create(name=name)
        taken += 1
    return taken


def _indented(say: Say) -> Callable[[str], None]:
    return lambda line: say(f"  {line}")
