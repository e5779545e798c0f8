"""Several files in one ASiC-E container under one signature: all of them or none."""

import io
import zipfile
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Invalid
from tinhso.kernel.jobs.testing import run_waiting_jobs
from tinhso.kernel.testing import in_english, vietnamese_left_behind
from tinhso.organization.testing import UnitFactory
from tinhso.signing import queries, services
from tinhso.signing.checking.report import Kind, Verdict
from tinhso.signing.models import BatchFile, SigningBatch
from tinhso.signing.rules import BatchAct, BatchFileState, BatchState, Format
from tinhso.signing.services import batches
from tinhso.signing.services.batches_packing import may_pack
from tinhso.signing.testing import SETUP, a_leader, certificate_for
from tinhso.signing.tests.test_batches import confirm, rows_of
from tinhso.signing.tests.test_batches_api import BASE, a_machine, a_service_key
from tinhso.signing.tests.test_own_files import browser_of, official

if TYPE_CHECKING:
    from tinhso.organization.models import Unit

pytestmark = pytest.mark.django_db
FILES = {"don.txt": b"Kinh gui", "ho-so.xml": b"<?xml version='1.0'?><a>1</a>", "anh.bin": b"\1\2"}
PAGE = "/lam-viec/lo-ky/moi/"


def given(actor: Actor, contents: dict[str, bytes] = FILES) -> list[UUID]:
    return [
        services.give_file(content=one, name=name, actor=actor).uid
        for name, one in contents.items()
    ]


def asked(
    actor: Actor, form: Format = Format.ASIC_E, contents: dict[str, bytes] = FILES
) -> SigningBatch:
    wanted = services.WantedBatch(act=BatchAct.SIGN, form=form, is_together=True)
    return services.open_batch(wanted=wanted, given=given(actor, contents), actor=actor)


def container_of(batch: SigningBatch) -> bytes:
    first = rows_of(batch)[0]
    assert first.result is not None, first.said
    return files.open_file(first.result)


def test_all_files_go_into_one_container_under_one_signature() -> None:
    leader = a_leader()
    batch = asked(leader)

    confirm(batch, leader)
    run_waiting_jobs("signing.batch")

    batch.refresh_from_db()
    assert (batch.state, batch.done_count, batch.failed_count) == (BatchState.DONE, 3, 0)
    made = container_of(batch)
    with zipfile.ZipFile(io.BytesIO(made)) as opened:
        assert {name: opened.read(name) for name in FILES} == FILES
    report = services.verify(made)
    assert (report.kind, report.verdict, len(report.signatures)) == (Kind.ASIC, Verdict.VALID, 1)
    assert set(report.signatures[0].covers) == set(FILES)
    assert [row.result is None for row in rows_of(batch)] == [False, True, True]
    assert queries.own_key_uses(actor=leader).filter(batch_uid=batch.uid).count() == 1
    assert not may_pack(batch)


def test_the_container_is_kept_for_its_signer_and_swept_with_its_batch() -> None:
    unit: Unit = UnitFactory.create()
    leader = official(unit, "signing.sign_item")
    certificate_for(account_uid=leader.id, agency_id=unit.agency_id)
    batch = asked(leader)
    confirm(batch, leader)
    run_waiting_jobs("signing.batch")
    made = container_of(batch)

    kept = services.keep_own_file(batch_uid=batch.uid, file_uid=rows_of(batch)[0].uid, actor=leader)
    batch.refresh_from_db()
    assert batch.swept_after is not None
    services.sweep_batches(on=batch.swept_after.replace(year=batch.swept_after.year + 1))

    assert kept.title == "don.asice"
    assert files.open_file(kept.file) == made
    assert not BatchFile.objects.filter(batch=batch, result__isnull=False).exists()


def test_none_is_signed_where_one_cannot_be_and_all_are_tried_again() -> None:
    leader = a_leader()
    batch = asked(leader, contents={"mimetype": b"1", "b.txt": b"2"})

    confirm(batch, leader)
    run_waiting_jobs("signing.batch")

    batch.refresh_from_db()
    assert (batch.done_count, batch.failed_count) == (0, 2)
    assert {row.state for row in rows_of(batch)} == {BatchFileState.FAILED}
    assert not queries.own_key_uses(actor=leader).filter(batch_uid=batch.uid).exists()
    services.retry_batch(batch_uid=batch.uid, actor=leader)
    assert {row.state for row in rows_of(batch)} == {BatchFileState.WAITING}


def test_what_makes_no_container_is_refused_before_anything_is_signed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    leader = a_leader()
    one = given(leader, {"a.txt": b"1"}) + given(leader, {"A.TXT": b"2"})
    wanted = services.WantedBatch(act=BatchAct.SIGN, form=Format.ASIC_E, is_together=True)

    with pytest.raises(Invalid) as other_format:
        asked(leader, form=Format.CADES)
    with pytest.raises(Invalid) as same_name:
        services.open_batch(wanted=wanted, given=one, actor=leader)
    monkeypatch.setattr(batches, "WEIGHT_TOGETHER", 8)
    with pytest.raises(Invalid) as too_heavy:
        asked(leader)

    assert set(other_format.value.fields) == {"together"}
    assert "khác nhau" in str(same_name.value.fields["files"])
    assert "nhiều nhất" in str(too_heavy.value.fields["files"])
    assert not SigningBatch.objects.exists()


def test_a_person_chooses_it_on_the_page_in_either_language() -> None:
    unit: Unit = UnitFactory.create()
    leader = official(unit, "signing.sign_item")
    certificate_for(account_uid=leader.id, agency_id=unit.agency_id)
    browser = browser_of(leader)

    def sent(form: Format) -> dict[str, object]:
        chosen = [SimpleUploadedFile(name, one) for name, one in FILES.items()]
        return {"act": "sign", "format": form.value, "together": "on", "chosen": chosen}

    wrong = browser.post(PAGE, sent(Format.PADES))
    done = browser.post(PAGE, sent(Format.ASIC_E))

    assert wrong.status_code == 422
    assert "Chỉ gộp được khi ký số" in wrong.content.decode()
    batch = SigningBatch.objects.get()
    assert (done["Location"], batch.is_together, batch.row_count) == (
        batch.get_absolute_url(),
        True,
        3,
    )
    assert "một gói cho mọi tệp" in browser.get(batch.get_absolute_url()).content.decode()
    for page in (PAGE, batch.get_absolute_url()):
        assert vietnamese_left_behind(in_english(browser).get(page).content.decode()) == []


def test_a_system_asks_for_it_by_the_api() -> None:
    machine = a_machine()
    key = a_service_key(machine.agency_id)
    services.grant_key(certificate_uid=key.uid, client_uid=UUID(machine.uid), actor=SETUP)
    uids = machine.give(b"mot", b"hai")
    (offered,) = machine.get("/keys").json()
    body = {
        "act": "sign",
        "files": uids,
        "format": "asic-e",
        "together": True,
        "serial": key.serial,
    }

    made = machine.post("/batches", body, key=str(uuid4()))
    run_waiting_jobs("signing.batch")
    rows = machine.get(f"/batches/{made.json()['uid']}/files").json()["items"]

    assert (offered["serial"], len(offered["formats"])) == (key.serial, len(Format))
    assert (made.status_code, made.json()["together"]) == (201, True)
    assert [row["state"] for row in rows] == ["done", "done"]
    assert rows[1]["result"] is None
    answer = machine.get(rows[0]["result"].removeprefix(BASE))
    report = services.verify(answer.getvalue())
    assert (report.verdict, len(report.signatures[0].covers)) == (Verdict.VALID, 2)
