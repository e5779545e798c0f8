"""The panel that calls people, as the desk's list and its own page show it."""

from django.utils import timezone

from tinhso.dossiers.queries.queueing import counter_now
from tinhso.kernel.actors import Actor


def panel_of(actor: Actor) -> dict[str, object]:
    """Return what the panel shows that calls people; nothing where no counter is arranged."""
    now = counter_now(actor=actor, at=timezone.now())
    shows = now.counter is not None or bool(now.free)
    return {"calling": now if shows else None}
