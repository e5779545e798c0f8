"""Who may ask an applicant to complete his dossier: once the officer, once more who overrides."""

from typing import Final

from django.utils import timezone

from tinhso.dossiers.models import Dossier
from tinhso.dossiers.permissions import DossierPermission
from tinhso.dossiers.queries.law import law_in_force
from tinhso.dossiers.queries.offers import IN_HAND_ACTS
from tinhso.dossiers.rules.clocks import LimitCode, most
from tinhso.dossiers.rules.moves import MOVES

ASKING: Final = frozenset({"request_intake_supplement", "request_supplement"})
"""The acts by which an applicant is asked to complete his dossier."""


def is_asked_enough(dossier: Dossier) -> bool:
    """Tell whether the applicant was asked as often as the law of the day of arrival allows."""
    if not dossier.supplement_count:
        return False
    arrived_on = timezone.localdate(dossier.arrived_at)
    allowed = most(LimitCode.SUPPLEMENT_REQUESTS, on=arrived_on, law=law_in_force())
    return dossier.supplement_count >= allowed


def is_asking_again(act: str, dossier: Dossier) -> bool:
    """Tell whether an act would ask an applicant who was asked enough already."""
    return act in ASKING and is_asked_enough(dossier)


def permission_for(act: str, dossier: Dossier) -> DossierPermission | None:
    """Return what the table of moves wants for an act; for asking once more, the override."""
    if is_asking_again(act, dossier):
        return DossierPermission.OVERRIDE_SUPPLEMENT
    return MOVES[act].permission


def wants_hands(act: str, dossier: Dossier) -> bool:
    """Tell whether an act is only for the officer in whose hands the dossier is.

    Who overrides holds no dossier: he asks in the stead of whoever does.
    """
    return act in IN_HAND_ACTS and not is_asking_again(act, dossier)
