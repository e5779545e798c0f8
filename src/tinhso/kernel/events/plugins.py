"""What events plug into the running of the house."""

from collections.abc import Iterator

from django.db.models import Count, Max
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.events.models import (
    EventPosition,
    OutboxEntry,
    OutboxState,
    PendingEvent,
    ProjectionCursor,
)
from tinhso.kernel.registry.operations import (
    Concern,
    ConcernWords,
    Finding,
    concern_words,
    doctors,
    metrics,
    verifications,
)


def _gapless() -> Iterator[Finding]:
    places = EventPosition.objects.aggregate(count=Count("position"), last=Max("position"))
    if places["count"] != (places["last"] or 0):
        yield Finding(
            "events.gap",
            f"the order of events has gaps: {places['count']} places up to {places['last']}",
        )


def _stopped() -> Iterator[Concern]:
    parked = OutboxEntry.objects.filter(state=OutboxState.PARKED).count()
    if parked:
        yield Concern(code="events.parked", values={"count": parked}, is_error=False)
    for cursor in ProjectionCursor.objects.filter(failures__gt=0):
        yield Concern(
            code="events.projection",
            values={
                "name": cursor.name,
                "failures": cursor.failures,
                "position": cursor.position,
                "error": cursor.error,
            },
            about=cursor.name,
            is_error=False,
        )


def _gauges() -> Iterator[tuple[str, str, float]]:
    yield "tinhso_events_pending", "Events without a place yet", PendingEvent.objects.count()
    for state in (OutboxState.WAITING, OutboxState.PARKED):
        count = OutboxEntry.objects.filter(state=state).count()
        yield f"tinhso_outbox_{state}", f"Deliveries of the outbox: {state}", count


verifications.register("events", _gapless)
concern_words.register(
    "events.parked",
    ConcernWords(
        _("Số bản gửi đi đã dừng: %(count)d."),
        _("Mở Quản trị, Hộp thư đi; sửa nguyên nhân rồi bấm Gửi lại."),
    ),
)
concern_words.register(
    "events.projection",
    ConcernWords(
        _(
            "Số liệu %(name)s không theo kịp: lỗi %(failures)d lần sau vị trí %(position)d"
            " (%(error)s)."
        ),
        _("Sửa nguyên nhân; số liệu tự chạy tiếp. Xem mục Hộp thư đi."),
    ),
)
doctors.register("events", _stopped)
metrics.register("events", _gauges)
