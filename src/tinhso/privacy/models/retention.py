"""Terms of keeping, holds, and decisions to destroy with what became of each record."""

import uuid
from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor
from tinhso.privacy.permissions import PrivacyPermission as P
from tinhso.privacy.retention_rules import ActState, ItemOutcome


class RetentionRuleQuerySet(models.QuerySet["RetentionRule"]):
    """Named filters of terms."""

    def on(self, day: date) -> Self:
        """Keep what holds on a day, the newest first."""
        return self.filter(valid_from__lte=day).order_by("kind", "-valid_from", "-pk")


class RetentionRule(models.Model):
    """How long one kind of record is kept, from a day on, and by which law."""

    kind = models.CharField(_("loại dữ liệu"), max_length=40)
    months = models.PositiveIntegerField(_("số tháng giữ"))
    basis = models.CharField(_("căn cứ"), max_length=250)
    is_verified = models.BooleanField(_("đã kiểm tra căn cứ"), default=False)
    valid_from = models.DateField(_("áp dụng từ ngày"))
    set_by = models.UUIDField(null=True)
    set_by_name = models.CharField(max_length=200, blank=True)
    set_at = models.DateTimeField()

    objects = RetentionRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("thời hạn lưu giữ")
        indexes = [models.Index(fields=["kind", "-valid_from"], name="privacy_rule_kind")]
        constraints = [
            models.CheckConstraint(condition=Q(months__gt=0), name="privacy_rule_some_time")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.months}"


class Hold(models.Model):
    """One record that is not to be destroyed while this stands, however old it is."""

    agency = models.ForeignKey("organization.Agency", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    reference = models.CharField(max_length=64)
    label = models.CharField(max_length=120, blank=True)
    reason = models.CharField(_("lý do"), max_length=250)
    from_at = models.DateTimeField(_("từ lúc"))
    by_name = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(_("thôi từ"), null=True, blank=True)

    class Meta:
        verbose_name = _("lệnh giữ lại")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "reference"],
                condition=Q(ended_at__isnull=True),
                name="privacy_hold_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"


class DestructionActQuerySet(models.QuerySet["DestructionAct"]):
    """Named filters of decisions."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep those of the agency where one proposes or confirms."""
        may = actor.may(P.PROPOSE_DESTRUCTION) or actor.may(P.CONFIRM_DESTRUCTION)
        return self.filter(agency_id=actor.agency_id or 0) if may else self.none()


class DestructionAct(models.Model):
    """A decision of two people to destroy certain records, with its minutes."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("số"), max_length=40, blank=True)
    agency = models.ForeignKey("organization.Agency", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("loại dữ liệu"), max_length=40)
    state = models.CharField(
        _("tình trạng"), max_length=10, choices=ActState.choices, default=ActState.PROPOSED
    )
    months = models.PositiveIntegerField(_("số tháng giữ"))
    basis = models.CharField(_("căn cứ"), max_length=250)
    before = models.DateTimeField(_("kết thúc trước"))
    proposed_by = models.UUIDField()
    proposed_by_name = models.CharField(_("người lập"), max_length=200)
    proposed_at = models.DateTimeField(_("lập lúc"))
    confirmed_by = models.UUIDField(null=True)
    confirmed_by_name = models.CharField(_("người duyệt"), max_length=200, blank=True)
    confirmed_at = models.DateTimeField(_("duyệt lúc"), null=True)
    finished_at = models.DateTimeField(_("xong lúc"), null=True)
    minutes = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = DestructionActQuerySet.as_manager()

    class Meta:
        verbose_name = _("đợt tiêu hủy")
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
                name="privacy_destruction_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "done"]) | Q(confirmed_by__isnull=False),
                name="privacy_destruction_decided",
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(self.uid)


class DestructionItem(models.Model):
    """One record of a decision: the list is fixed when it is proposed."""

    act = models.ForeignKey(DestructionAct, on_delete=models.PROTECT, related_name="items")
    reference = models.CharField(max_length=64)
    label = models.CharField(max_length=120)
    ended_at = models.DateTimeField()
    outcome = models.CharField(
        max_length=10, choices=ItemOutcome.choices, default=ItemOutcome.WAITING
    )
    note = models.CharField(_("vì sao giữ lại"), max_length=250, blank=True)
    hashes = models.JSONField(default=list)
    at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("mục tiêu hủy")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["act", "reference"], name="privacy_item_once")
        ]
        indexes = [
            models.Index(
                fields=["act"],
                condition=Q(outcome=ItemOutcome.WAITING),
                name="privacy_item_waiting",
            )
        ]

    def __str__(self) -> str:
        return self.label
