"""Timed grants, and the log of who looked at whose data and why."""

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.identity.rules import AccessWhat


class SightGrantQuerySet(models.QuerySet["SightGrant"]):
    """Named filters of grants."""

    def in_force(self, now: datetime) -> Self:
        """Keep what holds at a moment."""
        return self.filter(valid_from__lte=now, valid_to__gt=now, ended_at__isnull=True)


class SightGrant(models.Model):
    """A recorded, timed right to see: for inspectors and auditors, and for opening a payload.

    `keys` are added to the holder's sight (`a:12`, `o:12`); rooms that share one object write the
    key `g:<id>` beside it. `permissions` hold everywhere while the grant lasts.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(
        "identity.Account", on_delete=models.PROTECT, related_name="sight_grants"
    )
    keys = models.JSONField(default=list, blank=True)
    permissions = models.JSONField(default=list, blank=True)
    purpose = models.CharField(_("mục đích"), max_length=250)
    basis = models.CharField(_("căn cứ"), max_length=250)
    valid_from = models.DateTimeField(_("từ"))
    valid_to = models.DateTimeField(_("đến"))
    ended_at = models.DateTimeField(_("thôi từ"), null=True, blank=True)
    granted_by = models.UUIDField()

    objects = SightGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("quyền xem có thời hạn")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gt=F("valid_from")), name="identity_grant_order"
            )
        ]

    def __str__(self) -> str:
        return self.purpose


class AccessRecord(models.Model):
    """One look at one person's data: who, when, what, why; the person can read it.

    It names the account by uid and the reader's agency, never values that were seen.
    """

    person = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="accesses", db_index=False
    )
    at = models.DateTimeField(default=timezone.now)
    actor_kind = models.CharField(max_length=10)
    actor_uid = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=120, blank=True)
    agency_id = models.BigIntegerField(null=True)
    object_kind = models.CharField(max_length=40)
    object_uid = models.CharField(max_length=64)
    what = models.CharField(max_length=12, choices=AccessWhat.choices)
    purpose = models.CharField(max_length=250)

    class Meta:
        verbose_name = _("lượt xem dữ liệu")
        indexes = [models.Index(fields=["person", "-at", "-id"], name="identity_access_person")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.at:%d/%m/%Y %H:%M}"


class ListReading(models.Model):
    """One look at a masked list: who, with which filter, how many rows."""

    at = models.DateTimeField(default=timezone.now)
    actor_uid = models.UUIDField(null=True)
    agency_id = models.BigIntegerField(null=True)
    list_name = models.CharField(max_length=80)
    filters = models.TextField(blank=True)
    count = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("lượt xem danh sách")
        indexes = [models.Index(fields=["actor_uid", "-at"], name="identity_list_actor")]

    def __str__(self) -> str:
        return f"{self.list_name} {self.count}"
