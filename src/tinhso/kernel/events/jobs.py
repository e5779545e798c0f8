"""The rounds that keep events moving."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.db.append_only import append_only
from tinhso.kernel.events import outbox, projecting, sequencing
from tinhso.kernel.events.models import EventPosition, PublishedEvent
from tinhso.kernel.jobs import job, pulse

append_only.register("events.PublishedEvent", PublishedEvent)
append_only.register("events.EventPosition", EventPosition)


@pulse("events.sequence", seconds=0.5)
def sequence_events() -> None:
    """Give committed events their places, then let projections follow."""
    sequencing.sequence()
    projecting.follow_projections()


@pulse("events.outbox", seconds=0.5)
def start_deliveries() -> None:
    """See that what is due in the outbox is on its way."""
    outbox.start_deliveries()


@job("events.deliver", title=_("Gửi các bản ở Hộp thư đi"), max_attempts=3, lease_seconds=120)
def deliver(*, handler: str) -> None:
    """Bring what is due to one handler."""
    outbox.deliver(handler)
