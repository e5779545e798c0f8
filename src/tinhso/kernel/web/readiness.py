"""What calendars, registers, imports and background work show of the way to production."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.calendar.models import PROVINCE, CalendarDay
from tinhso.kernel.importing.models import ImportRun
from tinhso.kernel.importing.rules import AT_WORK, ImportState
from tinhso.kernel.jobs.plugins import silent_workers
from tinhso.kernel.numbering.models import Counter
from tinhso.kernel.registry.readiness import ReadyLine, Standing, readiness, standing
from tinhso.kernel.web.models import Brand

REACHES: Final = timedelta(days=60)
"""How far ahead of today deadlines are promised: in November next year's days off count already."""


def lines() -> Iterator[ReadyLine]:
    """Yield how the kernel's own parts stand."""
    yield _calendar()
    yield _numbers()
    yield _imports()
    yield ReadyLine(
        order=70,
        title=_("Việc nền"),
        said=_("Máy chạy nền phải hoạt động: nhắc hạn, thông báo và sao lưu là của nó."),
        standing=standing(not list(silent_workers())),
        url="/quan-tri/viec-nen/",
    )
    yield ReadyLine(
        order=80,
        title=_("Tên, màu, biểu trưng của tỉnh"),
        said=_("Trang của người dân mang tên và dấu hiệu của tỉnh."),
        standing=standing(Brand.objects.exists()),
        url="/quan-tri/nhan-dien/",
    )


def _calendar() -> ReadyLine:
    """Say of the first year that is not ready, this one or the one deadlines already reach into."""
    today = timezone.localdate()
    for year in sorted({today.year, (today + REACHES).year}):
        days = CalendarDay.objects.filter(
            agency_id=PROVINCE, on__year=year, withdrawn_at__isnull=True
        )
        provisional = days.filter(is_provisional=True).count()
        is_ready = days.exists() and not provisional
        if not is_ready:
            break
    if is_ready:
        said = _("Lịch nghỉ năm %(year)s đã xác nhận. Xem thêm giờ làm của từng cơ quan.")
    elif provisional:
        said = _(
            "Lịch nghỉ năm %(year)s còn %(count)s ngày dự kiến. Sửa theo thông báo rồi xác nhận."
        )
    else:
        said = _(
            "Chưa có lịch nghỉ năm %(year)s, nên hẹn trả trong năm ấy bị tính thiếu ngày nghỉ."
        )
    return ReadyLine(
        order=150,
        title=_("Lịch làm việc"),
        said=said,
        values={"year": str(year), "count": provisional},
        standing=standing(is_ready),
        url="/quan-tri/lich-lam-viec/",
    )


def _numbers() -> ReadyLine:
    """Say how many registers go on: whether all that should do so only people know."""
    count = Counter.objects.filter(first__gt=1).count()
    return ReadyLine(
        order=160,
        title=_("Số bắt đầu của các sổ"),
        said=_(
            "%(count)s sổ bắt đầu tiếp số của hệ thống cũ. Sổ nào năm nay đã cấp số ở hệ thống cũ"
            " thì phải đặt trước khi cấp số đầu tiên ở đây."
        ),
        values={"count": count},
        standing=Standing.JUDGE,
        url="/quan-tri/so-bat-dau/",
    )


def _imports() -> ReadyLine:
    runs = ImportRun.objects.all()
    signed = runs.filter(state=ImportState.SIGNED).count()
    waiting = runs.filter(state__in=[*AT_WORK, ImportState.WRITTEN]).count()
    return ReadyLine(
        order=170,
        title=_("Hồ sơ, sổ của hệ thống cũ"),
        said=_("%(signed)s lần nhập đã ký duyệt, %(waiting)s lần còn chờ."),
        values={"signed": signed, "waiting": waiting},
        standing=(Standing.TODO if waiting else Standing.DONE if signed else Standing.JUDGE),
        url="/quan-tri/nhap-du-lieu/",
    )


readiness.register("kernel", lines)
