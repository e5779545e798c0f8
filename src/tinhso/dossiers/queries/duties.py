"""Which unit of an agency resolves which procedures, for those who divide the work."""

from django.db.models import QuerySet

from tinhso.dossiers.models import UnitDuty
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.kernel.actors import Actor
from tinhso.organization import queries as organization
from tinhso.procedures import queries as procedures


def divided_agencies(*, actor: Actor) -> list[int]:
    """Return the agencies whose work the actor divides: his own and those below it."""
    if not actor.may(P.DIVIDE_WORK) or actor.agency_id is None:
        return []
    return organization.descendants_of(actor.agency_id)


def duties(*, actor: Actor) -> QuerySet[UnitDuty]:
    """Return the divided work of these agencies, each row with the names of all it names."""
    rows = UnitDuty.objects.filter(agency_id__in=divided_agencies(actor=actor))
    return rows.annotate(
        agency_name=organization.agency_name_column("agency_id"),
        unit_name=organization.unit_name_column("unit_id"),
        procedure_name=procedures.name_column("procedure_code"),
        field_name=procedures.field_name_column("field_key"),
    )
