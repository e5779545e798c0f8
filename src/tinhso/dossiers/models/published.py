"""What the public reads of each agency's service, quarter by quarter (118/2025 Art. 34)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ServiceFigures(models.Model):
    """One agency's quarter as it is published: how much was resolved, how much in time, how rated.

    A quarter is counted anew each night until it is final; then it never changes.
    """

    agency = models.ForeignKey(
        "organization.Agency", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    agency_name = models.CharField(_("tên cơ quan khi đó"), max_length=300)
    agency_folded = models.CharField(max_length=300)
    level = models.CharField(_("cấp"), max_length=16)
    year = models.PositiveSmallIntegerField(_("năm"))
    quarter = models.PositiveSmallIntegerField(_("quý"))
    resolved = models.PositiveIntegerField(_("đã giải quyết"))
    in_time = models.PositiveIntegerField(_("sớm và đúng hạn"))
    in_time_hundredths = models.PositiveIntegerField(_("phần trăm sớm và đúng hạn, nhân 100"))
    rated = models.PositiveIntegerField(_("số lượt đánh giá"))
    satisfied = models.PositiveIntegerField(_("số lượt hài lòng"))
    average_hundredths = models.PositiveIntegerField(_("điểm trung bình, nhân 100"))
    scores = models.JSONField(_("điểm trung bình từng câu, nhân 100"), default=dict)
    counted_at = models.DateTimeField(_("tính lúc"))
    is_final = models.BooleanField(_("đã chốt"), default=False)

    class Meta:
        verbose_name = _("số liệu phục vụ đã công khai")
        ordering = ["-year", "-quarter", "agency_folded", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "quarter", "agency"], name="dossiers_published_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["-year", "-quarter", "agency_folded", "id"], name="dossiers_published"
            )
        ]

    def __str__(self) -> str:
        return f"{self.quarter}/{self.year} {self.agency_name}"
