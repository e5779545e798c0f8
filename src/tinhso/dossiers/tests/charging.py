"""What the tests of fees share: dossiers that cost something, and one on its way to the bank."""

from typing import Any

from tinhso.dossiers import services
from tinhso.dossiers.models import Charge, Dossier, Payment
from tinhso.dossiers.testing import World, sample_of, submitted
from tinhso.dossiers.tests import banking

SHOP, STATUS = "1.004363", "1.004873"
FEE = 800_000


def filed(world: World, **changes: Any) -> Dossier:
    return submitted(world, **{**sample_of(world.version), **changes})


def charge_of(dossier: Dossier) -> Charge:
    return Charge.objects.get(dossier=dossier)


def fresh(row: Dossier) -> Dossier:
    row.refresh_from_db()
    return row


def stands(dossier: Dossier) -> tuple[str, str]:
    """Return where a dossier and its money stand now."""
    dossier.refresh_from_db()
    return dossier.state, dossier.payment_state


def owed(world: World) -> Dossier:
    """Return a dossier whose unknown fee the desk has written down."""
    dossier = filed(world)
    services.set_fee(
        uid=dossier.uid,
        actor=world.here.clerk_of_desk,
        amount_vnd=15_000,
        legal_basis="Nghị quyết trình diễn",
    )
    return fresh(dossier)


def begun(world: World) -> tuple[Dossier, Payment]:
    """Return a dossier whose applicant is on his way to the bank."""
    banking.account_for(world.here)
    dossier = filed(world)
    return dossier, services.start_online(uid=dossier.uid, actor=world.citizen)
