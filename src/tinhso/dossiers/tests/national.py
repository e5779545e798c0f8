"""A demonstration national portal for the tests of this room, and its messages brought by hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import time_machine
from django.test import override_settings
from django.utils import timezone

from tinhso.dossiers import national_portal, services
from tinhso.dossiers.models import NationalMessage
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.kernel.actors import ActorKind
from tinhso.kernel.events.outbox import deliver
from tinhso.kernel.testing import make_actor
from tinhso_peers.national_portal.house import House
from tinhso_peers.national_portal.server import Portal
from tinhso_peers.national_portal.service import Access

NOWHERE = House(url="http://127.0.0.1:9", client_id="", client_secret="")
SENDING, ARRIVING = "dossiers.national", "dossiers.from_national"


@contextmanager
def connected(folder: Path) -> Iterator[Portal]:
    """Open a portal and let the house know its address."""
    portal = Portal(
        home=folder,
        access=Access(username="tinh", password="mat-khau"),
        house=NOWHERE,
        hang_seconds=5,
    )
    portal._serving.start()  # messages are brought by hand: there is no house to call
    given = {
        "TINHSO_NATIONAL_URL": f"{portal.url}/dich-vu",
        "TINHSO_NATIONAL_LOGIN_URL": f"{portal.url}/phien",
        "TINHSO_NATIONAL_USERNAME": "tinh",
        "TINHSO_NATIONAL_PASSWORD": "mat-khau",
        "TINHSO_NATIONAL_TIMEOUT": 1,
    }
    national_portal.forget_session()
    try:
        with override_settings(**given):
            yield portal
    finally:
        portal.ended.set()
        portal._server.shutdown()
        portal._server.server_close()
        portal.store.close()


def tell(*, hours: int = 0) -> int:
    """Send what is due to the portal, so many hours from now."""
    with time_machine.travel(timezone.now() + timedelta(hours=hours), tick=True):
        return deliver(SENDING)


def bring(portal: Portal) -> list[NationalMessage]:
    """Bring what waits at the portal, and let it have its effect."""
    client = make_actor(P.HAND_IN, kind=ActorKind.CLIENT)
    kept = []
    for message in portal.store.messages(state="waiting"):
        kept.append(
            services.national.keep_message(
                message_id=message.id, kind=message.kind, body=message.body, actor=client
            )
        )
        portal.store.note_message(message.id, state="taken", answer="")
    deliver(ARRIVING)
    for one in kept:
        one.refresh_from_db()
    return kept


def states_of(portal: Portal, number: str) -> list[str]:
    """Return the states the portal was told of, each once, in the order of the telling."""
    told: list[str] = []
    for step in portal.store.progress_of(number):
        if not told or told[-1] != step["TrangThai"]:
            told.append(str(step["TrangThai"]))
    return told
