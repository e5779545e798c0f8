"""What the standard roles may do with signatures, and what each permission is called."""

from django.utils.translation import gettext_lazy as _

from tinhso.identity.registry import permission_names, role_permissions
from tinhso.signing.permissions import SigningPermission as P


def register() -> None:
    """Put this room's permissions into the standard roles of `identity`."""
    role_permissions.register(
        "signing",
        {
            "leader": [P.SIGN_ITEM, P.SIGN_SCAN],
            "clerk": [P.SEAL_DOCUMENT, P.ASK_CERTIFICATE, P.APPROVE_IMAGE],
            "desk": [P.SIGN_SCAN],
            "specialist": [P.SIGN_SCAN, P.COSIGN_ITEM],
            "operator": [P.MANAGE_CERTIFICATES, P.APPROVE_IMAGE],
        },
    )
    permission_names.register(
        "signing",
        {
            P.SIGN_ITEM: _("Ký số văn bản trình"),
            P.COSIGN_ITEM: _("Ký số cùng người có thẩm quyền (thư ký, người lập)"),
            P.SEAL_DOCUMENT: _("Cấp số, đóng dấu cơ quan"),
            P.SIGN_SCAN: _("Ký bản số hóa, giấy một cửa trong ca"),
            P.USE_SERVICE: _("Dùng dịch vụ ký theo lô (hệ thống kết nối)"),
            P.APPROVE_IMAGE: _("Duyệt ảnh chữ ký, con dấu"),
            P.ASK_CERTIFICATE: _("Lập yêu cầu về chứng thư số của cơ quan"),
            P.MANAGE_CERTIFICATES: _("Cấp, thu hồi chứng thư số"),
        },
    )
