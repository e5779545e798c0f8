"""Which desk takes a dossier in and which unit resolves it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from tinhso.dossiers.models import UnitDuty
from tinhso.kernel.db.keeping import kept
from tinhso.kernel.errors import Invalid
from tinhso.organization import queries as organization

if TYPE_CHECKING:
    from tinhso.procedures.models import ProcedureVersion


@dataclass(frozen=True, kw_only=True)
class Way:
    """The agencies and units of a new dossier."""

    receiving_agency_id: int
    receiving_unit_id: int
    resolving_agency_id: int
    resolving_unit_id: int
    is_boundary_free: bool
    """Whether another desk than the resolving agency's takes it in (118/2025 Art. 14, 20)."""
    monitoring_unit_id: int | None
    """The resolving agency's own desk, which then watches."""
    support_unit_id: int | None
    """The desk of the agency that helped the applicant to file, if one did."""

    @property
    def watching(self) -> frozenset[int]:
        """The units that follow it without doing it."""
        units = (self.monitoring_unit_id, self.support_unit_id)
        return frozenset(unit for unit in units if unit is not None)


def route(
    *,
    version: "ProcedureVersion",
    resolving_agency_id: int,
    receiving_agency_id: int | None,
    support_agency_id: int | None = None,
    unit_id: int | None = None,
) -> Way:
    """Work out the desks and the resolving unit; `Invalid` when an agency has none.

    `unit_id` is the resolving unit, where the caller knows it.

    An agency without a desk of its own is served by the nearest one above it: a department by the
    province's centre, which then is no other agency's desk.
    """
    receiving = receiving_agency_id or resolving_agency_id
    desk = _desk_of(receiving)
    if desk is None:
        raise Invalid(fields={"receiving_agency_id": _("Cơ quan này chưa có bộ phận một cửa.")})
    procedure = version.procedure
    if unit_id is None:
        unit_id = _unit_on_duty(resolving_agency_id, procedure.code, procedure.field.key)
    if unit_id is None:
        kinds = ("specialist", "office", "leadership")
        unit_id = organization.first_unit(resolving_agency_id, kinds)
    if unit_id is None:
        raise Invalid(fields={"resolving_agency_id": _("Cơ quan này chưa có đơn vị giải quyết.")})
    helping = (
        organization.first_unit(support_agency_id, ("desk",))
        if support_agency_id is not None
        else None
    )
    if support_agency_id is not None and helping is None:
        raise Invalid(fields={"support_agency_id": _("Nơi hỗ trợ phải có bộ phận một cửa.")})
    own_desk = _desk_of(resolving_agency_id) if receiving != resolving_agency_id else desk
    is_boundary_free = own_desk != desk
    return Way(
        receiving_agency_id=receiving,
        receiving_unit_id=desk,
        resolving_agency_id=resolving_agency_id,
        resolving_unit_id=unit_id,
        is_boundary_free=is_boundary_free,
        monitoring_unit_id=own_desk if is_boundary_free else None,
        support_unit_id=helping,
    )


def _desk_of(agency_id: int) -> int | None:
    found = organization.first_unit(agency_id, ("desk",))
    for above in organization.ancestors_of(agency_id):
        if found is not None:
            break
        found = organization.first_unit(above, ("desk",)) or organization.centre_desk(above)
    return found


@kept("duties")
def _unit_on_duty(agency_id: int, procedure_code: str, field_key: str) -> int | None:
    duties = (
        UnitDuty.objects.filter(agency_id=agency_id)
        .filter(Q(procedure_code=procedure_code) | Q(procedure_code=""))
        .filter(Q(field_key=field_key) | Q(field_key=""))
        .order_by("-procedure_code", "-field_key")
    )
    return duties.values_list("unit_id", flat=True).first()


def consulted_unit(agency_id: int) -> int:
    """Return the unit of another agency that answers for it; `Invalid` when there is none."""
    unit_id = organization.first_unit(agency_id, ("specialist", "office", "leadership", "desk"))
    if unit_id is None:
        raise Invalid(fields={"parties": _("Cơ quan được hỏi chưa có đơn vị nào.")})
    return unit_id
