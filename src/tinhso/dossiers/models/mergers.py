"""The record by which one agency hands its open dossiers over to another after a merger."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models.dossier import Dossier
from tinhso.dossiers.rules.states import DossierState


class MergerRecord(models.Model):
    """What one agency handed to another in one merger; a paper of both."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    act = models.UUIDField(_("lần sắp xếp"))
    from_agency = models.ForeignKey(
        "organization.Agency", on_delete=models.PROTECT, related_name="+"
    )
    to_agency = models.ForeignKey("organization.Agency", on_delete=models.PROTECT, related_name="+")
    on = models.DateField(_("ngày bàn giao"))
    basis = models.CharField(_("căn cứ"), max_length=320)
    made_at = models.DateTimeField(_("lập lúc"))
    item = models.UUIDField(_("việc trình ký"), null=True, blank=True)
    number = models.CharField(_("số"), max_length=120, blank=True)
    file = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = _("biên bản bàn giao hồ sơ")
        ordering = ["-on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["act", "from_agency", "to_agency"], name="dossiers_merger_record_once"
            )
        ]

    def __str__(self) -> str:
        return self.number or str(self.uid)


class MergerRecordLine(models.Model):
    """One dossier as it was when it was handed over."""

    record = models.ForeignKey(MergerRecord, on_delete=models.CASCADE, related_name="lines")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("trạng thái"), max_length=20, choices=DossierState.choices)
    due_at = models.DateTimeField(_("hẹn trả"), null=True, blank=True)
    paper_unit_id = models.BigIntegerField(_("nơi giữ bản giấy"), null=True, blank=True)
    version = models.PositiveIntegerField(_("lần sửa sau khi chuyển"))
    told_at = models.DateTimeField(_("đã báo lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("dòng bàn giao")
        constraints = [
            models.UniqueConstraint(fields=["record", "dossier"], name="dossiers_merger_line_once")
        ]
        indexes = [
            models.Index(
                fields=["record", "id"],
                condition=models.Q(told_at__isnull=True),
                name="dossiers_merger_untold",
            )
        ]

    def __str__(self) -> str:
        return f"{self.record_id}: {self.dossier_id}"
