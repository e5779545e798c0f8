"""Dividing an agency's work: which unit resolves which procedure.

What is divided anew holds for dossiers that arrive from then on; one that is under way stays.
"""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from tinhso.dossiers.models import UnitDuty
from tinhso.dossiers.permissions import DossierPermission
from tinhso.dossiers.queries.duties import divided_agencies
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.files.sheets import blank_sheet, read_sheet
from tinhso.organization import queries as organization
from tinhso.procedures import queries as procedures

COLUMNS: Final = ("ma_co_quan", "ma_thu_tuc", "ma_linh_vuc", "ma_don_vi")


@dataclass(frozen=True, kw_only=True)
class DutyRow:
    """One line of a spreadsheet, with what is wrong in it."""

    line: int
    agency: str
    procedure: str
    field: str
    unit: str
    agency_id: int | None = None
    unit_id: int | None = None
    errors: tuple[str, ...] = ()


@one_act()
def divide(
    *, agency_id: int, unit_id: int, actor: Actor, procedure_code: str = "", field_key: str = ""
) -> UnitDuty:
    """Let a unit resolve one procedure, a field, or everything its agency has no row for."""
    _permit(actor, agency_id)
    faults = _faults(agency_id, unit_id, procedure_code, field_key)
    if faults:
        raise Invalid(fields=faults)
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


def duty_template() -> bytes:
    """Return the spreadsheet to fill in."""
    return blank_sheet("phan_viec", COLUMNS, ("H14.31", "1.001193", "", "H14.31.03"))


def check_duties(content: bytes, *, actor: Actor) -> list[DutyRow]:
    """Read a spreadsheet and say of each line what is wrong; nothing is written."""
    require(actor, DossierPermission.DIVIDE_WORK)
    allowed = set(divided_agencies(actor=actor))
    seen: set[tuple[str, str, str]] = set()
    checked = []
    for number, texts in read_sheet(content, COLUMNS):
        agency, procedure, field, unit = texts
        key = (agency, procedure, field)
        row = DutyRow(line=number, agency=agency, procedure=procedure, field=field, unit=unit)
        checked.append(_checked(row, allowed, is_again=key in seen))
        seen.add(key)
    return checked


@one_act()
def import_duties(*, content: bytes, actor: Actor) -> int:
    """Divide the work as a spreadsheet says, all lines or none; returns how many there are.

    Safe to run again: the same line leaves the same row.
    """
    rows = check_duties(content, actor=actor)
    if any(row.errors for row in rows):
        raise Invalid(_("Còn dòng có lỗi nên chưa nhập được."))
    for row in rows:
        divide(
            agency_id=row.agency_id or 0,
            unit_id=row.unit_id or 0,
            procedure_code=row.procedure,
            field_key=row.field,
            actor=actor,
        )
    return len(rows)


def _permit(actor: Actor, agency_id: int) -> None:
    require(actor, DossierPermission.DIVIDE_WORK)
    if agency_id not in divided_agencies(actor=actor):
        raise NotFound


def _checked(row: DutyRow, allowed: set[int], *, is_again: bool) -> DutyRow:
    known = organization.agency_by_code(row.agency)
    agency_id = known.id if known is not None and known.id in allowed else None
    said = [_("Dòng này lặp lại một dòng ở trên.")] if is_again else []
    unit_id = None
    if agency_id is None:
        said.append(_("Không có cơ quan mã “%(code)s”.") % {"code": row.agency})
    else:
        units = organization.units_of(agency_id).filter(code=row.unit)
        unit_id = units.values_list("unit_id", flat=True).first() if row.unit else None
        said += _faults(agency_id, unit_id, row.procedure, row.field).values()
    return DutyRow(
        **{**row.__dict__, "agency_id": agency_id, "unit_id": unit_id, "errors": tuple(said)}
    )


def _faults(
    agency_id: int, unit_id: int | None, procedure_code: str, field_key: str
) -> dict[str, str]:
    said = {}
    if unit_id is None or not organization.units_of(agency_id).filter(unit_id=unit_id).exists():
        said["unit"] = _("Hãy chọn một đơn vị của cơ quan này.")
    if procedure_code and not procedures.names_of(codes=[procedure_code]):
        said["procedure"] = _("Không có thủ tục mã “%(code)s”.") % {"code": procedure_code[:16]}
    if field_key and field_key not in {one.key for one in procedures.choices().fields}:
        said["field"] = _("Không có lĩnh vực mã “%(code)s”.") % {"code": field_key[:40]}
    if procedure_code and field_key:
        said["field"] = _("Ghi thủ tục hoặc lĩnh vực, không ghi cả hai.")
    return said
