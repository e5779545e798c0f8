"""Batches as those see them who asked for them or whose key they use."""

from uuid import UUID

from django.db.models import Q, QuerySet

from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import NotFound
from tinhso.kernel.files.models import StoredFile
from tinhso.signing.models import AgentTurn, BatchFile, KeyGrant, SigningBatch, SigningBatchQuerySet


def batches(*, actor: Actor) -> SigningBatchQuerySet:
    """Return the batches an actor may see."""
    return SigningBatch.objects.visible_to(actor).select_related("certificate")


def batch(*, uid: UUID, actor: Actor) -> SigningBatch:
    """Return one batch the actor may see."""
    return fetch(batches(actor=actor), uid=uid)


def batches_to_confirm(*, actor: Actor) -> SigningBatchQuerySet:
    """Return what waits for the actor's own second factor, the oldest first."""
    return SigningBatch.objects.waiting_for(actor).order_by("asked_at", "pk")


def batch_files(*, batch: SigningBatch) -> QuerySet[BatchFile]:
    """Return the files of a batch that the caller has sight of, in their order."""
    rows = BatchFile.objects.filter(batch=batch).select_related("source", "result")
    return rows.order_by("position")


def batch_file(*, stored: StoredFile, actor: Actor) -> BatchFile:
    """Return the row of a batch the actor may see that was given or made this file."""
    seen = SigningBatch.objects.visible_to(actor).values("pk")
    rows = BatchFile.objects.filter(Q(source=stored) | Q(result=stored), batch__in=seen)
    found = rows.first()
    if found is None:
        raise NotFound
    return found


def batch_turn(*, batch: SigningBatch) -> AgentTurn | None:
    """Return what the owner's own computer was last asked for a batch that the caller may see."""
    rows = AgentTurn.objects.filter(batch=batch).select_related("key__agent")
    return rows.order_by("-pk").first()


def grants_of(*, certificate_uid: UUID) -> QuerySet[KeyGrant]:
    """Return which systems may use a key; the caller has asked for the permission."""
    rows = KeyGrant.objects.filter(certificate__uid=certificate_uid, withdrawn_at=None)
    return rows.order_by("granted_at", "pk")
