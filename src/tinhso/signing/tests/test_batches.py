"""Many files under one act: each once, with the right key, and a fault stops none of the others."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.utils import timezone
from pyhanko.sign.timestamps import HTTPTimeStamper
from pytest_django import Settings

from tinhso.kernel import files
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.errors import Invalid, NotFound, NotPermitted
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.jobs.sweeping import end_lost_attempts
from tinhso.kernel.jobs.testing import run_waiting_jobs
from tinhso.kernel.testing import make_actor
from tinhso.signing import queries, services
from tinhso.signing.checking.report import Verdict
from tinhso.signing.formats.signer import Evidence
from tinhso.signing.models import BatchFile, Confirmation, KeyUse, SigningBatch
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.registry import signature_formats
from tinhso.signing.rules import TRIES, BatchAct, BatchFileState, BatchState, Format, UseOutcome
from tinhso.signing.services import batches_working
from tinhso.signing.services.batches import GIVEN_USE
from tinhso.signing.testing import AGENCY, a_clerk, a_leader, a_plain_pdf, certificate_for

pytestmark = pytest.mark.django_db


def given(actor: Actor, *contents: bytes) -> list[UUID]:
    return [
        services.give_file(content=one, name=f"don-{place}.pdf", actor=actor).uid
        for place, one in enumerate(contents, start=1)
    ]


def asked(actor: Actor, act: BatchAct, *contents: bytes, **wanted: Any) -> SigningBatch:
    form = Format(wanted.pop("form")) if "form" in wanted else None
    return services.open_batch(
        wanted=services.WantedBatch(act=act, form=form, **wanted),
        given=given(actor, *contents),
        actor=actor,
    )


def confirm(batch: SigningBatch, actor: Actor) -> SigningBatch:
    confirmation = services.start_batch_confirmation(batch_uid=batch.uid, actor=actor)
    return services.confirm_batch(
        batch_uid=batch.uid,
        confirmation_uid=confirmation.uid,
        code=Confirmation.objects.get(pk=confirmation.pk).secret,
        actor=actor,
    )


def rows_of(batch: SigningBatch) -> Sequence[BatchFile]:
    return list(queries.batch_files(batch=batch))


def content_of(row: BatchFile) -> bytes:
    assert row.result is not None
    return files.open_file(row.result)


def test_a_person_signs_many_files_of_his_own_with_one_code() -> None:
    leader = a_leader()
    batch = asked(leader, BatchAct.SIGN, a_plain_pdf(), a_plain_pdf() + b"\n", b"no pdf at all")
    assert (batch.state, run_waiting_jobs("signing.batch")) == (BatchState.UNCONFIRMED, 0)

    confirm(batch, leader)
    run_waiting_jobs("signing.batch")

    batch.refresh_from_db()
    assert (batch.state, batch.done_count, batch.failed_count) == (BatchState.DONE, 2, 1)
    first, second, third = rows_of(batch)
    for row in (first, second):
        report = services.verify_pdf(content_of(row))
        assert (report.verdict, len(report.signatures)) == (Verdict.VALID, 1)
    assert (third.state, third.fault, third.result_id) == (
        BatchFileState.FAILED,
        "signing.file_unsignable",
        None,
    )
    uses = queries.own_key_uses(actor=leader).filter(batch_uid=batch.uid)
    assert [use.title for use in uses.order_by("id")] == [first.name, second.name]


def test_a_code_for_one_batch_begins_no_other() -> None:
    leader = a_leader()
    first, second = (asked(leader, BatchAct.SIGN, a_plain_pdf()) for _number in range(2))
    confirmation = services.start_batch_confirmation(batch_uid=first.uid, actor=leader)
    code = Confirmation.objects.get(pk=confirmation.pk).secret

    with pytest.raises(NotFound):
        services.confirm_batch(
            batch_uid=second.uid, confirmation_uid=confirmation.uid, code=code, actor=leader
        )

    second.refresh_from_db()
    assert second.state == BatchState.UNCONFIRMED


def test_nobody_else_confirms_and_nobody_else_sees() -> None:
    leader, other = a_leader(), a_leader()
    batch = asked(leader, BatchAct.SIGN, a_plain_pdf())
    (row,) = rows_of(batch)
    assert row.source is not None

    with pytest.raises(NotFound):
        services.start_batch_confirmation(batch_uid=batch.uid, actor=other)
    with pytest.raises(NotFound):
        queries.batch(uid=batch.uid, actor=other)
    with pytest.raises(NotFound):
        queries.batch_file(stored=row.source, actor=other)
    with pytest.raises(NotFound):
        services.cancel_batch(batch_uid=batch.uid, actor=other)
    with pytest.raises(NotFound):
        services.open_batch(
            wanted=services.WantedBatch(act=BatchAct.VERIFY), given=[row.source.uid], actor=other
        )


def test_a_clerk_seals_only_over_the_valid_signature_of_a_person_of_the_agency() -> None:
    clerk, person = a_clerk(), uuid4()
    certificate = certificate_for(account_uid=person, agency_id=AGENCY)
    stranger = certificate_for(account_uid=uuid4(), agency_id=AGENCY + 1)
    signed = services.sign_pdf(a_plain_pdf(), certificate=certificate)
    by_stranger = services.sign_pdf(a_plain_pdf(), certificate=stranger)

    batch = asked(clerk, BatchAct.SEAL, signed, by_stranger, a_plain_pdf())
    run_waiting_jobs("signing.batch")

    assert [(row.state, row.fault) for row in rows_of(batch)] == [
        ("done", ""),
        ("failed", "signing.not_signed_below"),
        ("failed", "signing.not_signed_below"),
    ]
    sealed = content_of(rows_of(batch)[0])
    assert sealed.startswith(signed)
    assert services.verify_pdf(sealed).verdict is Verdict.VALID


def test_files_and_digests_are_stamped() -> None:
    clerk = a_clerk(certified=False)
    batch = services.open_batch(
        wanted=services.WantedBatch(act=BatchAct.STAMP),
        given=given(clerk, b"Kinh gui"),
        digests=["ab" * 48],
        actor=clerk,
    )
    run_waiting_jobs("signing.batch")

    of_file, of_digest = rows_of(batch)
    assert (of_file.state, of_digest.state) == ("done", "done")
    assert of_file.result is not None
    assert of_file.result.name == "don-1.pdf.tst"
    assert bytes.fromhex(of_file.digest) in content_of(of_file)
    assert bytes.fromhex("ab" * 48) in content_of(of_digest)


def test_files_are_verified_and_extended() -> None:
    clerk = a_clerk(certified=False)
    signed = services.sign_pdf(a_plain_pdf(), certificate=certificate_for(account_uid=uuid4()))
    checked = asked(clerk, BatchAct.VERIFY, signed, a_plain_pdf())
    raised = asked(clerk, BatchAct.EXTEND, signed, a_plain_pdf(), level="B-T")
    run_waiting_jobs("signing.batch")

    assert [row.verdict for row in rows_of(checked)] == ["valid", "unsigned"]
    assert '"signer": "N' in rows_of(checked)[0].findings
    done, refused = rows_of(raised)
    assert (done.state, refused.fault) == ("done", "signing.not_extendable")
    assert content_of(done).startswith(signed)


def test_a_time_stamp_service_that_is_away_fails_its_files_alone_and_is_asked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clerk = a_clerk(certified=False)
    away = HTTPTimeStamper("http://127.0.0.1:9/tsa", timeout=1)
    plugs = signature_formats._plugs
    monkeypatch.setitem(plugs, "B-T", lambda: Evidence(time_stamper=away))
    batch = asked(clerk, BatchAct.STAMP, b"Kinh gui")
    now = timezone.now()
    for _try in range(TRIES):
        with time_machine.travel(now, tick=False):
            run_waiting_jobs("signing.batch")
        now += timedelta(hours=1)
    batch.refresh_from_db()
    (row,) = rows_of(batch)
    assert (batch.state, row.state, row.fault) == (
        BatchState.DONE,
        BatchFileState.FAILED,
        "signing.stamp_unavailable",
    )
    assert row.attempts == TRIES
    monkeypatch.undo()

    services.retry_batch(batch_uid=batch.uid, actor=clerk)
    run_waiting_jobs("signing.batch")

    batch.refresh_from_db()
    assert (batch.state, batch.done_count, batch.failed_count) == (BatchState.DONE, 1, 0)


def test_within_half_a_minute_of_a_workers_death_the_next_attempt_does_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    leader = a_leader()
    batch = asked(
        leader, BatchAct.SIGN, a_plain_pdf(), a_plain_pdf() + b"\n", a_plain_pdf() + b"\n\n"
    )
    confirm(batch, leader)
    keep = batches_working.keep_made

    def keep_one_and_die(*given: object) -> None:
        if SigningBatch.objects.get(pk=batch.pk).done_count:
            raise KeyboardInterrupt
        keep(*given)  # type: ignore[arg-type]  # passed through untouched

    monkeypatch.setattr(batches_working, "keep_made", keep_one_and_die)
    with pytest.raises(KeyboardInterrupt):
        run_waiting_jobs("signing.batch")
    monkeypatch.undo()
    assert [row.state for row in rows_of(batch)] == ["done", "waiting", "waiting"]
    first = content_of(rows_of(batch)[0])

    dead_at = timezone.now()
    with time_machine.travel(dead_at + timedelta(seconds=20), tick=False):
        end_lost_attempts()
    with time_machine.travel(dead_at + timedelta(seconds=26), tick=False):
        run_waiting_jobs("signing.batch")

    batch.refresh_from_db()
    assert (batch.state, batch.done_count) == (BatchState.DONE, 3)
    assert content_of(rows_of(batch)[0]) == first
    kept = KeyUse.objects.filter(batch_uid=batch.uid, outcome=UseOutcome.SIGNED)
    assert sorted(use.title for use in kept) == ["don-1.pdf", "don-2.pdf", "don-3.pdf"]


def test_what_two_workers_make_of_one_file_is_kept_once() -> None:
    leader = a_leader()
    batch = asked(leader, BatchAct.SIGN, a_plain_pdf())
    confirm(batch, leader)
    batch.refresh_from_db()
    (stale,) = rows_of(batch)
    worker = batches_working._worker(batch)

    for _worker in range(2):
        batches_working._do_one(batch, stale, worker)

    batch.refresh_from_db()
    assert batch.done_count == 1
    outcomes = KeyUse.objects.filter(batch_uid=batch.uid).order_by("id")
    assert [use.outcome for use in outcomes] == ["signed", "discarded"]


def test_a_batch_that_is_stopped_begins_no_more_files() -> None:
    leader = a_leader()
    batch = asked(leader, BatchAct.SIGN, a_plain_pdf(), a_plain_pdf() + b"\n")
    confirm(batch, leader)

    services.cancel_batch(batch_uid=batch.uid, actor=leader)
    run_waiting_jobs("signing.batch")

    batch.refresh_from_db()
    assert (batch.state, batch.done_count) == (BatchState.CANCELLED, 0)
    assert {row.state for row in rows_of(batch)} == {BatchFileState.CANCELLED}
    with pytest.raises(services.BatchMoved):
        services.cancel_batch(batch_uid=batch.uid, actor=leader)


def test_bounds_are_told_and_who_has_no_part_is_refused(settings: Settings) -> None:
    leader = a_leader()
    settings.TINHSO_BATCH_FILES = 2
    settings.TINHSO_BATCH_FILE_MB = 0
    with pytest.raises(Invalid):
        services.give_file(content=b"x", name="a.pdf", actor=leader)
    settings.TINHSO_BATCH_FILE_MB = 1
    with pytest.raises(Invalid) as many:
        asked(leader, BatchAct.SIGN, b"1", b"2", b"3")
    assert "2" in str(many.value.fields["files"])
    with pytest.raises(Invalid):
        asked(leader, BatchAct.SIGN, a_plain_pdf(), level="B-LTA", form=Format.CADES)
    with pytest.raises(NotPermitted):
        asked(leader, BatchAct.SEAL, a_plain_pdf())
    with pytest.raises(NotPermitted):
        given(make_actor(kind=ActorKind.CITIZEN), a_plain_pdf())
    with pytest.raises(NotPermitted):
        given(make_actor(SigningPermission.SIGN_ITEM, kind=ActorKind.CLIENT), a_plain_pdf())


def test_files_go_on_their_day_and_what_was_done_stays(settings: Settings) -> None:
    leader = a_leader()
    batch = asked(leader, BatchAct.SIGN, a_plain_pdf())
    given(leader, b"taken by no batch")
    confirm(batch, leader)
    run_waiting_jobs("signing.batch")
    batch.refresh_from_db()
    assert batch.swept_after == timezone.localdate() + timedelta(days=settings.TINHSO_BATCH_DAYS)

    services.sweep_batches(on=batch.swept_after)
    assert not SigningBatch.objects.get(pk=batch.pk).is_swept
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=False):
        services.sweep_batches(on=timezone.localdate())

    (row,) = rows_of(batch)
    assert (row.state, row.source_id, row.result_id) == ("done", None, None)
    assert not StoredFile.objects.filter(use=GIVEN_USE).exists()
    assert KeyUse.objects.filter(batch_uid=batch.uid).count() == 1
    with pytest.raises(services.BatchMoved):
        services.retry_batch(batch_uid=batch.uid, actor=leader)
