"""Signed scans and the agency's seal on them, as its clerk reads them."""

from datetime import date

from django.db.models import Q, QuerySet

from tinhso.dossiers.models.seals import ScanSeal, ScanSealing, ScanSealQuerySet
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.kernel.actors import Actor
from tinhso.signing.permissions import SigningPermission

STANDINGS: dict[str, Q] = {
    "waiting": Q(asked_at__isnull=True, sealed_at__isnull=True),
    "asked": Q(asked_at__isnull=False, sealed_at__isnull=True),
    "sealed": Q(sealed_at__isnull=False),
}
"""Nobody asked for the seal, it was asked for and the key was away, it stands."""


def may_seal_scans(actor: Actor) -> bool:
    """Tell whether the seal of the actor's agency is in his hands."""
    return (
        actor.is_official
        and actor.may(P.ISSUE)
        and actor.may(SigningPermission.SEAL_DOCUMENT)
        and actor.agency_id is not None
    )


def scan_seals(*, actor: Actor) -> ScanSealQuerySet:
    """Return the signed scans of what the actor's agency resolves, sealed or not."""
    rows = ScanSeal.objects.visible_to(actor).standing()
    return rows.filter(dossier__resolving_agency_id=actor.agency_id or 0).select_related(
        "dossier__procedure_version", "attachment__file"
    )


def sealings_of(*, actor: Actor) -> QuerySet[ScanSealing]:
    """Return how the actor's agency seals its scans: past, present and to come, newest first."""
    rows = ScanSealing.objects.filter(agency_id=actor.agency_id or 0)
    return rows.order_by("-effective_from", "-id")


def seals_by_itself(*, agency_id: int, on: date) -> bool:
    """Tell whether the house seals an agency's signed scans by itself on a day."""
    rows = ScanSealing.objects.filter(agency_id=agency_id, effective_from__lte=on)
    row = rows.order_by("-effective_from").first()
    return row is not None and row.is_automatic
