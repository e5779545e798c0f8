"""What the standard roles may do with requests, and what each permission is called."""

from django.utils.translation import gettext_lazy as _

from tinhso.identity.registry import permission_names, role_permissions
from tinhso.privacy.permissions import PrivacyPermission as P


def register() -> None:
    """Put this room's permissions into the standard roles of `identity`."""
    role_permissions.register(
        "privacy",
        {
            "privacy": [
                P.HANDLE_REQUESTS,
                P.HANDLE_BREACHES,
                P.HANDLE_AUTHORITIES,
                P.SET_RETENTION,
                P.PROPOSE_DESTRUCTION,
            ],
            "leader": [P.CONFIRM_DESTRUCTION, P.OVERSEE_AUTHORITIES],
            "desk": [P.ENTER_REQUESTS],
        },
    )
    permission_names.register(
        "privacy",
        {
            P.HANDLE_REQUESTS: _("Trả lời và thực hiện yêu cầu về dữ liệu cá nhân"),
            P.ENTER_REQUESTS: _("Nhập yêu cầu về dữ liệu cá nhân tại quầy"),
            P.HANDLE_BREACHES: _("Ghi, báo cáo vi phạm dữ liệu cá nhân"),
            P.HANDLE_AUTHORITIES: _("Thực hiện yêu cầu của cơ quan có thẩm quyền"),
            P.OVERSEE_AUTHORITIES: _("Theo dõi yêu cầu của cơ quan có thẩm quyền quá giờ"),
            P.SET_RETENTION: _("Đặt thời hạn lưu giữ"),
            P.PROPOSE_DESTRUCTION: _("Lập đợt tiêu hủy"),
            P.CONFIRM_DESTRUCTION: _("Duyệt đợt tiêu hủy"),
        },
    )
