"""Administrative units, agencies, units and positions: identities, and their periods.

What can change (a name, a parent, a code) stands in immutable *periods* of an *identity*; foreign
keys, grants and addresses point at the identity. A merger makes a new identity and a succession
row (design.md 5a.5). A period runs from `valid_from` up to, not including, `valid_to`.
"""

import uuid
from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.db.kept_rows import KeptQuerySet, KeptRow
from tinhso.organization.rules import AdminKind, AdminLevel, AgencyLevel, SuccessionKind, UnitKind


def in_force(at: date, prefix: str = "") -> Q:
    """Return the filter of periods in force on a day."""
    return Q(**{f"{prefix}valid_from__lte": at}) & (
        Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": at})
    )


class Period(KeptRow):
    """What held from one day up to, not including, another; written once, only ever closed."""

    kept_as = "organization"

    valid_from = models.DateField(_("có hiệu lực từ"))
    valid_to = models.DateField(_("hết hiệu lực từ"), null=True, blank=True)

    class Meta:
        abstract = True

    def last_day(self) -> date:
        """Return the last day of a closed period, or today while it is open."""
        if self.valid_to is None:
            return timezone.localdate()
        return self.valid_to - timedelta(days=1)

    def holds_on(self, day: date) -> bool:
        """Tell whether the period covers a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class AdminUnit(models.Model):
    """A province, district or commune as one thing through its renamings.

    Codes come back: 24 was Bắc Giang and is Bắc Ninh, so the key is (level, code, opened_on).
    """

    level = models.CharField(_("cấp"), max_length=8, choices=AdminLevel.choices)
    code = models.CharField(_("mã đơn vị hành chính"), max_length=5)
    opened_on = models.DateField(_("ngày lập"))

    class Meta:
        verbose_name = _("đơn vị hành chính")
        constraints = [
            models.UniqueConstraint(
                fields=["level", "code", "opened_on"], name="organization_admin_unit_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.code}"


class AdminUnitPeriodQuerySet(KeptQuerySet["AdminUnitPeriod"]):
    """Named filters of the list of administrative units; it is public."""

    def at(self, day: date) -> Self:
        """Keep what was in force on a day."""
        return self.filter(in_force(day))


class AdminUnitPeriod(Period):
    """The name, kind and parent an administrative unit had for a time."""

    unit = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="periods")
    parent = models.ForeignKey(
        AdminUnit, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    name = models.CharField(_("tên"), max_length=100)
    folded = models.CharField(max_length=100)
    kind = models.CharField(_("loại"), max_length=12, choices=AdminKind.choices)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    objects = AdminUnitPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("thời kỳ của đơn vị hành chính")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "valid_from"], name="organization_admin_period_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="organization_admin_period_order",
            ),
        ]
        indexes = [
            models.Index(fields=["parent", "folded"], name="org_admin_parent"),
            models.Index(fields=["folded"], name="org_admin_folded"),
        ]

    def __str__(self) -> str:
        return self.name


class AdminUnitSuccession(models.Model):
    """One administrative unit went, wholly or in part, into another."""

    predecessor = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="successors")
    successor = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="predecessors")
    kind = models.CharField(max_length=8, choices=SuccessionKind.choices)
    happened_on = models.DateField()

    class Meta:
        verbose_name = _("kế thừa đơn vị hành chính")
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"], name="organization_admin_succession_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class Agency(models.Model):
    """A state agency as one thing through its renamings; `uid` is its public key."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    is_demonstration = models.BooleanField(_("số liệu minh họa"), default=False)

    class Meta:
        verbose_name = _("cơ quan")

    def __str__(self) -> str:
        return f"{self.uid}"


class AgencyPeriodQuerySet(KeptQuerySet["AgencyPeriod"]):
    """Named filters; which agencies exist is public."""

    def at(self, day: date) -> Self:
        """Keep what was in force on a day."""
        return self.filter(in_force(day))


class AgencyPeriod(Period):
    """Name, codes, parent and address of an agency for a time."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="periods")
    parent = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    name = models.CharField(_("tên cơ quan"), max_length=250)
    short_name = models.CharField(_("tên gọi tắt"), max_length=120, blank=True)
    folded = models.CharField(max_length=400)
    code_new = models.CharField(_("mã định danh"), max_length=35)
    code_old = models.CharField(_("mã định danh cũ"), max_length=35, blank=True)
    level = models.CharField(_("cấp"), max_length=10, choices=AgencyLevel.choices)
    admin_unit = models.ForeignKey(
        AdminUnit, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    address = models.CharField(_("địa chỉ"), max_length=300, blank=True)
    phone = models.CharField(_("điện thoại"), max_length=30, blank=True)
    email = models.EmailField(_("thư điện tử"), blank=True)
    latitude = models.FloatField(_("vĩ độ"), null=True, blank=True)
    longitude = models.FloatField(_("kinh độ"), null=True, blank=True)
    legal_basis = models.CharField(_("căn cứ"), max_length=250, blank=True)

    objects = AgencyPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("thời kỳ của cơ quan")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "valid_from"], name="organization_agency_period_once"
            ),
            models.UniqueConstraint(
                fields=["code_new"],
                condition=Q(valid_to__isnull=True),
                name="organization_agency_code_once",
            ),
            models.UniqueConstraint(
                fields=["agency"],
                condition=Q(valid_to__isnull=True),
                name="organization_agency_open_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="organization_agency_period_order",
            ),
        ]
        indexes = [models.Index(fields=["parent"], name="org_agency_parent")]

    def __str__(self) -> str:
        return self.name


class AgencyAbove(KeptRow):
    """The tree of today as pairs (agency, one above it), so that a subtree is one lookup."""

    kept_as = "organization"

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="above")
    above = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="below")
    depth = models.PositiveSmallIntegerField()

    objects = KeptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "above"], name="organization_above_once")
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} < {self.above_id}"


class AgencySuccession(models.Model):
    """One agency's duties went, wholly or in part, to another."""

    predecessor = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="successors")
    successor = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="predecessors")
    kind = models.CharField(max_length=8, choices=SuccessionKind.choices)
    happened_on = models.DateField(_("ngày"))
    legal_basis = models.CharField(_("căn cứ"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("kế thừa cơ quan")
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"], name="organization_succession_once"
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")), name="organization_succession_other"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"


class Unit(models.Model):
    """A part of one agency: a division, its office, its desk, its leadership."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="units")
    kind = models.CharField(_("loại"), max_length=12, choices=UnitKind.choices)

    class Meta:
        verbose_name = _("đơn vị")
        indexes = [models.Index(fields=["agency", "kind"], name="org_unit_kind")]

    def __str__(self) -> str:
        return f"{self.uid}"


class UnitPeriodQuerySet(KeptQuerySet["UnitPeriod"]):
    """Named filters; which units exist is public."""

    def at(self, day: date) -> Self:
        """Keep what was in force on a day."""
        return self.filter(in_force(day))


class UnitPeriod(Period):
    """Name and place of a unit for a time."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="periods")
    name = models.CharField(_("tên đơn vị"), max_length=200)
    short_name = models.CharField(_("tên gọi tắt"), max_length=80, blank=True)
    code = models.CharField(_("mã đơn vị"), max_length=35, blank=True)
    address = models.CharField(_("địa chỉ"), max_length=300, blank=True)
    phone = models.CharField(_("điện thoại"), max_length=30, blank=True)
    latitude = models.FloatField(_("vĩ độ"), null=True, blank=True)
    longitude = models.FloatField(_("kinh độ"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("thứ tự"), default=0)

    objects = UnitPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("thời kỳ của đơn vị")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "valid_from"], name="organization_unit_period_once"
            ),
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(valid_to__isnull=True),
                name="organization_unit_open_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="organization_unit_period_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Position(models.Model):
    """A title people hold, with its rank in lists and whether its holder leads."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("chức vụ"), max_length=120)
    rank = models.PositiveSmallIntegerField(_("thứ bậc"), default=100)
    is_leader = models.BooleanField(_("lãnh đạo"), default=False)

    class Meta:
        verbose_name = _("chức vụ")

    def __str__(self) -> str:
        return self.name
