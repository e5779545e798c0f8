"""What this room brings to imports: staff with their roles, and what they handed on."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.identity.models import Assignment, Delegation
from tinhso.identity.permissions import IdentityPermission
from tinhso.identity.services.delegation_imports import COLUMNS as DELEGATION_COLUMNS
from tinhso.identity.services.delegation_imports import SENTENCES as DELEGATION_SENTENCES
from tinhso.identity.services.delegation_imports import DelegationsPass
from tinhso.identity.services.delegation_imports import key_of as delegation_key
from tinhso.identity.services.imports import SENTENCES, StaffPass, key_of
from tinhso.kernel.actors import Actor
from tinhso.kernel.files.workbook import as_words
from tinhso.kernel.importing.models import ImportedRow
from tinhso.kernel.importing.registry import Group, ImportKind, import_kinds
from tinhso.kernel.importing.rules import Column
from tinhso.organization.queries import agency_infos, units_of


class Staff(ImportKind):
    """Accounts of officials, each row with one role in one place."""

    title = _("Cán bộ và vai trò")
    about = _(
        "Nhập sau đơn vị. Mỗi dòng một người với một vai trò ở một nơi; người giữ hai vai trò ghi"
        " hai dòng. Người nhập chỉ giao được vai trò trong quyền của mình."
    )
    order = 25
    permission = IdentityPermission.MANAGE_ACCOUNTS
    key_column = "ten_dang_nhap"
    group_labels = (_("Cơ quan"), _("Đơn vị"), _("Vai trò"))
    sentences = SENTENCES
    columns: ClassVar[Sequence[Column]] = (
        Column(
            key="ten_dang_nhap",
            label=_("Tên đăng nhập"),
            about=_("Đã có thì chỉ thêm vai trò còn thiếu."),
            required=True,
            most=64,
            example="an.nguyen",
        ),
        Column(
            key="ho_ten",
            label=_("Họ và tên"),
            required=True,
            is_personal=True,
            example="Nguyễn Văn An",
        ),
        Column(
            key="thu_dien_tu",
            label=_("Thư điện tử"),
            about=_("Nơi gửi đường dẫn đặt mật khẩu."),
            is_personal=True,
            example="an.nguyen@example.vn",
        ),
        Column(
            key="dien_thoai",
            label=_("Điện thoại"),
            most=20,
            is_personal=True,
            example="0912345678",
        ),
        Column(key="ma_co_quan", label=_("Mã cơ quan"), required=True, most=40, example="H14.31"),
        Column(key="ma_don_vi", label=_("Mã đơn vị"), most=40, example="H14.31.01"),
        Column(key="ma_vai_tro", label=_("Mã vai trò"), required=True, most=40, example="desk"),
        Column(key="ma_chuc_vu", label=_("Mã chức vụ"), most=40, example="cong-chuc"),
    )

    def key_of(self, values: Mapping[str, object]) -> str:
        """Know a row by login, place and role together."""
        return key_of(values)

    def open(self, actor: Actor) -> StaffPass:
        """Begin a going through."""
        return StaffPass(actor)

    def totals(self, rows: QuerySet[ImportedRow]) -> Counter[Group]:
        """Count the roles that are in force, by agency, unit and role."""
        now = timezone.now()
        given = Assignment.objects.in_force(now).filter(pk__in=rows.values("object_id"))
        found = Counter(given.values_list("agency_id", "unit_id", "role__code"))
        codes, units = _codes({agency for agency, _unit, _role in found})
        return Counter(
            {(codes[a], units.get(u, ""), role): many for (a, u, role), many in found.items()}
        )

    def shown(self, object_ids: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
        """Return roles and their holders as their sheet would say them."""
        rows = Assignment.objects.filter(pk__in=object_ids)
        given = list(rows.select_related("account", "role", "position"))
        codes, units = _codes({row.agency_id for row in given})
        return {
            row.pk: {
                "ten_dang_nhap": row.account.login,
                "ho_ten": row.account.name,
                "thu_dien_tu": row.account.email,
                "ma_co_quan": codes[row.agency_id],
                "ma_don_vi": units.get(row.unit_id, ""),
                "ma_vai_tro": row.role.code,
                "ma_chuc_vu": row.position.code if row.position else "",
            }
            for row in given
        }


class Delegations(ImportKind):
    """What officials handed on in the old system and others go on using here."""

    title = _("Ủy quyền")
    about = _(
        "Nhập sau cán bộ và vai trò. Mỗi dòng là những quyền một người giao cho người khác trong"
        " một thời gian; không ai giao được quyền mình không giữ."
    )
    order = 27
    permission = IdentityPermission.ASSIGN_ROLES
    key_column = "nguoi_giao"
    group_labels = (_("Người ủy quyền"), _("Đơn vị"), _("Số quyền"))
    sentences = DELEGATION_SENTENCES
    columns: ClassVar[Sequence[Column]] = DELEGATION_COLUMNS

    def key_of(self, values: Mapping[str, object]) -> str:
        """Know a row by who hands on to whom, where, and until when."""
        return delegation_key(values)

    def open(self, actor: Actor) -> DelegationsPass:
        """Begin a going through."""
        return DelegationsPass(actor)

    def totals(self, rows: QuerySet[ImportedRow]) -> Counter[Group]:
        """Count what was not ended since, by giver, unit and number of permissions."""
        given = Delegation.objects.filter(pk__in=rows.values("object_id"), ended_at=None)
        held = list(given.select_related("giver", "unit"))
        units = _units_of(held)
        return Counter(
            (row.giver.login, units.get(row.unit_id, ""), str(len(row.permissions))) for row in held
        )

    def shown(self, object_ids: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
        """Return delegations as their sheet would say them; begun at once, they name no day."""
        rows = Delegation.objects.filter(pk__in=object_ids)
        held = list(rows.select_related("giver", "taker", "unit"))
        units = _units_of(held)
        return {
            row.pk: {
                "nguoi_giao": row.giver.login,
                "nguoi_nhan": row.taker.login,
                "ma_don_vi": units.get(row.unit_id, ""),
                "tu_ngay": as_words(timezone.localdate(row.valid_from)),
                "den_ngay": as_words(timezone.localdate(row.valid_to)),
                "ly_do": row.reason,
            }
            for row in held
        }


def _units_of(held: Sequence[Delegation]) -> dict[int | None, str]:
    """Return the codes of the units for which something was handed on."""
    return _codes({row.unit.agency_id for row in held if row.unit is not None})[1]


def _codes(agency_ids: set[int]) -> tuple[dict[int, str], dict[int | None, str]]:
    """Return the codes of agencies and of their units."""
    codes = {pk: info.code for pk, info in agency_infos(agency_ids).items()}
    units: dict[int | None, str] = {}
    for agency_id in agency_ids:
        units.update(units_of(agency_id).values_list("unit_id", "code"))
    return codes, units


import_kinds.register("identity.staff", Staff())
import_kinds.register("identity.delegations", Delegations())
