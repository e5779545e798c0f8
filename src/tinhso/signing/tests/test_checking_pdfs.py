"""PDFs that try a reader: locked, with two tables of contents, dynamic forms, a crowd of fields."""

import io

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm

from tinhso.kernel.files.testing import a_pdf
from tinhso.signing import services
from tinhso.signing.checking.report import Reason, Trouble, Verdict
from tinhso.signing.models import Certificate
from tinhso.signing.rules import Format
from tinhso.signing.services import Given
from tinhso.signing.testing import certificate_for
from tinhso.signing.tests import bad_pdfs

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Certificate:
    return certificate_for(agency_id=71)


def signed(agency: Certificate, pdf: bytes) -> bytes:
    given = Given(name="a.pdf", content=pdf)
    return services.sign_file(file=given, certificate=agency, form=Format.PADES).content


def test_a_locked_pdf_is_named_as_such(agency: Certificate) -> None:
    report = services.verify(bad_pdfs.locked(signed(agency, a_pdf())))

    assert (report.verdict, report.trouble) == (Verdict.UNREADABLE, Trouble.ENCRYPTED)


def with_a_language(pdf: bytes) -> bytes:
    """Change the document itself in a later revision."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    writer.root["/Lang"] = generic.pdf_string("vi")
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_certified_pdf_is_valid_until_it_changes(agency: Certificate) -> None:
    closed = bad_pdfs.by_others(agency, a_pdf(), permission=MDPPerm.NO_CHANGES)

    (whole,) = services.verify(closed).signatures
    changed = services.verify(with_a_language(closed)).signatures[0]

    assert whole.verdict == Verdict.VALID
    assert changed.reasons == (Reason.CHANGED_AFTER,)


def test_a_crowd_of_signatures_is_not_gone_through(agency: Certificate) -> None:
    report = services.verify(bad_pdfs.crowded(agency))

    assert (report.verdict, report.trouble) == (
        Verdict.UNREADABLE,
        Trouble.TOO_MANY_SIGNATURES,
    )


def test_a_pdf_with_two_tables_of_contents_is_never_plainly_valid(agency: Certificate) -> None:
    made = bad_pdfs.by_others(agency, bad_pdfs.with_two_tables(), strict=False)

    (found,) = services.verify(made).signatures

    assert (found.verdict, found.reasons) == (Verdict.UNKNOWN, (Reason.HYBRID_FILE,))


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9, 0.999])
def test_a_cut_pdf_is_never_valid(agency: Certificate, cut: float) -> None:
    whole = signed(agency, a_pdf())

    report = services.verify(whole[: int(len(whole) * cut)])

    assert report.verdict in {Verdict.UNREADABLE, Verdict.INVALID, Verdict.UNSIGNED}


def test_the_archives_time_stamp_proves_the_time(agency: Certificate) -> None:
    given = Given(name="a.pdf", content=a_pdf())
    kept = services.sign_file(file=given, certificate=agency, form=Format.PADES, level="B-LTA")

    report = services.verify(kept.content)

    assert report.verdict == Verdict.VALID
    assert "Dấu thời gian" in report.signatures[0].stamped_by
