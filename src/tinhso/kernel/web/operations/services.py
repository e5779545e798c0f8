"""What operators do: run again, send again, open a payload, back up."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import Invalid
from tinhso.kernel.events import outbox
from tinhso.kernel.events.models import OutboxEntry
from tinhso.kernel.jobs import enqueue, park, run_again
from tinhso.kernel.jobs.models import Job
from tinhso.kernel.web.operations.permissions import OperationsPermission

SHORTEST_PURPOSE = 10


@dataclass(frozen=True)
class Payload:
    """What an event says, opened once, for a purpose that was kept."""

    entry: OutboxEntry
    text: str


@transaction.atomic
def run_job_again(*, uid: UUID, actor: Actor) -> Job:
    """Let a parked job be tried anew."""
    require(actor, OperationsPermission.RUN_AGAIN)
    job = run_again(uid=uid)
    record("operations.job_run_again", actor=actor, target=job, job=job.name)
    return job


@transaction.atomic
def park_job(*, uid: UUID, actor: Actor) -> Job:
    """Set a waiting job aside."""
    require(actor, OperationsPermission.RUN_AGAIN)
    job = park(uid=uid)
    record("operations.job_parked", actor=actor, target=job, job=job.name)
    return job


@transaction.atomic
def send_again(*, entry_id: int, actor: Actor) -> OutboxEntry:
    """Let a parked delivery be tried anew."""
    require(actor, OperationsPermission.SEND_AGAIN)
    entry = outbox.send_again(entry_id=entry_id)
    record("operations.sent_again", actor=actor, target=entry, handler=entry.handler)
    return entry


@transaction.atomic
def open_payload(*, entry_id: int, purpose: str, actor: Actor) -> Payload:
    """Open what an event says; needs a timed grant and a purpose, and is kept.

    The purpose is free text and so stays out of the audit trail, which keeps its length and the
    grant's holder; whoever granted wrote the basis into the grant.
    """
    entry = fetch(OutboxEntry.objects.select_related("event"), pk=entry_id)
    require(actor, OperationsPermission.OPEN_PAYLOAD)
    if len(purpose.strip()) < SHORTEST_PURPOSE:
        raise Invalid(fields={"purpose": _("Hãy ghi mục đích mở xem, ít nhất 10 ký tự.")})
    record(
        "operations.payload_opened",
        actor=actor,
        target=entry,
        event=str(entry.event_id),
        purpose_length=len(purpose.strip()),
    )
    return Payload(entry, entry.event.payload)


@transaction.atomic
def start_backup(*, actor: Actor) -> Job:
    """Ask for a backup now; one that waits already is enough."""
    require(actor, OperationsPermission.BACK_UP)
    job = enqueue("config.backup", key="config.backup")
    record("operations.backup_started", actor=actor, target=job)
    return job


@transaction.atomic
def start_check_of_backup(*, actor: Actor) -> Job:
    """Ask for the newest backup to be read through now; one that waits already is enough."""
    require(actor, OperationsPermission.BACK_UP)
    job = enqueue("config.check_backup", key="config.check_backup")
    record("operations.backup_check_started", actor=actor, target=job)
    return job
