"""The standard roles, made of what each room says its permissions are for."""

from dataclasses import dataclass
from typing import Final

from django.db import transaction

from tinhso.identity.models import Account, RoleTemplate
from tinhso.identity.registry import role_permissions
from tinhso.identity.rules import Sight
from tinhso.identity.services.bump import bump_rights


@dataclass(frozen=True, kw_only=True)
class StandardRole:
    """A role every province has; officials may change it afterwards."""

    code: str
    name: str
    summary: str
    sight: Sight
    is_everywhere: bool = False
    needs_second_factor: bool = False


STANDARD_ROLES: Final = (
    StandardRole(
        code="desk",
        name="Cán bộ một cửa",
        summary="Tiếp nhận hồ sơ, trả kết quả tại quầy",
        sight=Sight.OWN_UNIT,
    ),
    StandardRole(
        code="specialist",
        name="Chuyên viên",
        summary="Thẩm định, soạn kết quả",
        sight=Sight.OWN_UNIT,
    ),
    StandardRole(
        code="tax",
        name="Cán bộ thuế",
        summary="Xác định nghĩa vụ tài chính của hồ sơ một cửa",
        sight=Sight.OWN_UNIT,
    ),
    StandardRole(
        code="leader",
        name="Lãnh đạo cơ quan",
        summary="Phân công, ký kết quả, theo dõi cơ quan và cấp dưới",
        sight=Sight.AGENCY_AND_BELOW,
    ),
    StandardRole(
        code="clerk",
        name="Văn thư",
        summary="Cấp số, đóng dấu, giữ sổ đăng ký",
        sight=Sight.OWN_AGENCY,
    ),
    StandardRole(
        code="editor",
        name="Biên tập viên",
        summary="Biên tập thủ tục và tin bài",
        sight=Sight.OWN_UNIT,
        is_everywhere=True,
    ),
    StandardRole(
        code="committee",
        name="Ban điều hành",
        summary="Theo dõi chỉ tiêu và nhiệm vụ của tỉnh",
        sight=Sight.OWN_AGENCY,
        is_everywhere=True,
    ),
    StandardRole(
        code="soc",
        name="Giám sát an toàn thông tin",
        summary="Theo dõi cảnh báo và sự cố",
        sight=Sight.NONE,
        is_everywhere=True,
        needs_second_factor=True,
    ),
    StandardRole(
        code="privacy",
        name="Phụ trách dữ liệu cá nhân",
        summary="Trả lời yêu cầu của người dân về dữ liệu của họ, báo vi phạm, tiêu hủy",
        sight=Sight.NONE,
    ),
    StandardRole(
        code="operator",
        name="Quản trị hệ thống",
        summary="Tài khoản, vai trò, vận hành; không thấy nội dung hồ sơ",
        sight=Sight.NONE,
        is_everywhere=True,
        needs_second_factor=True,
    ),
    StandardRole(
        code="inspector",
        name="Thanh tra, kiểm tra",
        summary="Chỉ thấy theo quyền xem có thời hạn",
        sight=Sight.NONE,
    ),
    StandardRole(
        code="monitor",
        name="Theo dõi tiến độ",
        summary="Thấy hồ sơ của cơ quan mình để đôn đốc",
        sight=Sight.OWN_AGENCY,
    ),
)


@transaction.atomic
def load_standard_roles() -> int:
    """Make the standard roles that are missing and add what rooms newly offer; returns how many.

    A permission an official took away from a role comes back only with a new version of the house
    that names it first: `offered` remembers what was offered before.
    """
    changed: list[int] = []
    for standard in STANDARD_ROLES:
        offered = {
            str(permission)
            for _room, roles in role_permissions
            for permission in roles.get(standard.code, ())
        }
        role = RoleTemplate.objects.filter(code=standard.code).first()
        if role is None:
            role = RoleTemplate(
                code=standard.code,
                name=standard.name,
                summary=standard.summary,
                sight=standard.sight,
                is_everywhere=standard.is_everywhere,
                needs_second_factor=standard.needs_second_factor,
            )
        fresh = offered - set(role.offered)
        if fresh or role.pk is None:
            role.permissions = sorted(set(role.permissions) | fresh)
            role.offered = sorted(set(role.offered) | offered)
            role.save()
            changed.append(role.pk)
    bump_rights(Account.objects.filter(assignments__role_id__in=changed).distinct())
    return len(changed)
