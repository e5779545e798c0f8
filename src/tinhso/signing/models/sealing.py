"""The clerk's act."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.db.ids import uuid7
from tinhso.signing.rules import SealState


class SealAct(models.Model):
    """The clerk's act on one signed paper: numbered, then sealed."""

    uid = models.UUIDField(_("định danh"), default=uuid7, unique=True, editable=False)
    item = models.OneToOneField(
        "signing.SigningItem", on_delete=models.PROTECT, related_name="seal_act"
    )
    agency_id = models.BigIntegerField(_("cơ quan"))
    number_id = models.BigIntegerField(_("số"), null=True, blank=True)
    number_text = models.CharField(_("số, ký hiệu"), max_length=120, blank=True)
    on = models.DateField(_("ngày"))
    state = models.CharField(
        _("tình trạng"), max_length=16, choices=SealState.choices, default=SealState.NUMBERED
    )
    numbered_by = models.UUIDField(_("văn thư"), null=True, blank=True)
    numbered_at = models.DateTimeField(_("lúc cấp số"))
    sealed_file = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    sealed_at = models.DateTimeField(_("lúc đóng dấu"), null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["agency_id", "state"], name="signing_seal_waiting")]

    def __str__(self) -> str:
        return f"{self.number_text} {self.state}"


class SealedAnnex(models.Model):
    """An annex in a file of its own, signed by the agency with the paper it belongs to."""

    act = models.ForeignKey(SealAct, on_delete=models.PROTECT, related_name="annexes")
    source = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["act", "source"], name="signing_annex_once"),
        ]

    def __str__(self) -> str:
        return f"{self.act_id} {self.source_id}"
