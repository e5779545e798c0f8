"""Staff from a spreadsheet: checked row by row first, then opened; safe to run again."""

import json
from dataclasses import asdict, dataclass
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.identity.models import Account, Assignment, RoleTemplate, StaffImport
from tinhso.identity.permissions import IdentityPermission
from tinhso.identity.queries.accounts import known_id
from tinhso.identity.rules import Sight
from tinhso.identity.services.accounts import AccountData, account_faults, open_account
from tinhso.identity.services.rights import assign_role
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.text import fold
from tinhso.kernel.errors import Conflict, Invalid
from tinhso.kernel.files.sheets import blank_sheet, read_sheet
from tinhso.organization.queries import agency_by_code, position_id, units_of

COLUMNS: Final = (
    "ten_dang_nhap",
    "ho_ten",
    "thu_dien_tu",
    "dien_thoai",
    "ma_co_quan",
    "ma_don_vi",
    "ma_vai_tro",
    "ma_chuc_vu",
)


@dataclass(frozen=True, kw_only=True)
class StaffRow:
    """One row as it was typed."""

    line: int
    login: str
    name: str
    email: str
    phone: str
    agency: str
    unit: str
    role: str
    position: str


@dataclass(frozen=True, kw_only=True)
class CheckedRow:
    """One row with what is wrong with it, or what it will do."""

    row: StaffRow
    errors: tuple[str, ...]
    is_new: bool


@dataclass(frozen=True, kw_only=True)
class ImportResult:
    """What an import did."""

    opened: int
    assigned: int


def template_file() -> bytes:
    """Return the spreadsheet to fill in, with one example row."""
    return blank_sheet(
        "can_bo",
        COLUMNS,
        (
            "an.nguyen",
            "Nguyễn Văn An",
            "an.nguyen@example.vn",
            "0912345678",
            "H14.31",
            "H14.31.01",
            "desk",
            "cong-chuc",
        ),
    )


def read_rows(content: bytes) -> list[StaffRow]:
    """Read the rows of a spreadsheet; raises `Invalid` at `file` when it is not the template."""
    return [
        StaffRow(line=number, **dict(zip(_FIELDS, texts, strict=True)))
        for number, texts in read_sheet(content, COLUMNS)
    ]


_FIELDS: Final = ("login", "name", "email", "phone", "agency", "unit", "role", "position")


def check_rows(rows: list[StaffRow]) -> list[CheckedRow]:
    """Check every row and write nothing."""
    known = set(
        Account.objects.filter(login__in=[r.login.lower() for r in rows]).values_list(
            "login", flat=True
        )
    )
    roles = dict(RoleTemplate.objects.values_list("code", "sight"))
    seen: set[tuple[str, str, str, str]] = set()
    names: dict[str, str] = {}
    checked = []
    for row in rows:
        said = list(account_faults(_data(row)).values())
        login = row.login.lower()
        key = (login, row.agency, row.unit, row.role)
        if key in seen:
            said.append(_("Dòng này lặp lại một dòng ở trên."))
        seen.add(key)
        if names.setdefault(login, fold(row.name)) != fold(row.name):
            said.append(_("Tên đăng nhập này ở dòng trên là của người khác."))
        said += _place_faults(row, roles)
        checked.append(CheckedRow(row=row, errors=tuple(said), is_new=login not in known))
    return checked


def _data(row: StaffRow) -> AccountData:
    phone = "0" + row.phone if row.phone.isdigit() and len(row.phone) == 9 else row.phone
    return AccountData(login=row.login, name=row.name, email=row.email, phone=phone)


def _place_faults(row: StaffRow, roles: dict[str, str]) -> list[str]:
    said = []
    if row.role not in roles:
        said.append(_("Không có vai trò “%(code)s”.") % {"code": row.role})
    agency = agency_by_code(row.agency)
    if agency is None:
        said.append(_("Không có cơ quan mã “%(code)s”.") % {"code": row.agency})
    elif row.unit and not units_of(agency.id).filter(code=row.unit).exists():
        said.append(_("Cơ quan này không có đơn vị mã “%(code)s”.") % {"code": row.unit})
    elif not row.unit and roles.get(row.role) == Sight.OWN_UNIT:
        said.append(_("Vai trò này cần mã đơn vị."))
    if row.position and position_id(row.position) is None:
        said.append(_("Không có chức vụ mã “%(code)s”.") % {"code": row.position})
    return said


@transaction.atomic
def keep_import(*, rows: list[StaffRow], actor: Actor) -> StaffImport:
    """Keep checked rows until the operator says go."""
    require(actor, IdentityPermission.MANAGE_ACCOUNTS)
    if actor.id is None or any(checked.errors for checked in check_rows(rows)):
        raise Invalid(_("Còn dòng có lỗi nên chưa nhập được."))
    return StaffImport.objects.create(
        account_uid=actor.id, rows=json.dumps([asdict(row) for row in rows], ensure_ascii=False)
    )


@transaction.atomic
def run_import(*, uid: UUID | str, actor: Actor) -> ImportResult:
    """Open the accounts and give the roles of a kept import; what is there already is kept."""
    require(actor, IdentityPermission.MANAGE_ACCOUNTS)
    require(actor, IdentityPermission.ASSIGN_ROLES)
    kept = fetch(
        StaffImport.objects.filter(account_uid=known_id(actor)).select_for_update(of=("self",)),
        uid=uid,
    )
    if kept.done_at is not None:
        raise Conflict(_("Danh sách này đã nhập rồi."))
    rows = [StaffRow(**row) for row in json.loads(kept.rows)]
    if any(checked.errors for checked in check_rows(rows)):
        raise Conflict(_("Danh mục vừa thay đổi nên có dòng không còn đúng. Hãy kiểm tra lại tệp."))
    opened = assigned = 0
    for row in rows:
        account = Account.objects.filter(login=row.login.lower()).first()
        if account is None:
            account = open_account(data=_data(row), actor=actor)
            opened += 1
        assigned += _assign(row, account, actor)

    kept.done_at = timezone.now()
    kept.rows = ""
    kept.save(update_fields=["done_at", "rows"])
    record("identity.staff_imported", actor=actor, target=kept, opened=opened, assigned=assigned)
    return ImportResult(opened=opened, assigned=assigned)


def _assign(row: StaffRow, account: Account, actor: Actor) -> int:
    """Give the role of a row unless it is held already; returns how many were given."""
    agency = agency_by_code(row.agency)
    if agency is None:  # checked above, in the same transaction
        raise Conflict(_("Danh mục vừa thay đổi nên có dòng không còn đúng. Hãy kiểm tra lại tệp."))
    unit = units_of(agency.id).filter(code=row.unit).first() if row.unit else None
    held = Assignment.objects.in_force(timezone.now()).filter(
        account=account, role__code=row.role, agency_id=agency.id
    )
    held = held.filter(unit_id=unit.unit_id) if unit else held.filter(unit=None)
    if held.exists():
        return 0
    assign_role(
        account_uid=account.uid,
        role_code=row.role,
        agency_id=agency.id,
        unit_id=unit.unit_id if unit else None,
        position_id=position_id(row.position) if row.position else None,
        is_main=not Assignment.objects.in_force(timezone.now()).filter(account=account).exists(),
        actor=actor,
    )
    return 1
