"""What may be done to the list of agencies."""

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tinhso.kernel.actors import Actor


class OrganizationPermission(StrEnum):
    """Codes as role templates carry them."""

    VIEW_AGENCIES = "organization.view_agencies"
    CHANGE_AGENCIES = "organization.change_agencies"
    PLAN_MERGERS = "organization.plan_mergers"
    CONFIRM_MERGERS = "organization.confirm_mergers"
    CONFIRM_OWN_MERGERS = "organization.confirm_own_mergers"


def may_follow_mergers(actor: "Actor") -> bool:
    """Tell whether mergers are this actor's business at all."""
    codes = OrganizationPermission
    return actor.may(codes.PLAN_MERGERS) or actor.may(codes.CONFIRM_MERGERS)
