"""Background work of imports."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.importing.services import check_sheet, write_sheet
from tinhso.kernel.importing.services.running import CHECK, WRITE
from tinhso.kernel.jobs import job, progress

SIX_HOURS = 6 * 3600


@job(CHECK, title=_("Kiểm tra bảng tính nhập vào"), limit_seconds=SIX_HOURS)
def check(*, uid: str) -> None:
    """Look through a sheet; a killed run goes on where it was."""
    check_sheet(uid=uid, say=progress)


@job(WRITE, title=_("Nhập bảng tính"), limit_seconds=SIX_HOURS)
def write(*, uid: str) -> None:
    """Bring a sheet in; a killed run goes on where it was."""
    write_sheet(uid=uid, say=progress)
