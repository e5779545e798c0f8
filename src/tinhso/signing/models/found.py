"""Certificates that were read from files and wait for somebody to say whose they are."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.db.ids import uuid7
from tinhso.signing.rules import CertificateRole, FoundOutcome


class FoundCertificate(models.Model):
    """One certificate of a file, and whose it seems to be; it is in no register yet."""

    uid = models.UUIDField(_("định danh"), default=uuid7, unique=True, editable=False)
    serial = models.CharField(_("số chứng thư"), max_length=64, unique=True)
    issuer = models.CharField(_("nơi cấp"), max_length=200)
    name = models.CharField(_("tên chủ thể"), max_length=200)
    title = models.CharField(_("chức vụ"), max_length=200, blank=True)
    organization = models.CharField(_("tên cơ quan"), max_length=200, blank=True)
    not_before = models.DateTimeField(_("có hiệu lực từ"))
    not_after = models.DateTimeField(_("đến"))
    certificate = models.TextField(_("chứng thư"))
    file_name = models.CharField(_("tên tệp"), max_length=200)
    role = models.CharField(_("loại"), max_length=16, choices=CertificateRole.choices)
    account_uid = models.UUIDField(_("tài khoản"), null=True, blank=True)
    agency_id = models.BigIntegerField(_("cơ quan"), null=True, blank=True)
    known_by = models.CharField(_("khớp theo"), max_length=16, blank=True)
    read_at = models.DateTimeField(_("đọc lúc"))
    outcome = models.CharField(
        _("kết quả"), max_length=16, blank=True, choices=FoundOutcome.choices
    )
    closed_at = models.DateTimeField(_("xong lúc"), null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["-read_at", "uid"], condition=Q(outcome=""), name="signing_found_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.serial}"

    @property
    def is_matched(self) -> bool:
        """Tell whether the register could take it as it is."""
        is_persons = self.role == CertificateRole.PERSON
        return self.agency_id is not None and (not is_persons or self.account_uid is not None)
