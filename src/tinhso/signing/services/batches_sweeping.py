"""Letting go of what batches were given and made, on the day that each was told."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from tinhso.kernel import audit, files
from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.files.models import StoredFile
from tinhso.signing.models import BatchFile, SigningBatch
from tinhso.signing.services.batches import GIVEN_USE

UNTAKEN_FOR = timedelta(days=1)
"""A file that was sent and that no batch took within a day is let go."""
AT_ONCE = 200


def sweep_batches(*, on: date) -> int:
    """Delete the files of batches whose day is over; names, outcomes and the log of keys stay."""
    actor = system_actor("signing.sweep_batches")
    over = SigningBatch.objects.filter(swept_after__lt=on, is_swept=False)
    uids = list(over.order_by("swept_after").values_list("pk", flat=True)[:AT_ONCE])
    for pk in uids:
        _sweep(pk, actor)
    _let_go_of_untaken(actor)
    return len(uids)


@transaction.atomic
def _sweep(pk: int, actor: Actor) -> None:
    batch = SigningBatch.objects.select_for_update(of=("self",)).get(pk=pk)
    for row in batch.files.select_related("source", "result"):
        gone = [one for one in (row.source, row.result) if one is not None]
        row.source = row.result = None
        row.findings = ""
        row.save(update_fields=["source", "result", "findings"])
        for one in gone:
            files.discard(one, actor=actor)
    batch.is_swept = True
    batch.save(update_fields=["is_swept"])
    audit.record("signing.batch_swept", actor=actor, target=batch)


def _let_go_of_untaken(actor: Actor) -> None:
    taken = BatchFile.objects.filter(source=OuterRef("pk"))
    rows = StoredFile.objects.filter(
        ~Exists(taken), use=GIVEN_USE, stored_at__lt=timezone.now() - UNTAKEN_FOR
    )
    for stored in list(rows[: AT_ONCE * 10]):
        files.discard(stored, actor=actor)
