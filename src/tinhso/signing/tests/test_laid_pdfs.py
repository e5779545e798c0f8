"""A PDF laid out first and signed later is as one that was signed at once."""

import io
from uuid import uuid4

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from pytest_django import Settings

from tinhso.kernel.files.testing import a_pdf
from tinhso.signing import services
from tinhso.signing.algorithms import is_made_by
from tinhso.signing.checking.report import TimeSource, Verdict
from tinhso.signing.models import Certificate
from tinhso.signing.pdf.laid import Laid
from tinhso.signing.pki import load_certificate
from tinhso.signing.rules import UseSource
from tinhso.signing.services.signatures import finish_pdf, lay_pdf, usable_key
from tinhso.signing.testing import a_paper, certificate_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Certificate:
    return certificate_for(account_uid=uuid4())


def with_a_form_to_redraw() -> bytes:
    """Return a PDF that only the general library signs."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(a_pdf("đơn"))) as pdf:
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(), NeedAppearances=True)
        pdf.save(out)
    return out.getvalue()


@pytest.mark.parametrize("level", ["B-B", "B-T", "B-LT", "B-LTA"])
def test_each_level_is_reached_though_the_value_comes_later(
    person: Certificate, settings: Settings, level: str
) -> None:
    settings.TINHSO_SIGNING_LEVEL = level
    pdf = services.prepare_for_signing(a_paper())

    waiting = lay_pdf(pdf, certificate=person)
    signed = finish_pdf(pdf, waiting.laid, certificate=person)

    (found,) = services.verify_pdf(signed).signatures
    assert signed.startswith(pdf + waiting.laid.first)
    assert found.verdict == Verdict.VALID
    assert (found.time_source is TimeSource.TIME_STAMP) is (level != "B-B")


def test_a_pdf_that_is_not_ordinary_is_laid_out_by_the_general_library(
    person: Certificate,
) -> None:
    pdf = with_a_form_to_redraw()

    waiting = lay_pdf(pdf, certificate=person)
    signed = finish_pdf(pdf, waiting.laid, certificate=person)

    assert services.verify_pdf(signed).verdict == Verdict.VALID


def test_what_is_to_sign_is_what_the_signature_covers(person: Certificate) -> None:
    pdf = services.prepare_for_signing(a_paper())
    waiting = lay_pdf(pdf, certificate=person)
    key = usable_key(person, waiting.algorithm)
    with services.key_act(source=UseSource.DIRECT):
        value = key.sign(waiting.to_sign)

    public = load_certificate(person.certificate).public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    assert waiting.laid.digest in waiting.to_sign
    assert is_made_by(public, waiting.algorithm, waiting.to_sign, value)


def test_a_signature_too_long_for_its_room_is_an_error_not_a_broken_file() -> None:
    laid = Laid(first=b"a", rest=b"z", room=4, digest=b"")

    with pytest.raises(RuntimeError):
        laid.filled(b"pdf", b"abc")
    assert laid.filled(b"pdf", b"\xab") == b"pdfa<ab00>z"
