"""XML, messages and containers that arrive are kept with what proves them, as PDFs are."""

import io
import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pytest_django import Settings

from tinhso.kernel import files
from tinhso.kernel.errors import Invalid
from tinhso.signing import jobs, queries, services
from tinhso.signing.checking.report import Reason, TimeSource, Verdict
from tinhso.signing.models import Certificate, KeptFile, ReceivedFile
from tinhso.signing.rules import Format
from tinhso.signing.services import Given
from tinhso.signing.testing import SETUP, certificate_for
from tinhso.signing.tests.test_authority_gone import authority_goes
from tinhso.signing.tests.test_certificates import signed_in

pytestmark = pytest.mark.django_db

XML = b"<congVan><so>15</so></congVan>"
YEAR = timedelta(days=365)
KINDS = {
    "a.xml": Format.XADES_ENVELOPED,
    "a.p7s": Format.CADES,
    "a.asice": Format.ASIC_E,
}


@pytest.fixture
def person() -> Certificate:
    return certificate_for(account_uid=uuid4())


def received(person: Certificate, name: str) -> ReceivedFile:
    made = services.sign_file(
        file=Given(name="van-ban.xml", content=XML), certificate=person, form=KINDS[name]
    )
    outside = {"van-ban.xml": XML} if name == "a.p7s" else None
    return services.keep_received(content=made.content, name=name, outside=outside, actor=SETUP)


def inside(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as container:
        return {name: container.read(name) for name in container.namelist()}


def packed(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        for name, one in entries.items():
            container.writestr(name, one)
    return out.getvalue()


@pytest.mark.parametrize("name", KINDS)
def test_what_was_received_stays_provable_when_authority_signer_and_key_are_gone(
    person: Certificate, name: str
) -> None:
    row = received(person, name)
    kept = KeptFile.objects.get(source=row.file)
    source, copy = files.open_file(row.file), files.open_file(kept.copy)

    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        services.revoke_certificate(
            certificate_uid=person.uid, reason="key_compromise", actor=SETUP
        )
    authority_goes()

    assert row.verdict == Verdict.VALID
    assert inside(copy)[row.file.name] == source
    report = services.verify(copy)
    assert (report.verdict, report.signatures[0].time_source) == (
        Verdict.VALID,
        TimeSource.TIME_STAMP,
    )
    with time_machine.travel(kept.ends_at - timedelta(days=1)):
        assert services.verify_received(received=row).verdict is Verdict.VALID
    bare = services.verify(source, outside={"": XML})
    assert bare.verdict is Verdict.UNKNOWN


@pytest.mark.parametrize("name", KINDS)
def test_another_authoritys_time_stamp_is_set_over_it_before_the_last_one_ends(
    person: Certificate, name: str
) -> None:
    row = received(person, name)
    kept = KeptFile.objects.get(source=row.file)
    first, ended = inside(files.open_file(kept.copy)), kept.ends_at
    authority_goes()

    with time_machine.travel(kept.renew_at + timedelta(hours=1)):
        jobs.renew_kept_files()

    kept.refresh_from_db()
    second = inside(files.open_file(kept.copy))
    assert (kept.renewed, kept.trouble) == (1, "")
    assert kept.ends_at > ended
    assert first.items() <= second.items()
    assert {"META-INF/ASiCArchiveManifest002.xml", "META-INF/timestamp002.tst"} <= set(second)
    with time_machine.travel(ended + YEAR):
        assert services.verify(files.open_file(kept.copy)).verdict is Verdict.VALID


@pytest.mark.parametrize("name", KINDS)
def test_a_changed_byte_in_what_is_kept_is_found(person: Certificate, name: str) -> None:
    row = received(person, name)
    copy = KeptFile.objects.get(source=row.file).copy
    entries = inside(files.open_file(copy))
    proof = next(one for one in entries if one.endswith(".crl"))
    token = "META-INF/timestamp001.tst"

    changed = services.verify(packed(entries | {proof: entries[proof] + b"\0"}))
    stamp = entries[token][:-3] + bytes((entries[token][-3] ^ 1,)) + entries[token][-2:]
    broken = services.verify(packed(entries | {token: stamp}))
    bare = services.verify(packed({one: entries[one] for one in entries if one != token}))

    assert Reason.CONTENT_CHANGED in changed.signatures[0].reasons
    assert Reason.STAMP_BROKEN in broken.signatures[0].reasons
    assert {changed.verdict, broken.verdict} == {Verdict.INVALID}
    assert bare.verdict is not Verdict.VALID


def test_a_file_put_into_the_container_later_is_proved_by_nothing(person: Certificate) -> None:
    row = received(person, "a.xml")
    entries = inside(files.open_file(KeptFile.objects.get(source=row.file).copy))
    late = services.sign_file(
        file=Given(name="b.xml", content=XML), certificate=person, form=Format.XADES_ENVELOPED
    )

    report = services.verify(packed(entries | {"b.xml": late.content}))

    told = sorted(one.time_source for one in report.signatures)
    assert told == [TimeSource.CLAIMED, TimeSource.TIME_STAMP]


def test_a_bad_signature_is_kept_as_bad_and_an_unsigned_file_not_at_all(
    person: Certificate,
) -> None:
    made = services.sign_file(
        file=Given(name="a.xml", content=XML), certificate=person, form=Format.XADES_ENVELOPED
    )

    bad = services.keep_received(
        content=made.content.replace(b">15<", b">16<"), name="a.xml", actor=SETUP
    )

    assert bad.verdict == Verdict.INVALID
    assert not KeptFile.objects.exists()
    for content in (XML, b"PK\3\4 no", b"\x30\x03\x02\x01\x00", b"text"):
        with pytest.raises(Invalid):
            services.keep_received(content=content, name="b.xml", actor=SETUP)
    assert ReceivedFile.objects.count() == 1


def test_a_clerk_keeps_a_detached_signature_with_its_content_by_page_and_by_api(
    person: Certificate, settings: Settings
) -> None:
    made = services.sign_file(
        file=Given(name="van-ban.xml", content=XML), certificate=person, form=Format.CADES
    )
    client = signed_in("signing.seal_document")

    def sent() -> dict[str, object]:
        return {
            "file": SimpleUploadedFile("van-ban.p7s", made.content),
            "content": SimpleUploadedFile("van-ban.xml", XML),
        }

    answer = client.post("/kiem-tra-chu-ky/", sent() | {"keep": "on"})
    row = ReceivedFile.objects.get()
    shown = client.get(answer["Location"]).content.decode()
    told = client.post("/api/v1/signing/received", sent())

    assert "Chữ ký hợp lệ" in shown
    assert row.file.name == "van-ban.p7s"
    assert queries.kept_copy(source=row.file) is not None
    assert (told.status_code, told.json()["is_kept_for_long"]) == (201, True)
