"""What rests now and what will rest; public."""

from datetime import datetime

from tinhso.kernel.db.keeping import kept
from tinhso.procedures.models import ServicePause


def pause_at(*, code: str, at: datetime) -> ServicePause | None:
    """Return the pause for which a procedure is not filed online at a moment, or None."""
    return next((one for one in _told() if one.lasts_at(at) and one.holds_for(code)), None)


def pauses_told(*, at: datetime, code: str = "") -> list[ServicePause]:
    """Return what people are to read now: what rests and what will, of one procedure or of all."""
    return [
        one
        for one in _told()
        if (one.ends_at is None or one.ends_at > at)
        and (one.holds_for(code) if code else not one.codes)
    ]


@kept("procedures")
def _told() -> tuple[ServicePause, ...]:
    """Return every pause that was not taken back; a province has few."""
    rows = ServicePause.objects.filter(withdrawn_at__isnull=True)
    return tuple(rows.order_by("starts_at", "pk"))
