"""Certificates with their life."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.db.ids import uuid7
from tinhso.signing.rules import CertificateRole, RevocationReason, usable_at


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """Named filters of certificates."""

    def usable(self) -> Self:
        """Keep those that may sign now."""
        now = timezone.now()
        return self.filter(not_before__lte=now, not_after__gte=now, revoked_at=None)


class Certificate(models.Model):
    """The certificate of an official or an agency, and where its key is kept."""

    uid = models.UUIDField(_("định danh"), default=uuid7, unique=True, editable=False)
    role = models.CharField(_("loại"), max_length=16, choices=CertificateRole.choices)
    account_uid = models.UUIDField(_("tài khoản"), null=True, blank=True, db_index=True)
    agency_id = models.BigIntegerField(_("cơ quan"), null=True, blank=True, db_index=True)
    name = models.CharField(_("tên chủ thể"), max_length=200)
    title = models.CharField(_("chức vụ"), max_length=200, blank=True)
    agency_name = models.CharField(_("tên cơ quan"), max_length=200, blank=True)
    parent_name = models.CharField(_("cơ quan cấp trên"), max_length=200, blank=True)
    agency_code = models.CharField(_("mã cơ quan"), max_length=32, blank=True)
    serial = models.CharField(_("số chứng thư"), max_length=64, unique=True)
    issuer = models.CharField(_("nơi cấp"), max_length=200)
    not_before = models.DateTimeField(_("có hiệu lực từ"))
    not_after = models.DateTimeField(_("đến"))
    certificate = models.TextField(_("chứng thư"))
    chain = models.TextField(_("chuỗi chứng thư"))
    key_store = models.CharField(_("nơi giữ khóa"), max_length=32)
    key_reference = models.CharField(_("tham chiếu khóa"), max_length=64)
    revoked_at = models.DateTimeField(_("lúc thu hồi"), null=True, blank=True)
    revocation_reason = models.CharField(
        _("lý do thu hồi"), max_length=32, blank=True, choices=RevocationReason.choices
    )

    objects = CertificateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(account_uid__isnull=False) | Q(agency_id__isnull=False),
                name="signing_certificate_has_holder",
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.serial}"

    @property
    def is_usable(self) -> bool:
        """Tell whether it may sign now."""
        return usable_at(
            not_before=self.not_before,
            not_after=self.not_after,
            revoked_at=self.revoked_at,
            at=timezone.now(),
        )
