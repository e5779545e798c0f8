"""What may be done to people, accounts, roles and grants."""

from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.web.operations.permissions import OperationsPermission


class IdentityPermission(StrEnum):
    """Codes as role templates carry them."""

    VIEW_ACCOUNTS = "identity.view_accounts"
    MANAGE_ACCOUNTS = "identity.manage_accounts"
    ASSIGN_ROLES = "identity.assign_roles"
    DELEGATE_OWN = "identity.delegate_own"
    VIEW_PERSONS = "identity.view_persons"
    CHANGE_PERSONS = "identity.change_persons"
    UNMASK_NUMBERS = "identity.unmask_numbers"
    GRANT_ACCESS = "identity.grant_access"
    MANAGE_CLIENTS = "identity.manage_clients"
    VERIFY_REPRESENTATION = "identity.verify_representation"


GRANTED_ONLY: Final = frozenset({str(OperationsPermission.OPEN_PAYLOAD)})
"""Held by a timed grant with purpose and basis, and in no other way: no role, no client."""
ONLY_BY_GRANT: Final = _("Quyền mở nội dung gói tin chỉ được cấp có thời hạn cho từng người.")
