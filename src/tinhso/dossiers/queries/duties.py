"""Which unit of an agency resolves which procedures, for those who divide the work."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from tinhso.dossiers.models import UnitDuty
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.folding import having
from tinhso.kernel.db.text import fold
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


def search(rows: QuerySet[UnitDuty], *, text: str) -> QuerySet[UnitDuty]:
    """Keep the rows in which every typed word stands, marks or not.

    It is looked for in the code and name of the procedure, the name of the field and of the unit.
    """
    words = fold(text).split()
    if not words:
        return rows
    today = timezone.localdate()
    named = procedures.catalogue(on=today).values_list("procedure__code", "name")
    codes = [(code, fold(f"{code} {name}")) for code, name in named]
    fields = [(one.key, fold(one.name)) for one in procedures.choices(on=today).fields]
    names = organization.unit_names(rows.values_list("unit_id", flat=True))
    units = [(unit_id, fold(name)) for unit_id, name in names.items()]
    for word in words:
        rows = rows.filter(
            having(word, "procedure_code")
            | Q(procedure_code__in=[code for code, shown in codes if word in shown])
            | Q(field_key__in=[key for key, shown in fields if word in shown])
            | Q(unit_id__in=[unit_id for unit_id, shown in units if word in shown])
        )
    return rows
