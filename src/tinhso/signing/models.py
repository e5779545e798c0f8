"""Certificates with their life, the leader's queue, and the clerk's act."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor
from tinhso.kernel.db.ids import uuid7
from tinhso.kernel.db.secrets import EncryptedTextField
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.rules import (
    OPEN_STATES,
    TELEPHONE,
    CertificateRole,
    ItemState,
    RevocationReason,
    SealState,
    usable_at,
)


class AuthorityKey(models.Model):
    """One key of the demonstration authority: root, issuing, or time-stamping."""

    role = models.CharField(_("vai trò"), max_length=16, unique=True)
    certificate = models.TextField(_("chứng thư"))
    key = EncryptedTextField(_("khóa"))
    made_at = models.DateTimeField(_("lúc tạo"))

    def __str__(self) -> str:
        return self.role


class SoftwareKey(models.Model):
    """A private key of the software key store, encrypted at rest."""

    reference = models.CharField(_("tham chiếu"), max_length=64, unique=True)
    key = EncryptedTextField(_("khóa"))

    def __str__(self) -> str:
        return self.reference


class TrustAnchor(models.Model):
    """A root that this installation trusts, beside its own authority."""

    name = models.CharField(_("tên"), max_length=200)
    fingerprint = models.CharField(_("dấu vân tay"), max_length=64, unique=True)
    certificate = models.TextField(_("chứng thư"))
    added_at = models.DateTimeField(_("lúc thêm"))

    def __str__(self) -> str:
        return self.name


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


class SigningItemQuerySet(models.QuerySet["SigningItem"]):
    """Named filters of the queue."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep what waits for the actor, and what a clerk of its agency is to seal."""
        if not actor.is_signed_in:
            return self.none()
        mine = [uid for uid in (actor.id, actor.delegated_by) if uid is not None]
        seen = Q(for_account__in=mine) | Q(requested_by=actor.id, requested_by__isnull=False)
        if actor.agency_id is not None and actor.may(SigningPermission.SEAL_DOCUMENT):
            seen |= Q(agency_id=actor.agency_id, state=ItemState.SIGNED)
        return self.filter(seen)

    def waiting_for(self, actor: Actor) -> Self:
        """Keep what the actor is to sign, not what he put off until later."""
        mine = [uid for uid in (actor.id, actor.delegated_by) if uid is not None]
        return self.filter(for_account__in=mine, state__in=OPEN_STATES)


class SigningItem(models.Model):
    """One paper put before one person for his signature."""

    uid = models.UUIDField(_("định danh"), default=uuid7, unique=True, editable=False)
    kind = models.CharField(_("loại việc"), max_length=64)
    reference = models.CharField(_("tham chiếu"), max_length=64)
    title = models.CharField(_("tên văn bản"), max_length=1200)
    detail = EncryptedTextField(_("nội dung chính"), blank=True, default="")
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    attachments = models.ManyToManyField("files.StoredFile", related_name="+", blank=True)
    for_account = models.UUIDField(_("người ký"))
    agency_id = models.BigIntegerField(_("cơ quan"))
    unit_id = models.BigIntegerField(_("đơn vị"), null=True, blank=True)
    drafted_by = models.CharField(_("người soạn"), max_length=200, blank=True)
    checked_by = models.CharField(_("người kiểm tra"), max_length=200, blank=True)
    link = models.CharField(_("địa chỉ hồ sơ"), max_length=300, blank=True)
    requested_by = models.UUIDField(_("người trình"), null=True, blank=True)
    requested_at = models.DateTimeField(_("lúc trình"))
    due_at = models.DateTimeField(_("hạn"), null=True, blank=True)
    postponed_until = models.DateTimeField(_("để đến"), null=True, blank=True)
    state = models.CharField(
        _("tình trạng"), max_length=16, choices=ItemState.choices, default=ItemState.WAITING
    )
    return_reason = EncryptedTextField(_("lý do trả lại"), blank=True, default="")
    decided_at = models.DateTimeField(_("lúc quyết định"), null=True, blank=True)
    signed_file = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = SigningItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "reference"],
                condition=Q(state__in=["waiting", "opened", "postponed", "returned"]),
                name="signing_item_once_open",
            )
        ]
        indexes = [
            models.Index(fields=["for_account", "state", "due_at"], name="signing_item_queue"),
            models.Index(fields=["agency_id", "state"], name="signing_item_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"

    def get_absolute_url(self) -> str:
        """Return where the one who signs reads it."""
        return reverse("signing:item", args=[self.uid])


class Opening(models.Model):
    """Says that a person had this exact file before his eyes."""

    item = models.ForeignKey(SigningItem, on_delete=models.CASCADE, related_name="openings")
    account_uid = models.UUIDField(_("người mở"))
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("lúc mở"))

    class Meta:
        indexes = [
            models.Index(fields=["item", "account_uid", "-opened_at"], name="signing_opened")
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.opened_at}"


class Confirmation(models.Model):
    """One second factor asked for: for these papers, or for a desk officer's shift."""

    uid = models.UUIDField(_("định danh"), default=uuid7, unique=True, editable=False)
    account_uid = models.UUIDField(_("tài khoản"), db_index=True)
    purpose = models.CharField(_("mục đích"), max_length=16)
    items = models.JSONField(_("văn bản"), default=list)
    factor = models.CharField(_("cách xác nhận"), max_length=32)
    secret = EncryptedTextField(_("mã"), blank=True, default="")
    attempts = models.PositiveSmallIntegerField(_("số lần thử"), default=0)
    asked_at = models.DateTimeField(_("lúc hỏi"))
    expires_at = models.DateTimeField(_("hết hạn"))
    used_at = models.DateTimeField(_("lúc dùng"), null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.purpose} {self.uid}"

    @property
    def is_by_telephone(self) -> bool:
        """Whether the code is read on the telephone of the demonstration."""
        return self.factor == TELEPHONE


class Shift(models.Model):
    """A desk officer confirmed once and signs scans until his shift ends."""

    account_uid = models.UUIDField(_("tài khoản"), db_index=True)
    opened_at = models.DateTimeField(_("bắt đầu"))
    ends_at = models.DateTimeField(_("kết thúc"))

    def __str__(self) -> str:
        return f"{self.account_uid} {self.opened_at}"


class SealAct(models.Model):
    """The clerk's act on one signed paper: numbered, then sealed."""

    uid = models.UUIDField(_("định danh"), default=uuid7, unique=True, editable=False)
    item = models.OneToOneField(SigningItem, on_delete=models.PROTECT, related_name="seal_act")
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
