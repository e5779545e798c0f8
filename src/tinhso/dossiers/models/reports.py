"""Reports as they were sent, never changed, and what a desk says of itself for them."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PeriodReportQuerySet(models.QuerySet["PeriodReport"]):
    """Named filters of reports."""

    def standing(self) -> Self:
        """Leave out what a leader sent back: it counts as a draft again."""
        return self.filter(returned_at__isnull=True)


class PeriodReport(models.Model):
    """One report of an agency for a period as it was sent: figures, author, number, moment.

    One that goes by signature has its figures from the moment it was put before a leader, its
    number and its sealed file once the clerk gave them.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    agency = models.ForeignKey("organization.Agency", on_delete=models.PROTECT, related_name="+")
    form = models.CharField(_("mẫu"), max_length=3)
    length = models.CharField(_("loại kỳ"), max_length=8)
    year = models.PositiveSmallIntegerField(_("năm"))
    ordinal = models.PositiveSmallIntegerField(_("kỳ thứ"))
    start = models.DateField(_("từ ngày"))
    end = models.DateField(_("đến ngày"))
    due_on = models.DateField(_("hạn gửi"))
    rows = models.JSONField(_("số liệu"))
    counted_at = models.DateTimeField(_("tính lúc"))
    number = models.CharField(_("số"), max_length=64, blank=True)
    reported_by = models.UUIDField(_("người báo cáo"))
    reported_by_name = models.CharField(max_length=200)
    reported_at = models.DateTimeField(_("báo cáo lúc"))
    item = models.UUIDField(_("việc trình ký"), null=True, blank=True)
    file = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    signed_at = models.DateTimeField(_("ký lúc"), null=True, blank=True)
    returned_at = models.DateTimeField(_("trả lại lúc"), null=True, blank=True)
    return_reason = models.TextField(_("lý do trả lại"), blank=True)

    objects = PeriodReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("báo cáo định kỳ")
        ordering = ["-end", "form"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "form", "start", "end"], name="dossiers_report_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.number}"

    @property
    def waits_for_leader(self) -> bool:
        """Tell whether it lies before a leader, unsigned."""
        return self.item is not None and self.signed_at is None

    @property
    def waits_for_clerk(self) -> bool:
        """Tell whether it is signed and has no number yet."""
        return self.signed_at is not None and not self.number

    @property
    def is_late(self) -> bool:
        """Tell whether it was sent after its day."""
        return timezone.localdate(self.reported_at) > self.due_on


class DeskFacts(models.Model):
    """What a desk says of its people and equipment, of what the house cannot count itself."""

    unit = models.OneToOneField(
        "organization.Unit", on_delete=models.PROTECT, related_name="+", primary_key=True
    )
    staff_sent = models.PositiveSmallIntegerField(_("người do sở, ngành cử đến"), default=0)
    staff_contract = models.PositiveSmallIntegerField(_("người hợp đồng"), default=0)
    computers_staff = models.BooleanField(_("có máy tính cho người làm việc"), default=False)
    computers_help = models.BooleanField(_("có máy tính hỗ trợ nộp trực tuyến"), default=False)
    scanners = models.BooleanField(_("có máy quét"), default=False)
    touch_screens = models.BooleanField(_("có màn hình cảm ứng"), default=False)
    said_by = models.UUIDField(_("người khai"))
    said_at = models.DateTimeField(_("khai lúc"))

    class Meta:
        verbose_name = _("điều bộ phận một cửa tự khai")

    def __str__(self) -> str:
        return str(self.unit_id)
