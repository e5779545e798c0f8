"""The leader signs on a phone, the clerk seals; strangers find nothing."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tinhso.identity.testing import OfficialFactory, actor_for, give_role
from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.organization.testing import UnitFactory
from tinhso.signing import queries, services
from tinhso.signing.models import Confirmation, SigningItem
from tinhso.signing.rules import ItemState
from tinhso.signing.testing import SETUP, a_draft, a_signed_item, an_item, certificate_for

pytestmark = pytest.mark.django_db


class Desk:
    """An official signed in to the site."""

    def __init__(self, *permissions: str) -> None:
        self.account = OfficialFactory.create()
        unit = UnitFactory.create()
        give_role(self.account, *permissions, agency_id=unit.agency_id, unit_id=unit.pk)
        self.client = Client()
        self.client.force_login(self.account)
        self.actor: Actor = actor_for(self.account)


@pytest.fixture
def leader() -> Desk:
    desk = Desk("signing.sign_item")
    certificate_for(account_uid=desk.actor.id)
    return desk


def test_a_leader_reads_and_signs(leader: Desk) -> None:
    item = an_item(leader.actor)

    listed = leader.client.get("/lam-viec/cho-ky/").content.decode()
    read = leader.client.get(f"/lam-viec/cho-ky/{item.uid}/").content.decode()
    asked = leader.client.post("/lam-viec/cho-ky/ky/", {"item": [str(item.uid)]})
    code = queries.codes_on_telephone(actor=leader.actor)[0].secret
    shown = leader.client.get("/dien-thoai-thu/").content.decode()
    wrong = leader.client.post(asked["Location"], {"code": "000000" if code != "000000" else "1"})
    done = leader.client.post(asked["Location"], {"code": f"{code[:3]} {code[3:]}"}, follow=True)

    assert "Giấy phép xây dựng" in listed
    assert "Diện tích xây dựng 86,4 m²" in read
    assert "Nông Văn Tú" in read
    assert code in shown
    assert wrong.status_code == 422
    assert "Mã chưa đúng" in wrong.content.decode()
    assert "Đã ký 1 văn bản." in done.content.decode()
    item.refresh_from_db()
    assert item.state == ItemState.SIGNED


def test_changes_are_shown_before_the_button_to_sign(leader: Desk) -> None:
    item = an_item(leader.actor)
    services.open_item(item_uid=item.uid, actor=leader.actor)
    changed = a_draft(paragraphs=["1. Cấp cho: ông Triệu Văn Páo.", "2. Diện tích 84,6 m²."])
    services.replace_file(item_uid=item.uid, file=changed, actor=SETUP)

    first = leader.client.get(f"/lam-viec/cho-ky/{item.uid}/").content.decode()
    item.refresh_from_db()
    assert item.state == ItemState.WAITING
    second = leader.client.get(f"/lam-viec/cho-ky/{item.uid}/?xem=1").content.decode()

    assert "Xem chỗ đổi" in first
    assert "was-changed" in first
    assert 'name="item"' not in first
    assert 'name="item"' in second
    assert "was-changed" in second


def test_a_paper_goes_back_with_a_reason(leader: Desk) -> None:
    item = an_item(leader.actor)

    empty = leader.client.post(f"/lam-viec/cho-ky/{item.uid}/tra-lai/", {"reason": ""})
    done = leader.client.post(f"/lam-viec/cho-ky/{item.uid}/tra-lai/", {"reason": "Sửa diện tích"})

    assert (empty.status_code, done.status_code) == (422, 302)
    item.refresh_from_db()
    assert (item.state, item.return_reason) == (ItemState.RETURNED, "Sửa diện tích")


def test_a_paper_is_put_off(leader: Desk) -> None:
    item = an_item(leader.actor)

    leader.client.post(f"/lam-viec/cho-ky/{item.uid}/de-sau/")

    item.refresh_from_db()
    assert item.state == ItemState.POSTPONED


def test_what_one_may_not_see_is_not_there(leader: Desk) -> None:
    item = an_item(leader.actor)
    other = Desk("signing.sign_item")
    confirmation = services.start_confirmation(item_uids=[item.uid], actor=leader.actor)

    answers = [
        other.client.get(f"/lam-viec/cho-ky/{item.uid}/"),
        other.client.post(f"/lam-viec/cho-ky/{item.uid}/de-sau/"),
        other.client.get(f"/lam-viec/cho-ky/{item.uid}/tra-lai/"),
        other.client.get(f"/lam-viec/cho-ky/xac-nhan/{confirmation.uid}/"),
        other.client.post(f"/lam-viec/dong-dau/{item.uid}/"),
        other.client.get(files.file_url(item.file)),
        other.client.get(files.preview_url(item.file)),
    ]

    assert [answer.status_code for answer in answers] == [404] * 7
    assert other.client.post("/lam-viec/cho-ky/ky/", {"item": [str(item.uid)]}).status_code == 422
    assert Confirmation.objects.count() == 1
    item.refresh_from_db()
    assert item.state == ItemState.WAITING


def test_the_one_who_signs_may_open_the_file(leader: Desk) -> None:
    item = an_item(leader.actor)

    served = leader.client.get(files.file_url(item.file))
    drawn = leader.client.get(files.preview_url(item.file))

    assert served.getvalue()[:5] == b"%PDF-"
    assert drawn["Content-Type"] == "image/webp"


def test_the_queue_costs_the_same_for_few_and_many(
    leader: Desk,
) -> None:
    an_item(leader.actor)
    leader.client.get("/lam-viec/cho-ky/")
    with CaptureQueriesContext(connection) as few:
        leader.client.get("/lam-viec/cho-ky/")
    for _number in range(4):
        an_item(leader.actor)
    with CaptureQueriesContext(connection) as many:
        leader.client.get("/lam-viec/cho-ky/")

    assert len(many) == len(few)


def test_a_clerk_numbers_and_seals_from_his_list() -> None:
    clerk = Desk("signing.seal_document")
    agency = clerk.actor.agency_id
    assert agency is not None
    certificate_for(agency_id=agency)
    signer = Desk("signing.sign_item")
    certificate_for(account_uid=signer.actor.id)
    item = a_signed_item(signer.actor, agency_id=agency)

    listed = clerk.client.get("/lam-viec/dong-dau/").content.decode()
    done = clerk.client.post(f"/lam-viec/dong-dau/{item.uid}/", follow=True).content.decode()

    assert "Giấy phép xây dựng" in listed
    assert "Đã cấp số 01/GPXD-UBND và đóng dấu." in done
    assert "Không có văn bản nào chờ cấp số" in done


def test_what_waits_for_number_and_seal_stands_on_the_clerks_desk() -> None:
    clerk = Desk("signing.seal_document")
    agency = clerk.actor.agency_id
    assert agency is not None
    signer = Desk("signing.sign_item")
    certificate_for(account_uid=signer.actor.id)
    a_signed_item(signer.actor, agency_id=agency)

    (group,) = clerk.client.get("/lam-viec/").context["waiting"]

    assert (group.key, group.count, [item.title for item in group.items]) == (
        "sealing",
        1,
        ["Giấy phép xây dựng"],
    )


def test_without_the_permission_there_is_no_queue(client: Client) -> None:
    nobody = Desk()

    assert nobody.client.get("/lam-viec/cho-ky/").status_code == 403
    assert nobody.client.get("/lam-viec/dong-dau/").status_code == 403
    assert not SigningItem.objects.exists()
