"""Telling the national portal of dossiers that were open before the house was connected to it."""

from typing import Final

from django.conf import settings

from tinhso.dossiers.events import ProgressNoted
from tinhso.dossiers.models import Dossier, TimelineEntry
from tinhso.dossiers.models.live import IsLive
from tinhso.dossiers.rules.states import SyncState
from tinhso.dossiers.services._national import is_connected
from tinhso.kernel.actors import system_actor
from tinhso.kernel.audit import record
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.events import publish

BATCH: Final = 200
"""Dossiers in one go, so that what happens now does not wait behind all that happened before."""


@one_act()
def catch_up() -> int:
    """Let the portal be told where dossiers stand of which it was never told; returns how many.

    Each is told by its record and its newest step, as any step is. The invented past of a
    demonstration never leaves the house; what is over is the past's, and has its own reports.
    """
    if settings.DEMONSTRATION or not is_connected():
        return 0
    untold = Dossier.objects.filter(
        IsLive(), sync_state=SyncState.NONE, code__isnull=False, national__isnull=True
    )
    rows = list(untold.select_for_update(of=("self",)).only("pk").order_by("pk")[:BATCH])
    for dossier in rows:
        newest = TimelineEntry.objects.filter(dossier=dossier, is_told=True).latest("pk")
        publish(ProgressNoted(dossier_id=dossier.pk, entry_id=newest.pk))
    if rows:
        Dossier.objects.filter(pk__in=[row.pk for row in rows]).update(sync_state=SyncState.WAITING)
        actor = system_actor("dossiers.national")
        record("dossiers.national_caught_up", actor=actor, count=len(rows))
    return len(rows)
