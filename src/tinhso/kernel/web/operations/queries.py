"""What operators see: kinds, receivers, states, errors and ids."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Count
from django.utils.functional import Promise

from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.audit.verifying import Head, Unsealed, head, unsealed
from tinhso.kernel.db.paging import Slice, page_of
from tinhso.kernel.events.models import OutboxEntry, OutboxState, ProjectionCursor
from tinhso.kernel.events.sequencing import last_position
from tinhso.kernel.jobs.definitions import rhythms
from tinhso.kernel.jobs.models import Job, JobState, Schedule, Worker
from tinhso.kernel.web.operations.permissions import OperationsPermission

PAGE = 50


@dataclass(frozen=True)
class StateCount:
    """One state, its words, and how many stand there."""

    state: str
    label: str
    count: int


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


def _counts(
    model: type[models.Model],
    choices: Sequence[tuple[str, str | Promise]],
    open_states: Sequence[str],
) -> list[StateCount]:
    """Count the open states only: what is over grows without end."""
    found = dict(
        model._default_manager.filter(state__in=open_states)
        .values_list("state")
        .annotate(count=Count("pk"))
    )
    return [StateCount(s, str(label), found.get(s, 0)) for s, label in choices if s in open_states]


def job_counts(*, actor: Actor) -> list[StateCount]:
    """Return how many jobs wait, run and are parked."""
    require(actor, OperationsPermission.VIEW)
    states = [JobState.WAITING, JobState.RUNNING, JobState.PARKED]
    return _counts(Job, JobState.choices, states)


def jobs_page(*, actor: Actor, state: str, cursor: str) -> Slice[Job]:
    """Return one page of jobs, the newest first."""
    require(actor, OperationsPermission.VIEW)
    rows = Job.objects.filter(state=state) if state in JobState.values else Job.objects.all()
    return page_of(rows, order=("-id",), size=PAGE, cursor=cursor)


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


def outbox_counts(*, actor: Actor) -> list[StateCount]:
    """Return how many deliveries wait and are parked."""
    require(actor, OperationsPermission.VIEW)
    states = [OutboxState.WAITING, OutboxState.PARKED]
    return _counts(OutboxEntry, OutboxState.choices, states)


def outbox_page(*, actor: Actor, state: str, cursor: str) -> Slice[OutboxEntry]:
    """Return one page of the outbox, the newest first, without payloads."""
    require(actor, OperationsPermission.VIEW)
    rows = OutboxEntry.objects.select_related("event").defer("event__payload")
    if state in OutboxState.values:
        rows = rows.filter(state=state)
    return page_of(rows, order=("-id",), size=PAGE, cursor=cursor)


def projection_places(*, actor: Actor) -> list[ProjectionPlace]:
    """Return each projection and how many events it is behind."""
    require(actor, OperationsPermission.VIEW)
    newest = last_position()
    cursors = ProjectionCursor.objects.order_by("name")
    return [ProjectionPlace(c, max(newest - c.position, 0)) for c in cursors]


def audit_page(*, actor: Actor, action: str, target: str, cursor: str) -> Slice[AuditEntry]:
    """Return one page of the audit trail, the newest first; `target` is "type id" or an id."""
    require(actor, OperationsPermission.VIEW_AUDIT)
    rows = AuditEntry.objects.all()
    if action:
        rows = rows.filter(action=action)
    kind, _space, number = target.strip().rpartition(" ")
    if number:
        rows = rows.filter(target_id=number)
    if kind:
        rows = rows.filter(target_type=kind)
    return page_of(rows, order=("-at", "-id"), size=PAGE, cursor=cursor)


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
