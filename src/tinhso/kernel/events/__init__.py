"""Domain events: how a lower floor is heard on the floors above it.

@dataclass(frozen=True, kw_only=True)
class ResultReturned(Event):
    dossier_id: int
    on_time: bool

publish(ResultReturned(dossier_id=dossier.pk, on_time=True))      # inside the act

@subscribe(ResultReturned)                       # in the publisher's transaction: own rows only
def mark(event: ResultReturned) -> None: ...

@subscribe(ResultReturned, after_commit=True)    # by the outbox: at least once, keyed by event_id
def tell_portal(event: ResultReturned) -> None: ...

@subscribe(ResultReturned, after_commit=True, lane=lambda event: str(event.dossier_id))
def report(event: ResultReturned) -> None: ...   # those of one dossier in their order

@project("indicators.returned", ResultReturned, reset=clear)      # sums, in committed order
def count(event: ResultReturned) -> None: ...
"""

from tinhso.kernel.events.base import Event
from tinhso.kernel.events.handlers import (
    ReceiverDown,
    Undeliverable,
    project,
    publish,
    rebuild_projection,
    subscribe,
)

__all__ = [
    "Event",
    "ReceiverDown",
    "Undeliverable",
    "project",
    "publish",
    "rebuild_projection",
    "subscribe",
]
