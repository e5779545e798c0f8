"""A leader pairs his computer, waits for it on the page, and the operator issues for its key."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tinhso.identity.testing import OfficialFactory, actor_for, give_role
from tinhso.organization.testing import UnitFactory
from tinhso.signing import queries, services
from tinhso.signing.algorithms import new_key
from tinhso.signing.models import AgentKey, AgentTurn, SigningAgent
from tinhso.signing.rules import ItemState, TurnState
from tinhso.signing.tests.computers import Computer, Desk, signed_in

pytestmark = pytest.mark.django_db
OWN = "/tai-khoan/chu-ky-so/may-ky/"
KEYS = "/quan-tri/chung-thu-so/may-ky/"


@pytest.fixture
def operator() -> Client:
    return signed_in("signing.manage_certificates")


def confirm(desk: Desk) -> str:
    """Choose all papers, type the code; return where the leader then waits."""
    chosen = {"item": [str(item.uid) for item in desk.items]}
    place = desk.client.post("/lam-viec/cho-ky/ky/", chosen)["Location"]
    asked = desk.client.get(place).content.decode()
    code = queries.codes_on_telephone(actor=desk.actor)[0].secret
    assert 'type="password"' not in asked
    assert "Khóa nằm trên máy của bạn" in asked
    return str(desk.client.post(place, {"code": code})["Location"])


def test_a_leader_waits_on_the_page_until_his_computer_has_signed() -> None:
    desk = Desk()

    place = confirm(desk)
    waiting = desk.client.get(place).content.decode()
    asked = desk.computer.next()
    shown = desk.client.get(place, headers={"HX-Request": "true"}).content.decode()
    desk.computer.answer(asked, [desk.computer.value(one) for one in asked["papers"]])
    done = desk.client.get(place).content.decode()

    assert "Đang chờ máy ký" in waiting
    assert "Máy ký đang hỏi bạn" in shown
    assert "hx-trigger" in shown
    assert "<html" not in shown
    assert "2 trên 2 văn bản đã có chữ ký" in " ".join(done.split())
    assert "hx-trigger" not in done
    assert desk.states() == [ItemState.SIGNED, ItemState.SIGNED]


def test_a_leader_cancels_and_reads_what_his_device_said() -> None:
    desk = Desk(papers=1)

    first = confirm(desk)
    cancelled = desk.client.post(f"{first}bo/", follow=True).content.decode()
    second = confirm(desk)
    uid = AgentTurn.objects.latest("pk").uid
    desk.computer.call(f"/turns/{uid}/refuse", {"trouble": "wrong_pin", "pin": "last"})
    refused = desk.client.get(second).content.decode()

    assert "Chưa có gì được ký" in cancelled
    assert "chỉ còn một lần thử" in refused
    assert AgentTurn.objects.get(uid=uid).state == TurnState.REFUSED
    assert desk.states() == [ItemState.OPENED]


def test_a_wrong_code_is_told_and_asks_no_computer() -> None:
    desk = Desk(papers=1)
    chosen = {"item": [str(desk.items[0].uid)]}
    place = desk.client.post("/lam-viec/cho-ky/ky/", chosen)["Location"]

    wrong = desk.client.post(place, {"code": "x"})

    assert wrong.status_code == 422
    assert not AgentTurn.objects.exists()


def test_a_turn_is_its_persons_own() -> None:
    desk = Desk(papers=1)
    place = confirm(desk)
    other = signed_in("signing.sign_item")

    told = [other.get(place).status_code, other.post(f"{place}bo/").status_code]

    assert told == [404, 404]
    assert AgentTurn.objects.get().is_open


def test_a_computer_is_paired_accepted_and_let_out_on_its_page() -> None:
    client = signed_in("signing.sign_item")

    empty = client.get(OWN).content.decode()
    client.post(OWN)
    agent = SigningAgent.objects.get()
    offered = client.get(OWN).content.decode()
    joined = services.join_agent(code=agent.code, name="Máy <b>1</b>", address="10.0.0.5")
    waiting = client.get(OWN).content.decode()
    stranger = signed_in("signing.sign_item")
    theirs = [stranger.post(f"{OWN}{agent.uid}/{act}/").status_code for act in ("nhan", "bo")]
    accepted = client.post(f"{OWN}{agent.uid}/nhan/", follow=True).content.decode()
    out = client.post(f"{OWN}{agent.uid}/bo/", follow=True).content.decode()

    assert "Bạn chưa ghép máy nào" in empty
    assert agent.code in offered
    assert joined.agent.check_number in waiting
    assert "Máy &lt;b&gt;1" in waiting
    assert agent.code not in waiting
    assert theirs == [404, 404]
    assert "Đang chạy" in accepted
    assert "Bạn chưa ghép máy nào" in out
    assert Computer(joined.token).call("/state").status_code == 401


def test_who_does_not_sign_has_no_such_page() -> None:
    client = signed_in("signing.ask_certificate")

    assert client.get(OWN).status_code == 403
    assert client.post(OWN).status_code == 403
    assert not SigningAgent.objects.exists()


def test_the_operator_issues_only_after_the_fingerprint_was_compared(operator: Client) -> None:
    desk = Desk(papers=1)
    desk.computer.key = new_key()
    key = desk.computer.show_key()
    place = f"{KEYS}{key.uid}/"

    listed = operator.get(KEYS, {"q": key.fingerprint_text[:9]}).content.decode()
    own = desk.client.get(OWN).content.decode()
    hasty = operator.post(place, {"years": "3"})
    done = operator.post(place, {"years": "3", "compared": "on"}, follow=True)

    assert key.fingerprint_text in listed
    assert key.fingerprint_text in own
    assert hasty.status_code == 422
    assert "Từ giờ khóa này dùng được" in done.content.decode()
    key.refresh_from_db()
    assert key.certificate is not None
    assert key.certificate.account_uid == desk.actor.id
    assert operator.get(place).status_code == 404


def test_the_operator_declines_a_key_and_nobody_else_may(operator: Client) -> None:
    desk = Desk(papers=1)
    desk.computer.key = new_key()
    key = desk.computer.show_key()

    refused = desk.client.post(f"{KEYS}{key.uid}/tu-choi/").status_code
    operator.post(f"{KEYS}{key.uid}/tu-choi/")
    own = desk.client.get(OWN).content.decode()

    assert (refused, desk.client.get(KEYS).status_code) == (403, 403)
    assert "Bị từ chối" in own
    assert AgentKey.objects.get(uid=key.uid).certificate is None


def test_the_list_of_keys_costs_the_same_for_few_and_many(operator: Client) -> None:
    operator.get(KEYS)
    counts = []
    for _round in range(2):
        for _key in range(2):
            account, unit = OfficialFactory.create(), UnitFactory.create()
            give_role(account, "signing.sign_item", agency_id=unit.agency_id, unit_id=unit.pk)
            leader = actor_for(account)
            offered = services.offer_pairing(actor=leader)
            joined = services.join_agent(code=offered.code, name="a", address="10.0.0.8")
            services.accept_agent(uid=joined.agent.uid, actor=leader)
            Computer(joined.token).show_key()
        with CaptureQueriesContext(connection) as asked:
            operator.get(KEYS)
        counts.append(len(asked))

    assert counts[0] == counts[1]
