"""What the standard roles may do with the catalogue, and what each permission is called."""

from django.utils.translation import gettext_lazy as _

from tinhso.identity.registry import permission_names, role_permissions
from tinhso.procedures.permissions import ProcedurePermission as P


def register() -> None:
    """Put this room's permissions into the standard roles of `identity`."""
    role_permissions.register(
        "procedures",
        {
            "operator": [P.VIEW_CATALOGUE, P.EDIT_PROCEDURE, P.PUBLISH_VERSION, P.PAUSE_SERVICE],
            "editor": [P.VIEW_CATALOGUE, P.EDIT_PROCEDURE],
            "leader": [P.VIEW_CATALOGUE],
            "desk": [P.VIEW_CATALOGUE],
            "specialist": [P.VIEW_CATALOGUE],
        },
    )
    permission_names.register(
        "procedures",
        {
            P.VIEW_CATALOGUE: _("Xem danh mục thủ tục và quy trình"),
            P.EDIT_PROCEDURE: _("Soạn và sửa thủ tục"),
            P.PUBLISH_VERSION: _("Công bố phiên bản thủ tục"),
            P.PAUSE_SERVICE: _("Tạm ngừng nhận hồ sơ trực tuyến"),
        },
    )
