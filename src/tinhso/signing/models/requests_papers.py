"""The answer of an authority elsewhere: its paper as evidence, and its certificates."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.db.ids import uuid7
from tinhso.signing.rules_requests import AnsweredOutcome


class AuthorityAnswer(models.Model):
    """What a clerk who carried a request brought back; its paper is never altered."""

    uid = models.UUIDField(_("định danh"), default=uuid7, unique=True, editable=False)
    request = models.ForeignKey(
        "signing.CertificateRequest", on_delete=models.PROTECT, related_name="papers"
    )
    file = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    verdict = models.CharField(_("kết quả kiểm tra"), max_length=16, blank=True)
    signers = models.CharField(_("người ký"), max_length=500, blank=True)
    number = models.CharField(_("số văn bản"), max_length=64, blank=True)
    given_by = models.UUIDField(_("người gửi"), null=True, blank=True)
    given_at = models.DateTimeField(_("lúc gửi"))

    def __str__(self) -> str:
        return f"{self.request_id} {self.number}"


class AnsweredCertificate(models.Model):
    """One certificate of such an answer, and the line it is for once that is plain or was said."""

    uid = models.UUIDField(_("định danh"), default=uuid7, unique=True, editable=False)
    answer = models.ForeignKey(
        AuthorityAnswer, on_delete=models.PROTECT, related_name="certificates"
    )
    line = models.ForeignKey(
        "signing.CertificateRequestLine",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    known_by = models.CharField(_("khớp theo"), max_length=16, blank=True)
    serial = models.CharField(_("số chứng thư"), max_length=64)
    issuer = models.CharField(_("nơi cấp"), max_length=200)
    name = models.CharField(_("tên chủ thể"), max_length=200)
    title = models.CharField(_("chức vụ"), max_length=200, blank=True)
    organization = models.CharField(_("tên cơ quan"), max_length=200, blank=True)
    email = models.CharField(_("thư công vụ"), max_length=200, blank=True)
    not_before = models.DateTimeField(_("có hiệu lực từ"))
    not_after = models.DateTimeField(_("đến"))
    certificate = models.TextField(_("chứng thư"))
    outcome = models.CharField(
        _("kết quả"), max_length=16, blank=True, choices=AnsweredOutcome.choices
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "serial"], name="signing_answered_certificate_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.serial}"
