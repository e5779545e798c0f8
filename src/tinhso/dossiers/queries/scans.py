"""Scans that an officer made and has not signed yet."""

from datetime import timedelta
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from tinhso.dossiers.models import Attachment, Dossier
from tinhso.dossiers.rules.states import LIVE
from tinhso.kernel.actors import Actor

WAITING_DAYS: Final = 30
"""What was left unsigned for so long is no work of these days any more."""

COUNTED: Final = 1000
"""Up to which number waiting scans are counted."""


def unsigned_scans(*, actor: Actor) -> QuerySet[Attachment]:
    """Return the scans the actor put to open dossiers lately and has not signed, oldest first.

    The dossier is asked for scan by scan: an officer has few, and sees dossiers by the thousand.
    """
    if actor.id is None or not actor.is_official:
        return Attachment.objects.none()
    rows = Attachment.objects.filter(
        added_by=actor.id,
        added_at__gte=timezone.now() - timedelta(days=WAITING_DAYS),
        scan_signed_at__isnull=True,
        superseded_at__isnull=True,
        is_sealed_original=False,
        file__isnull=False,
        reused_attachment__isnull=True,
        reused_result__isnull=True,
    )
    seen = Dossier.objects.visible_to(actor).in_states(LIVE).filter(pk=OuterRef("dossier"))
    rows = rows.filter(Exists(seen))
    return rows.select_related("file__blob", "dossier__procedure_version").order_by(
        "added_at", "pk"
    )


def title_of_scan(row: Attachment) -> str:
    """Return what a scan is called where it is signed: its dossier, and which paper it is."""
    names = {one.key: one.name for one in row.dossier.procedure_version.components}
    return f"{row.dossier.shown_number} {names.get(row.component_key, row.component_key)}"


def count_unsigned(*, actor: Actor, most: int = COUNTED) -> int:
    """Return how many scans wait for the actor, `most` at most."""
    return unsigned_scans(actor=actor).order_by()[:most].count()
