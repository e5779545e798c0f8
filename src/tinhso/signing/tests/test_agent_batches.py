"""Batches whose key is at the owner's own computer: one PIN, in portions, nothing twice."""

from datetime import timedelta

import pytest
import time_machine

from tinhso.kernel import files
from tinhso.kernel.jobs.testing import run_waiting_jobs
from tinhso.kernel.testing import in_english, vietnamese_left_behind
from tinhso.signing import queries, services
from tinhso.signing.checking.report import Verdict
from tinhso.signing.models import AgentPaper, AgentTurn, Confirmation, KeyUse, SigningBatch
from tinhso.signing.rules import (
    BatchAct,
    BatchFileState,
    BatchState,
    Format,
    TurnState,
    UseOutcome,
    UseSource,
)
from tinhso.signing.services import agent_batches
from tinhso.signing.testing import a_plain_pdf
from tinhso.signing.tests.computers import ISSUER, Computer, Desk, confirm_by, sign_portion

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(agent_batches, "AGENT_PORTION", 2)
    return Desk(papers=0)


def asked(
    desk: Desk, *contents: bytes, form: Format | None = None, is_together: bool = False
) -> SigningBatch:
    given = [
        services.give_file(content=one, name=f"don-{place}.pdf", actor=desk.actor).uid
        for place, one in enumerate(contents, start=1)
    ]
    wanted = services.WantedBatch(
        act=BatchAct.SIGN, form=form, title="Giấy mời tháng 11", is_together=is_together
    )
    return services.open_batch(wanted=wanted, given=given, actor=desk.actor)


def confirm(batch: SigningBatch, desk: Desk) -> AgentTurn:
    confirm_by(batch, desk.actor)
    return AgentTurn.objects.filter(batch=batch).latest("pk")


def states(batch: SigningBatch) -> list[str]:
    return [row.state for row in queries.batch_files(batch=batch)]


def pdfs(count: int) -> list[bytes]:
    return [a_plain_pdf() + b"\n" * number for number in range(count)]


def test_a_batch_is_signed_portion_after_portion_by_one_turn(desk: Desk) -> None:
    first, second, *rest = pdfs(4)
    batch = asked(desk, first, b"no pdf at all", second, *rest)
    turn = confirm(batch, desk)

    begun = desk.computer.next()
    told = [sign_portion(desk.computer), sign_portion(desk.computer)]

    assert (begun["title"], begun["whole"]) == ("Giấy mời tháng 11", 5)
    assert [(one["more"], len(one["papers"])) for one in told] == [(True, 2), (False, 2)]
    batch.refresh_from_db()
    turn.refresh_from_db()
    assert (batch.state, batch.done_count, batch.failed_count) == (BatchState.DONE, 4, 1)
    assert turn.state == TurnState.DONE
    done, failed, *_others = queries.batch_files(batch=batch)
    assert done.result is not None
    report = services.verify_pdf(files.open_file(done.result))
    assert (report.verdict, len(report.signatures)) == (Verdict.VALID, 1)
    assert failed.fault == "signing.file_unsignable"
    uses = queries.own_key_uses(actor=desk.actor).filter(batch_uid=batch.uid)
    assert {(use.source, use.outcome, use.actor_id) for use in uses} == {
        (UseSource.BATCH, UseOutcome.SIGNED, desk.actor.id)
    }
    assert uses.count() == 4
    assert not AgentPaper.objects.exists()


def test_a_computer_gone_in_the_middle_continues_later_and_signs_nothing_twice(desk: Desk) -> None:
    batch = asked(desk, *pdfs(5))
    turn = confirm(batch, desk)
    sign_portion(desk.computer)
    left = desk.computer.next()

    with time_machine.travel(turn.asked_at + timedelta(minutes=9)):
        run_waiting_jobs("signing.batch")
        batch.refresh_from_db()
        stopped = (batch.state, batch.done_count)
        late = desk.computer.answer(left, [desk.computer.value(one) for one in left["papers"]])
        again = confirm(batch, desk)
        portions = [sign_portion(desk.computer), sign_portion(desk.computer)]

    batch.refresh_from_db()
    assert stopped == (BatchState.UNCONFIRMED, 2)
    assert (late.status_code, again.whole) == (409, 3)
    assert [one["more"] for one in portions] == [True, False]
    assert (batch.state, batch.done_count) == (BatchState.DONE, 5)
    assert KeyUse.objects.filter(batch_uid=batch.uid).count() == 5
    assert [row.attempts for row in queries.batch_files(batch=batch)] == [1, 1, 1, 1, 1]


def test_a_device_pulled_out_leaves_its_file_and_the_rest_waiting(desk: Desk) -> None:
    batch = asked(desk, *pdfs(4))
    turn = confirm(batch, desk)
    asked_for = desk.computer.next()
    first, second = asked_for["papers"]

    told = desk.computer.answer(
        asked_for, [desk.computer.value(first), {"paper": second["uid"], "trouble": "removed"}]
    ).json()

    batch.refresh_from_db()
    turn.refresh_from_db()
    assert (told["more"], batch.state, turn.state) == (
        False,
        BatchState.UNCONFIRMED,
        TurnState.REFUSED,
    )
    assert "bị rút ra" in turn.said
    assert states(batch) == ["done", "waiting", "waiting", "waiting"]
    confirm(batch, desk)
    sign_portion(desk.computer)
    sign_portion(desk.computer)
    batch.refresh_from_db()
    assert (batch.state, batch.done_count) == (BatchState.DONE, 4)


def test_a_value_of_another_key_fails_its_file_alone(desk: Desk) -> None:
    batch = asked(desk, *pdfs(2))
    confirm(batch, desk)
    turn = desk.computer.next()
    first, second = turn["papers"]

    desk.computer.answer(turn, [Computer("").value(first), desk.computer.value(second)])

    batch.refresh_from_db()
    rows = list(queries.batch_files(batch=batch))
    assert [(row.state, row.fault) for row in rows] == [
        (BatchFileState.FAILED, "signing.wrong_value"),
        (BatchFileState.DONE, ""),
    ]
    assert batch.state == BatchState.DONE


def test_who_says_no_or_stops_signs_nothing_more(desk: Desk) -> None:
    batch = asked(desk, *pdfs(4))
    refused = confirm(batch, desk)
    desk.computer.call(f"/turns/{refused.uid}/refuse", {"trouble": "declined"})
    batch.refresh_from_db()
    after_no = batch.state

    confirm(batch, desk)
    sign_portion(desk.computer)
    asked_for = desk.computer.next()
    services.cancel_batch(batch_uid=batch.uid, actor=desk.actor)
    answer = desk.computer.answer(
        asked_for, [desk.computer.value(one) for one in asked_for["papers"]]
    )

    batch.refresh_from_db()
    assert after_no == BatchState.UNCONFIRMED
    assert (answer.status_code, batch.state) == (409, BatchState.CANCELLED)
    assert states(batch) == ["done", "done", "cancelled", "cancelled"]


def answer_once_revoked(desk: Desk) -> None:
    """Have the computer answer for a certificate that was revoked since it was asked."""
    turn = desk.computer.next()
    services.revoke_certificate(
        certificate_uid=desk.certificate.uid, reason="key_compromise", actor=ISSUER
    )
    desk.computer.answer(turn, [desk.computer.value(one) for one in turn["papers"]])


def test_a_container_that_is_refused_is_told_in_every_row(desk: Desk) -> None:
    batch = asked(desk, b"mot", b"hai", form=Format.ASIC_E, is_together=True)
    confirm(batch, desk)

    answer_once_revoked(desk)

    batch.refresh_from_db()
    assert (batch.state, states(batch)) == (BatchState.DONE, ["failed", "failed"])
    assert {row.fault for row in queries.batch_files(batch=batch)} == {
        "signing.certificate_unusable"
    }


def test_only_a_paired_computer_signs(desk: Desk) -> None:
    batch = asked(desk, a_plain_pdf())
    services.unpair_agent(uid=desk.key.agent.uid, actor=desk.actor)

    with pytest.raises(services.AgentNeeded):
        services.start_batch_confirmation(batch_uid=batch.uid, actor=desk.actor)

    assert not Confirmation.objects.exists()


def test_a_certificate_revoked_in_the_middle_signs_no_more(desk: Desk) -> None:
    batch = asked(desk, *pdfs(3))
    confirm(batch, desk)

    answer_once_revoked(desk)

    batch.refresh_from_db()
    assert (batch.done_count, batch.failed_count) == (0, 3)
    assert {row.fault for row in queries.batch_files(batch=batch)} == {
        "signing.certificate_unusable"
    }


def test_the_pages_lead_through_and_tell_how_far_the_computer_is(desk: Desk) -> None:
    batch = asked(desk, *pdfs(3))
    page = batch.get_absolute_url()

    started = desk.client.post(f"{page}xac-nhan/")
    asking = desk.client.get(started["Location"]).content.decode()
    code = queries.codes_on_telephone(actor=desk.actor)[0].secret
    confirmed = desk.client.post(started["Location"], {"code": code})
    waiting = desk.client.get(confirmed["Location"]).content.decode()
    sign_portion(desk.computer)
    halfway = desk.client.get(page).content.decode()
    turn = AgentTurn.objects.get()
    desk.computer.call(f"/turns/{turn.uid}/refuse", {"trouble": "wrong_pin", "pin": "last"})
    stopped = desk.client.get(page).content.decode()
    english = in_english(desk.client).get(page).content.decode()

    assert "Khóa nằm trên máy của bạn" in asking
    assert "Đang chờ máy ký" in waiting
    assert "hãy sang máy của bạn" in waiting
    assert "Máy ký đang ký từng phần" in halfway
    assert "Xong 2 trên 3 tệp" in halfway
    assert "chỉ còn một lần thử" in stopped
    assert "Xác nhận để ký" in stopped
    assert vietnamese_left_behind(english) == []


def test_by_machine_a_batch_is_confirmed_and_followed(desk: Desk) -> None:
    batch = asked(desk, *pdfs(1))
    base = f"/api/v1/signing/batches/{batch.uid}"

    asked_for = desk.client.post(f"{base}/confirmation").json()
    code = queries.codes_on_telephone(actor=desk.actor)[0].secret
    begun = desk.client.post(
        f"{base}/confirm",
        {"confirmation": asked_for["uid"], "code": code},
        content_type="application/json",
    ).json()
    sign_portion(desk.computer)
    done = desk.client.get(base).json()

    assert (asked_for["asks"], begun["state"]) == ("agent", "running")
    assert (done["state"], done["done"]) == ("done", 1)
