"""Files signed by themselves: the picture in its place, sealed over it, kept only if asked."""

import io
from datetime import timedelta
from typing import TYPE_CHECKING

import pikepdf
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tinhso.identity.testing import Account, OfficialFactory, actor_for, give_role
from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Invalid, NotFound
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.jobs.testing import run_waiting_jobs
from tinhso.kernel.testing import in_english, vietnamese_left_behind
from tinhso.organization.testing import UnitFactory
from tinhso.signing import queries, services
from tinhso.signing.models import BatchFile, OwnFile, SigningBatch
from tinhso.signing.pdf.measuring import Area, drawn_area
from tinhso.signing.rules import BatchAct, Format, account_of
from tinhso.signing.testing import a_paper, certificate_for

if TYPE_CHECKING:
    from tinhso.organization.models import Unit

pytestmark = pytest.mark.django_db
LISTED = "/lam-viec/tep-da-ky/"
MM = 72 / 25.4


def official(unit: "Unit", *permissions: str) -> Actor:
    account = OfficialFactory.create()
    give_role(account, *permissions, agency_id=unit.agency_id, unit_id=unit.pk)
    return actor_for(account)


def browser_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(Account.objects.get(uid=account_of(actor)))
    return client


@pytest.fixture
def unit() -> "Unit":
    return UnitFactory.create()


@pytest.fixture
def leader(unit: "Unit") -> Actor:
    actor = official(unit, "signing.sign_item")
    certificate_for(account_uid=actor.id, agency_id=unit.agency_id)
    return actor


def under_his_name(actor: Actor) -> bytes:
    certificate = services.keys_for(actor, BatchAct.SIGN)[0]
    return a_paper(signer=certificate.name).pdf


def asked(actor: Actor, *contents: bytes, act: BatchAct = BatchAct.SIGN) -> SigningBatch:
    given = [
        services.give_file(content=one, name=f"Tờ trình {n}.pdf", actor=actor).uid
        for n, one in enumerate(contents, start=1)
    ]
    form = Format.PADES if act == BatchAct.SIGN else None
    wanted = services.WantedBatch(act=act, form=form)
    return services.open_batch(wanted=wanted, given=given, actor=actor)


def confirmed(batch: SigningBatch, actor: Actor) -> BatchFile:
    asked_for = services.start_batch_confirmation(batch_uid=batch.uid, actor=actor)
    code = queries.codes_on_telephone(actor=actor)[0].secret
    services.confirm_batch(
        batch_uid=batch.uid, confirmation_uid=asked_for.uid, code=code, actor=actor
    )
    run_waiting_jobs("signing.batch")
    return batch.files.select_related("result__blob").get()


def signed_by(actor: Actor) -> BatchFile:
    batch = asked(actor, under_his_name(actor))
    assert services.find_batch_places(batch_uid=batch.uid, actor=actor) == 1
    return confirmed(batch, actor)


def result_of(row: BatchFile) -> bytes:
    assert row.result is not None, row.said
    return files.open_file(row.result)


def drawn(pdf: bytes, field: str) -> Area:
    with pikepdf.open(io.BytesIO(pdf)) as file:
        found = drawn_area(file, field)
    assert found is not None
    return found


def test_the_picture_stands_under_the_title_above_the_name(leader: Actor) -> None:
    row = signed_by(leader)

    made = result_of(row)
    report = services.verify_pdf(made)
    assert report.verdict == "valid"
    assert [one.field_name for one in report.signatures] == ["NguoiKy"]
    area, place = drawn(made, "NguoiKy"), row.place
    assert place is not None
    assert place["left"] * MM - 1 <= area.left
    assert area.right <= (place["left"] + place["width"]) * MM + 1


def test_the_clerk_seals_it_over_the_left_third_in_true_size(unit: "Unit", leader: Actor) -> None:
    clerk = official(unit, "signing.seal_document")
    certificate_for(agency_id=unit.agency_id)
    made = result_of(signed_by(leader))

    batch = asked(clerk, made, act=BatchAct.SEAL)
    run_waiting_jobs("signing.batch")

    sealed = result_of(batch.files.select_related("result__blob").get())
    report = services.verify_pdf(sealed)
    assert report.verdict == "valid"
    assert [one.field_name for one in report.signatures] == ["NguoiKy", "CoQuan"]
    person, seal = drawn(sealed, "NguoiKy"), drawn(sealed, "CoQuan")
    assert seal.right == pytest.approx(person.left + person.width / 3, abs=1.5)
    assert seal.width == pytest.approx(seal.height, abs=1)


def test_a_file_nobody_of_the_agency_signed_is_not_sealed(unit: "Unit", leader: Actor) -> None:
    clerk = official(unit, "signing.seal_document")
    certificate_for(agency_id=unit.agency_id)

    batch = asked(clerk, under_his_name(leader), act=BatchAct.SEAL)
    run_waiting_jobs("signing.batch")

    row = batch.files.get()
    assert (row.result_id, row.state) == (None, "failed")
    assert "chưa có chữ ký số hợp lệ" in row.said


def test_a_place_is_set_by_hand_and_one_off_the_page_is_refused(leader: Actor) -> None:
    batch = asked(leader, a_paper(signer="Người khác").pdf)
    row = batch.files.get()
    assert services.find_batch_places(batch_uid=batch.uid, actor=leader) == 0

    with pytest.raises(Invalid) as refusal:
        services.place_signature(
            batch_uid=batch.uid,
            file_uid=row.uid,
            place=services.PlaceInMm(page=1, left=190, top=20, width=56, height=30),
            actor=leader,
        )
    services.place_signature(
        batch_uid=batch.uid,
        file_uid=row.uid,
        place=services.PlaceInMm(page=1, left=20, top=250, width=56, height=30),
        actor=leader,
    )

    assert set(refusal.value.fields) == {"signer"}
    area = drawn(result_of(confirmed(batch, leader)), "NguoiKy")
    assert 20 * MM - 1 <= area.left <= 76 * MM
    with pytest.raises(Conflict):
        services.place_signature(batch_uid=batch.uid, file_uid=row.uid, place=None, actor=leader)


def test_it_is_kept_once_if_asked_and_goes_on_its_day(leader: Actor, unit: "Unit") -> None:
    row = signed_by(leader)
    batch_uid = SigningBatch.objects.get().uid
    stranger = official(unit, "signing.sign_item")

    kept = services.keep_own_file(batch_uid=batch_uid, file_uid=row.uid, actor=leader)
    again = services.keep_own_file(batch_uid=batch_uid, file_uid=row.uid, actor=leader)

    assert again == kept
    assert not queries.own_files(actor=stranger).exists()
    with pytest.raises(NotFound):
        services.keep_own_file(batch_uid=batch_uid, file_uid=row.uid, actor=stranger)
    with pytest.raises(NotFound):
        services.delete_own_file(uid=kept.uid, actor=stranger)
    assert services.sweep_own_files(on=kept.kept_until) == 0
    with time_machine.travel(timezone.now() + timedelta(days=30)):
        services.sweep_batches(on=timezone.localdate())
    assert browser_of(leader).get(kept.get_absolute_url()).status_code == 200
    assert browser_of(stranger).get(kept.get_absolute_url()).status_code == 404
    assert services.sweep_own_files(on=kept.kept_until + timedelta(days=1)) == 1
    assert not OwnFile.objects.exists()
    assert not StoredFile.objects.filter(use="signing.own_file").exists()


def test_the_pages_lead_from_the_file_to_the_list(leader: Actor) -> None:
    browser = browser_of(leader)
    empty = browser.get(LISTED).content.decode()
    upload = SimpleUploadedFile("Tờ trình.pdf", under_his_name(leader))
    made = browser.post(
        "/lam-viec/lo-ky/moi/",
        {"act": "sign", "format": "pades", "picture": "on", "chosen": [upload]},
    )
    batch = SigningBatch.objects.get()
    row = batch.files.get()
    place = f"{made['Location']}cho-ky/{row.uid}/"
    shown = browser.get(place)
    off = browser.post(place, {**place_fields(row), "signer_left": "199"})
    moved = browser.post(place, {**place_fields(row), "signer_left": "100.5"})
    confirmed(batch, leader)
    keep = browser.post(f"{made['Location']}giu/{row.uid}/")
    listed = browser.get(f"{LISTED}?q=to+trinh").content.decode()
    kept = OwnFile.objects.get()
    asks = browser.get(kept.get_delete_url()).content.decode()
    gone = browser.post(kept.get_delete_url())

    assert "Chưa giữ tệp nào" in empty
    assert "Đã có chỗ ký" in shown.content.decode()
    assert (off.status_code, moved.status_code, keep.status_code) == (422, 302, 302)
    row.refresh_from_db()
    assert place_fields(row)["signer_left"] == "100.5"
    assert kept.title in listed or "Tờ trình" in browser.get(LISTED).content.decode()
    assert "không lấy lại được" in asks
    assert (gone["Location"], OwnFile.objects.count()) == (LISTED, 0)


def place_fields(row: BatchFile) -> dict[str, str]:
    assert row.place is not None
    return {f"signer_{edge}": str(value) for edge, value in row.place.items()}


def test_the_pages_are_in_english_too(leader: Actor) -> None:
    batch = asked(leader, under_his_name(leader))
    reader = in_english(browser_of(leader))
    place = f"{batch.get_absolute_url()}cho-ky/{batch.files.get().uid}/"

    for page in (LISTED, "/lam-viec/lo-ky/moi/", batch.get_absolute_url(), place):
        assert vietnamese_left_behind(reader.get(page).content.decode()) == [], page


def test_machines_place_keep_list_and_delete(leader: Actor) -> None:
    browser = browser_of(leader)
    batch = asked(leader, under_his_name(leader))
    row = batch.files.get()
    address = f"/api/v1/signing/batches/{batch.uid}/"

    found = browser.post(f"{address}places").json()
    hidden = browser.delete(f"{address}files/{row.uid}/place").json()
    placed = browser.put(
        f"{address}files/{row.uid}/place",
        {"page": 1, "left": 20, "top": 250, "width": 56, "height": 30},
        content_type="application/json",
    ).json()
    confirmed(batch, leader)
    body = {"batch": str(batch.uid), "file": str(row.uid)}
    kept = browser.post("/api/v1/signing/signed-files", body, content_type="application/json")
    listed = browser.get("/api/v1/signing/signed-files").json()["items"]
    gone = browser.delete(f"/api/v1/signing/signed-files/{kept.json()['uid']}")

    assert (found, hidden["place"], placed["place"]["left"]) == ({"found": 1}, None, 20)
    assert kept.status_code == 201
    assert [one["uid"] for one in listed] == [kept.json()["uid"]]
    assert (gone.status_code, OwnFile.objects.count()) == (204, 0)
