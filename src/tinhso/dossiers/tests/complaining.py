"""What the tests of complaints share: who complains, who answers, an answer under seal."""

from django.test import Client

from tinhso.dossiers import services
from tinhso.dossiers.models import Complaint, Dossier
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.testing import Commune, World
from tinhso.identity.testing import CitizenFactory
from tinhso.kernel.actors import Actor
from tinhso.organization.testing import UnitFactory
from tinhso.signing import services as signing
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.queries import item_of
from tinhso.signing.testing import certificate_for, confirmed

WHAT = "Tôi đến ba lần, lần nào cũng hẹn lại."


def boss_of(commune: Commune, name: str = "Bế Thị Lan") -> Actor:
    """Return who answers complaints in a commune, with a certificate."""
    actor = commune.official(
        P.ANSWER_COMPLAINT,
        P.EXPORT,
        SigningPermission.SIGN_ITEM,
        unit=commune.leadership,
        name=name,
        sees_agency=True,
    )
    certificate_for(account_uid=actor.id, name=actor.name)
    return actor


def chairman_of(world: World) -> Actor:
    """Return who answers for the province."""
    unit = UnitFactory.create(agency=world.province, kind="leadership", name="Lãnh đạo tỉnh")
    whole = Commune(world.province, unit, unit, unit, unit)
    return boss_of(whole, name="Lý Văn Tỉnh")


def complained(world: World, dossier: Dossier, about: str = "late") -> Complaint:
    return services.complain(uid=dossier.uid, about=about, text=WHAT, actor=world.citizen)


def browser_of_citizen(world: World) -> Client:
    browser = Client()
    browser.force_login(CitizenFactory.create(person=world.person))
    return browser


def sealed(world: World, complaint: Complaint, boss: Actor) -> Complaint:
    """Return a complaint whose answer is signed, numbered and sealed."""
    item = item_of(kind="dossiers.complaint_answer", reference=str(complaint.uid))
    assert item is not None
    signing.open_item(item_uid=item.uid, actor=boss)
    confirmation, code = confirmed(boss, item)
    signing.sign_items(item_uids=[item.uid], confirmation_uid=confirmation, code=code, actor=boss)
    signing.number_and_seal(item_uid=item.uid, actor=world.here.clerk)
    complaint.refresh_from_db()
    return complaint
