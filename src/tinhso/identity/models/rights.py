"""Role templates, assignments and delegations: what an account may do, where and until when."""

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.identity.permissions import IdentityPermission
from tinhso.identity.rules import DelegationPhase, Sight
from tinhso.kernel.actors import Actor


class RoleTemplate(models.Model):
    """A role as data: permission codes and what its holder sees."""

    code = models.SlugField(_("mã vai trò"), max_length=40, unique=True)
    name = models.CharField(_("vai trò"), max_length=120)
    summary = models.CharField(_("làm gì"), max_length=300, blank=True)
    permissions = models.JSONField(_("quyền"), default=list)
    offered = models.JSONField(default=list)
    sight = models.CharField(_("tầm nhìn"), max_length=20, choices=Sight.choices)
    is_everywhere = models.BooleanField(_("trên toàn tỉnh"), default=False)
    needs_second_factor = models.BooleanField(_("cần bước xác thực thứ hai"), default=False)

    class Meta:
        verbose_name = _("vai trò mẫu")

    def __str__(self) -> str:
        return self.name


def _in_force(now: datetime) -> Q:
    """Return the filter of rows that hold at a moment: begun, not over, not ended early."""
    open_or_later = Q(valid_to__isnull=True) | Q(valid_to__gt=now)
    return Q(valid_from__lte=now) & open_or_later & Q(ended_at__isnull=True)


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Named filters of assignments."""

    def in_force(self, now: datetime) -> Self:
        """Keep what holds at a moment."""
        return self.filter(_in_force(now))


class DelegationQuerySet(models.QuerySet["Delegation"]):
    """Named filters of delegations."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep what the actor gave or was given, and all for those who may view accounts."""
        if actor.may(IdentityPermission.VIEW_ACCOUNTS):
            return self
        if actor.id is None:
            return self.none()
        return self.filter(Q(giver__uid=actor.id) | Q(taker__uid=actor.id))

    def with_phase(self, now: datetime) -> Self:
        """Say of each whether it runs at a moment, is still to come, or is past."""
        over = Q(ended_at__isnull=False) | Q(valid_to__lte=now)
        return self.annotate(
            phase=Case(
                When(over, then=Value(DelegationPhase.PAST)),
                When(valid_from__gt=now, then=Value(DelegationPhase.COMING)),
                default=Value(DelegationPhase.RUNNING),
            )
        )

    def in_force(self, now: datetime) -> Self:
        """Keep what holds at a moment."""
        return self.filter(_in_force(now))


class Assignment(models.Model):
    """An account holds a role in an agency, perhaps in one unit of it, for a time."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(
        "identity.Account", on_delete=models.PROTECT, related_name="assignments"
    )
    role = models.ForeignKey(RoleTemplate, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("organization.Agency", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        "organization.Unit", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    position = models.ForeignKey(
        "organization.Position", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    is_main = models.BooleanField(_("vị trí chính"), default=True)
    valid_from = models.DateTimeField(_("từ"), default=timezone.now)
    valid_to = models.DateTimeField(_("đến"), null=True, blank=True)
    ended_at = models.DateTimeField(_("thôi từ"), null=True, blank=True)
    granted_by = models.UUIDField(null=True, blank=True)
    follows = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    """The role this one goes on with, after a merger moved its place."""
    act = models.UUIDField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("phân công vai trò")
        indexes = [models.Index(fields=["agency", "role"], name="identity_assign_role")]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="identity_assignment_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.role_id} @ {self.agency_id}"


class Delegation(models.Model):
    """One official lets another use some of his permissions for a time; sight comes with it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    giver = models.ForeignKey("identity.Account", on_delete=models.PROTECT, related_name="given")
    taker = models.ForeignKey("identity.Account", on_delete=models.PROTECT, related_name="taken")
    permissions = models.JSONField(_("quyền"), default=list)
    unit = models.ForeignKey(
        "organization.Unit", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    reason = models.CharField(_("lý do"), max_length=250)
    valid_from = models.DateTimeField(_("từ"))
    valid_to = models.DateTimeField(_("đến"))
    ended_at = models.DateTimeField(_("thôi từ"), null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = _("ủy quyền")
        constraints = [
            models.CheckConstraint(condition=~Q(giver=F("taker")), name="identity_delegate_other"),
            models.CheckConstraint(
                condition=Q(valid_to__gt=F("valid_from")), name="identity_delegation_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.giver_id} → {self.taker_id}"


class RoleChange(models.Model):
    """One change of a role template: who, when, why, what came and what went."""

    role = models.ForeignKey(RoleTemplate, on_delete=models.PROTECT, related_name="changes")
    at = models.DateTimeField(default=timezone.now)
    actor_uid = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=120, blank=True)
    reason = models.CharField(_("lý do"), max_length=250, blank=True)
    added = models.JSONField(default=list)
    removed = models.JSONField(default=list)

    class Meta:
        verbose_name = _("thay đổi vai trò")
        indexes = [models.Index(fields=["role", "-at", "-id"], name="identity_role_change")]

    def __str__(self) -> str:
        return f"{self.role_id} {self.at:%d/%m/%Y %H:%M}"
