"""What the notices put into the shell: the bell and entries of the menus."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor
from tinhso.kernel.notifications.permissions import NotificationPermission
from tinhso.kernel.notifications.queries import unread_count
from tinhso.kernel.web.registry import (
    Bell,
    MenuLine,
    NavGroup,
    NavItem,
    bell,
    navigation,
    who_menu,
)


def may_manage(actor: Actor) -> bool:
    """Let those see the operators' page who keep the notices."""
    return actor.may(NotificationPermission.MANAGE)


bell.register("inbox", Bell(url="/thong-bao/", unread=unread_count))
who_menu.register(
    "notifications",
    MenuLine(label=_("Cách nhận thông báo"), url="/tai-khoan/thong-bao/", icon="bell", order=60),
)
navigation.register(
    "notifications",
    NavItem(
        label=_("Thông báo"),
        hint=_("Câu chữ, kênh trình diễn, thông báo chưa gửi được"),
        url="/quan-tri/thong-bao/",
        icon="bell",
        group=NavGroup.OPERATORS,
        order=60,
        visible=may_manage,
    ),
)
