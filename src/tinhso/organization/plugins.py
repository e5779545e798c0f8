"""What this room plugs into the house: the lists of a new installation, and its pages."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.eforms import places
from tinhso.kernel.registry.operations import Step, first_start
from tinhso.kernel.web.registry import NavGroup, NavItem, agency_names, navigation
from tinhso.organization import (
    calendar_importing,  # noqa: F401  # registered by being imported
    importing,  # noqa: F401  # registered by being imported
    number_pages,  # noqa: F401  # its navigation
    readiness,  # noqa: F401  # registered by being imported
    register_importing,  # noqa: F401  # registered by being imported
)
from tinhso.organization.permissions import OrganizationPermission, may_follow_mergers
from tinhso.organization.places import PlacesOfToday
from tinhso.organization.queries import agency_names as names_by_id
from tinhso.organization.services import load_admin_units, load_demonstration, set_own_hours


def _load_list(say: Callable[[str], None]) -> None:
    say(f"{load_admin_units()} administrative units")


def _load_province(say: Callable[[str], None]) -> None:
    if load_demonstration():
        say("Cao Bằng (H14)")


def _keep_own_hours(say: Callable[[str], None]) -> None:
    say(f"{set_own_hours()} agencies")


first_start.register("organization.admin_units", Step(10, "Administrative units", _load_list))
first_start.register(
    "organization.demonstration",
    Step(20, "Agencies of the demonstration province", _load_province, demonstration=True),
)
first_start.register(
    "organization.demonstration_hours",
    Step(21, "Agencies with hours of their own", _keep_own_hours, demonstration=True),
)
places.register("organization", PlacesOfToday())
agency_names.register("organization", names_by_id)
navigation.register(
    "organization",
    NavItem(
        label=_("Cơ quan, đơn vị"),
        url="/quan-tri/co-quan/",
        icon="diagram-3",
        group=NavGroup.OPERATORS,
        order=20,
        hint=_("Danh sách cơ quan, mã định danh, lịch sử sáp nhập"),
        visible=lambda actor: actor.may(OrganizationPermission.VIEW_AGENCIES),
    ),
)
navigation.register(
    "organization.mergers",
    NavItem(
        label=_("Sắp xếp cơ quan"),
        url="/quan-tri/sap-xep/",
        icon="diagram-2",
        group=NavGroup.OPERATORS,
        order=21,
        hint=_("Sáp nhập, hợp nhất, giải thể, đổi tên: xem trước, duyệt, thực hiện đúng ngày"),
        visible=may_follow_mergers,
    ),
)
