"""A signed file is checked when it is received: the result is kept, and what proves it."""

import io
import json
from base64 import b64encode
from datetime import timedelta
from uuid import uuid4

import pikepdf
import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tinhso.identity.testing import OfficialFactory, give_role
from tinhso.kernel import files
from tinhso.kernel.errors import Invalid, NotFound, NotPermitted
from tinhso.kernel.files.letting_go import let_go
from tinhso.kernel.files.models import Blob, StoredFile
from tinhso.kernel.files.rules import P7S
from tinhso.kernel.files.services import permit_opening
from tinhso.kernel.files.testing import a_pdf
from tinhso.kernel.jobs.models import Job
from tinhso.kernel.jobs.testing import run_waiting_jobs
from tinhso.kernel.testing import make_actor
from tinhso.organization.testing import UnitFactory
from tinhso.signing import queries, services
from tinhso.signing.checking.report import Verdict
from tinhso.signing.models import KeptFile, ReceivedFile
from tinhso.signing.rules import Format
from tinhso.signing.services.queue import SIGNED_USE
from tinhso.signing.services.retaining import ReceivedChecked
from tinhso.signing.testing import SETUP, a_clerk, a_leader, a_signed_item, certificate_for
from tinhso.signing.tests.test_certificates import signed_in

pytestmark = pytest.mark.django_db

PAGE = "/kiem-tra-chu-ky/"
API = "/api/v1/signing/received"


def signed(text: str = "công văn") -> bytes:
    return services.sign_pdf(a_pdf(text), certificate=certificate_for(account_uid=uuid4()))


def stored(content: bytes) -> StoredFile:
    return files.store(content=content, name="van-ban.pdf", use=SIGNED_USE, actor=SETUP)


def sent(content: bytes, **more: str) -> dict[str, object]:
    upload = io.BytesIO(content)
    upload.name = "van-ban.pdf"
    return {"file": upload, **more}


def test_result_and_evidence_are_kept_once() -> None:
    file = stored(signed())

    row = services.receive(file=file, actor=SETUP)
    again = services.receive(file=file, actor=SETUP)

    assert row is not None
    assert row == again
    assert row.verdict == Verdict.VALID
    report = json.loads(row.report)
    assert [one["verdict"] for one in report["signatures"]] == ["valid"]
    copy = queries.kept_copy(source=file)
    assert copy is not None
    assert files.open_file(copy).startswith(files.open_file(file))


def test_what_was_received_stays_provable_when_signer_and_key_are_gone() -> None:
    certificate = certificate_for(account_uid=uuid4())
    file = stored(services.sign_pdf(a_pdf("a"), certificate=certificate))
    services.receive(file=file, actor=SETUP)

    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        services.revoke_certificate(
            certificate_uid=certificate.uid, reason="key_compromise", actor=SETUP
        )
    with time_machine.travel(timezone.now() + timedelta(days=4 * 365)):
        copy = queries.kept_copy(source=file)
        assert copy is not None
        assert services.verify(files.open_file(copy)).verdict is Verdict.VALID
        assert services.verify(files.open_file(file)).verdict is not Verdict.VALID


def test_a_bad_signature_is_kept_as_bad_and_an_unsigned_file_not_at_all() -> None:
    content = bytearray(signed())
    content[content.index(b"/Title") + 9] ^= 1

    bad = services.receive(file=stored(bytes(content)), actor=SETUP)
    none = services.receive(file=stored(a_pdf("không ký")), actor=SETUP)

    assert bad is not None
    assert bad.verdict == Verdict.INVALID
    assert none is None
    assert not KeptFile.objects.exists()


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_job_does_it_where_the_house_keeps_signed_files(
    settings: Settings, is_kept: bool
) -> None:
    settings.TINHSO_KEEP_SIGNED = is_kept

    assert services.receive_later(file=stored(signed())) is is_kept

    run_waiting_jobs("signing.receive")
    assert ReceivedFile.objects.exists() is is_kept
    assert not Job.objects.exclude(error="").exists()


@pytest.mark.django_db(transaction=True)
def test_a_sealed_paper_is_kept_where_the_house_keeps_signed_files(settings: Settings) -> None:
    settings.TINHSO_KEEP_SIGNED = True
    item = a_signed_item(a_leader())

    act = services.number_and_seal(item_uid=item.uid, actor=a_clerk())

    run_waiting_jobs("signing.keep")
    assert KeptFile.objects.get().source == act.sealed_file


def test_only_who_seals_receives() -> None:
    with pytest.raises(NotPermitted):
        services.receive(file=stored(signed()), actor=make_actor("signing.sign_item"))
    with pytest.raises(NotPermitted):
        services.keep_received(content=signed(), name="a.pdf", actor=make_actor())
    assert not ReceivedFile.objects.exists()


def test_a_clerk_keeps_what_he_checked_and_colleagues_open_it() -> None:
    client, content = signed_in("signing.seal_document"), signed()

    answer = client.post(PAGE, sent(content, keep="on"))

    row = ReceivedFile.objects.get()
    shown = client.get(answer["Location"])
    strange = signed_in("signing.seal_document").get(answer["Location"])
    assert files.open_file(row.file) == content
    assert answer["Location"] == f"{PAGE}?giu={row.file.uid}"
    assert "Chữ ký hợp lệ" in shown.content.decode()
    assert row.file.get_absolute_url() in shown.content.decode()
    assert client.get(row.file.get_absolute_url()).status_code == 200
    assert strange.status_code == 404
    assert client.get(PAGE, {"giu": "không"}).status_code == 404
    colleague = make_actor("signing.seal_document", agency_id=row.agency_id)
    assert permit_opening(row.file, actor=colleague) == "signing.read"
    with pytest.raises(NotFound):
        permit_opening(row.file, actor=make_actor("signing.seal_document", agency_id=7))


def test_nothing_is_kept_unless_asked_and_strangers_are_not_asked() -> None:
    stranger, clerk = Client(), signed_in("signing.seal_document")

    shown = stranger.post(PAGE, sent(signed())).content.decode()
    offered = clerk.post(PAGE, sent(signed())).content.decode()
    refused = stranger.post(PAGE, sent(signed(), keep="on"))

    assert 'name="keep"' not in shown
    assert 'name="keep"' in offered
    assert refused.status_code == 401
    assert not ReceivedFile.objects.exists()


def test_what_nobody_signed_is_checked_and_not_kept() -> None:
    answer = signed_in("signing.seal_document").post(PAGE, sent(a_pdf("a"), keep="on"))

    assert answer.status_code == 422
    assert "Chỉ giữ được tệp PDF, XML, p7s, ASiC có chữ ký số." in answer.content.decode()
    with pytest.raises(Invalid):
        services.keep_received(content=b"<a/>", name="a.xml", actor=SETUP)


def test_a_machine_keeps_and_reads_the_result() -> None:
    account, unit = OfficialFactory.create(), UnitFactory.create()
    give_role(account, "signing.seal_document", agency_id=unit.agency_id, unit_id=unit.pk)
    client = Client()
    client.force_login(account)

    made = client.post(API, sent(signed()))
    read = client.get(f"{API}/{made.json()['file']}")
    strange = signed_in("signing.seal_document").get(f"{API}/{made.json()['file']}")

    assert (made.status_code, read.status_code, strange.status_code) == (201, 200, 404)
    assert made.json() == read.json()
    assert (read.json()["verdict"], read.json()["is_kept_for_long"]) == ("valid", True)
    assert Client().post(API, sent(signed())).status_code == 401


@pytest.mark.parametrize(
    ("name", "head", "tail"),
    [
        ("thư.p7s", b"", b""),
        ("thư.p7s", b"-----BEGIN PKCS7-----\n", b"-----END PKCS7-----\n"),
        (
            "smime.p7m",
            b"MIME-Version: 1.0\nContent-Type: application/pkcs7-mime; name=smime.p7m\n"
            b"Content-Transfer-Encoding: base64\n\n",
            b"",
        ),
    ],
)
def test_a_message_written_as_text_is_kept_with_what_it_covers(
    name: str, head: bytes, tail: bytes
) -> None:
    client, content = signed_in("signing.seal_document"), b"noi dung"
    made = services.sign_file(
        file=services.Given(name="a.txt", content=content),
        certificate=certificate_for(account_uid=uuid4()),
        form=Format.CADES,
    )
    text = head + b64encode(made.content) + b"\n" + tail
    beside = io.BytesIO(content)
    beside.name = "a.txt"
    upload = io.BytesIO(text)
    upload.name = name

    answer = client.post(PAGE, {"file": upload, "content": beside, "keep": "on"})

    row = ReceivedFile.objects.get()
    shown = client.get(answer["Location"]).content.decode()
    assert (row.verdict, row.file.content_type) == (Verdict.VALID, P7S.content_type)
    assert files.open_file(row.file) == text
    assert "Chữ ký hợp lệ" in shown


def test_what_is_valid_and_may_not_be_kept_is_refused_at_its_field() -> None:
    client = signed_in("signing.seal_document")
    with pikepdf.Pdf.open(io.BytesIO(a_pdf("a"))) as pdf:
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        out = io.BytesIO()
        pdf.save(out)
    active = services.sign_pdf(out.getvalue(), certificate=certificate_for(account_uid=uuid4()))

    answer = client.post(PAGE, sent(active, keep="on"))

    assert answer.status_code == 422
    assert "có lệnh tự chạy" in answer.content.decode()
    assert not ReceivedFile.objects.exists()


def test_report_and_proofs_go_with_the_file_they_tell_of() -> None:
    file = stored(signed())
    services.receive(file=file, actor=SETUP)
    copy = KeptFile.objects.get().copy
    blobs = {file.blob_id, copy.blob_id}
    assert len(blobs) == 2

    gone = let_go([file], actor=SETUP)

    assert len(gone) == 2
    assert not ReceivedFile.objects.exists()
    assert not KeptFile.objects.exists()
    assert not Blob.objects.filter(pk__in=blobs).exists()


def test_a_file_kept_for_itself_goes_with_its_report() -> None:
    row = services.keep_received(content=signed(), name="a.pdf", actor=SETUP)

    done = ReceivedChecked().destroy(str(row.pk), actor=SETUP)

    assert done is not None
    assert not StoredFile.objects.filter(pk=row.file_id).exists()
    assert not KeptFile.objects.exists()


def test_a_file_that_others_have_keeps_what_proves_it() -> None:
    item = a_signed_item(a_leader())
    assert item.signed_file is not None
    row = services.receive(file=item.signed_file, actor=SETUP)
    assert row is not None

    ReceivedChecked().destroy(str(row.pk), actor=SETUP)

    assert KeptFile.objects.get().source == item.signed_file


def test_while_no_time_stamp_is_to_be_had_the_result_is_kept_and_its_proof_later(
    settings: Settings,
) -> None:
    client, content, given = signed_in("signing.seal_document"), signed(), stored(signed("hai"))
    before, settings.TINHSO_TSA_URL = settings.TINHSO_TSA_URL, "http://127.0.0.1:9/tsa"

    row = services.receive(file=given, actor=SETUP)
    answer = client.post(PAGE, sent(content, keep="on"))

    assert row is not None
    assert row.verdict == Verdict.VALID
    assert answer.status_code == 302
    assert (ReceivedFile.objects.count(), KeptFile.objects.count()) == (2, 0)
    settings.TINHSO_TSA_URL = before
    run_waiting_jobs("signing.keep")
    assert KeptFile.objects.count() == 2
