"""Where staff come in by spreadsheet, told of in the list of imports."""

from django.utils.translation import gettext_lazy as _

from tinhso.identity.permissions import IdentityPermission
from tinhso.kernel.importing.registry import OwnSheet, own_sheets

own_sheets.register(
    "identity.staff",
    OwnSheet(
        title=_("Cán bộ và vai trò"),
        about=_("Nhập sau đơn vị. Người nhập chỉ giao được vai trò trong quyền của mình."),
        order=25,
        address="/quan-tri/tai-khoan/nhap/",
        template="/quan-tri/tai-khoan/nhap/mau.xlsx",
        permission=IdentityPermission.MANAGE_ACCOUNTS,
    ),
)
