"""Staff of an agency from a spreadsheet: accounts and roles, by the rights of who lets it in."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.identity.models import Account, Assignment, RoleTemplate
from tinhso.identity.permissions import IdentityPermission
from tinhso.identity.queries.actors import actor_of_account
from tinhso.identity.rules import AccountKind, Sight
from tinhso.identity.services.accounts import ACCOUNT_FAULTS, AccountData, faulty, open_account
from tinhso.identity.services.rights import assign_role, reaches_beyond
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.among import Among
from tinhso.kernel.db.text import fold
from tinhso.kernel.errors import NotFound
from tinhso.kernel.importing.models import ImportRun
from tinhso.kernel.importing.registry import Group, ImportPass
from tinhso.kernel.importing.rules import KEY_LENGTH, Problem, SheetRow
from tinhso.organization.queries import AgencyInfo, agency_by_code, position_id, units_of

COLUMN_OF: Final = {
    "login": "ten_dang_nhap",
    "name": "ho_ten",
    "email": "thu_dien_tu",
    "phone": "dien_thoai",
}
SENTENCES: Final = {
    **{f"wrong_{name}": words for name, words in ACCOUNT_FAULTS.items()},
    "login_taken": _("Tên đăng nhập này là của người khác. Hãy chọn tên đăng nhập khác."),
    "unknown_role": _("Không có vai trò này. Các vai trò: %(known)s."),
    "unknown_agency": _("Không có cơ quan nào mang mã này."),
    "unknown_unit": _("Cơ quan này không có đơn vị mang mã này."),
    "unit_needed": _("Vai trò này cần mã đơn vị."),
    "unknown_position": _("Không có chức vụ mang mã này."),
    "own_role": _("Không ai tự cấp vai trò cho mình."),
    "beyond_rights": _("Vai trò này rộng hơn phạm vi người nhập được phân công."),
    "no_giver": _(
        "Người nhập không còn quyền mở tài khoản và phân công vai trò, hoặc đã thoát khỏi hệ thống."
        " Hãy tải tệp lên lại."
    ),
}
_NEEDED: Final = (
    IdentityPermission.VIEW_ACCOUNTS,
    IdentityPermission.MANAGE_ACCOUNTS,
    IdentityPermission.ASSIGN_ROLES,
)


def key_of(values: Mapping[str, object]) -> str:
    """Know a row by login, place and role together; a long one by its hash."""
    columns = ("ten_dang_nhap", "ma_co_quan", "ma_don_vi", "ma_vai_tro")
    login, *place = (str(values.get(name) or "") for name in columns)
    key = "/".join((login.lower(), *place))
    return key if len(key) <= KEY_LENGTH else sha256(key.encode()).hexdigest()


class StaffPass(ImportPass):
    """Goes through a sheet of staff; agencies, units and roles are looked up once."""

    def __init__(self, actor: Actor) -> None:
        """Give as the account that lets the sheet in; a command of the server gives as itself."""
        self.giver = actor if actor.id is None else _giver(actor)
        self.roles = {role.code: role for role in RoleTemplate.objects.all()}
        self.agencies: dict[str, AgencyInfo | None] = {}
        self.units: dict[int, dict[str, int]] = {}
        self.names: dict[str, str] = {}
        """Who was meant by a login in the rows above."""

    def check(self, rows: Sequence[SheetRow]) -> Iterator[Problem]:
        """Yield what is wrong: with the person, the place, or the rights of who lets it in."""
        accounts = _accounts(rows)
        for row in rows:
            yield from self._person(row, accounts.get(_login(row)))
            place = list(self._place(row))
            yield from place or self._rights(row, accounts.get(_login(row)))

    def write(self, rows: Sequence[SheetRow], *, run: ImportRun) -> Mapping[str, int]:
        """Open the accounts that are not here yet and give each row's role unless it is held."""
        return {row.key: self._one(row).pk for row in rows}

    def group(self, row: SheetRow) -> Group:
        """Count by agency, unit and role."""
        agency = self._agency(row)
        return agency.code if agency else "", row.text("ma_don_vi"), row.text("ma_vai_tro")

    def _person(self, row: SheetRow, account: Account | None) -> Iterator[Problem]:
        for name in faulty(_data(row)):
            yield row.problem(COLUMN_OF.get(name, "ten_dang_nhap"), f"wrong_{name}")
        meant = self.names.setdefault(_login(row), fold(row.text("ho_ten")))
        is_another = account is not None and (
            account.kind != AccountKind.OFFICIAL or fold(account.name) != fold(row.text("ho_ten"))
        )
        if is_another or meant != fold(row.text("ho_ten")):
            yield row.problem("ten_dang_nhap", "login_taken")

    def _place(self, row: SheetRow) -> Iterator[Problem]:
        role, agency = self.roles.get(row.text("ma_vai_tro")), self._agency(row)
        if role is None:
            yield row.problem("ma_vai_tro", "unknown_role", known=", ".join(sorted(self.roles)))
        if agency is None:
            yield row.problem("ma_co_quan", "unknown_agency")
        elif row.text("ma_don_vi") and self._unit(row, agency) is None:
            yield row.problem("ma_don_vi", "unknown_unit")
        if role is not None and role.sight == Sight.OWN_UNIT and not row.text("ma_don_vi"):
            yield row.problem("ma_don_vi", "unit_needed")
        if row.text("ma_chuc_vu") and position_id(row.text("ma_chuc_vu")) is None:
            yield row.problem("ma_chuc_vu", "unknown_position")

    def _rights(self, row: SheetRow, account: Account | None) -> Iterator[Problem]:
        agency = self._agency(row)
        if self.giver is None:
            yield row.problem("ma_vai_tro", "no_giver")
        elif account is not None and account.uid == self.giver.id:
            yield row.problem("ten_dang_nhap", "own_role")
        elif agency is not None and reaches_beyond(
            self.giver, self.roles[row.text("ma_vai_tro")], agency.id, self._unit(row, agency)
        ):
            yield row.problem("ma_vai_tro", "beyond_rights")

    def _one(self, row: SheetRow) -> Assignment:
        agency = self._agency(row)
        if agency is None or self.giver is None:
            raise LookupError(row.line)
        account = _accounts([row]).get(_login(row))
        if account is None:
            account = open_account(data=_data(row), actor=self.giver)
        unit_id, now = self._unit(row, agency), timezone.now()
        in_force = Assignment.objects.in_force(now).filter(account=account)
        alike = in_force.filter(role__code=row.text("ma_vai_tro"), agency_id=agency.id)
        held = alike.filter(unit=None) if unit_id is None else alike.filter(unit_id=unit_id)
        return held.first() or assign_role(
            account_uid=account.uid,
            role_code=row.text("ma_vai_tro"),
            agency_id=agency.id,
            unit_id=unit_id,
            position_id=position_id(row.text("ma_chuc_vu")) if row.text("ma_chuc_vu") else None,
            is_main=not in_force.exists(),
            actor=self.giver,
        )

    def _agency(self, row: SheetRow) -> AgencyInfo | None:
        code = row.text("ma_co_quan")
        if code not in self.agencies:
            self.agencies[code] = agency_by_code(code)
        return self.agencies[code]

    def _unit(self, row: SheetRow, agency: AgencyInfo) -> int | None:
        if agency.id not in self.units:
            found = units_of(agency.id).exclude(code="").values_list("code", "unit_id")
            self.units[agency.id] = dict(found)
        return self.units[agency.id].get(row.text("ma_don_vi"))


def _giver(actor: Actor) -> Actor | None:
    """Return who lets the sheet in as his account stands now, None where it may not give roles."""
    if actor.id is None:
        return None
    try:
        giver = actor_of_account(actor.id)
    except NotFound:
        return None
    return giver if all(giver.may(permission) for permission in _NEEDED) else None


def _accounts(rows: Sequence[SheetRow]) -> dict[str, Account]:
    logins = {_login(row) for row in rows}
    return {one.login: one for one in Account.objects.filter(Among("login", logins))}


def _login(row: SheetRow) -> str:
    return row.text("ten_dang_nhap").lower()


def _data(row: SheetRow) -> AccountData:
    phone = row.text("dien_thoai")
    return AccountData(
        login=_login(row),
        name=row.text("ho_ten"),
        email=row.text("thu_dien_tu"),
        phone="0" + phone if phone.isdigit() and len(phone) == 9 else phone,
    )
