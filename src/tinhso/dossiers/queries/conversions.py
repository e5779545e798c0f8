"""Papers made from signed results: those of one dossier, and those of the actor's desks."""

from tinhso.dossiers.models import Dossier, PaperConversion, PaperConversionQuerySet
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.piles import in_units, units_with
from tinhso.kernel.actors import Actor


def conversions(*, actor: Actor) -> PaperConversionQuerySet:
    """Return what was converted of dossiers whose results the actor hands out."""
    rows = PaperConversion.objects.visible_to(actor)
    units = units_with(actor, P.RETURN_RESULT)
    if units is not None:
        rows = rows.filter(in_units("dossier__receiving_unit_id", units))
    return rows.select_related("dossier__procedure_version", "result")


def conversions_of(dossier: Dossier) -> list[PaperConversion]:
    """Return the papers made of a dossier's results, the newest first; sight is the caller's."""
    rows = PaperConversion.objects.filter(dossier=dossier).select_related("dossier", "result")
    return list(rows.order_by("-made_at", "-pk"))
