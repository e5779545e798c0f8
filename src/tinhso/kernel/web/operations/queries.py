"""What operators see: kinds, receivers, states, errors and ids."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import models

from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit.verifying import Head, Unsealed, head, unsealed
from tinhso.kernel.events.models import OutboxEntry, ProjectionCursor
from tinhso.kernel.events.sequencing import last_position
from tinhso.kernel.jobs.definitions import rhythms
from tinhso.kernel.jobs.models import Job, Schedule, Worker
from tinhso.kernel.web.operations.permissions import OperationsPermission


@dataclass(frozen=True)
class ProjectionPlace:
    """How far a projection is behind the newest event."""

    cursor: ProjectionCursor
    behind: int


@dataclass(frozen=True)
class BackupFile:
    """One backup in the installation's folder."""

    name: str
    size: int
    made_at: datetime


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


def backups(*, actor: Actor) -> list[BackupFile]:
    """Return the backups in the installation's folder, the newest first."""
    require(actor, OperationsPermission.VIEW)
    folder = Path(settings.TINHSO_HOME) / "backups"
    found = []
    for path in folder.glob("tinhso-*.tar.gz*"):
        if path.suffix == ".part":
            continue
        told = path.stat()
        made_at = datetime.fromtimestamp(told.st_mtime, tz=UTC)
        found.append(BackupFile(path.name, told.st_size, made_at))
    return sorted(found, key=lambda b: b.made_at, reverse=True)
