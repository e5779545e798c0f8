"""Where operators find their pages."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor
from tinhso.kernel.importing.permissions import ImportPermission
from tinhso.kernel.jobs.models import Job, JobState
from tinhso.kernel.web.operations.permissions import OperationsPermission
from tinhso.kernel.web.registry import NavGroup, NavItem, navigation


def _holding(permission: str) -> Callable[[Actor], bool]:
    return lambda actor: actor.may(permission)


def _parked(_actor: Actor) -> int:
    return Job.objects.filter(state=JobState.PARKED)[:1000].count()


navigation.register(
    "operations.jobs",
    NavItem(
        label=_("Việc nền"),
        url="/quan-tri/viec-nen/",
        icon="gear",
        group=NavGroup.OPERATORS,
        order=10,
        hint=_("Việc đang chờ, đang chạy, đã dừng; lịch chạy"),
        visible=_holding(OperationsPermission.VIEW),
        count=_parked,
    ),
)
navigation.register(
    "operations.outbox",
    NavItem(
        label=_("Hộp thư đi"),
        url="/quan-tri/hop-thu-di/",
        icon="send",
        group=NavGroup.OPERATORS,
        order=20,
        hint=_("Những gì rời hệ thống, và số liệu theo kịp đến đâu"),
        visible=_holding(OperationsPermission.VIEW),
    ),
)
navigation.register(
    "importing",
    NavItem(
        label=_("Nhập dữ liệu"),
        url="/quan-tri/nhap-du-lieu/",
        icon="upload",
        group=NavGroup.OPERATORS,
        order=25,
        hint=_("Hồ sơ và sổ của hệ thống cũ, từ bảng tính: chạy thử, nhập, đối chiếu"),
        visible=lambda actor: (
            actor.may(ImportPermission.IMPORT) or actor.may(ImportPermission.SIGN_OFF)
        ),
    ),
)
navigation.register(
    "operations.audit",
    NavItem(
        label=_("Nhật ký hệ thống"),
        url="/quan-tri/nhat-ky/",
        icon="journal-text",
        group=NavGroup.OPERATORS,
        order=30,
        hint=_("Ai đã làm gì, với hồ sơ nào, lúc nào"),
        visible=_holding(OperationsPermission.VIEW_AUDIT),
    ),
)
navigation.register(
    "operations.backups",
    NavItem(
        label=_("Sao lưu"),
        url="/quan-tri/sao-luu/",
        icon="archive",
        group=NavGroup.OPERATORS,
        order=40,
        hint=_("Các bản sao lưu và sao lưu ngay"),
        visible=_holding(OperationsPermission.VIEW),
    ),
)
