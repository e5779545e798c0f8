"""PDFs that try a reader: locked, with two tables of contents, dynamic forms, a crowd of fields."""

import io

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner

from tinhso.kernel.files.testing import a_pdf
from tinhso.signing import services
from tinhso.signing.checking.report import Reason, Trouble, Verdict
from tinhso.signing.formats.signer import loaded
from tinhso.signing.models import Certificate
from tinhso.signing.rules import Format
from tinhso.signing.services import Given
from tinhso.signing.services.key_uses import signing_over
from tinhso.signing.services.signatures import usable_key
from tinhso.signing.testing import certificate_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Certificate:
    return certificate_for(agency_id=71)


def signed(agency: Certificate, pdf: bytes) -> bytes:
    given = Given(name="a.pdf", content=pdf)
    return services.sign_file(file=given, certificate=agency, form=Format.PADES).content


def test_a_locked_pdf_is_named_as_such(agency: Certificate) -> None:
    locked = io.BytesIO()
    with pikepdf.Pdf.open(io.BytesIO(signed(agency, a_pdf()))) as opened:
        opened.save(locked, encryption=pikepdf.Encryption(owner="chu", user="nguoi"))

    report = services.verify(locked.getvalue())

    assert (report.verdict, report.trouble) == (Verdict.UNREADABLE, Trouble.ENCRYPTED)


def test_a_dynamic_form_is_never_plainly_valid(agency: Certificate) -> None:
    out = io.BytesIO()
    with pikepdf.Pdf.open(io.BytesIO(a_pdf())) as opened:
        form = pikepdf.Stream(opened, b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'/>")
        opened.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(), XFA=form)
        opened.save(out)

    (found,) = services.verify(signed(agency, out.getvalue())).signatures

    assert (found.verdict, found.reasons) == (Verdict.UNKNOWN, (Reason.ACTIVE_FORM,))


def certified(agency: Certificate, pdf: bytes, permission: MDPPerm) -> bytes:
    """Certify a PDF: its first signature says what may still be changed."""
    signer = PdfSigner(
        PdfSignatureMetadata(
            field_name="ChungThuc",
            certify=True,
            docmdp_permissions=permission,
            md_algorithm="sha256",
        ),
        signer=loaded(usable_key(agency)),
        new_field_spec=SigFieldSpec("ChungThuc"),
    )
    out = io.BytesIO()
    with signing_over(["a.pdf"], [pdf]):
        signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), output=out)
    return out.getvalue()


def with_a_language(pdf: bytes) -> bytes:
    """Change the document itself in a later revision."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    writer.root["/Lang"] = generic.pdf_string("vi")
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_certified_pdf_is_valid_until_it_changes(agency: Certificate) -> None:
    closed = certified(agency, a_pdf(), MDPPerm.NO_CHANGES)

    (whole,) = services.verify(closed).signatures
    changed = services.verify(with_a_language(closed)).signatures[0]

    assert whole.verdict == Verdict.VALID
    assert changed.reasons == (Reason.CHANGED_AFTER,)


def test_a_crowd_of_signatures_is_not_gone_through(agency: Certificate) -> None:
    out = io.BytesIO()
    with pikepdf.Pdf.open(io.BytesIO(signed(agency, a_pdf()))) as opened:
        first = opened.Root.AcroForm.Fields[0]
        for number in range(999):
            field = pikepdf.Dictionary(FT=pikepdf.Name.Sig, T=f"KY{number}", V=first.V)
            opened.Root.AcroForm.Fields.append(opened.make_indirect(field))
        opened.save(out)

    report = services.verify(out.getvalue())

    assert (report.verdict, report.trouble) == (
        Verdict.UNREADABLE,
        Trouble.TOO_MANY_SIGNATURES,
    )


def with_two_tables() -> bytes:
    """Return a small PDF with a table of contents for old readers and a stream of it for new."""
    parts = [
        b"1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n",
        b"2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n",
        b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>\nendobj\n",
    ]
    out, places = b"%PDF-1.5\n", []
    for part in parts:
        places.append(len(out))
        out += part
    stream_at = len(out)
    entries = bytes((0, 0, 0, 0)) + b"".join(
        bytes((1,)) + place.to_bytes(2, "big") + bytes(1) for place in (*places, stream_at)
    )
    out += (
        b"4 0 obj\n<</Type/XRef/W[1 2 1]/Size 5/Root 1 0 R/Length %d>>stream\n" % len(entries)
        + entries
        + b"\nendstream\nendobj\n"
    )
    table_at = len(out)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"xref\n0 4\n0000000000 65535 f \n" + rows
    out += b"trailer\n<</Size 5/Root 1 0 R/XRefStm %d>>\n" % stream_at
    return out + b"startxref\n%d\n%%%%EOF\n" % table_at


def test_a_pdf_with_two_tables_of_contents_is_never_plainly_valid(agency: Certificate) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(with_two_tables()), strict=False)
    signer = PdfSigner(
        PdfSignatureMetadata(field_name="Ky", md_algorithm="sha256"),
        signer=loaded(usable_key(agency)),
        new_field_spec=SigFieldSpec("Ky"),
    )
    out = io.BytesIO()
    with signing_over(["a.pdf"], [b""]):
        signer.sign_pdf(writer, output=out)

    (found,) = services.verify(out.getvalue()).signatures

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
