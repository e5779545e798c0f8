"""The leader's queue: papers before him, who signs beside him, that he had them open."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor
from tinhso.kernel.db.ids import uuid7
from tinhso.kernel.db.secrets import EncryptedTextField
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.rules import OPEN_STATES, ItemState


class SigningItemQuerySet(models.QuerySet["SigningItem"]):
    """Named filters of the queue."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep what waits for the actor or he signed, and what a clerk of its agency seals."""
        if not actor.is_signed_in:
            return self.none()
        mine = [uid for uid in (actor.id, actor.delegated_by) if uid is not None]
        seen = Q(for_account__in=mine) | Q(requested_by=actor.id, requested_by__isnull=False)
        signed = Signatory.objects.filter(account_uid__in=mine, signed_at__isnull=False)
        seen |= Q(pk__in=signed.values("item"))
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


class Signatory(models.Model):
    """One of several who sign a paper: his place in the order and his place on the page.

    A paper that only one person signs has none while his signature counts. What went back is not
    signed any more: the row stays, marked, and the paper begins again with its first signatory.
    """

    item = models.ForeignKey(SigningItem, on_delete=models.CASCADE, related_name="signatories")
    position = models.PositiveSmallIntegerField(_("thứ tự ký"))
    account_uid = models.UUIDField(_("người ký"))
    capacity = models.CharField(_("ký với tư cách"), max_length=100, blank=True)
    field = models.CharField(_("ô ký trong tệp"), max_length=64)
    signed_at = models.DateTimeField(_("thời điểm ký"), null=True, blank=True)
    signed_file = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    voided_at = models.DateTimeField(_("hết giá trị lúc"), null=True, blank=True)

    class Meta:
        ordering = ["item_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "position"],
                condition=models.Q(voided_at__isnull=True),
                name="signing_signatory_in_order",
            )
        ]
        indexes = [
            models.Index(fields=["account_uid", "item"], name="signing_signatory_account"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}.{self.position}"


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
