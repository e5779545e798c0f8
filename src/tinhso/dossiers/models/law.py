"""Versions of the house's dated rules, as officials date them and as the house is shipped."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.rules.house_rules import (
    Origin,
    RuleState,
    RuleValue,
    house_rules,
)
from tinhso.kernel.db.kept_rows import KeptQuerySet, KeptRow


class LawRule(KeptRow):
    """One version of a rule: what it says from a day on, by which law, and who says so.

    A published one is never changed; a later day ends it. What the house is shipped with is listed
    here too (`is_shipped`), for people to read: it holds by the code.
    """

    kept_as = "dossiers.law"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    code = models.CharField(_("quy định"), max_length=64)
    effective_from = models.DateField(_("áp dụng từ ngày"))
    amount = models.PositiveSmallIntegerField(_("số"), default=0)
    unit = models.CharField(_("tính bằng"), max_length=20)
    pattern = models.CharField(_("mẫu số"), max_length=120, blank=True, default="")
    origin = models.CharField(
        _("do đâu quy định"), max_length=10, choices=Origin.choices, default=Origin.CENTRAL
    )
    legal_basis = models.CharField(_("theo văn bản"), max_length=300)
    is_verified = models.BooleanField(_("đã đối chiếu văn bản"), default=True)
    is_shipped = models.BooleanField(_("có sẵn"), default=False)
    state = models.CharField(
        _("tình trạng"), max_length=10, choices=RuleState.choices, default=RuleState.DRAFT
    )
    version = models.PositiveIntegerField(default=0)
    written_by = models.UUIDField(_("người soạn"), null=True, blank=True)
    written_by_name = models.CharField(_("tên người soạn"), max_length=200, blank=True)
    written_at = models.DateTimeField(_("soạn lúc"))
    decided_by = models.UUIDField(_("người công bố"), null=True, blank=True)
    decided_by_name = models.CharField(_("tên người công bố"), max_length=200, blank=True)
    decided_at = models.DateTimeField(_("công bố lúc"), null=True, blank=True)
    ended_by_name = models.CharField(_("tên người rút"), max_length=200, blank=True)
    ended_at = models.DateTimeField(_("rút lúc"), null=True, blank=True)
    end_reason = models.CharField(_("lý do rút"), max_length=300, blank=True)

    objects = KeptQuerySet.as_manager()

    class Meta:
        verbose_name = _("phiên bản quy định chung")
        ordering: ClassVar = ["code", "-effective_from", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["code", "effective_from"],
                condition=Q(state="published", is_shipped=False),
                name="dossiers_law_rule_once",
            ),
            models.UniqueConstraint(
                fields=["code", "effective_from"],
                condition=Q(is_shipped=True),
                name="dossiers_law_rule_shipped_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.effective_from}: {self.amount} {self.unit}{self.pattern}"

    @property
    def label(self) -> str:
        """Return what the rule is called."""
        rule = house_rules().get(self.code)
        return str(rule.label) if rule is not None else self.code

    @property
    def value(self) -> RuleValue:
        """Return what it says."""
        return RuleValue(amount=self.amount, unit=self.unit, pattern=self.pattern)
