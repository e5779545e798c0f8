"""Delegations from a spreadsheet, by the rights of who lets it in."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time
from hashlib import sha256
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.identity.models import Account, Delegation, RoleTemplate
from tinhso.identity.permissions import IdentityPermission
from tinhso.identity.queries.actors import actor_of_account
from tinhso.identity.rules import AccountKind
from tinhso.identity.services.delegating import (
    DELEGATION_FAULTS,
    LONGEST_DELEGATION_DAYS,
    delegate,
    faults_of_delegation,
    hands_on_beyond,
    held_by,
)
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.among import Among
from tinhso.kernel.errors import NotFound
from tinhso.kernel.importing.models import ImportRun
from tinhso.kernel.importing.registry import Group, ImportPass
from tinhso.kernel.importing.rules import KEY_LENGTH, Column, Kind, Problem, SheetRow
from tinhso.organization.queries import units_of

COLUMNS: Final[Sequence[Column]] = (
    Column(
        key="nguoi_giao",
        label=_("Người ủy quyền (tên đăng nhập)"),
        required=True,
        most=64,
        example="an.nguyen",
    ),
    Column(
        key="nguoi_nhan",
        label=_("Người được ủy quyền (tên đăng nhập)"),
        required=True,
        most=64,
        example="mai.hoang",
    ),
    Column(
        key="quyen",
        label=_("Quyền"),
        about=_(
            "Mã quyền, hoặc mã vai trò để giao mọi quyền của vai trò ấy; nhiều mã ngăn bằng dấu"
            " chấm phẩy."
        ),
        required=True,
        most=2000,
        example="leader",
    ),
    Column(
        key="ma_don_vi",
        label=_("Mã đơn vị"),
        about=_("Để trống thì ở mọi nơi người ủy quyền giữ các quyền này."),
        most=40,
        example="H14.31.01",
    ),
    Column(
        key="tu_ngay",
        label=_("Từ ngày"),
        about=_("Để trống thì có hiệu lực từ lúc nhập."),
        kind=Kind.DAY,
        example="15/12/2026",
    ),
    Column(
        key="den_ngay",
        label=_("Đến hết ngày"),
        kind=Kind.DAY,
        required=True,
        example="31/12/2026",
    ),
    Column(key="ly_do", label=_("Lý do"), required=True, most=250, example="Đi học"),
)
SENTENCES: Final = {
    **DELEGATION_FAULTS,
    "unknown_giver": _("Không có cán bộ nào đang làm việc dùng tên đăng nhập này."),
    "unknown_taker": _("Không có cán bộ nào đang làm việc dùng tên đăng nhập này."),
    "unknown_permission": _("Không có quyền hay vai trò mang mã %(named)s."),
    "not_in_unit": _("Người ủy quyền không giữ vai trò nào ở đơn vị mang mã này."),
    "not_held": _("Người ủy quyền không giữ quyền %(named)s ở nơi này."),
    "own_delegation": _("Ủy quyền của chính mình thì làm ở trang Ủy quyền."),
    "beyond_rights": _("Quyền này rộng hơn phạm vi người nhập được phân công."),
    "no_giver": _(
        "Người nhập không còn quyền phân công vai trò, hoặc đã thoát khỏi hệ thống. Hãy tải tệp"
        " lên lại."
    ),
}
_COLUMN_OF: Final = {
    "taker": "nguoi_nhan",
    "permissions": "quyen",
    "valid_from": "tu_ngay",
    "valid_to": "den_ngay",
    "reason": "ly_do",
}
_NEEDED: Final = (IdentityPermission.VIEW_ACCOUNTS, IdentityPermission.ASSIGN_ROLES)


def key_of(values: Mapping[str, object]) -> str:
    """Know a row by who hands on to whom, where, and until when; a long one by its hash."""
    columns = ("nguoi_giao", "nguoi_nhan", "ma_don_vi", "den_ngay")
    key = "/".join(str(values.get(name) or "").lower() for name in columns)
    return key if len(key) <= KEY_LENGTH else sha256(key.encode()).hexdigest()


class DelegationsPass(ImportPass):
    """Goes through a sheet of delegations; roles and permissions are looked up once."""

    def __init__(self, actor: Actor) -> None:
        """Hand on as the account that lets the sheet in; a command of the server as itself."""
        self.actor = actor if actor.id is None else _who_assigns(actor)
        roles = RoleTemplate.objects.values_list("code", "permissions")
        self.roles: dict[str, list[str]] = dict(roles)
        self.known = {code for codes in self.roles.values() for code in codes}

    def check(self, rows: Sequence[SheetRow]) -> Iterator[Problem]:
        """Yield what is wrong: with the people, the place, the days, or who may hand on."""
        officials = _officials(rows)
        for row in rows:
            found = list(self._names(row, officials))
            yield from found or self._handing_on(row, officials)

    def write(self, rows: Sequence[SheetRow], *, run: ImportRun) -> Mapping[str, int]:
        """Hand on row by row what is not handed on just so already."""
        officials = _officials(rows)
        return {row.key: self._one(row, officials).pk for row in rows}

    def group(self, row: SheetRow) -> Group:
        """Count by giver, unit, and how many permissions are handed on."""
        codes = set(self._permissions(row))
        return row.text("nguoi_giao").lower(), row.text("ma_don_vi"), str(len(codes))

    def _names(self, row: SheetRow, officials: Mapping[str, Account]) -> Iterator[Problem]:
        for column, code in (("nguoi_giao", "unknown_giver"), ("nguoi_nhan", "unknown_taker")):
            if row.text(column).lower() not in officials:
                yield row.problem(column, code)
        for code in row.parts("quyen"):
            if code not in self.roles and code not in self.known:
                yield row.problem("quyen", "unknown_permission", named=code)

    def _handing_on(self, row: SheetRow, officials: Mapping[str, Account]) -> Iterator[Problem]:
        giver, taker = _side(row, "nguoi_giao", officials), _side(row, "nguoi_nhan", officials)
        begins, ends = _period(row)
        unit_id = _unit(row, giver)
        if row.text("ma_don_vi") and unit_id is None:
            yield row.problem("ma_don_vi", "not_in_unit")
            return
        permissions, held = self._permissions(row), held_by(giver, unit_id)
        wrong = faults_of_delegation(
            giver=giver,
            taker=taker,
            permissions=permissions,
            valid_from=begins,
            valid_to=ends,
            reason=row.text("ly_do"),
        )
        days = str(LONGEST_DELEGATION_DAYS)
        for name, code in wrong.items():
            yield row.problem(_COLUMN_OF[name], code, days=days)
        missing = set(permissions) - {code for one in held for code in one.role.permissions}
        if missing:
            yield row.problem("quyen", "not_held", named=min(missing))
        if self.actor is None:
            yield row.problem("nguoi_giao", "no_giver")
        elif giver.uid == self.actor.id:
            yield row.problem("nguoi_giao", "own_delegation")
        elif hands_on_beyond(self.actor, held, permissions):
            yield row.problem("quyen", "beyond_rights")

    def _one(self, row: SheetRow, officials: Mapping[str, Account]) -> Delegation:
        if self.actor is None:
            raise LookupError(row.line)
        giver, taker = _side(row, "nguoi_giao", officials), _side(row, "nguoi_nhan", officials)
        begins, ends = _period(row)
        permissions, unit_id = sorted(set(self._permissions(row))), _unit(row, giver)
        made = Delegation.objects.filter(giver=giver, taker=taker, permissions=permissions)
        standing = made.filter(valid_to=ends, ended_at__isnull=True)
        here = standing.filter(unit=None) if unit_id is None else standing.filter(unit_id=unit_id)
        return here.first() or delegate(
            giver_uid=giver.uid,
            taker_uid=taker.uid,
            permissions=permissions,
            unit_id=unit_id,
            valid_from=begins,
            valid_to=ends,
            reason=row.text("ly_do"),
            actor=self.actor,
        )

    def _permissions(self, row: SheetRow) -> list[str]:
        return [one for code in row.parts("quyen") for one in self.roles.get(code, [code])]


def _who_assigns(actor: Actor) -> Actor | None:
    """Return who lets the sheet in as his account stands now, None where it gives no roles."""
    if actor.id is None:
        return None
    try:
        giver = actor_of_account(actor.id)
    except NotFound:
        return None
    return giver if all(giver.may(permission) for permission in _NEEDED) else None


def _officials(rows: Sequence[SheetRow]) -> dict[str, Account]:
    logins = {row.text(side).lower() for row in rows for side in ("nguoi_giao", "nguoi_nhan")}
    working = Account.objects.filter(kind=AccountKind.OFFICIAL, is_active=True)
    return {one.login: one for one in working.filter(Among("login", logins))}


def _side(row: SheetRow, column: str, officials: Mapping[str, Account]) -> Account:
    return officials[row.text(column).lower()]


def _unit(row: SheetRow, giver: Account) -> int | None:
    """Return the unit a row names among those in which the giver holds a role."""
    code = row.text("ma_don_vi")
    if not code:
        return None
    roles = held_by(giver, None)
    own = {one.unit_id for one in roles}
    coded = (units_of(agency).filter(code=code) for agency in {one.agency_id for one in roles})
    return next((one.unit_id for units in coded for one in units if one.unit_id in own), None)


def _period(row: SheetRow) -> tuple[datetime, datetime]:
    """Return from when until when: from now where no later day is named, to the day's end."""
    now, day, last = timezone.now(), row.day("tu_ngay"), row.day("den_ngay")
    begins = now
    if day is not None and day != timezone.localdate(now):
        begins = timezone.make_aware(datetime.combine(day, time()))
    ends = datetime.combine(last or timezone.localdate(now), time(23, 59, 59))
    return begins, timezone.make_aware(ends)
