"""What operators see: kinds, receivers, states, errors and ids."""

import json
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone

from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit.verifying import Head, Unsealed, head, unsealed
from tinhso.kernel.events.models import OutboxEntry, ProjectionCursor
from tinhso.kernel.events.sequencing import last_position
from tinhso.kernel.jobs.definitions import rhythms
from tinhso.kernel.jobs.models import Job, Schedule, Worker
from tinhso.kernel.web.operations.permissions import OperationsPermission

OLD_AFTER: Final = timedelta(days=2)
"""A night may be missed; two are worth a look."""


@dataclass(frozen=True)
class ProjectionPlace:
    """How far a projection is behind the newest event."""

    cursor: ProjectionCursor
    behind: int


@dataclass(frozen=True, kw_only=True)
class BackupFile:
    """One backup in the installation's folder, and what was found when it was last read through."""

    name: str
    size: int
    made_at: datetime
    checked_at: datetime | None = None
    files: int = 0
    fault: str = ""

    @property
    def is_encrypted(self) -> bool:
        """Tell whether it needs a passphrase."""
        return self.name.endswith(".sealed")


@dataclass(frozen=True, kw_only=True)
class Backups:
    """All backups of the installation's folder, and the room that is left for more."""

    rows: list[BackupFile]
    disk_free: int
    disk_total: int
    is_old: bool
    """Whether none was made within two days."""


@dataclass(frozen=True)
class Trail:
    """Where the audit trail stands."""

    head: Head
    unsealed: Unsealed


def job_with(*, actor: Actor, uid: UUID) -> models.QuerySet[Job]:
    """Return the one job, as a queryset for `fetch`."""
    require(actor, OperationsPermission.VIEW)
    return Job.objects.filter(uid=uid)


def schedules(*, actor: Actor) -> list[Schedule]:
    """Return the periodic work of this version, the next first."""
    require(actor, OperationsPermission.VIEW)
    return list(Schedule.objects.filter(name__in=[n for n, _r in rhythms]).order_by("next_at"))


def workers(*, actor: Actor) -> list[Worker]:
    """Return the processes that work in the background."""
    require(actor, OperationsPermission.VIEW)
    return list(Worker.objects.order_by("-seen_at")[:20])


def outbox_entry_with(*, actor: Actor, entry_id: int) -> models.QuerySet[OutboxEntry]:
    """Return the one delivery without its payload, as a queryset for `fetch`."""
    require(actor, OperationsPermission.VIEW)
    return OutboxEntry.objects.select_related("event").defer("event__payload").filter(pk=entry_id)


def projection_places(*, actor: Actor) -> list[ProjectionPlace]:
    """Return each projection and how many events it is behind."""
    require(actor, OperationsPermission.VIEW)
    newest = last_position()
    cursors = ProjectionCursor.objects.order_by("name")
    return [ProjectionPlace(c, max(newest - c.position, 0)) for c in cursors]


def trail(*, actor: Actor) -> Trail:
    """Return the head of the chain and what is not sealed yet."""
    require(actor, OperationsPermission.VIEW_AUDIT)
    return Trail(head(), unsealed())


def backups(*, actor: Actor) -> Backups:
    """Return the backups, the newest first, and how much room the disk has."""
    require(actor, OperationsPermission.VIEW)
    rows = backup_files()
    disk = shutil.disk_usage(settings.TINHSO_HOME)
    return Backups(
        rows=rows,
        disk_free=disk.free,
        disk_total=disk.total,
        is_old=not rows or timezone.now() - rows[0].made_at > OLD_AFTER,
    )


def backup_files() -> list[BackupFile]:
    """Return the backups in the installation's folder, the newest first."""
    folder = Path(settings.TINHSO_HOME) / "backups"
    found = []
    for path in folder.glob("tinhso-*.tar.gz*"):
        if path.suffix == ".part":
            continue
        told = path.stat()
        made_at = datetime.fromtimestamp(told.st_mtime, tz=UTC)
        found.append(_with_note(BackupFile(name=path.name, size=told.st_size, made_at=made_at)))
    return sorted(found, key=lambda b: b.made_at, reverse=True)


def note_of(name: str) -> Path:
    """Return where it is kept what was found when a backup was last read through."""
    return Path(settings.TINHSO_HOME) / "backups" / "checked" / f"{name}.json"


def _with_note(found: BackupFile) -> BackupFile:
    try:
        said = json.loads(note_of(found.name).read_text())
        checked_at = datetime.fromisoformat(said["at"])
        return replace(found, checked_at=checked_at, files=said["files"], fault=said["fault"])
    except (OSError, ValueError, KeyError):
        return found
