"""To which agency a dossier belonged on a day, so that reports are right after a merger too."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q

from tinhso.dossiers.models import Dossier
from tinhso.kernel.db.repointing import pointed_at


def resolved_by(agency_ids: Collection[int], *, on: date) -> Q:
    """Return the condition of the dossiers these agencies had to resolve on a day.

    An open dossier that a merger moved belongs to the old agency up to the eve, and to the
    successor from the day on. Give the last day of a report's period.
    """
    return pointed_at(Dossier, "resolving_agency_id", agency_ids, on=on)


def received_by(agency_ids: Collection[int], *, on: date) -> Q:
    """Return the condition of the dossiers whose desk was of these agencies on a day."""
    return pointed_at(Dossier, "receiving_agency_id", agency_ids, on=on)
