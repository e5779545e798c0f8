"""What strangers send is signed whole or refused with a reason, and checked within bounds."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pyhanko.sign.fields import MDPPerm

from tinhso.kernel.files.testing import a_pdf
from tinhso.signing import services
from tinhso.signing.checking.report import Reason, Trouble, Verdict
from tinhso.signing.forms import MOST_BYTES
from tinhso.signing.models import Certificate
from tinhso.signing.pdf import limits
from tinhso.signing.pdf.limits import MOST_SIGNATURES
from tinhso.signing.rules import Format
from tinhso.signing.services import FileUnsignable, Given
from tinhso.signing.testing import certificate_for
from tinhso.signing.tests import bad_pdfs
from tinhso.signing.wording import TROUBLES

pytestmark = pytest.mark.django_db

SECONDS = 10
"""Far above what it takes, far below what going through everything would."""


@pytest.fixture
def agency() -> Certificate:
    return certificate_for(agency_id=71)


def signed(agency: Certificate, pdf: bytes) -> bytes:
    given = Given(name="a.pdf", content=pdf)
    return services.sign_file(file=given, certificate=agency, form=Format.PADES).content


def verdict(pdf: bytes) -> Verdict:
    return services.verify(pdf).verdict


@pytest.mark.parametrize(
    ("make", "trouble"),
    [
        (bad_pdfs.locked, Trouble.ENCRYPTED),
        (bad_pdfs.active_form, Trouble.ACTIVE_FORM),
        (bad_pdfs.with_two_tables, Trouble.HYBRID),
        (bad_pdfs.often_updated, Trouble.TOO_MANY_SIGNATURES),
        (lambda: bad_pdfs.swollen(300), Trouble.BROKEN),
        (lambda: a_pdf("tờ")[:-40], Trouble.BROKEN),
        (lambda: b"%PDF-1.7\n" + bytes(2000), Trouble.BROKEN),
        (lambda: b"", Trouble.BROKEN),
    ],
)
@pytest.mark.parametrize("level", ["B-B", "B-LT"])
def test_what_takes_no_signature_is_refused_with_the_reason(
    agency: Certificate, make: Callable[[], bytes], trouble: Trouble, level: str
) -> None:
    begun = time.process_time()

    with pytest.raises(FileUnsignable) as refused:
        services.sign_file(
            file=Given(name="đơn.pdf", content=make()),
            certificate=agency,
            form=Format.PADES,
            level=level,
        )

    assert str(TROUBLES[trouble]) in str(refused.value)
    assert "đơn.pdf" in str(refused.value)
    assert time.process_time() - begun < SECONDS


def test_a_closed_file_takes_no_more_signatures_and_an_open_one_does(agency: Certificate) -> None:
    closed = bad_pdfs.by_others(agency, a_pdf(), permission=MDPPerm.NO_CHANGES)
    opened = bad_pdfs.by_others(agency, a_pdf(), permission=MDPPerm.FILL_FORMS)

    with pytest.raises(FileUnsignable, match=str(TROUBLES[Trouble.CERTIFIED])):
        signed(agency, closed)
    more = signed(agency, opened)

    assert more.startswith(opened)
    assert [one.verdict for one in services.verify(closed).signatures] == [Verdict.VALID]


def test_a_crowd_of_signatures_takes_no_more(agency: Certificate) -> None:
    full = bad_pdfs.crowded(agency, MOST_SIGNATURES)

    with pytest.raises(FileUnsignable, match=str(TROUBLES[Trouble.TOO_MANY_SIGNATURES])):
        signed(agency, full)


def test_a_file_is_signed_again_in_a_field_of_its_own(agency: Certificate) -> None:
    pdf = a_pdf("tờ")
    for _time in range(3):
        pdf = signed(agency, pdf)

    report = services.verify(pdf)

    assert [one.field_name for one in report.signatures] == ["ChuKy", "ChuKy2", "ChuKy3"]
    assert report.verdict == Verdict.VALID


def test_a_named_field_is_signed_once(agency: Certificate) -> None:
    once = services.seal_pdf(a_pdf("tờ"), certificate=agency)

    with pytest.raises(FileUnsignable, match=str(TROUBLES[Trouble.FIELD_TAKEN])):
        services.seal_pdf(once, certificate=agency)


@pytest.mark.parametrize(
    ("make", "trouble"),
    [
        (bad_pdfs.often_updated, Trouble.TOO_MANY_SIGNATURES),
        (lambda: bad_pdfs.swollen(300), Trouble.BROKEN),
        (bad_pdfs.locked, Trouble.ENCRYPTED),
    ],
)
def test_a_check_of_what_swells_ends_soon(make: Callable[[], bytes], trouble: Trouble) -> None:
    content, begun = make(), time.process_time()

    report = services.verify(content)

    assert (report.verdict, report.trouble) == (Verdict.UNREADABLE, trouble)
    assert time.process_time() - begun < SECONDS


def test_five_hundred_pages_are_signed_twice_and_checked(agency: Certificate) -> None:
    pages, begun = a_pdf("quyển", pages=500), time.process_time()

    once = services.seal_pdf(pages, certificate=agency, rectangle=(60, 60, 160, 160), page=499)
    twice = signed(agency, once)

    assert twice.startswith(once)
    assert [one.verdict for one in services.verify(twice).signatures] == [Verdict.VALID] * 2
    assert time.process_time() - begun < SECONDS


def most_memory(act: Callable[[], object]) -> float:
    """Return by how many megabytes the process grew at most while something was done."""
    Path("/proc/self/clear_refs").write_text("5")
    before = _memory("VmRSS")
    act()
    return (_memory("VmHWM") - before) / 1024


def _memory(kind: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(kind))


def test_a_pdf_of_200_megabytes_takes_no_more_memory_than_its_signed_copy(
    agency: Certificate, tmp_path: Path
) -> None:
    bad_pdfs.heavy(tmp_path / "nang.pdf", 200)
    content = (tmp_path / "nang.pdf").read_bytes()
    signed(agency, a_pdf())
    made: list[bytes] = []
    found: list[Verdict] = []

    to_sign = most_memory(lambda: made.append(signed(agency, content)))
    to_check = most_memory(lambda: found.append(verdict(made[0])))

    assert found == [Verdict.VALID]
    assert to_sign < 250
    assert to_check < 50


def test_what_is_too_heavy_to_be_checked_here_is_refused_in_a_sentence(client: Client) -> None:
    heavy = bytes(MOST_BYTES + 1)

    on_page = client.post("/kiem-tra-chu-ky/", {"file": SimpleUploadedFile("nang.pdf", heavy)})
    by_api = client.post("/api/v1/signing/verify", {"file": SimpleUploadedFile("a.pdf", heavy)})

    assert (on_page.status_code, by_api.status_code) == (422, 422)
    assert "Tệp nặng hơn 30 MB; hãy gửi tệp nhỏ hơn." in on_page.content.decode()
    assert "30 MB" in by_api.json()["detail"]


def test_updates_are_counted_before_anything_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_REVISIONS", 1)

    report = services.verify(a_pdf("tờ") + b"startxref\n")

    assert report.trouble == Trouble.TOO_MANY_SIGNATURES


def test_what_others_signed_in_an_active_form_is_never_plainly_valid(agency: Certificate) -> None:
    made = bad_pdfs.by_others(agency, bad_pdfs.active_form())

    (found,) = services.verify(made).signatures

    assert (found.verdict, found.reasons) == (Verdict.UNKNOWN, (Reason.ACTIVE_FORM,))
