"""What an agency asked the authority for, certificate by certificate, and what came of it."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.db.ids import uuid7
from tinhso.kernel.db.secrets import EncryptedTextField
from tinhso.organization.queries import below_all
from tinhso.signing.models.certificates import agencies_of
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.rules import DeviceKind, RevocationReason
from tinhso.signing.rules_requests import (
    FORMS,
    Addressee,
    LineState,
    RequestKind,
    RequestState,
)


class CertificateRequestQuerySet(models.QuerySet["CertificateRequest"]):
    """Named filters of requests."""

    def visible_to(self, actor: Actor) -> Self:
        """Show all to who issues certificates, to who asks those of his agencies and below."""
        if actor.kind is ActorKind.SYSTEM or actor.may(SigningPermission.MANAGE_CERTIFICATES):
            return self
        if not actor.is_official or not actor.may(SigningPermission.ASK_CERTIFICATE):
            return self.none()
        return self.filter(agency_id__in=below_all(agencies_of(actor)))

    def late(self) -> Self:
        """Keep those whose answer should have come."""
        return self.filter(state=RequestState.SENT, due_at__lt=timezone.now())


class CertificateRequest(models.Model):
    """One form of Decree 68/2024 on its way from an agency to the authority and back."""

    uid = models.UUIDField(_("định danh"), default=uuid7, unique=True, editable=False)
    kind = models.CharField(_("loại yêu cầu"), max_length=16, choices=RequestKind.choices)
    agency_id = models.BigIntegerField(_("cơ quan đề nghị"), db_index=True)
    state = models.CharField(
        _("tình trạng"), max_length=16, choices=RequestState.choices, default=RequestState.DRAFT
    )
    proposal = models.ForeignKey(
        "signing.CertificateProposal",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    contact_name = models.CharField(_("người phối hợp"), max_length=200, blank=True)
    contact_phone = models.CharField(_("điện thoại phối hợp"), max_length=32, blank=True)
    signer_uid = models.UUIDField(_("người ký"), null=True, blank=True)
    asked_by = models.UUIDField(_("người lập"), null=True, blank=True)
    asked_at = models.DateTimeField(_("lập lúc"))
    return_reason = EncryptedTextField(_("lý do trả lại"), blank=True, default="")
    file = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    number = models.CharField(_("số văn bản"), max_length=64, blank=True)
    numbered_on = models.DateField(_("ngày của văn bản"), null=True, blank=True)
    addressee = models.CharField(
        _("nơi nhận"), max_length=16, choices=Addressee.choices, default=Addressee.AUTHORITY
    )
    channel = models.CharField(_("kênh gửi"), max_length=32, blank=True)
    channel_reference = models.CharField(_("mã của nơi nhận"), max_length=200, blank=True)
    sent_at = models.DateTimeField(_("đã gửi lúc"), null=True, blank=True)
    due_at = models.DateTimeField(_("hạn trả lời"), null=True, blank=True)
    answered_at = models.DateTimeField(_("trả lời lúc"), null=True, blank=True)
    answer_file = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    closed_at = models.DateTimeField(_("xong lúc"), null=True, blank=True)

    objects = CertificateRequestQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["asked_at", "uid"], name="signing_request_asked"),
            models.Index(fields=["state", "due_at"], name="signing_request_due"),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.uid}"

    def get_absolute_url(self) -> str:
        """Return where it is read."""
        return reverse("signing:request", args=[self.uid])

    @property
    def form(self) -> str:
        """Return the number of the decree's form."""
        return FORMS[self.kind]

    @property
    def is_late(self) -> bool:
        """Tell whether its answer should have come."""
        return (
            self.state == RequestState.SENT
            and self.due_at is not None
            and self.due_at < timezone.now()
        )


class CertificateRequestLine(models.Model):
    """One holder of a request: what is asked for him, and what came of it."""

    uid = models.UUIDField(_("định danh"), default=uuid7, unique=True, editable=False)
    request = models.ForeignKey(CertificateRequest, on_delete=models.CASCADE, related_name="lines")
    certificate = models.ForeignKey(
        "signing.Certificate", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    account_uid = models.UUIDField(_("tài khoản"), null=True, blank=True, db_index=True)
    holder_agency_id = models.BigIntegerField(_("cơ quan của chủ thể"), null=True, blank=True)
    name = models.CharField(_("tên chủ thể"), max_length=200, blank=True)
    title = models.CharField(_("chức vụ"), max_length=200, blank=True)
    agency_name = models.CharField(_("tên cơ quan"), max_length=200, blank=True)
    agency_code = models.CharField(_("mã cơ quan"), max_length=32, blank=True)
    email = models.CharField(_("thư công vụ"), max_length=200, blank=True)
    identity_number = EncryptedTextField(_("số căn cước"), blank=True, default="")
    identity_on = models.DateField(_("cấp ngày"), null=True, blank=True)
    identity_by = models.CharField(_("nơi cấp"), max_length=200, blank=True)
    phone = EncryptedTextField(_("số điện thoại"), blank=True, default="")
    address = models.CharField(_("địa chỉ"), max_length=300, blank=True)
    tax_code = models.CharField(_("mã số thuế"), max_length=32, blank=True)
    budget_code = models.CharField(_("mã quan hệ ngân sách"), max_length=32, blank=True)
    device_kind = models.CharField(
        _("loại thiết bị"), max_length=16, blank=True, choices=DeviceKind.choices
    )
    receiver = models.CharField(_("người nhận thiết bị"), max_length=200, blank=True)
    reason = models.CharField(
        _("lý do thu hồi"), max_length=32, blank=True, choices=RevocationReason.choices
    )
    note = models.CharField(_("lý do, ghi chú"), max_length=500, blank=True)
    state = models.CharField(
        _("kết quả"), max_length=16, choices=LineState.choices, default=LineState.ASKED
    )
    refusal = models.CharField(_("lý do từ chối"), max_length=500, blank=True)
    issued = models.ForeignKey(
        "signing.Certificate", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    answered_at = models.DateTimeField(_("trả lời lúc"), null=True, blank=True)
    device_due_at = models.DateTimeField(_("hạn trả thiết bị"), null=True, blank=True)
    closed_at = models.DateTimeField(_("bàn giao, trả lúc"), null=True, blank=True)
    minute_file = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request", "certificate"],
                condition=Q(certificate__isnull=False),
                name="signing_line_certificate_once",
            )
        ]

    def __str__(self) -> str:
        return self.name
