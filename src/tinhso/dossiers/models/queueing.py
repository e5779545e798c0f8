"""Waiting at the desk: queues, the counters that serve them, the tickets of each day."""

from typing import Self, TypeVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models.dossier import Dossier
from tinhso.dossiers.rules.queueing import ReceiptWidth, TicketPriority, TicketSource, TicketState
from tinhso.kernel.actors import Actor, ActorKind

M = TypeVar("M", bound=models.Model, covariant=True)


class OfAgencyQuerySet(models.QuerySet[M]):
    """What belongs to a desk is seen by the officials of its agency."""

    def visible_to(self, actor: Actor) -> Self:
        """Show the officials of an agency what is its own."""
        if actor.kind is ActorKind.SYSTEM:
            return self
        if not actor.is_official or actor.agency_id is None:
            return self.none()
        return self.filter(agency_id=actor.agency_id)


class Queue(models.Model):
    """One line people stand in, named in their words: a letter, and the fields it is for."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    agency = models.ForeignKey("organization.Agency", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="+")
    letter = models.CharField(_("chữ cái"), max_length=2)
    name = models.CharField(_("tên hàng chờ"), max_length=120)
    detail = models.CharField(_("giải thích"), max_length=200, blank=True)
    field_keys = models.JSONField(_("lĩnh vực"), default=list, blank=True)
    is_open = models.BooleanField(_("đang dùng"), default=True)
    slot_capacity = models.PositiveSmallIntegerField(_("số lượt hẹn mỗi nửa giờ"), default=0)

    objects = OfAgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("hàng chờ")
        ordering = ["letter"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "letter"], name="dossiers_queue_letter")
        ]

    def __str__(self) -> str:
        return f"{self.letter} {self.name}"


class ServiceCounter(models.Model):
    """One place at the desk where an officer calls people to him."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    agency = models.ForeignKey("organization.Agency", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(_("quầy số"))
    queues = models.ManyToManyField(Queue, related_name="counters", verbose_name=_("hàng chờ"))
    is_priority = models.BooleanField(_("quầy ưu tiên"), default=False)
    receipt_width = models.CharField(
        _("khổ giấy tiếp nhận, biên lai"),
        max_length=4,
        choices=ReceiptWidth.choices,
        default=ReceiptWidth.A5,
    )
    is_open = models.BooleanField(_("đang dùng"), default=True)
    opens_at = models.TimeField(_("mở lúc"), null=True, blank=True)
    closes_at = models.TimeField(_("đóng lúc"), null=True, blank=True)
    on_days_off = models.BooleanField(_("trực cả ngày nghỉ"), default=False)
    staffed_by = models.UUIDField(_("người ngồi quầy"), null=True, blank=True, unique=True)
    staffed_by_name = models.CharField(max_length=200, blank=True)
    staffed_on = models.DateField(_("ngồi quầy ngày"), null=True, blank=True)

    objects = OfAgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("quầy")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "number"], name="dossiers_counter_number"),
            models.CheckConstraint(
                name="dossiers_counter_hours",
                condition=Q(opens_at__isnull=True, closes_at__isnull=True)
                | Q(opens_at__lt=F("closes_at")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class Ticket(models.Model):
    """One place in a queue for one day; it names nobody."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    token = models.UUIDField(unique=True, editable=False)
    agency = models.ForeignKey("organization.Agency", on_delete=models.PROTECT, related_name="+")
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="tickets")
    given_in = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("ngày"))
    number = models.PositiveIntegerField(_("số"))
    text = models.CharField(_("số thứ tự"), max_length=12)
    place = models.CharField(_("lấy ở cơ quan"), max_length=120, blank=True, default="")
    """The desk where it was taken, when that ended while its holder waited: numbers of two desks
    may be alike, and the strip in his hand names his."""
    source = models.CharField(_("lấy ở"), max_length=8, choices=TicketSource.choices)
    priority = models.CharField(
        _("ưu tiên"), max_length=10, choices=TicketPriority.choices, blank=True, default=""
    )
    state = models.CharField(
        _("tình trạng"), max_length=8, choices=TicketState.choices, default=TicketState.WAITING
    )
    taken_at = models.DateTimeField(_("lấy số lúc"))
    appointment_at = models.DateTimeField(_("giờ hẹn"), null=True, blank=True)
    called_at = models.DateTimeField(_("gọi lần đầu lúc"), null=True, blank=True)
    last_called_at = models.DateTimeField(_("gọi lần cuối lúc"), null=True, blank=True)
    calls = models.PositiveSmallIntegerField(_("số lần gọi"), default=0)
    ended_at = models.DateTimeField(_("xong lúc"), null=True, blank=True)
    counter = models.ForeignKey(
        ServiceCounter, on_delete=models.PROTECT, related_name="tickets", null=True, blank=True
    )
    served_by = models.UUIDField(_("người phục vụ"), null=True, blank=True)
    dossiers = models.ManyToManyField(Dossier, related_name="tickets", verbose_name=_("hồ sơ"))
    address_hash = models.CharField(max_length=64, blank=True, default="")

    objects = OfAgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("số thứ tự")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["given_in", "day", "number"], name="dossiers_ticket_number"
            ),
            models.UniqueConstraint(
                fields=["counter"],
                condition=Q(state=TicketState.CALLED),
                name="dossiers_one_called_ticket",
            ),
        ]
        indexes = [
            models.Index(
                fields=["queue", "day", "taken_at"],
                condition=Q(state=TicketState.WAITING),
                name="dossiers_ticket_waiting",
            ),
            models.Index(fields=["agency", "day", "taken_at"], name="dossiers_ticket_day"),
            models.Index(
                fields=["address_hash", "taken_at"],
                condition=~Q(address_hash=""),
                name="dossiers_ticket_address",
            ),
        ]

    def __str__(self) -> str:
        return self.said

    @property
    def said(self) -> str:
        """The number as it is called: with its desk where another desk's may be alike."""
        return f"{self.text} ({self.place})" if self.place else self.text
