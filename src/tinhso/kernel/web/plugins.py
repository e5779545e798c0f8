"""What the web shell plugs into the kernel's sockets, its own among them."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor
from tinhso.kernel.files.registry import MIB, FileUse, file_uses
from tinhso.kernel.registry.mergers import merger_effects
from tinhso.kernel.registry.operations import Step, first_start
from tinhso.kernel.web import (
    notification_plugs,  # noqa: F401  plugs the bell in by being imported
    readiness,  # noqa: F401  registered by being imported
)
from tinhso.kernel.web.lists.merging import ViewMoves
from tinhso.kernel.web.lists.runs import FILE_USE
from tinhso.kernel.web.operations import navigation as operations_pages  # noqa: F401  plugs in
from tinhso.kernel.web.permissions import WebPermission
from tinhso.kernel.web.registry import NavGroup, NavItem, navigation
from tinhso.kernel.web.services import load_demonstration_brand

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def may_see_gallery(actor: Actor) -> bool:
    """Let those see the gallery who keep the looks of the house."""
    return actor.may(WebPermission.SEE_GALLERY)


def may_set_brand(actor: Actor) -> bool:
    """Let those set the brand who hold the permission."""
    return actor.may(WebPermission.SET_BRAND)


def _brand(say: Callable[[str], None]) -> None:
    if load_demonstration_brand():
        say("Tỉnh Cao Bằng, 1900 0000")


merger_effects.register("web.views", ViewMoves())
first_start.register("web.brand", Step(5, "Brand of the demonstration", _brand, demonstration=True))
file_uses.register(
    FILE_USE,
    FileUse(
        types=frozenset({XLSX}), max_bytes=200 * MIB, label=_("tệp xuất từ danh sách"), trusted=True
    ),
)
navigation.register(
    "desk", NavItem(label=_("Việc của tôi"), url="/lam-viec/", icon="inbox", order=0)
)
navigation.register(
    "gallery",
    NavItem(
        label=_("Mẫu giao diện"),
        hint=_("Mọi thành phần của trang, ở mọi trạng thái"),
        url="/quan-tri/mau/",
        icon="palette",
        group=NavGroup.OPERATORS,
        order=900,
        visible=may_see_gallery,
    ),
)
navigation.register(
    "brand",
    NavItem(
        label=_("Nhận diện của tỉnh"),
        hint=_("Tên, màu, dấu hiệu, điện thoại hỗ trợ"),
        url="/quan-tri/nhan-dien/",
        icon="brush",
        group=NavGroup.OPERATORS,
        order=890,
        visible=may_set_brand,
    ),
)
