"""Audit entries, and the seals that chain them."""

import json
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.db.ids import uuid7

Value = str | int | bool | None


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    """Named filters of audit entries."""

    def about(self, target: models.Model) -> Self:
        """Keep the entries about one row."""
        return self.filter(target_type=target._meta.label_lower, target_id=str(target.pk))


class AuditEntry(models.Model):
    """Who did what to which row, when; never changed and never deleted.

    `text` is the canonical form over which the hash is taken; the other columns repeat it so that
    entries can be searched, and `tinhso verify` compares them.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField(_("lúc"))
    action = models.CharField(_("việc"), max_length=120)
    actor_kind = models.CharField(_("loại người làm"), max_length=12)
    actor_id = models.UUIDField(_("người làm"), null=True, blank=True)
    actor_code = models.CharField(_("mã hệ thống"), max_length=120, blank=True)
    delegated_by = models.UUIDField(_("người ủy quyền"), null=True, blank=True)
    target_type = models.CharField(_("loại đối tượng"), max_length=100, blank=True)
    target_id = models.CharField(_("đối tượng"), max_length=64, blank=True)
    text = models.TextField(_("nội dung"))
    mac = models.CharField(_("dấu của hệ thống"), max_length=64)

    objects = AuditEntryQuerySet.as_manager()

    actor_name = ""
    """What the actor is called: never kept, filled by a page that may show it."""

    class Meta:
        indexes = [
            models.Index(
                fields=["actor_id", "-at", "-id"],
                condition=models.Q(actor_id__isnull=False),
                name="audit_actor",
            ),
            models.Index(fields=["target_id", "target_type", "-at"], name="audit_target"),
            models.Index(fields=["action", "-at", "-id"], name="audit_action"),
            models.Index(fields=["-at", "-id"], name="audit_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.pk}"

    @property
    def data(self) -> dict[str, Value]:
        """The act's own values; none where the text was altered so that nobody can read it."""
        try:
            found: dict[str, Value] = json.loads(self.text)["data"]
        except (ValueError, LookupError, TypeError):
            return {}
        return found


class UnsealedEntry(models.Model):
    """An audit entry that the sealer has not chained yet."""

    entry_id = models.UUIDField()

    def __str__(self) -> str:
        return str(self.entry_id)


class AuditSeal(models.Model):
    """One link of the chain: an entry's place, its hash, and the hash over all before it."""

    position = models.BigIntegerField(primary_key=True)
    entry_id = models.UUIDField(unique=True)
    entry_hash = models.CharField(max_length=64)
    seal_hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.position)
