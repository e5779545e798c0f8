"""Ordinary PDFs are signed in one small update; odd ones by the general library; both alike."""

import io
from collections.abc import Callable, Mapping
from functools import partial
from uuid import uuid4

import numpy
import pikepdf
import pypdfium2 as pdfium
import pytest
from django.utils import timezone
from numpy.typing import NDArray
from pikepdf import Array, Dictionary, String

from tinhso.kernel.files.testing import a_pdf
from tinhso.signing import services
from tinhso.signing.checking.report import Verdict
from tinhso.signing.models import Certificate
from tinhso.signing.pdf import sealing
from tinhso.signing.pdf.fields import DATE_FIELD, NUMBER_FIELD, fill_fields
from tinhso.signing.pdf.quick import Wanted, sign_quickly
from tinhso.signing.pdf.updates import Odd
from tinhso.signing.testing import a_paper, certificate_for

pytestmark = pytest.mark.django_db

PLACE = (60, 60, 160, 160)
STROKE = 60
"""Of 255 shades: what a line makes of paper."""


@pytest.fixture
def person() -> Certificate:
    return certificate_for(account_uid=uuid4())


@pytest.fixture
def agency() -> Certificate:
    return certificate_for(agency_id=71)


def refuse(*_given: object) -> bytes:
    raise Odd("for this test")


@pytest.fixture
def never_at_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "_sign_at_length", refuse)


def saved(pdf: pikepdf.Pdf, *, streams: bool = False) -> bytes:
    mode = pikepdf.ObjectStreamMode
    out = io.BytesIO()
    pdf.save(out, object_stream_mode=mode.generate if streams else mode.disable)
    return out.getvalue()


def drawn(pdf: bytes, page: int = 0) -> NDArray[numpy.int16]:
    document = pdfium.PdfDocument(pdf)
    document.init_forms()
    pixels: NDArray[numpy.int16] = document[page].render(scale=1.5).to_numpy().astype(numpy.int16)
    document.close()
    return pixels


def changed(signed: bytes, before: bytes, page: int = 0) -> tuple[int, ...]:
    """Return the edges of what was drawn on a page, and how many points of it."""
    strokes = abs(drawn(signed, page) - drawn(before, page)).max(axis=2) > STROKE
    rows, columns = numpy.nonzero(strokes)
    if not rows.size:
        return ()
    return tuple(int(n) for n in (rows.min(), rows.max(), columns.min(), columns.max(), rows.size))


def verdicts(pdf: bytes) -> list[Verdict]:
    return [one.verdict for one in services.verify(pdf).signatures]


@pytest.mark.usefixtures("never_at_length")
def test_a_paper_is_signed_numbered_and_sealed_quickly(
    person: Certificate, agency: Certificate
) -> None:
    laid = services.prepare_for_signing(a_paper())

    signed = services.sign_pdf(laid, certificate=person, reason="Phê duyệt")
    filled = fill_fields(signed, {NUMBER_FIELD: "15/GPXD", DATE_FIELD: "ngày 05 tháng 11"})
    sealed = services.seal_pdf(filled, certificate=agency)

    assert signed.startswith(laid)
    assert sealed.startswith(filled)
    assert verdicts(sealed) == [Verdict.VALID, Verdict.VALID]
    with pikepdf.Pdf.open(io.BytesIO(sealed), attempt_recovery=False) as read:
        assert not read.check_pdf_syntax()
        value = next(one.V for one in read.Root.AcroForm.Fields if one["/T"] == "NguoiKy")
        assert (str(value.Name), str(value.Reason)) == ("Nông Thị Hạnh", "Phê duyệt")


def test_both_ways_draw_the_same(
    monkeypatch: pytest.MonkeyPatch, person: Certificate, agency: Certificate
) -> None:
    laid, blank = services.prepare_for_signing(a_paper()), a_pdf("tờ")
    quick = services.seal_pdf(services.sign_pdf(laid, certificate=person), certificate=agency)
    aside = services.seal_pdf(blank, certificate=agency, rectangle=PLACE)

    monkeypatch.setattr(sealing, "sign_quickly", refuse)
    long = services.seal_pdf(services.sign_pdf(laid, certificate=person), certificate=agency)
    long_aside = services.seal_pdf(blank, certificate=agency, rectangle=PLACE)

    assert quick != long
    # The library cuts sizes to whole points; here they are as they were laid.
    assert changed(quick, laid) == pytest.approx(changed(long, laid), rel=0.02, abs=2)
    assert changed(aside, blank) == pytest.approx(changed(long_aside, blank), rel=0.02, abs=2)


@pytest.mark.parametrize("streams", [False, True])
@pytest.mark.usefixtures("never_at_length")
def test_one_signature_follows_another_on_any_page(
    person: Certificate, agency: Certificate, streams: bool
) -> None:
    with pikepdf.Pdf.open(io.BytesIO(a_pdf("hợp đồng", pages=3))) as pdf:
        pdf.pages[2].obj.Annots = pdf.make_indirect(Array([]))
        content = saved(pdf, streams=streams)
    sign = partial(services.seal_pdf, certificate=agency, rectangle=PLACE)

    for number, page in enumerate((2, 2, 0), start=1):
        content = sign(content, field=f"Ky{number}", page=page)

    assert verdicts(content) == [Verdict.VALID] * 3
    assert (b"/Type /XRef" in content) == streams
    blank = a_pdf("hợp đồng", pages=3)
    assert [bool(changed(content, blank, page)) for page in range(3)] == [True, False, True]


def with_form(entries: Mapping[str, object]) -> bytes:
    with pikepdf.Pdf.open(io.BytesIO(a_pdf("mẫu đơn"))) as pdf:
        pdf.Root.AcroForm = Dictionary({"/Fields": Array([]), **entries})
        return saved(pdf)


def with_a_direct_field() -> bytes:
    with pikepdf.Pdf.open(io.BytesIO(a_pdf("mẫu đơn"))) as pdf:
        parent = Dictionary(T=String("Nhom"), Kids=Array([]))
        pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.make_indirect(parent)]))
        return saved(pdf)


def with_junk_in_front() -> bytes:
    return b"rac\n" + a_pdf("tờ")


def test_what_is_odd_goes_the_long_way(person: Certificate) -> None:
    signed = services.sign_pdf(with_a_direct_field(), certificate=person, visible=False)

    assert verdicts(signed) == [Verdict.VALID]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(lambda: with_form({"/XFA": String("x")}), id="active form"),
        pytest.param(lambda: with_form({"/NeedAppearances": True}), id="appearances asked"),
        pytest.param(with_a_direct_field, id="fields in fields"),
        pytest.param(with_junk_in_front, id="junk in front"),
        pytest.param(lambda: a_pdf("tờ").replace(b"%%EOF", b"%EOF"), id="no end"),
        pytest.param(lambda: a_pdf("tờ") + b"/XRefStm", id="hybrid"),
    ],
)
def test_the_quick_way_leaves_odd_files_alone(content: Callable[[], bytes]) -> None:
    with pytest.raises(Odd):
        sign_quickly(
            content(),
            Wanted(field="ChuKy", at=timezone.localtime(), room=4096),
            lambda _digest: b"",
        )
