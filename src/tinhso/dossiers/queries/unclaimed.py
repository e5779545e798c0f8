"""Results nobody came for, at the desks where one returns results."""

from django.db.models import Q
from django.utils import timezone

from tinhso.dossiers.models.unclaimed import UnclaimedQuerySet, UnclaimedResult
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.piles import in_units, units_with
from tinhso.kernel.actors import Actor


def unclaimed(*, actor: Actor) -> UnclaimedQuerySet:
    """Return what lies at the desks where the actor returns results."""
    rows = UnclaimedResult.objects.visible_to(actor).lying()
    units = units_with(actor, P.RETURN_RESULT)
    if units is not None:
        rows = rows.filter(in_units("dossier__receiving_unit_id", units))
    return rows.select_related("dossier__procedure_version")


def standing_where(value: str) -> Q:
    """Return the condition of one standing: `waiting` at the desk, `due` to be put away, `kept`."""
    today = timezone.localdate()
    return {
        "waiting": Q(kept_at__isnull=True, keep_from__gt=today),
        "due": Q(kept_at__isnull=True, keep_from__lte=today),
        "kept": Q(kept_at__isnull=False),
    }[value]
