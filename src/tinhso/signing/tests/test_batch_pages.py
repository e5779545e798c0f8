"""What a person sees of batches: files given, the code, progress, results, a key's grants."""

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tinhso.identity.services.clients import open_client
from tinhso.identity.testing import OfficialFactory, actor_for, give_role
from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.jobs.testing import run_waiting_jobs
from tinhso.kernel.notifications.models import Notification
from tinhso.kernel.testing import in_english, vietnamese_left_behind
from tinhso.organization.testing import UnitFactory
from tinhso.signing import queries, services
from tinhso.signing.models import KeyGrant, SigningBatch
from tinhso.signing.rules import BatchAct, BatchState
from tinhso.signing.testing import a_plain_pdf, certificate_for

pytestmark = pytest.mark.django_db

PLACE = "/lam-viec/lo-ky/"


def official(*permissions: str) -> tuple[Actor, Client]:
    account, unit = OfficialFactory.create(), UnitFactory.create()
    give_role(account, *permissions, agency_id=unit.agency_id, unit_id=unit.pk)
    client = Client()
    client.force_login(account)
    return actor_for(account), client


def sent(*contents: bytes, **fields: str) -> dict[str, Any]:
    files = [SimpleUploadedFile(f"Đơn {n}.pdf", one) for n, one in enumerate(contents, start=1)]
    return {"act": "sign", "format": "pades", "level": "", "title": "", "chosen": files, **fields}


def asked(actor: Actor, act: BatchAct = BatchAct.STAMP) -> SigningBatch:
    return services.open_batch(
        wanted=services.WantedBatch(act=act), digests=["ab" * 32], actor=actor
    )


def test_a_leader_signs_his_own_files_and_takes_them_away() -> None:
    leader, client = official("signing.sign_item")
    certificate_for(account_uid=leader.id)

    made = client.post(f"{PLACE}moi/", sent(a_plain_pdf(), a_plain_pdf() + b"\n", b"no pdf"))
    batch = SigningBatch.objects.get()
    queue = client.get("/lam-viec/cho-ky/").content.decode()
    started = client.post(f"{made['Location']}xac-nhan/")
    wrong = client.post(started["Location"], {"code": "000"})
    code = queries.codes_on_telephone(actor=leader)[0].secret
    confirmed = client.post(started["Location"], {"code": code})
    running = client.get(made["Location"]).content.decode()
    run_waiting_jobs("signing.batch")
    done = client.get(made["Location"]).content.decode()
    packed = client.get(f"{made['Location']}ket-qua/")

    assert (made.status_code, made["Location"]) == (302, batch.get_absolute_url())
    assert batch.get_absolute_url() in queue
    assert (wrong.status_code, confirmed["Location"]) == (422, batch.get_absolute_url())
    assert 'hx-trigger="every 2s"' in running
    assert "Xong 2 trên 3 tệp, không làm được 1." in done
    assert "Chưa ký được “Đơn 3.pdf”." in done
    with zipfile.ZipFile(io.BytesIO(packed.getvalue())) as package:
        assert package.namelist() == ["0001-Đơn 1.pdf", "0002-Đơn 2.pdf"]
        assert services.verify_pdf(package.read("0001-Đơn 1.pdf")).verdict == "valid"
    assert Notification.objects.filter(
        account_uid=str(leader.id), kind="signing.batch_done"
    ).exists()


def test_a_file_stands_once_by_name_and_what_each_link_gives_is_told_in_words() -> None:
    leader, client = official("signing.sign_item")
    certificate_for(account_uid=leader.id)
    made = client.post(f"{PLACE}moi/", sent(a_plain_pdf()))
    before = client.get(made["Location"]).content.decode()
    started = client.post(f"{made['Location']}xac-nhan/")
    code = queries.codes_on_telephone(actor=leader)[0].secret
    client.post(started["Location"], {"code": code})
    run_waiting_jobs("signing.batch")

    page = " ".join(client.get(made["Location"]).content.decode().split())
    english = " ".join(in_english(client).get(made["Location"]).content.decode().split())
    hidden = '<span class="visually-hidden" lang="vi">Đơn 1.pdf</span>'
    sent_file = 'Mở tệp đã gửi<span class="visually-hidden" lang="vi"> Đơn 1.pdf</span></a>'

    assert sent_file in before
    assert "Tải tệp đã ký" not in before
    assert sent_file in page
    assert f"Tải tệp đã ký {hidden} </a>" in page
    listed = page.partition('id="cac-tep"')[2].replace(sent_file, "").replace(hidden, "")
    assert listed.count("Đơn 1.pdf") == 1
    assert f"Download the signed file {hidden} </a>" in english
    assert vietnamese_left_behind(english) == []


def test_what_cannot_be_taken_is_told_beside_its_field() -> None:
    _leader, client = official("signing.sign_scan")

    no_key = client.post(f"{PLACE}moi/", sent(a_plain_pdf()))
    empty = client.post(f"{PLACE}moi/", sent(act="verify", title="Lô của tôi"))

    assert (no_key.status_code, empty.status_code) == (422, 422)
    assert 'value="Lô của tôi"' in empty.content.decode()
    assert not SigningBatch.objects.exists()


def test_pages_are_for_who_asked_alone() -> None:
    leader, client = official("signing.sign_item")
    _stranger, strange = official("signing.sign_item")
    batch = asked(leader)
    citizen = Client()

    own = client.get(PLACE).content.decode()
    others = strange.get(PLACE).content.decode()

    assert batch.title in own
    assert batch.title not in others
    assert strange.get(batch.get_absolute_url()).status_code == 404
    for act in ("xac-nhan/", "dung/", "lam-lai/"):
        assert strange.post(f"{batch.get_absolute_url()}{act}").status_code == 404
    assert citizen.get(PLACE).status_code in {302, 401}


def test_a_batch_is_stopped_and_what_failed_is_tried_anew() -> None:
    leader, client = official("signing.sign_item")
    batch = asked(leader)

    client.post(f"{batch.get_absolute_url()}dung/")
    again = client.post(f"{batch.get_absolute_url()}lam-lai/", follow=True)

    batch.refresh_from_db()
    assert batch.state == BatchState.CANCELLED
    assert "không còn tệp nào để làm lại" in again.content.decode()


def test_the_list_asks_as_much_for_many_as_for_one(django_assert_max_num_queries: Any) -> None:
    leader, client = official("signing.sign_item")
    for _number in range(6):
        asked(leader)
    client.get(PLACE)

    with django_assert_max_num_queries(16):
        client.get(PLACE)


def test_english_pages_are_english() -> None:
    leader, client = official("signing.sign_item", "signing.seal_document")
    certificate_for(account_uid=leader.id)
    batch = asked(leader)
    waiting = services.open_batch(
        wanted=services.WantedBatch(act=BatchAct.SIGN),
        given=[services.give_file(content=a_plain_pdf(), name="Đơn.pdf", actor=leader).uid],
        actor=leader,
    )
    reader = in_english(client)

    pages = [PLACE, f"{PLACE}moi/", batch.get_absolute_url(), waiting.get_absolute_url()]

    for page in pages:
        assert vietnamese_left_behind(reader.get(page).content.decode()) == [], page


def test_an_operator_gives_a_system_a_key_of_its_agency_and_takes_it_back() -> None:
    operator, client = official("signing.manage_certificates")
    agency_id = operator.agency_id
    certificate = certificate_for(agency_id=agency_id)
    made = open_client(
        name="Phần mềm kế toán",
        scopes=["signing.use_service"],
        agency_id=agency_id,
        actor=system_actor("tests"),
    ).client
    page = f"/quan-tri/chung-thu-so/{certificate.uid}/"

    unknown = client.post(f"{page}he-thong/", {"client": str(certificate.uid)})
    client.post(f"{page}he-thong/", {"client": str(made.uid)})
    shown = client.get(page).content.decode()
    twice = client.post(f"{page}he-thong/", {"client": str(made.uid)})
    client.post(f"{page}he-thong/{made.uid}/thoi/", follow=True)

    assert (unknown.status_code, twice.status_code) == (422, 422)
    assert "Thôi cho dùng" in shown
    assert KeyGrant.objects.get().withdrawn_at is not None
    assert vietnamese_left_behind(in_english(client).get(page).content.decode()) == []
