"""A person pairs his own computers; the keys there get their certificates from who issues them."""

from base64 import b64decode
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tinhso.identity.testing import OfficialFactory, PersonFactory, actor_for, give_role
from tinhso.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from tinhso.kernel.testing import make_actor
from tinhso.organization.testing import UnitFactory
from tinhso.signing import services
from tinhso.signing.agents.words import check_of
from tinhso.signing.algorithms import new_key
from tinhso.signing.models import AgentKey, SigningAgent
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.rules import MOST_AGENTS
from tinhso.signing.services.agents import TooManyPairings
from tinhso.signing.services.holding import SignatureHolder
from tinhso.signing.tests.computers import ISSUER, Computer, Desk, paired

pytestmark = pytest.mark.django_db


def test_a_computer_joins_once_by_its_code_and_does_nothing_before_it_is_accepted() -> None:
    leader = make_actor(SigningPermission.SIGN_ITEM, actor_id=uuid4())
    offered = services.offer_pairing(actor=leader)
    typed = offered.code.lower().replace("-", " ")

    joined = services.join_agent(code=typed, name="  Máy\n 1 ", address="10.0.0.1")
    computer = Computer(joined.token)
    early = [computer.call("/next").status_code, computer.call("/keys").status_code]
    with pytest.raises(Invalid):
        services.join_agent(code=offered.code, name="b", address="10.0.0.1")
    with pytest.raises(NotFound):
        services.accept_agent(
            uid=joined.agent.uid, actor=make_actor(SigningPermission.SIGN_ITEM, actor_id=uuid4())
        )
    services.accept_agent(uid=joined.agent.uid, actor=leader)

    kept = SigningAgent.objects.get()
    assert early == [403, 403]
    assert computer.next() is None
    assert (kept.name, kept.code, kept.check_number) == ("Máy 1", "", check_of(joined.token))
    assert joined.token not in str(SigningAgent.objects.values())


def test_codes_are_not_guessed_and_end_with_their_time() -> None:
    leader = make_actor(SigningPermission.SIGN_ITEM, actor_id=uuid4())
    offered = services.offer_pairing(actor=leader)

    with time_machine.travel(timezone.now() + timedelta(minutes=11)), pytest.raises(Invalid):
        services.join_agent(code=offered.code, name="a", address="10.0.0.2")
    with pytest.raises(TooManyPairings):  # noqa: PT012  # the twenty-first try is refused
        for _try in range(21):
            try:
                services.join_agent(code="AAAAA-AAAAA", name="a", address="10.0.0.3")
            except Invalid:
                continue

    assert services.join_agent(code=offered.code, name="a", address="10.0.0.4").agent.joined_at


def test_who_does_not_sign_pairs_nothing_and_nobody_pairs_many() -> None:
    leader = make_actor(SigningPermission.SIGN_ITEM, actor_id=uuid4())

    with pytest.raises(NotPermitted):
        services.offer_pairing(actor=make_actor(actor_id=uuid4()))
    for _computer in range(MOST_AGENTS):
        paired(leader)
    with pytest.raises(Conflict):
        services.offer_pairing(actor=leader)


def test_a_key_goes_with_its_person_to_another_computer_but_to_nobody_else() -> None:
    desk = Desk(papers=1)
    moved = paired(desk.actor)
    moved.key = desk.computer.key
    thief = paired(make_actor(SigningPermission.SIGN_ITEM, actor_id=uuid4()))
    thief.key = desk.computer.key

    key = moved.show_key()
    body = {"request": thief.request(), "device": "a1", "place": "0b"}
    stolen = thief.call("/keys", body)
    desk.start()

    assert (key.uid, stolen.status_code) == (desk.key.uid, 409)
    assert moved.next() is not None
    assert desk.computer.next() is None


def test_a_request_that_its_key_did_not_sign_is_no_key() -> None:
    leader = make_actor(SigningPermission.SIGN_ITEM, actor_id=uuid4())
    computer = paired(leader)
    lines = computer.request().splitlines()
    lines[-2] = lines[-2][:-8] + ("AAAAAAA=" if lines[-2].endswith("=") else "AAAAAAAA")

    for request in ("garbage", "\n".join(lines)):
        told = computer.call("/keys", {"request": request, "device": "a", "place": "b"})
        assert told.status_code == 422
    assert not AgentKey.objects.exists()


def test_only_who_issues_certificates_certifies_a_key_and_once() -> None:
    desk = Desk(papers=1)
    second = desk.computer
    second.key = new_key()
    waiting = second.show_key()

    with pytest.raises(NotPermitted):
        services.certify_agent_key(uid=waiting.uid, years=3, actor=desk.actor)
    services.decline_agent_key(uid=waiting.uid, actor=ISSUER)
    for key in (waiting, desk.key):
        with pytest.raises(NotFound):
            services.certify_agent_key(uid=key.uid, years=3, actor=ISSUER)

    shown = {one["uid"]: one for one in second.call("/keys").json()}
    assert shown[str(waiting.uid)]["declined"]
    assert b64decode(shown[str(desk.key.uid)]["certificate"]) == services.der_of(desk.certificate)


def test_a_pairings_token_opens_nothing_else() -> None:
    desk = Desk(papers=1)
    headers = {"Authorization": f"Bearer {desk.computer.token}"}

    told = [
        Client().get(f"/api/v1/signing/{name}", headers=headers).status_code
        for name in ("items", "agents", "key-uses")
    ]

    assert told == [401, 401, 401]


def test_a_persons_computers_are_among_what_is_held_about_him() -> None:
    person = PersonFactory.create()
    account, unit = OfficialFactory.create(person=person), UnitFactory.create()
    give_role(account, "signing.sign_item", agency_id=unit.agency_id, unit_id=unit.pk)
    paired(actor_for(account))

    held = [one for one in SignatureHolder().held(person.pk) if one.kind == "signing.agent"]

    assert [one.fields[0][1] for one in held] == ["Máy phòng họp"]
    (kept,) = SignatureHolder().kept(person.pk)
    assert kept.count == 1
