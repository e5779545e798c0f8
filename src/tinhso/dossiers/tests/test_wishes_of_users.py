"""What users of other systems wish for: much on one page, many rights, and no secrets told."""

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tinhso.dossiers import services
from tinhso.dossiers.models import Attachment
from tinhso.dossiers.services import ConsultInput
from tinhso.dossiers.testing import World, accepted, assigned, browser_of, visited
from tinhso.identity.testing import Account, CitizenFactory, actor_for, give_role
from tinhso.organization.testing import UnitFactory

pytestmark = pytest.mark.django_db
MANY = 435


def asked(browser: Client, address: str) -> tuple[int, str]:
    """Return how many questions a page asks, warm, and what it says."""
    browser.get(address)
    with CaptureQueriesContext(connection) as captured:
        page = browser.get(address)
    assert page.status_code == 200
    return len(captured), page.content.decode()


def test_a_record_with_435_attachments_opens_as_one_with_two(world: World) -> None:
    dossier = assigned(world)
    citizen = Client()
    citizen.force_login(CitizenFactory.create(person=world.person))
    pages = (
        (browser_of(world.here.specialist), f"/lam-viec/ho-so/{dossier.uid}/"),
        (browser_of(world.here.clerk_of_desk), f"/lam-viec/mot-cua/{dossier.uid}/"),
        (citizen, f"/ho-so/{dossier.uid}/"),
        (browser_of(world.here.specialist), f"/api/v1/dossiers/{dossier.uid}"),
    )
    few = [asked(browser, address)[0] for browser, address in pages]
    one = dossier.attachments.select_related("file").earliest("pk")
    Attachment.objects.bulk_create(
        Attachment(
            dossier=dossier,
            component_key=one.component_key,
            file=one.file,
            added_at=timezone.now(),
        )
        for _ in range(MANY - dossier.attachments.count())
    )

    many = [asked(browser, address) for browser, address in pages]

    assert [count for count, _page in many] == few
    assert one.file is not None
    (_, to_work), (_, at_desk), _own, (_, told) = many
    assert to_work.count("?giay=") >= MANY
    assert at_desk.count(str(one.file.uid)) >= MANY - 1
    assert told.count(str(one.file.uid)) >= MANY - 1


def test_what_one_may_not_see_is_counted_and_not_named(world: World) -> None:
    dossier, other = visited(world), accepted(world)
    specialist = world.here.specialist
    services.link(uid=dossier.uid, other_uid=other.uid, actor=specialist, reason="cùng thửa đất")
    question = ConsultInput(agency_id=world.there.agency.pk, question="Có vướng không?")
    services.consult(uid=dossier.uid, actor=specialist, parties=[question])
    address, machine = f"/lam-viec/ho-so/{dossier.uid}/", f"/api/v1/dossiers/{dossier.uid}"
    own, asked_one = browser_of(specialist), browser_of(world.there.specialist)

    mine = own.get(address).content.decode()
    theirs = asked_one.get(address).content.decode()
    told = asked_one.get(machine)

    assert str(other.uid) in mine
    assert "mà bạn không được xem" not in mine
    assert "Còn 1 hồ sơ liên quan mà bạn không được xem." in theirs
    for secret in (str(other.uid), str(other.code), "cùng thửa đất"):
        assert secret not in theirs
        assert secret not in told.content.decode()
    assert (told.json()["links"], told.json()["hidden_links"]) == ([], 1)
    assert asked_one.get(f"/lam-viec/ho-so/{other.uid}/").status_code == 404


def test_who_works_in_five_hundred_units_waits_for_his_list_no_longer(world: World) -> None:
    accepted(world)
    browser = browser_of(world.here.clerk_of_desk)
    few, _page = asked(browser, "/lam-viec/mot-cua/?view=all&xem=all")
    account = Account.objects.get(pk=browser.session["_auth_user_id"])
    units = UnitFactory._meta.model
    held = give_role(account, "dossiers.receive_dossier", agency_id=world.here.agency.pk)
    type(held).objects.bulk_create(
        type(held)(
            account=account,
            role=held.role,
            agency_id=held.agency_id,
            unit_id=unit.pk,
            valid_from=held.valid_from,
        )
        for unit in units.objects.bulk_create(
            units(agency_id=world.here.agency.pk, kind="desk") for _ in range(500)
        )
    )
    Account.objects.filter(pk=account.pk).update(rights_version=F("rights_version") + 1)
    assert len(actor_for(account).sight_keys) > 500

    many, page = asked(browser, "/lam-viec/mot-cua/?view=all&xem=all")

    assert many <= few
    assert "1 dòng" in page
