"""A desk with counters, and people who wait before it."""

from uuid import uuid4

from tinhso.dossiers.models import Queue, Ticket
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.rules.queueing import TicketSource
from tinhso.dossiers.services import waiting
from tinhso.dossiers.testing import Commune
from tinhso.kernel.actors import Actor
from tinhso.kernel.testing import make_actor
from tinhso.organization import queries as organization


class Hall:
    """A desk with two queues and two counters: one takes both and is for priority."""

    def __init__(self, commune: Commune) -> None:
        """Arrange it."""
        self.commune = commune
        self.head = commune.official(
            P.DIVIDE_WORK, P.OVERSEE, unit=commune.leadership, sees_agency=True
        )
        self.births = waiting.set_queue(actor=self.head, letter="a", name="Hộ tịch")
        self.land = waiting.set_queue(actor=self.head, letter="b", name="Đất đai")
        both = [self.births.uid, self.land.uid]
        self.first = waiting.set_counter(actor=self.head, number=1, queues=both)
        self.second = waiting.set_counter(actor=self.head, number=2, queues=both)
        self.mai = commune.clerk_of_desk
        self.code = organization.agency(commune.agency.pk).code
        self.lan = commune.official(P.RECEIVE, unit=commune.desk, name="Đinh Lan")

    def take(self, queue: Queue | None = None, priority: str = "") -> Ticket:
        """Take a ticket at the machine."""
        return waiting.take_ticket(
            token=uuid4(),
            queue_uid=(queue or self.births).uid,
            actor=make_actor(),
            source=TicketSource.KIOSK,
            priority=priority,
        )

    def sit(self) -> None:
        """Let both officers sit down."""
        waiting.sit_at(counter_uid=self.first.uid, actor=self.mai)
        waiting.sit_at(counter_uid=self.second.uid, actor=self.lan)


def called(actor: Actor) -> str:
    """Call the next and return the number."""
    ticket = waiting.call_next(actor=actor)
    return ticket.text if ticket is not None else ""
