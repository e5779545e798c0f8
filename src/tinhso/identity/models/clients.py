"""Systems that call the API: OAuth 2 client credentials."""

import uuid
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.identity.permissions import IdentityPermission
from tinhso.kernel.actors import Actor


class SystemClientQuerySet(models.QuerySet["SystemClient"]):
    """Named filters."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep all for those who manage clients, nothing for others."""
        return self if actor.may(IdentityPermission.MANAGE_CLIENTS) else self.none()


class SystemClient(models.Model):
    """A system with its own secret (kept as a hash) and scopes that are permission codes."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client_id = models.CharField(max_length=40, unique=True)
    name = models.CharField(_("tên hệ thống"), max_length=200)
    secret_hash = models.CharField(max_length=64)
    agency = models.ForeignKey(
        "organization.Agency", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    scopes = models.JSONField(_("phạm vi"), default=list)
    sees_below = models.BooleanField(_("thấy cả cấp dưới"), default=False)
    is_active = models.BooleanField(_("đang dùng"), default=True)
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = SystemClientQuerySet.as_manager()

    class Meta:
        verbose_name = _("hệ thống kết nối")

    def __str__(self) -> str:
        return self.name


class ClientToken(models.Model):
    """A short-lived opaque token; only its hash is kept, and deleting the row revokes it."""

    client = models.ForeignKey(SystemClient, on_delete=models.CASCADE, related_name="tokens")
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("mã truy cập")

    def __str__(self) -> str:
        return f"{self.client_id}"
