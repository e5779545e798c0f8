"""Events kept append-only, their committed order, the outbox and the projections' places."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.db.ids import uuid7
from tinhso.kernel.events.base import Event, event_from
from tinhso.kernel.events.handlers import delivery_title, projection_title


class PublishedEvent(models.Model):
    """One fact, as it was published; never changed and never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    type = models.CharField(_("loại"), max_length=120)
    payload = models.TextField(_("nội dung"))
    occurred_at = models.DateTimeField(_("xảy ra lúc"))

    def __str__(self) -> str:
        return f"{self.type} {self.pk}"

    def read(self) -> Event:
        """Return the event itself."""
        return event_from(self.type, self.payload, event_id=self.pk, occurred_at=self.occurred_at)


class PendingEvent(models.Model):
    """A published event that has no place in the committed order yet."""

    event_id = models.UUIDField()

    def __str__(self) -> str:
        return str(self.event_id)


class EventPosition(models.Model):
    """The place of an event in the one committed, gapless order."""

    position = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(PublishedEvent, on_delete=models.PROTECT, related_name="place")

    def __str__(self) -> str:
        return str(self.position)


class OutboxState(models.TextChoices):
    """Where a delivery stands."""

    WAITING = "waiting", _("Đang chờ gửi")
    SENT = "sent", _("Đã gửi")
    PARKED = "parked", _("Đã dừng lại")


class OutboxEntry(models.Model):
    """One event to be brought to one handler that works outside the transaction."""

    event = models.ForeignKey(
        PublishedEvent, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    handler = models.CharField(_("nơi nhận"), max_length=200)
    lane = models.CharField(_("hàng"), max_length=64, blank=True, default="")
    """Entries of one lane of one handler arrive in their order; empty: in no order."""
    state = models.CharField(
        _("trạng thái"), max_length=12, choices=OutboxState.choices, default=OutboxState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(_("số lần gửi"), default=0)
    due_at = models.DateTimeField(_("gửi lúc"))
    error = models.CharField(_("lỗi"), max_length=300, blank=True)
    sent_at = models.DateTimeField(_("đã gửi lúc"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "handler"], name="events_outbox_once"),
        ]
        indexes = [
            models.Index(
                fields=["handler", "due_at"],
                condition=models.Q(state="waiting"),
                name="events_outbox_due",
            ),
            models.Index(fields=["state", "-id"], name="events_outbox_state"),
            models.Index(
                fields=["handler", "lane", "id"],
                condition=models.Q(state__in=["waiting", "parked"]) & ~models.Q(lane=""),
                name="events_outbox_lane",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handler} {self.event_id}"

    @property
    def title(self) -> str:
        """Return what operators call this delivery."""
        return delivery_title(self.handler)


class ProjectionCursor(models.Model):
    """How far a projection has followed the committed order."""

    name = models.CharField(_("tên"), max_length=120, unique=True)
    position = models.BigIntegerField(_("đã theo đến"), default=0)
    moved_at = models.DateTimeField(_("lúc"), null=True, blank=True)
    failures = models.PositiveIntegerField(_("số lần lỗi"), default=0)
    try_at = models.DateTimeField(_("thử lại lúc"), null=True, blank=True)
    error = models.CharField(_("lỗi"), max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """Return what operators call this read model."""
        return projection_title(self.name)
