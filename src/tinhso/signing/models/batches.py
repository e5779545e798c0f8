"""Many files under one act, worked off in the background; which systems may use which keys."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor
from tinhso.kernel.db.ids import uuid7
from tinhso.kernel.db.secrets import EncryptedTextField
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.rules import (
    BatchAct,
    BatchFileState,
    BatchState,
    CertificateRole,
    Format,
)


class SigningBatchQuerySet(models.QuerySet["SigningBatch"]):
    """Named filters of batches."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep what the actor asked for, and what is done with his key or his agency's."""
        if actor.id is None:
            return self.none()
        seen = Q(asked_by=actor.id) | Q(account_uid=actor.id)
        if actor.agency_id is not None and actor.may(SigningPermission.SEAL_DOCUMENT):
            seen |= Q(agency_id=actor.agency_id)
        return self.filter(seen)

    def waiting_for(self, actor: Actor) -> Self:
        """Keep what waits for the actor's own confirmation."""
        if actor.id is None:
            return self.none()
        return self.filter(account_uid=actor.id, state=BatchState.UNCONFIRMED)


class SigningBatch(models.Model):
    """Files that one party wants signed, sealed, stamped, verified or extended together."""

    uid = models.UUIDField(_("định danh"), default=uuid7, unique=True, editable=False)
    title = models.CharField(_("tên lô"), max_length=200)
    act = models.CharField(_("việc"), max_length=16, choices=BatchAct.choices)
    format = models.CharField(
        _("định dạng chữ ký"), max_length=32, blank=True, choices=Format.choices
    )
    level = models.CharField(_("mức chữ ký"), max_length=8, blank=True)
    certificate = models.ForeignKey(
        "signing.Certificate", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    account_uid = models.UUIDField(_("người có khóa"), null=True, blank=True)
    agency_id = models.BigIntegerField(_("cơ quan có khóa"), null=True, blank=True)
    asked_by = models.UUIDField(_("người yêu cầu"))
    system_name = models.CharField(_("hệ thống yêu cầu"), max_length=200, blank=True)
    language = models.CharField(_("ngôn ngữ"), max_length=8)
    is_together = models.BooleanField(_("một gói cho mọi tệp"), default=False)
    state = models.CharField(_("tình trạng"), max_length=16, choices=BatchState.choices)
    row_count = models.PositiveIntegerField(_("số tệp"))
    done_count = models.PositiveIntegerField(_("đã xong"), default=0)
    failed_count = models.PositiveIntegerField(_("không làm được"), default=0)
    asked_at = models.DateTimeField(_("lúc yêu cầu"))
    confirmed_at = models.DateTimeField(_("lúc xác nhận"), null=True, blank=True)
    finished_at = models.DateTimeField(_("lúc xong"), null=True, blank=True)
    swept_after = models.DateField(_("giữ tệp đến ngày"), null=True, blank=True)
    is_swept = models.BooleanField(_("đã xóa tệp"), default=False)

    objects = SigningBatchQuerySet.as_manager()

    asker_name = ""
    """What the asker is called: never kept, filled by a page that may show it."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(row_count__gte=F("done_count") + F("failed_count")),
                name="signing_batch_counts_its_files",
            )
        ]
        indexes = [
            models.Index(fields=["asked_by", "-asked_at", "-id"], name="signing_batch_asked"),
            models.Index(fields=["account_uid", "state"], name="signing_batch_account"),
            models.Index(fields=["agency_id", "-asked_at"], name="signing_batch_agency"),
            models.Index(fields=["swept_after"], name="signing_batch_sweep"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.uid}"

    def get_absolute_url(self) -> str:
        """Return where its progress is seen."""
        return reverse("signing:batch", args=[self.uid])

    @property
    def is_at_work(self) -> bool:
        """Tell whether background work goes on."""
        return self.state == BatchState.RUNNING

    @property
    def handled_count(self) -> int:
        """Return with how many files the work is through."""
        return self.done_count + self.failed_count


class BatchFile(models.Model):
    """One file of a batch, and what became of it."""

    uid = models.UUIDField(_("định danh"), default=uuid7, unique=True, editable=False)
    batch = models.ForeignKey(SigningBatch, on_delete=models.CASCADE, related_name="files")
    position = models.PositiveIntegerField(_("thứ tự"))
    name = EncryptedTextField(_("tên tệp"))
    digest = EncryptedTextField(_("dấu băm"))
    source = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    result = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    state = models.CharField(
        _("tình trạng"),
        max_length=16,
        choices=BatchFileState.choices,
        default=BatchFileState.WAITING,
    )
    place = models.JSONField(_("chỗ ảnh chữ ký"), null=True, blank=True)
    """Where the picture stands, as millimetres of a page; None where none is to be seen."""
    attempts = models.PositiveSmallIntegerField(_("số lần thử"), default=0)
    try_at = models.DateTimeField(_("thử lại lúc"), null=True, blank=True)
    fault = models.CharField(_("mã lỗi"), max_length=64, blank=True)
    said = EncryptedTextField(_("vì sao"), blank=True, default="")
    verdict = models.CharField(_("kết luận"), max_length=16, blank=True)
    findings = EncryptedTextField(_("kết quả kiểm tra"), blank=True, default="")
    done_at = models.DateTimeField(_("lúc xong"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "position"], name="signing_batch_file_once")
        ]
        indexes = [
            models.Index(fields=["batch", "state", "position"], name="signing_batch_file_next")
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.position}"


class KeyGrant(models.Model):
    """Says that a system may have files signed with one key of an agency or a service."""

    certificate = models.ForeignKey(
        "signing.Certificate",
        on_delete=models.PROTECT,
        related_name="grants",
        limit_choices_to=Q(role__in=[CertificateRole.AGENCY, CertificateRole.DEVICE]),
    )
    client_uid = models.UUIDField(_("hệ thống kết nối"), db_index=True)
    granted_by = models.UUIDField(_("người cho phép"), null=True, blank=True)
    granted_at = models.DateTimeField(_("lúc cho phép"))
    withdrawn_at = models.DateTimeField(_("lúc thôi cho phép"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "client_uid"],
                condition=Q(withdrawn_at=None),
                name="signing_key_granted_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.client_uid}"
