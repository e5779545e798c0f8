"""Mergers: a plan, what ends in it, where each unit's work goes, and what became of it."""

import uuid
from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.db.kept_rows import KeptQuerySet, KeptRow
from tinhso.organization.models.agencies import Agency, Unit
from tinhso.organization.permissions import OrganizationPermission
from tinhso.organization.rules import MergerDeed, MergerKind, MergerState, UnitKind

if TYPE_CHECKING:
    from tinhso.kernel.actors import Actor


class MergerQuerySet(models.QuerySet["Merger"]):
    """Named filters of mergers."""

    def visible_to(self, actor: "Actor") -> Self:
        """Keep all for who plans or confirms mergers or keeps the list; nothing for others."""
        codes = OrganizationPermission
        wanted = (codes.PLAN_MERGERS, codes.CONFIRM_MERGERS, codes.VIEW_AGENCIES)
        return self if any(actor.may(code) for code in wanted) else self.none()

    def due(self, day: date) -> Self:
        """Keep what is confirmed and in force by a day, and what was broken off on the way."""
        return self.filter(
            Q(state=MergerState.CONFIRMED, in_force_on__lte=day) | Q(state=MergerState.SWITCHED)
        )


class Merger(models.Model):
    """One act that changes who the agencies are, on a day, by a decision."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("hình thức"), max_length=8, choices=MergerKind.choices)
    state = models.CharField(
        _("tình trạng"),
        max_length=10,
        choices=MergerState.choices,
        default=MergerState.DRAFT,
    )
    in_force_on = models.DateField(_("có hiệu lực từ ngày"))
    basis_number = models.CharField(_("số văn bản căn cứ"), max_length=80)
    basis_on = models.DateField(_("ngày văn bản"))
    basis_issuer = models.CharField(_("cơ quan ban hành"), max_length=200)

    new_name = models.CharField(_("tên mới"), max_length=250, blank=True)
    new_short_name = models.CharField(_("tên gọi tắt mới"), max_length=120, blank=True)
    new_code = models.CharField(_("mã định danh mới"), max_length=35, blank=True)
    new_address = models.CharField(_("địa chỉ mới"), max_length=300, blank=True)
    new_phone = models.CharField(_("điện thoại mới"), max_length=30, blank=True)
    successor = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    """Who takes over what hangs on no unit; unknown while it is still to be opened."""

    planned_by = models.UUIDField(_("người lập phương án"), null=True)
    planned_by_name = models.CharField(max_length=250, blank=True)
    planned_at = models.DateTimeField(_("lập lúc"))
    confirmed_by = models.UUIDField(_("người duyệt"), null=True)
    confirmed_by_name = models.CharField(max_length=250, blank=True)
    confirmed_at = models.DateTimeField(_("duyệt lúc"), null=True)
    switched_at = models.DateTimeField(_("chuyển lúc"), null=True)
    finished_at = models.DateTimeField(_("xong lúc"), null=True)
    ended_at = models.DateTimeField(_("hủy hoặc hoàn tác lúc"), null=True)
    ended_by_name = models.CharField(max_length=250, blank=True)
    progress = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)

    objects = MergerQuerySet.as_manager()

    class Meta:
        verbose_name = _("lần sắp xếp cơ quan")
        ordering = ["-in_force_on", "-id"]
        indexes = [
            models.Index(
                fields=["in_force_on"],
                condition=Q(state__in=["confirmed", "switched"]),
                name="org_merger_due",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "cancelled"]) | Q(confirmed_at__isnull=False),
                name="organization_merger_confirmed",
            )
        ]

    def __str__(self) -> str:
        return self.basis

    @property
    def basis(self) -> str:
        """The decision in one line, as it is written into periods and papers."""
        return f"{self.basis_number} ngày {self.basis_on:%d/%m/%Y} của {self.basis_issuer}"

    @property
    def opens_agency(self) -> bool:
        """Tell whether a new agency is opened by it."""
        return self.kind == MergerKind.INTO_NEW

    @property
    def is_under_way(self) -> bool:
        """Tell whether it is carried out and not yet through."""
        return self.state == MergerState.SWITCHED


class MergerPart(models.Model):
    """An agency in a merger: one that ends or changes, or one that goes on and receives."""

    merger = models.ForeignKey(Merger, on_delete=models.CASCADE, related_name="parts")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    is_receiving = models.BooleanField()

    class Meta:
        verbose_name = _("cơ quan trong lần sắp xếp")
        constraints = [
            models.UniqueConstraint(fields=["merger", "agency"], name="organization_part_once")
        ]

    def __str__(self) -> str:
        return f"{self.merger_id}: {self.agency_id}"


class MergerUnit(models.Model):
    """Where the work of one unit goes: into a unit that is there, or into one to be opened.

    Rows that name one kind and name become one new unit. One that goes into itself stays.
    """

    merger = models.ForeignKey(Merger, on_delete=models.CASCADE, related_name="units")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    to_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    to_kind = models.CharField(max_length=12, choices=UnitKind.choices)
    to_name = models.CharField(_("tên đơn vị mới"), max_length=200, blank=True)
    is_opened = models.BooleanField(default=False)
    """Whether `to_unit` was opened by the merger itself."""

    class Meta:
        verbose_name = _("đơn vị trong lần sắp xếp")
        constraints = [
            models.UniqueConstraint(fields=["merger", "unit"], name="organization_merger_unit_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} → {self.to_unit_id or self.to_name}"


class MergerStep(models.Model):
    """One thing done with a plan: who, when, why, and what said something else before."""

    merger = models.ForeignKey(Merger, on_delete=models.CASCADE, related_name="steps")
    what = models.CharField(_("việc"), max_length=10, choices=MergerDeed.choices)
    at = models.DateTimeField(_("lúc"))
    by = models.UUIDField(_("người làm"), null=True)
    by_name = models.CharField(max_length=250, blank=True)
    reason = models.CharField(_("lý do"), max_length=500, blank=True)
    changes = models.JSONField(default=list)
    """Triples: what, what it said before, what it says now."""

    class Meta:
        verbose_name = _("bước của phương án")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.merger_id}: {self.what}"


class MergerLine(models.Model):
    """What one agency handed on in a merger, of one kind, as it was counted at that moment.

    `title` and `label` hold both languages; `named` the first of what was counted, no citizen.
    """

    merger = models.ForeignKey(Merger, on_delete=models.CASCADE, related_name="lines")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    title = models.JSONField(default=dict)
    label = models.JSONField(default=dict)
    count = models.PositiveIntegerField(_("số lượng"))
    is_warning = models.BooleanField(default=False)
    named = models.JSONField(default=list)

    class Meta:
        verbose_name = _("dòng đã chuyển khi sắp xếp")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.merger_id}: {self.shown_label} {self.count}"

    @property
    def shown_title(self) -> str:
        """The room's title in the reader's language."""
        return str(self.title.get(get_language() or "vi") or self.title.get("vi", ""))

    @property
    def shown_label(self) -> str:
        """What was counted, in the reader's language."""
        return str(self.label.get(get_language() or "vi") or self.label.get("vi", ""))


class UnitSuccession(KeptRow):
    """The work of one unit went into another on a day."""

    kept_as = "organization"

    predecessor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    successor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    happened_on = models.DateField(_("ngày"))
    act = models.UUIDField()

    objects = KeptQuerySet.as_manager()

    class Meta:
        verbose_name = _("kế thừa đơn vị")
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor"], name="organization_unit_succession_once"
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")), name="organization_unit_succession_other"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"
