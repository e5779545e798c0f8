"""The report of a check as a signed PDF, and what a stranger may not have signed."""

import io
from datetime import timedelta
from uuid import uuid4

import pypdfium2 as pdfium
import pytest
import time_machine
from django.core import signing as sealing
from django.test import Client
from django.utils import timezone

from tinhso.kernel.files.models import StoredFile
from tinhso.signing import services
from tinhso.signing.checking.report import TimeSource, Verdict
from tinhso.signing.rules import Format
from tinhso.signing.services import Given
from tinhso.signing.testing import certificate_for

pytestmark = pytest.mark.django_db

PAGE = "/kiem-tra-chu-ky/"
REPORT = "/kiem-tra-chu-ky/bao-cao/"


def checked(client: Client) -> str:
    """Check a file on the page; return the sealed report that the page carries."""
    certificate = certificate_for(account_uid=uuid4())
    given = Given(name="hồ sơ.xml", content="<a>Giấy phép</a>".encode())
    made = services.sign_file(file=given, certificate=certificate, form=Format.XADES_ENVELOPED)
    upload = io.BytesIO(made.content)
    upload.name = made.name
    answered = client.post(PAGE, {"file": upload})
    sealed: str = answered.context["sealed"]
    assert sealed in answered.content.decode()
    return sealed


def test_the_report_is_a_pdf_signed_by_this_house(client: Client) -> None:
    sealed = checked(client)

    answered = client.post(REPORT, {"report": sealed})

    assert answered["Content-Type"] == "application/pdf"
    report = services.verify(answered.content)
    (found,) = report.signatures
    assert (report.verdict, found.time_source) == (Verdict.VALID, TimeSource.TIME_STAMP)
    assert found.signer == "Dịch vụ kiểm tra chữ ký Tỉnh Số"
    document = pdfium.PdfDocument(answered.content)
    text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    for wanted in ("Chữ ký hợp lệ", "Nông Thị Hạnh", "hồ sơ.xml", "Đường dẫn đến gốc tin cậy"):
        assert wanted in text
    assert not StoredFile.objects.exists()


def test_nobody_gets_a_report_signed_that_was_not_made_here(client: Client) -> None:
    sealed = checked(client)
    forged = sealing.dumps({"title": "Chữ ký hợp lệ"}, salt="another")

    assert client.post(REPORT, {"report": forged}).status_code == 422
    assert client.post(REPORT, {}).status_code == 422
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        late = client.post(REPORT, {"report": sealed})
    assert late.status_code == 422
    assert "quá một giờ" in late.content.decode()


def test_the_report_speaks_the_readers_language(client: Client) -> None:
    client.cookies["django_language"] = "en"
    sealed = checked(client)

    answered = client.post(REPORT, {"report": sealed})

    document = pdfium.PdfDocument(answered.content)
    text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    assert "Each check" not in text
    assert "Path to a trusted root" in text
