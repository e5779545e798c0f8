"""Dividing an agency's work: which unit resolves which procedure.

What is divided anew holds for dossiers that arrive from then on; one that is under way stays.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models import UnitDuty
from tinhso.dossiers.permissions import DossierPermission
from tinhso.dossiers.queries.duties import divided_agencies
from tinhso.kernel.actors import Actor, ActorKind, require
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.organization import queries as organization
from tinhso.procedures import queries as procedures

SENTENCES: Final = {
    "unknown_unit": _("Hãy chọn một đơn vị của cơ quan này."),
    "unknown_procedure": _("Không có thủ tục mang mã này."),
    "unknown_field": _("Không có lĩnh vực mang mã này."),
    "one_of_two": _("Ghi thủ tục hoặc lĩnh vực, không ghi cả hai."),
}


@one_act()
def divide(
    *, agency_id: int, unit_id: int, actor: Actor, procedure_code: str = "", field_key: str = ""
) -> UnitDuty:
    """Let a unit resolve one procedure, a field, or everything its agency has no row for."""
    _permit(actor, agency_id)
    wrong = faults(agency_id, unit_id, procedure_code, field_key)
    if wrong:
        raise Invalid(fields={name: str(SENTENCES[code]) for name, code in wrong.items()})
    duty, _made = UnitDuty.objects.select_for_update(of=("self",)).update_or_create(
        agency_id=agency_id,
        procedure_code=procedure_code,
        field_key="" if procedure_code else field_key,
        defaults={"unit_id": unit_id},
    )
    record(
        "dossiers.work_divided",
        actor=actor,
        target=duty,
        agency=agency_id,
        unit=unit_id,
        procedure=procedure_code,
        field=duty.field_key,
    )
    return duty


@one_act()
def undivide(*, duty_id: int, actor: Actor) -> None:
    """Take a row away; its procedures go to the wider row, else to the agency's first division."""
    duty = fetch(
        UnitDuty.objects.filter(agency_id__in=divided_agencies(actor=actor)).select_for_update(
            of=("self",)
        ),
        pk=duty_id,
    )
    _permit(actor, duty.agency_id)
    record("dossiers.work_undivided", actor=actor, target=duty, agency=duty.agency_id)
    duty.delete()


def _permit(actor: Actor, agency_id: int) -> None:
    require(actor, DossierPermission.DIVIDE_WORK)
    if actor.kind is not ActorKind.SYSTEM and agency_id not in divided_agencies(actor=actor):
        raise NotFound


def faults(
    agency_id: int, unit_id: int | None, procedure_code: str, field_key: str
) -> dict[str, str]:
    """Return the code of what is wrong with each part of a row, for forms and sheets alike."""
    said = {}
    if unit_id is None or not organization.units_of(agency_id).filter(unit_id=unit_id).exists():
        said["unit"] = "unknown_unit"
    if procedure_code and not procedures.names_of(codes=[procedure_code]):
        said["procedure"] = "unknown_procedure"
    if field_key and field_key not in {one.key for one in procedures.choices().fields}:
        said["field"] = "unknown_field"
    if procedure_code and field_key:
        said["field"] = "one_of_two"
    return said
