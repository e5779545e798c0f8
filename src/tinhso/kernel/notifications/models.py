"""Notices, what a person wants of them, the officials' texts, and each sending."""

import json
import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor
from tinhso.kernel.db.secrets import EncryptedTextField
from tinhso.kernel.notifications.registry import Urgency
from tinhso.kernel.notifications.rules import DeliveryState


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Named filters; a notice is its reader's alone."""

    def visible_to(self, actor: Actor) -> Self:
        """Return the actor's own notices."""
        return self.filter(account_uid=actor.id) if actor.id else self.none()

    def unread(self) -> Self:
        """Return those not yet opened."""
        return self.filter(read_at__isnull=True)


class Notification(models.Model):
    """One thing one person is told; kept as a code and values."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account_uid = models.UUIDField(_("người nhận"))
    kind = models.CharField(_("loại"), max_length=80)
    values_text = EncryptedTextField(_("giá trị"), default="{}")
    link = models.CharField(_("đường dẫn"), max_length=300, blank=True)
    urgency = models.CharField(max_length=8, choices=[(u, u) for u in Urgency])
    key = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(_("lúc"))
    read_at = models.DateTimeField(_("đã đọc lúc"), null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account_uid", "kind", "key"],
                condition=~Q(key=""),
                name="notifications_told_once",
            )
        ]
        indexes = [
            models.Index(fields=["account_uid", "-id"], name="notifications_inbox"),
            models.Index(
                fields=["account_uid"], condition=Q(read_at__isnull=True), name="notifications_new"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"

    @property
    def values(self) -> dict[str, object]:
        """Return what the text is filled with."""
        found: dict[str, object] = json.loads(self.values_text)
        return found


class Preference(models.Model):
    """What one person wants; without a row the defaults hold."""

    account_uid = models.UUIDField(unique=True)
    wishes = models.JSONField(_("kênh"), default=dict)
    topics = models.JSONField(_("kênh theo việc"), default=dict)
    """Wishes of single topics: `{topic: {channel: wish}}`; what is not there follows `wishes`."""
    quiet_from = models.TimeField(_("yên lặng từ"), null=True)
    quiet_to = models.TimeField(_("yên lặng đến"), null=True)

    def __str__(self) -> str:
        return str(self.account_uid)


class OwnText(models.Model):
    """An official's text for a kind, from a moment on; empty texts bring the default back."""

    kind = models.CharField(_("loại"), max_length=80)
    language = models.CharField(_("ngôn ngữ"), max_length=8)
    title = models.CharField(_("tiêu đề"), max_length=300, blank=True)
    body = models.TextField(_("nội dung"), blank=True)
    holds_from = models.DateTimeField(_("từ lúc"))
    written_by = models.UUIDField(_("người sửa"), null=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "language", "-id"], name="notifications_text")]

    def __str__(self) -> str:
        return f"{self.kind} {self.language}"


class Delivery(models.Model):
    """One notice on one channel."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    notification = models.ForeignKey(
        Notification, on_delete=models.CASCADE, related_name="deliveries"
    )
    channel = models.CharField(_("kênh"), max_length=20)
    state = models.CharField(_("trạng thái"), max_length=12, choices=DeliveryState.choices)
    attempts = models.PositiveSmallIntegerField(_("số lần"), default=0)
    due_at = models.DateTimeField(_("gửi từ"))
    sent_at = models.DateTimeField(_("đã gửi lúc"), null=True)
    fault = models.CharField(_("lỗi"), max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["notification", "channel"], name="notifications_channel_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["state", "-id"],
                condition=~Q(state=DeliveryState.SENT),
                name="notifications_unsent",
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.uid}"


class DemonstrationMessage(models.Model):
    """What a demonstration channel would have sent; the operator reads it here."""

    key = models.UUIDField(unique=True)
    channel = models.CharField(_("kênh"), max_length=20)
    address = EncryptedTextField(_("địa chỉ"))
    text = EncryptedTextField(_("nội dung"))
    sent_at = models.DateTimeField(_("lúc"))

    class Meta:
        indexes = [models.Index(fields=["-id"], name="notifications_demo")]

    def __str__(self) -> str:
        return f"{self.channel} {self.key}"
