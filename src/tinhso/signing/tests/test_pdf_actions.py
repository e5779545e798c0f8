"""Scripts and actions that lay in a PDF before it was signed are named to its reader."""

import io
from collections.abc import Callable
from uuid import uuid4

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pikepdf import Array, Dictionary, Name, String

from tinhso.kernel.files.testing import a_pdf
from tinhso.kernel.testing import in_english, vietnamese_left_behind
from tinhso.signing import services
from tinhso.signing.checking import pdf_actions
from tinhso.signing.checking.pdf_actions import actions_of
from tinhso.signing.checking.report import UNREAD, Verdict
from tinhso.signing.models import Certificate
from tinhso.signing.testing import certificate_for

pytestmark = pytest.mark.django_db
Put = Callable[[pikepdf.Pdf], None]


def an_action(kind: str) -> Dictionary:
    return Dictionary(S=Name(f"/{kind}"), JS=String("app.alert(1)"))


def on_opening(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = an_action("JavaScript")


def by_name(pdf: pikepdf.Pdf) -> None:
    leaf = pdf.make_indirect(Dictionary(Names=Array([String("a"), an_action("JavaScript")])))
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Kids=Array([leaf])))


def before_closing(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AA = Dictionary(WC=an_action("JavaScript"))


def on_a_page(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].obj.AA = Dictionary(O=an_action("JavaScript"))


def behind_a_link(pdf: pikepdf.Pdf) -> None:
    second = pdf.make_indirect(an_action("JavaScript"))
    first = Dictionary(S=Name.GoTo, Next=Array([second]))
    pdf.pages[0].obj.Annots = Array([Dictionary(Subtype=Name.Link, A=first)])


def in_a_field(pdf: pikepdf.Pdf) -> None:
    inner = pdf.make_indirect(Dictionary(T=String("b"), AA=Dictionary(C=an_action("JavaScript"))))
    outer = pdf.make_indirect(Dictionary(T=String("a"), FT=Name.Tx, Kids=Array([inner])))
    pdf.Root.AcroForm = Dictionary(Fields=Array([outer]))


def in_a_bookmark(pdf: pikepdf.Pdf) -> None:
    second = pdf.make_indirect(Dictionary(Title=String("2"), A=an_action("JavaScript")))
    first = pdf.make_indirect(Dictionary(Title=String("1"), Next=second))
    pdf.Root.Outlines = pdf.make_indirect(Dictionary(First=first))


def with_put(put: Put, *, packed: bool = False) -> bytes:
    with pikepdf.Pdf.open(io.BytesIO(a_pdf("tờ trình", pages=2))) as pdf:
        put(pdf)
        out = io.BytesIO()
        mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
        pdf.save(out, object_stream_mode=mode)
    return out.getvalue()


@pytest.fixture
def person() -> Certificate:
    return certificate_for(account_uid=uuid4())


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    "put",
    [
        on_opening,
        by_name,
        before_closing,
        on_a_page,
        behind_a_link,
        in_a_field,
        in_a_bookmark,
    ],
)
def test_a_script_is_named_wherever_it_hangs_and_takes_nothing_from_the_signature(
    person: Certificate, put: Put, packed: bool
) -> None:
    pdf = services.sign_pdf(with_put(put, packed=packed), certificate=person, visible=False)

    report = services.verify(pdf)

    assert (report.verdict, report.actions) == (Verdict.VALID, ("JavaScript",))


@pytest.mark.parametrize(
    "kind", ["Launch", "SubmitForm", "ImportData", "ResetForm", "Hide", "SetOCGState"]
)
def test_what_sends_data_or_changes_what_is_shown_is_named(kind: str) -> None:
    def put(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OpenAction = an_action(kind)

    assert actions_of(with_put(put)) == (kind,)


def test_links_and_jumps_are_nothing_to_speak_of(person: Certificate) -> None:
    def put(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OpenAction = Dictionary(S=Name.GoTo, D=String("a"))
        link = Dictionary(Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String("https://a.vn")))
        pdf.pages[0].obj.Annots = Array([link])

    signed = services.sign_pdf(with_put(put), certificate=person, visible=False)

    assert services.verify(signed).actions == ()


def test_rings_and_crowds_of_actions_end(monkeypatch: pytest.MonkeyPatch) -> None:
    def ring(pdf: pikepdf.Pdf) -> None:
        one = pdf.make_indirect(an_action("Hide"))
        one.Next = Array([one] * 500)
        pdf.Root.OpenAction = one

    def crowd(pdf: pikepdf.Pdf) -> None:
        pdf.Root.AA = Dictionary({f"/N{number}": an_action("GoTo") for number in range(50)})

    monkeypatch.setattr(pdf_actions, "MOST_STEPS", 20)

    assert actions_of(with_put(ring)) == ("Hide",)
    assert actions_of(with_put(crowd)) == (UNREAD,)
    assert actions_of(b"%PDF-1.7 nothing") == (UNREAD,)


def test_page_report_and_api_name_it_in_both_languages(client: Client, person: Certificate) -> None:
    pdf = services.sign_pdf(with_put(on_opening), certificate=person, visible=False)

    def sent() -> dict[str, SimpleUploadedFile]:
        return {"file": SimpleUploadedFile("a.pdf", pdf, "application/pdf")}

    page = client.post("/kiem-tra-chu-ky/", sent()).content.decode()
    said = client.post("/api/v1/signing/verify", sent()).json()
    english = in_english(client).post("/kiem-tra-chu-ky/", sent()).content.decode()

    assert "Tệp có mã lệnh hoặc hành động (JavaScript)" in page
    assert (said["verdict"], said["actions"]) == ("valid", ["JavaScript"])
    assert "The file carries scripts or actions (JavaScript)" in english
    assert not vietnamese_left_behind(english)
