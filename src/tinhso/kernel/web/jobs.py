"""Background work of the web shell."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.jobs import every, job
from tinhso.kernel.web import once
from tinhso.kernel.web.lists.runs import execute, forget
from tinhso.kernel.web.operations import looking

RUNS_KEPT: Final = timedelta(days=30)


@job(
    "web.run_list", title=_("Làm hàng loạt hoặc xuất danh sách"), max_attempts=3, lease_seconds=120
)
def run_list(*, run_uid: str) -> None:
    """Do a bulk act or write a large file."""
    execute(UUID(run_uid))


@every("web.forget_forms", title=_("Dọn dấu biểu mẫu đã gửi"), daily_at="03:10")
def forget_forms() -> None:
    """Forget by which forms acts were done, a day later."""
    once.forget_forms()


@every("web.forget_runs", title=_("Dọn việc hàng loạt và tệp xuất cũ"), daily_at="03:20")
def forget_runs() -> None:
    """Forget finished bulk acts and exported files after thirty days; the audit trail stays."""
    forget(before=timezone.now() - RUNS_KEPT)


@every("operations.look", title=_("Xem lại tình trạng hệ thống"), minutes=5)
def look_round_the_house() -> None:
    """Look at clock, disk, settings and stopped work, for the operators' page and their inbox."""
    looking.look()
