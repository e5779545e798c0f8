"""What may be done to people, accounts, roles and grants."""

from enum import StrEnum


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
