"""Keys on a person's own computer: paired by him, asked once, and no answer of it is believed."""

from base64 import b64encode
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.test import Client

from tinhso.kernel import files
from tinhso.signing import queries, services
from tinhso.signing.checking.report import Verdict
from tinhso.signing.models import AgentTurn, KeyUse
from tinhso.signing.rules import ItemState, TurnState, UseOutcome
from tinhso.signing.testing import SETUP, a_draft, certificate_for, confirmed
from tinhso.signing.tests.computers import ISSUER, Computer, Desk, paired

pytestmark = pytest.mark.django_db


def test_a_turn_is_signed_by_the_persons_own_computer() -> None:
    desk = Desk()

    turn = desk.start()
    asked = desk.computer.next()
    shown = AgentTurn.objects.get(pk=turn.pk).state
    told = desk.computer.answer(asked, [desk.computer.value(one) for one in asked["papers"]])

    assert shown == TurnState.SHOWN
    assert [one["sha256"] for one in asked["papers"]] == [
        files.sha256_of(item.file) for item in desk.items
    ]
    assert (told.status_code, told.json()["state"]) == (200, TurnState.DONE)
    for item in desk.items:
        item.refresh_from_db()
        assert item.signed_file is not None
        report = services.verify_pdf(files.open_file(item.signed_file))
        assert report.verdict == Verdict.VALID
    uses = set(KeyUse.objects.values_list("certificate", "actor_id", "outcome", "item_uid"))
    assert uses == {
        (desk.certificate.pk, desk.actor.id, UseOutcome.SIGNED, item.uid) for item in desk.items
    }
    assert not turn.papers.exclude(to_sign=b"").exists()


def test_an_answer_is_taken_once_in_its_time_and_from_the_computer_that_was_asked() -> None:
    desk = Desk(papers=1)
    other = paired(desk.actor)
    turn = desk.start()
    asked = desk.computer.next()
    values = [desk.computer.value(one) for one in asked["papers"]]

    from_other = other.answer(asked, values)
    none_for_other = other.next()
    with time_machine.travel(turn.expires_at + timedelta(seconds=1)):
        late = desk.computer.answer(asked, values)
        nothing_late = desk.computer.next()
    before = desk.states()
    first = desk.computer.answer(asked, values)
    again = desk.computer.answer(asked, values)

    assert [one.status_code for one in (from_other, late, first, again)] == [409, 409, 200, 409]
    assert (none_for_other, nothing_late) == (None, None)
    assert before == [ItemState.OPENED]
    assert again.json()["code"] == "signing.turn_over"
    assert KeyUse.objects.count() == 1


def test_a_value_of_another_key_or_for_another_paper_goes_into_no_file() -> None:
    desk = Desk(papers=3)
    desk.start()
    asked = desk.computer.next()
    first, second, third = asked["papers"]
    swapped = {**desk.computer.value(first), "paper": second["uid"]}
    liar = Computer("")

    told = desk.computer.answer(asked, [desk.computer.value(first), swapped, liar.value(third)])

    papers = told.json()["papers"]
    assert [one["signed"] for one in papers] == [True, False, False]
    assert "không khớp chứng thư" in papers[1]["message"]
    assert desk.states() == [ItemState.SIGNED, ItemState.OPENED, ItemState.OPENED]
    outcomes = list(KeyUse.objects.order_by("pk").values_list("outcome", "reason"))
    assert outcomes == [
        (UseOutcome.SIGNED, ""),
        (UseOutcome.FAILED, "signing.wrong_value"),
        (UseOutcome.FAILED, "signing.wrong_value"),
    ]


def test_another_certificate_than_the_registers_is_refused_for_all() -> None:
    desk = Desk(papers=1)
    turn = desk.start()
    asked = desk.computer.next()
    pem = certificate_for(account_uid=uuid4()).certificate.encode()
    other = x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)

    told = desk.computer.answer(
        asked,
        [desk.computer.value(asked["papers"][0])],
        certificate=b64encode(other).decode(),
    )

    assert told.json()["state"] == TurnState.REFUSED
    assert "không giữ khóa của chứng thư này" in told.json()["said"]
    assert desk.states() == [ItemState.OPENED]
    assert AgentTurn.objects.get(pk=turn.pk).is_over


@pytest.mark.parametrize(
    ("trouble", "pin", "said"),
    [
        ("wrong_pin", "last", "chỉ còn một lần thử"),
        ("locked", "locked", "đã khóa"),
        ("declined", "", "không đồng ý"),
        ("no such thing", "neither", "gặp lỗi"),
    ],
)
def test_why_a_computer_did_not_sign_is_told_in_words(trouble: str, pin: str, said: str) -> None:
    desk = Desk(papers=1)
    turn = desk.start()

    told = desk.computer.call(f"/turns/{turn.uid}/refuse", {"trouble": trouble, "pin": pin})

    assert said in told.json()["said"]
    assert AgentTurn.objects.get(pk=turn.pk).state == TurnState.REFUSED
    assert desk.states() == [ItemState.OPENED]
    assert desk.computer.next() is None


def test_a_device_pulled_out_in_the_middle_leaves_the_next_paper_unsigned() -> None:
    desk = Desk(papers=3)
    desk.start()
    asked = desk.computer.next()
    first, second, _third = asked["papers"]

    told = desk.computer.answer(
        asked, [desk.computer.value(first), {"paper": second["uid"], "trouble": "removed"}]
    )

    papers = told.json()["papers"]
    assert [one["signed"] for one in papers] == [True, False, False]
    assert "bị rút ra" in papers[1]["message"]
    assert "không trả lời" in papers[2]["message"]
    assert desk.states() == [ItemState.SIGNED, ItemState.OPENED, ItemState.OPENED]


@pytest.mark.parametrize("value", ["AA==", "not base64", "A" * 9000])
def test_garbage_is_refused_and_signs_nothing(value: str) -> None:
    desk = Desk(papers=1)
    desk.start()
    asked = desk.computer.next()

    told = desk.computer.answer(asked, [{"paper": asked["papers"][0]["uid"], "value": value}])

    assert told.status_code in {200, 422}
    assert desk.states() == [ItemState.OPENED]


def test_a_paper_changed_while_the_person_read_at_his_computer_stays_unsigned() -> None:
    desk = Desk()
    desk.start()
    asked = desk.computer.next()
    services.replace_file(item_uid=desk.items[0].uid, file=a_draft(note="đổi"), actor=SETUP)

    told = desk.computer.answer(asked, [desk.computer.value(one) for one in asked["papers"]])

    assert [one["signed"] for one in told.json()["papers"]] == [False, True]
    assert desk.states() == [ItemState.WAITING, ItemState.SIGNED]
    assert set(KeyUse.objects.values_list("item_uid", "outcome")) == {
        (desk.items[0].uid, UseOutcome.DISCARDED),
        (desk.items[1].uid, UseOutcome.SIGNED),
    }


def test_who_may_sign_no_more_when_the_answer_comes_signs_nothing() -> None:
    desk = Desk(papers=1)
    desk.start()
    asked = desk.computer.next()
    services.revoke_certificate(
        certificate_uid=desk.certificate.uid, reason="key_compromise", actor=ISSUER
    )

    told = desk.computer.answer(asked, [desk.computer.value(one) for one in asked["papers"]])

    assert [one["signed"] for one in told.json()["papers"]] == [False]
    assert desk.states() == [ItemState.OPENED]


def test_no_other_way_uses_such_a_key_and_the_code_is_not_used_up() -> None:
    desk = Desk(papers=1)
    confirmation, code = confirmed(desk.actor, *desk.items)
    uids = [desk.items[0].uid]

    with pytest.raises(services.AgentNeeded):
        services.sign_items(
            item_uids=uids, confirmation_uid=confirmation, code=code, actor=desk.actor
        )
    with pytest.raises(services.AgentNeeded):
        services.sign_pdf(files.open_file(desk.items[0].file), certificate=desk.certificate)
    turn = services.start_agent_turn(confirmation_uid=confirmation, code=code, actor=desk.actor)

    assert turn.is_open
    assert not services.may_sign_now(actor=desk.actor)


def test_what_a_person_cancels_or_unpairs_is_answered_by_nobody() -> None:
    desk = Desk(papers=1)
    first = desk.start()
    asked = desk.computer.next()
    values = [desk.computer.value(one) for one in asked["papers"]]

    services.cancel_agent_turn(uid=first.uid, actor=desk.actor)
    cancelled = desk.computer.answer(asked, values)
    desk.start()
    services.unpair_agent(uid=desk.key.agent.uid, actor=desk.actor)
    gone = desk.computer.call("/next")

    assert (cancelled.status_code, gone.status_code) == (409, 401)
    assert desk.states() == [ItemState.OPENED]
    with pytest.raises(services.AgentNeeded):
        desk.start()


def test_by_machine_a_person_pairs_asks_and_reads_what_came_of_it() -> None:
    desk = Desk(papers=1)
    base = "/api/v1/signing"

    asked = desk.client.post(
        f"{base}/confirmations",
        {"items": [str(desk.items[0].uid)]},
        content_type="application/json",
    ).json()
    code = queries.codes_on_telephone(actor=desk.actor)[0].secret
    turn = desk.client.post(
        f"{base}/agent-turns",
        {"confirmation": asked["uid"], "code": code},
        content_type="application/json",
    ).json()
    waiting = desk.computer.next()
    desk.computer.answer(waiting, [desk.computer.value(one) for one in waiting["papers"]])
    done = desk.client.get(f"{base}/agent-turns/{turn['uid']}").json()
    others = Client().get(f"{base}/agent-turns/{turn['uid']}").status_code
    agents = desk.client.get(f"{base}/agents").json()

    assert (asked["asks"], turn["state"], turn["is_over"]) == ("agent", "waiting", False)
    assert (done["state"], done["papers"][0]["state"], done["is_over"]) == ("done", "signed", True)
    assert others == 401
    assert [(one["name"], one["is_near"]) for one in agents] == [("Máy phòng họp", True)]


def test_long_after_nothing_of_a_turn_is_kept() -> None:
    desk = Desk(papers=1)
    turn = desk.start()

    with time_machine.travel(turn.expires_at + timedelta(minutes=1)):
        services.forget_turns()
        emptied = turn.papers.get()
    with time_machine.travel(turn.expires_at + timedelta(days=31)):
        services.forget_turns()

    assert (bytes(emptied.to_sign), bytes(emptied.first)) == (b"", b"")
    assert not AgentTurn.objects.exists()
