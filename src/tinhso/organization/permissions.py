"""What may be done to the list of agencies."""

from enum import StrEnum


class OrganizationPermission(StrEnum):
    """Codes as role templates carry them."""

    VIEW_AGENCIES = "organization.view_agencies"
    CHANGE_AGENCIES = "organization.change_agencies"
