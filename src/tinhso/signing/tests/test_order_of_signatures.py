"""People sign first and the agency seals last: what comes in another order is not plainly valid.

The files are signed by pyHanko, as other programs sign them.
"""

import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from tinhso.kernel.files.testing import a_pdf
from tinhso.kernel.testing import in_english, vietnamese_left_behind
from tinhso.signing import services
from tinhso.signing.checking.report import CheckName, Outcome, Reason, SignatureFinding, Verdict
from tinhso.signing.models import Certificate
from tinhso.signing.pdf import sealing, signers
from tinhso.signing.pdf.updates import Odd
from tinhso.signing.rules import CertificateRole, Format
from tinhso.signing.testing import SETUP, a_clerk, certificate_for
from tinhso.signing.tests.bad_pdfs import by_others
from tinhso.signing.wording import worded

pytestmark = pytest.mark.django_db
LATE = (Reason.SIGNED_AFTER_SEAL,)


@pytest.fixture
def person() -> Certificate:
    return certificate_for(account_uid=uuid4())


@pytest.fixture
def agency() -> Certificate:
    return certificate_for(agency_id=71)


def signed(*signers: Certificate) -> bytes:
    """Return a page that these signed one after the other, each in a field of his own."""
    pdf = a_pdf("tờ trình")
    for number, signer in enumerate(signers):
        pdf = by_others(signer, pdf, name=f"O{number}")
    return pdf


def found(pdf: bytes) -> tuple[SignatureFinding, ...]:
    return services.verify(pdf).signatures


def test_a_seal_over_a_person_is_valid(person: Certificate, agency: Certificate) -> None:
    report = services.verify(signed(person, agency))

    assert (report.verdict, [one.reasons for one in report.signatures]) == (
        Verdict.VALID,
        [(), ()],
    )


def test_a_person_behind_a_seal_leaves_the_seal_in_doubt(
    person: Certificate, agency: Certificate
) -> None:
    report = services.verify(signed(agency, person))

    seal, late = report.signatures
    assert report.verdict == Verdict.UNKNOWN
    assert (seal.verdict, seal.reasons) == (Verdict.UNKNOWN, LATE)
    assert (late.verdict, late.reasons) == (Verdict.VALID, ())
    assert [one.outcome for one in seal.checks if one.name is CheckName.COVERAGE] == [
        Outcome.UNKNOWN
    ]
    assert [one.outcome for one in seal.checks if one.name is CheckName.INTEGRITY] == [
        Outcome.PASSED
    ]


def test_several_agencies_seal_one_after_another_and_people_sign_before(
    person: Certificate, agency: Certificate
) -> None:
    other = certificate_for(agency_id=72)
    second = certificate_for(account_uid=uuid4(), name="Lê Thu")

    assert services.verify(signed(person, second, agency, other)).verdict == Verdict.VALID
    between = found(signed(person, agency, second, other))
    assert [one.reasons for one in between] == [(), LATE, (), ()]


def test_the_register_knows_an_agency_that_its_certificate_does_not_name_twice(
    person: Certificate,
) -> None:
    commune = services.issue_certificate(
        role=CertificateRole.AGENCY,
        name="UBND xã Đông Khê",
        agency_id=71,
        agency_name="Tỉnh Cao Bằng",
        actor=SETUP,
    )

    assert found(signed(commune, person))[0].reasons == LATE
    Certificate.objects.filter(pk=commune.pk).update(role=CertificateRole.DEVICE)
    assert found(signed(commune, person))[0].reasons == ()


def test_page_api_and_report_say_so_in_both_languages(
    client: Client, person: Certificate, agency: Certificate, settings: Settings
) -> None:
    pdf = signed(agency, person)

    def sent() -> dict[str, SimpleUploadedFile]:
        return {"file": SimpleUploadedFile("a.pdf", pdf, "application/pdf")}

    page = client.post("/kiem-tra-chu-ky/", sent()).content.decode()
    said = client.post("/api/v1/signing/verify", sent()).json()
    report = worded(services.verify(pdf))
    english = in_english(client).post("/kiem-tra-chu-ky/", sent()).content.decode()
    with translation.override("en"):
        in_other = worded(services.verify(pdf))

    assert "Sau dấu của cơ quan còn có người ký thêm" in page
    assert "đúng như quy định" not in page
    assert (said["verdict"], said["signatures"][0]["reasons"]) == (
        "unknown",
        ["signed_after_seal"],
    )
    assert "Somebody signed after the agency’s seal" in english
    assert not vietnamese_left_behind(english)
    assert report.signatures[0].reasons != in_other.signatures[0].reasons
    assert in_other.signatures[0].reasons[0].startswith("Somebody signed after")


def test_nobody_signs_here_what_an_agency_has_sealed(
    person: Certificate, agency: Certificate
) -> None:
    sealed = signed(person, agency)

    with pytest.raises(services.FileUnsignable) as refused:
        services.sign_pdf(sealed, certificate=person, field="Them", visible=False)

    assert "Tệp đã có dấu của cơ quan" in str(refused.value.message)
    other = certificate_for(agency_id=72)
    again = services.seal_pdf(sealed, certificate=other, fresh=True, visible=False)
    assert services.verify(again).verdict == Verdict.VALID


def test_a_copy_signed_behind_a_seal_is_kept_as_doubtful_and_takes_no_seal(
    person: Certificate, agency: Certificate
) -> None:
    pdf = signed(agency, person)

    kept = services.keep_received(content=pdf, name="sao-y.pdf", actor=a_clerk(certified=False))

    assert kept.verdict == Verdict.UNKNOWN
    assert "signed_after_seal" in kept.report
    with pytest.raises(services.NotSignedBelow):
        services.seal_copy(pdf, agency_id=71, signer=person.account_uid, actor=a_clerk())


@pytest.mark.parametrize("way", ["quickly", "at length"])
def test_a_file_by_itself_takes_no_persons_name_behind_a_seal_either(
    person: Certificate, agency: Certificate, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = services.Given(name="a.pdf", content=signed(person, agency))
    if way == "at length":
        monkeypatch.setattr(sealing, "sign_quickly", _odd)

    with pytest.raises(services.FileUnsignable) as refused:
        services.sign_file(file=sealed, certificate=person, form=Format.PADES)

    assert "Tệp đã có dấu của cơ quan" in str(refused.value.message)
    other = certificate_for(agency_id=72)
    again = services.sign_file(file=sealed, certificate=other, form=Format.PADES)
    assert services.verify(again.content).verdict == Verdict.VALID


def _odd(*_args: object) -> bytes:
    raise Odd("sent the long way")


def test_a_seal_is_seen_however_its_dictionary_is_written(agency: Certificate) -> None:
    sealed = services.seal_pdf(a_pdf("tờ trình"), certificate=agency, visible=False)
    found = re.search(rb"/ByteRange (.{60})  ", sealed)
    assert found is not None
    spelled = sealed.replace(found[0], b"/Byte#52ange " + found[1])

    assert (len(spelled), b"/ByteRange" in spelled) == (len(sealed), False)
    assert services.carries_seal(sealed)
    assert services.carries_seal(spelled)
    assert not services.carries_seal(a_pdf("chưa ai ký"))
    assert not services.carries_seal(b"/ByteRange")


def test_a_second_person_signs_without_the_general_library(
    person: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = services.sign_pdf(a_pdf("tờ trình"), certificate=person, visible=False)
    second = certificate_for(account_uid=uuid4(), name="Lê Thu")
    monkeypatch.setattr(signers, "PdfFileReader", None)
    monkeypatch.setattr(sealing, "open_signable", None)

    twice = services.sign_pdf(first, certificate=second, field="ThuHai", visible=False)

    assert [one.signer for one in found(twice)] == ["Nông Thị Hạnh", "Lê Thu"]
    assert services.verify(twice).verdict == Verdict.VALID
