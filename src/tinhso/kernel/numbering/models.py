"""Counters and the numbers they gave."""

from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.db.kept_rows import KeptQuerySet, KeptRow
from tinhso.kernel.db.secrets import EncryptedTextField
from tinhso.kernel.numbering.permissions import NumberingPermission

Rows = TypeVar("Rows", bound="models.QuerySet[Any]")


def _readable(rows: Rows, actor: Actor) -> Rows:
    """Keep the numbers of the actor's agency, or all of them for who may read everywhere."""
    if actor.kind is ActorKind.SYSTEM or actor.may(NumberingPermission.READ_REGISTER, unit_id=0):
        return rows
    if actor.agency_id is not None and actor.may(NumberingPermission.READ_REGISTER):
        return rows.filter(agency_id=actor.agency_id)
    return rows.none()


class Counter(models.Model):
    """The last number of one register of one agency in one period; the row to lock."""

    register = models.CharField(_("sổ"), max_length=64)
    agency_id = models.BigIntegerField(_("cơ quan"))
    period = models.CharField(_("kỳ"), max_length=10)
    first = models.PositiveBigIntegerField(_("số đầu"), default=1)
    last = models.PositiveBigIntegerField(_("số cuối"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["register", "agency_id", "period"], name="numbering_counter_once"
            ),
            models.CheckConstraint(
                condition=Q(last__gte=F("first") - 1), name="numbering_counter_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.agency_id} {self.period}: {self.last}"


class RegisterStart(models.Model):
    """Who let a register go on from a number given elsewhere, and why; kept for ever."""

    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, related_name="starts")
    last = models.PositiveBigIntegerField(_("số cuối đã cấp nơi khác"))
    reason = models.CharField(_("lý do"), max_length=300)
    at = models.DateTimeField(_("lúc"), default=timezone.now)
    by = models.UUIDField(_("người đặt"), null=True, blank=True)
    by_name = models.CharField(_("tên người đặt"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("lần đặt số bắt đầu")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.counter}: {self.last}"


class EarlierNumberQuerySet(models.QuerySet["EarlierNumber"]):
    """Named filters of what earlier systems numbered."""

    def visible_to(self, actor: Actor) -> Self:
        """Show it to who reads the register it belongs to."""
        return _readable(self, actor)


class EarlierNumber(models.Model):
    """A number that an earlier system gave: read beside the register, never given again."""

    register = models.CharField(_("sổ"), max_length=64)
    agency_id = models.BigIntegerField(_("cơ quan"))
    period = models.CharField(_("kỳ"), max_length=10)
    number = models.PositiveBigIntegerField(_("số"))
    text = models.CharField(_("số, ký hiệu"), max_length=120, db_index=True)
    on = models.DateField(_("ngày"))
    subject = EncryptedTextField(_("nội dung"), blank=True, default="")
    given_to = EncryptedTextField(_("cấp cho ai"), blank=True, default="")
    note = EncryptedTextField(_("ghi chú"), blank=True, default="")
    source = models.CharField(_("hệ thống cũ"), max_length=60)

    objects = EarlierNumberQuerySet.as_manager()

    class Meta:
        verbose_name = _("số của hệ thống cũ")
        constraints = [
            models.UniqueConstraint(
                fields=["register", "agency_id", "period", "number"], name="numbering_earlier_once"
            )
        ]
        indexes = [models.Index(fields=["agency_id", "-on", "-id"], name="numbering_earlier_day")]

    def __str__(self) -> str:
        return self.text


class NumberFormat(KeptRow):
    """How numbers of a register look from a day on; agency 0 stands for every agency."""

    kept_as = "numbering"

    register = models.CharField(_("sổ"), max_length=64)
    agency_id = models.BigIntegerField(_("cơ quan"), default=0)
    effective_from = models.DateField(_("áp dụng từ ngày"))
    format = models.CharField(_("mẫu số"), max_length=120)

    objects = KeptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["register", "agency_id", "effective_from"], name="numbering_format_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.agency_id} {self.effective_from}: {self.format}"


class OfficialNumberQuerySet(models.QuerySet["OfficialNumber"]):
    """Named filters of the register."""

    def visible_to(self, actor: Actor) -> Self:
        """Show a clerk his agency's numbers, and all of them to who may read everywhere."""
        return _readable(self, actor)


class OfficialNumber(models.Model):
    """A number that was given, for ever: voided ones stay, marked, with their reason."""

    register = models.CharField(_("sổ"), max_length=64)
    agency_id = models.BigIntegerField(_("cơ quan"))
    period = models.CharField(_("kỳ"), max_length=10)
    number = models.PositiveBigIntegerField(_("số"))
    text = models.CharField(_("số, ký hiệu"), max_length=120, db_index=True)
    on = models.DateField(_("ngày"))
    given_at = models.DateTimeField(_("cấp lúc"))
    given_by = models.UUIDField(_("người cấp"), null=True, blank=True)
    target = models.CharField(_("cấp cho"), max_length=64, blank=True)
    target_id = models.CharField(max_length=64, blank=True)
    voided_at = models.DateTimeField(_("hủy lúc"), null=True, blank=True)
    voided_by = models.UUIDField(_("người hủy"), null=True, blank=True)
    void_reason = models.CharField(_("lý do hủy"), max_length=500, blank=True)

    objects = OfficialNumberQuerySet.as_manager()

    class Meta:
        verbose_name = _("số văn bản")
        constraints = [
            models.UniqueConstraint(
                fields=["register", "agency_id", "period", "number"], name="numbering_number_once"
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True, void_reason="")
                | (Q(voided_at__isnull=False) & ~Q(void_reason="")),
                name="numbering_void_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_voided(self) -> bool:
        """Tell whether the number no longer stands for anything."""
        return self.voided_at is not None
