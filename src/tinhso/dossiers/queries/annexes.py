"""Files that go with a result."""

from uuid import UUID

from tinhso.dossiers.models import Dossier, Result, ResultAnnex
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch


def annexes_of(result: Result | None) -> list[ResultAnnex]:
    """Return the annexes of a result; the caller has asked for sight of its dossier."""
    if result is None:
        return []
    rows = ResultAnnex.objects.filter(result=result).select_related("file", "sealed_file")
    return list(rows.order_by("pk"))


def result_annexes(*, uid: UUID, actor: Actor) -> list[ResultAnnex]:
    """Return the annexes of the result in hand of a dossier the actor sees."""
    dossier = fetch(Dossier.objects.visible_to(actor), uid=uid)
    rows = dossier.results.filter(withdrawn_at__isnull=True).order_by("-pk")
    return annexes_of(rows.first())
