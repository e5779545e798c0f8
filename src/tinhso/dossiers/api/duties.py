"""Which unit resolves which procedure, for who leads or administers an agency."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Path

from tinhso.dossiers import services
from tinhso.dossiers.api.reading import officer
from tinhso.dossiers.models import UnitDuty
from tinhso.dossiers.permissions import DossierPermission
from tinhso.dossiers.queries.duties import duties
from tinhso.dossiers.schemas import answered as out
from tinhso.dossiers.schemas import asked_at_work as at_work
from tinhso.kernel.actors import require
from tinhso.kernel.api import Router
from tinhso.kernel.errors import NotFound
from tinhso.organization import queries as organization

router = Router()
RowId = Annotated[int, Path(ge=1, le=2**63 - 1)]


def _shown(duty: UnitDuty) -> out.DutyOut:
    return out.DutyOut(
        id=duty.pk,
        agency=organization.agency(duty.agency_id).code,
        unit=organization.unit(duty.unit_id).uid,
        procedure_code=duty.procedure_code,
        field_key=duty.field_key,
    )


@router.get("/duties", response=list[out.DutyOut])
def list_duties(request: HttpRequest) -> list[out.DutyOut]:
    """List the divided work of the caller's agency and those below."""
    actor = officer(request)
    require(actor, DossierPermission.DIVIDE_WORK)
    return [_shown(duty) for duty in duties(actor=actor).order_by("agency_id", "pk")]


@router.put("/duties", response=out.DutyOut)
def divide(request: HttpRequest, body: at_work.DutyIn) -> out.DutyOut:
    """Let a unit resolve a procedure, a field, or all the rest; again changes nothing."""
    actor = officer(request)
    agency = organization.agency_by_code(body.agency)
    if agency is None:
        raise NotFound
    units = organization.units_of(agency.id).filter(unit__uid=body.unit)
    duty = services.divide(
        agency_id=agency.id,
        unit_id=units.values_list("unit_id", flat=True).first() or 0,
        procedure_code=body.procedure_code,
        field_key=body.field_key,
        actor=actor,
    )
    return _shown(duty)


@router.delete("/duties/{duty_id}", response={204: None})
def undivide(request: HttpRequest, duty_id: RowId) -> tuple[int, None]:
    """Take one row away."""
    services.undivide(duty_id=duty_id, actor=officer(request))
    return 204, None
