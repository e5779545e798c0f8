"""The agency's seal on signed scans: which wait for it, which have it, who seals by itself."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models.dossier import Dossier, of_seen
from tinhso.dossiers.models.papers import Attachment
from tinhso.kernel.actors import Actor


class ScanSealQuerySet(models.QuerySet["ScanSeal"]):
    """Seen by whoever sees the dossier."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep those of dossiers the actor sees."""
        return of_seen(self, actor)

    def standing(self) -> Self:
        """Keep those of papers that still count."""
        return self.filter(attachment__superseded_at__isnull=True)

    def asked(self) -> Self:
        """Keep those whose seal was asked for and could not be made yet."""
        return self.filter(asked_at__isnull=False, sealed_at__isnull=True)


class ScanSeal(models.Model):
    """One signed scan on its way to the seal of the agency that resolves (118/2025 Art. 19(2))."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="scan_seals")
    attachment = models.OneToOneField(
        Attachment, on_delete=models.PROTECT, related_name="scan_seal"
    )
    signed_at = models.DateTimeField(_("cán bộ ký lúc"))
    asked_at = models.DateTimeField(_("đề nghị đóng dấu lúc"), null=True, blank=True)
    asked_by = models.UUIDField(_("người đóng dấu"), null=True, blank=True)
    asked_by_name = models.CharField(max_length=200, blank=True)
    sealed_at = models.DateTimeField(_("đóng dấu lúc"), null=True, blank=True)
    agency = models.ForeignKey(
        "organization.Agency", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = ScanSealQuerySet.as_manager()

    class Meta:
        verbose_name = _("dấu trên bản số hóa")
        ordering = ["-signed_at", "-id"]
        indexes = [
            models.Index(fields=["-signed_at", "-id"], name="dossiers_scan_seal_newest"),
            models.Index(
                fields=["asked_at"],
                condition=Q(asked_at__isnull=False, sealed_at__isnull=True),
                name="dossiers_scan_seal_asked",
            ),
        ]

    def __str__(self) -> str:
        return str(self.attachment_id)


class ScanSealing(models.Model):
    """Whether an agency's key on the server seals signed scans by itself, from a day on."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    agency = models.ForeignKey("organization.Agency", on_delete=models.PROTECT, related_name="+")
    effective_from = models.DateField(_("từ ngày"))
    is_automatic = models.BooleanField(_("hệ thống tự đóng dấu"))
    legal_basis = models.CharField(_("căn cứ"), max_length=300)
    set_by = models.UUIDField(_("người ghi"), null=True, blank=True)
    set_at = models.DateTimeField(_("ghi lúc"))

    class Meta:
        verbose_name = _("cách đóng dấu bản số hóa")
        ordering = ["agency_id", "-effective_from", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "effective_from"], name="dossiers_scan_sealing_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.effective_from}"
