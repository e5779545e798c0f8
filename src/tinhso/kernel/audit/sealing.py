"""Chaining entries in committed order, in batches, so that no act waits for another's."""

import hashlib

from django.utils import timezone

from tinhso.kernel.audit.models import AuditEntry, AuditSeal, UnsealedEntry
from tinhso.kernel.db.order import BATCH, sole

GENESIS = "0" * 64


def entry_hash_of(text: str) -> str:
    """Return the hash over an entry's canonical text."""
    return hashlib.sha256(text.encode()).hexdigest()


def seal_hash_of(position: int, entry_hash: str, previous: str) -> str:
    """Return the seal over an entry and, through the seal before, over all that came earlier."""
    return hashlib.sha256(f"{position}:{entry_hash}:{previous}".encode()).hexdigest()


def last_seal() -> AuditSeal | None:
    """Return the newest link of the chain."""
    return AuditSeal.objects.order_by("-position").first()


def seal() -> int:
    """Chain every committed entry; returns how many were sealed.

    An entry that vanished before it was sealed is left pending, for `tinhso verify` to name.
    """
    sealed = 0
    after = 0
    while UnsealedEntry.objects.filter(pk__gt=after).exists():
        with sole("audit.seal") as mine:
            if not mine:
                break
            pending = list(UnsealedEntry.objects.filter(pk__gt=after).order_by("pk")[:BATCH])
            if not pending:
                break
            texts = dict(
                AuditEntry.objects.filter(pk__in=[p.entry_id for p in pending]).values_list(
                    "pk", "text"
                )
            )
            newest = last_seal()
            position, previous = (
                (newest.position, newest.seal_hash) if newest is not None else (0, GENESIS)
            )
            now = timezone.now()
            seals, done = [], []
            for row in pending:
                if row.entry_id not in texts:
                    after = row.pk
                    continue
                position += 1
                entry_hash = entry_hash_of(texts[row.entry_id])
                previous = seal_hash_of(position, entry_hash, previous)
                seals.append(
                    AuditSeal(
                        position=position,
                        entry_id=row.entry_id,
                        entry_hash=entry_hash,
                        seal_hash=previous,
                        sealed_at=now,
                    )
                )
                done.append(row.pk)
            AuditSeal.objects.bulk_create(seals)
            UnsealedEntry.objects.filter(pk__in=done).delete()
        sealed += len(seals)
    return sealed
