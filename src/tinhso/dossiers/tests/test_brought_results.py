"""A result set elsewhere and brought as a PDF: its places found or dragged, signed and sealed."""

import io
from uuid import uuid4

import pikepdf
import pypdfium2 as pdfium
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier, Result
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.printed import paper_of_code
from tinhso.dossiers.rules.codes import in_groups
from tinhso.dossiers.testing import World, id_of, sign, tiny_pdf, visited
from tinhso.dossiers.tests.working import checked_from, page_of, signed_in
from tinhso.identity.testing import CitizenFactory
from tinhso.kernel import files
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.files.previews import text_of_pages
from tinhso.kernel.papers import Box
from tinhso.kernel.testing import in_english, vietnamese_left_behind
from tinhso.signing import queries as signing_queries
from tinhso.signing import services as signing
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.testing import a_paper

MM = 72 / 25.4


def set_elsewhere(signer: str, **changes: object) -> bytes:
    return a_paper(signer=signer, **changes).pdf


def brought(world: World, dossier: Dossier, pdf: bytes) -> Result:
    return services.bring_result(
        uid=dossier.uid,
        actor=world.here.specialist,
        content=pdf,
        name="du-thao.pdf",
        signer=id_of(world.here.leader),
    )


def uploaded(pdf: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("du-thao.pdf", pdf, content_type="application/pdf")


def put_before(world: World, dossier: Dossier) -> None:
    services.submit_for_signing(
        uid=dossier.uid, actor=world.here.specialist, signer=id_of(world.here.leader)
    )


def test_a_brought_file_is_signed_above_the_name_numbered_and_sealed(world: World) -> None:
    dossier = visited(world)
    leader = world.here.leader

    result = brought(world, dossier, set_elsewhere(leader.name))
    put_before(world, dossier)
    sign(world, dossier)
    services.issue(uid=dossier.uid, actor=world.here.clerk)

    result.refresh_from_db()
    assert result.final_file is not None
    content = files.open_file(result.final_file)
    report = signing.verify_pdf(content)
    assert report.verdict == "valid"
    assert [one.field_name for one in report.signatures] == ["NguoiKy", "CoQuan"]
    place = result.places["at"]["signer"]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        fields = {str(one.T): one for one in pdf.Root.AcroForm.Fields}
        texts = {name: str(one.get("/V", "")) for name, one in fields.items()}
        left, _bottom, right, _top = (float(edge) for edge in fields["NguoiKy"].Rect)
    assert left == pytest.approx(place["left"] * MM, abs=0.1)
    assert right == pytest.approx((place["left"] + place["width"]) * MM, abs=0.1)
    assert texts["SoVanBan"] == result.number
    assert texts["NgayVanBan"].startswith("ngày ")


def test_a_brought_file_carries_its_check_code_where_nothing_stands(world: World) -> None:
    dossier = visited(world)
    leader = world.here.leader
    plain = set_elsewhere(leader.name)
    result = brought(world, dossier, plain)
    put_before(world, dossier)
    sign(world, dossier)
    services.issue(uid=dossier.uid, actor=world.here.clerk)

    result.refresh_from_db()
    assert result.final_file is not None
    content = files.open_file(result.final_file)
    (words,) = text_of_pages(content)
    found = paper_of_code(in_groups(result.check_code), world.here.leader)
    assert in_groups(result.check_code) in words
    assert found is not None
    assert found.number == result.number
    assert result.code_beside == ""
    spot = result.places["mark"]
    box = Box(
        page=spot["page"] - 1,
        left=spot["left"] * MM,
        bottom=841.89 - (spot["top"] + spot["height"]) * MM,
        width=spot["width"] * MM,
        height=spot["height"] * MM,
    )
    assert is_blank(plain, box)
    assert_checked(world, result)


def is_blank(pdf: bytes, box: Box) -> bool:
    drawn = pdfium.PdfDocument(pdf)[box.page].render(scale=1).to_pil().convert("L")
    left, bottom, right, top = box.rectangle
    edges = (round(left), round(drawn.height - top), round(right), round(drawn.height - bottom))
    least, _most = drawn.crop(edges).getextrema()
    return bool(least == 255)


def test_where_there_is_no_room_the_code_is_told_beside_the_file(world: World) -> None:
    dossier = visited(world)
    result = brought(world, dossier, tiny_pdf())
    line = {"page": 1, "left": 2, "top": 5, "width": 30, "height": 5}
    services.place_result(
        uid=dossier.uid,
        actor=world.here.specialist,
        places={
            "signer": signing.PlaceInMm(page=1, left=2, top=30, width=50, height=20),
            "number": signing.PlaceInMm(**line),
            "date": signing.PlaceInMm(**{**line, "left": 36}),
        },
        signer=id_of(world.here.leader),
    )
    put_before(world, dossier)

    result.refresh_from_db()
    shown = signed_in(world.here.specialist).get(page_of(dossier, "")).content.decode()
    assert result.code_beside == in_groups(result.check_code)
    assert result.code_beside in shown
    assert "Tệp không còn chỗ trống để in mã" in shown

    sign(world, dossier)
    services.issue(uid=dossier.uid, actor=world.here.clerk)
    result.refresh_from_db()
    assert_checked(world, result)


def assert_checked(world: World, result: Result) -> None:
    """See the result valid behind the link on its applicant's page, his number nowhere in it."""
    browser = Client()
    browser.force_login(CitizenFactory.create(person=world.person))
    address = checked_from(browser.get(f"/ho-so/{result.dossier.uid}/").content.decode())
    page = browser.get(address).content.decode()
    assert world.person.number not in address
    assert "Chữ ký hợp lệ" in page
    assert result.number in page


def test_the_pages_lead_from_the_file_to_its_places_and_to_the_leader(world: World) -> None:
    dossier = visited(world)
    browser, leader = signed_in(world.here.specialist), world.here.leader
    sent = {"signer": str(id_of(leader)), "file": uploaded(set_elsewhere("Người khác"))}

    taken = browser.post(page_of(dossier, "du-thao-tep/"), sent)
    shown = browser.get(taken["Location"])
    refused = browser.post(page_of(dossier, "trinh-ky/"), {"signer": str(id_of(leader))})

    assert taken["Location"].endswith("/cho-ky/")
    assert "Chưa tìm được chắc chắn" in shown.content.decode()
    assert refused.status_code == 422
    assert "hãy đặt các chỗ đó trên trang" in refused.content.decode()
    form = shown.context["form"]
    placed = {name: str(form[name].value()) for name in form.fields if form[name].value()}
    placed |= {"signer": str(id_of(leader)), "signer_left": "100.5", "signer_top": "150"}
    kept = browser.post(page_of(dossier, "cho-ky/"), placed)
    assert kept.status_code == 302, kept.context["form"].errors
    assert Result.objects.get().places["at"]["signer"]["left"] == 100.5
    sent_on = browser.post(page_of(dossier, "trinh-ky/"), {"signer": str(id_of(leader))})
    assert sent_on.status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == "submitted_for_sign"


def test_who_was_named_with_the_file_is_chosen_already(world: World) -> None:
    dossier = visited(world)
    here = world.here
    browser = signed_in(here.specialist)
    deputy = here.official(
        P.SIGN, SigningPermission.SIGN_ITEM, unit=here.leadership, name="Bế Thị Hoa"
    )
    asked = browser.get(page_of(dossier, "du-thao-tep/")).context["form"]["signer"].value()
    sent = {"signer": str(deputy.id), "file": uploaded(set_elsewhere(deputy.name))}

    browser.post(page_of(dossier, "du-thao-tep/"), sent)

    assert asked is None
    for page in ("cho-ky/", "trinh-ky/"):
        form = browser.get(page_of(dossier, page)).context["form"]
        assert form["signer"].value() == str(deputy.id)


def test_the_pages_are_in_english_too(world: World) -> None:
    dossier = visited(world)
    browser = signed_in(world.here.specialist)
    brought(world, dossier, set_elsewhere(world.here.leader.name))

    for page in ("du-thao-tep/", "cho-ky/", "trinh-ky/", ""):
        english = in_english(browser).get(page_of(dossier, page)).content.decode()
        assert vietnamese_left_behind(english) == []


def test_places_off_the_page_are_said_and_what_was_typed_stays(world: World) -> None:
    dossier = visited(world)
    browser, leader = signed_in(world.here.specialist), world.here.leader
    brought(world, dossier, set_elsewhere(leader.name))
    form = browser.get(page_of(dossier, "cho-ky/")).context["form"]
    typed = {name: str(form[name].value()) for name in form.fields}
    typed |= {"signer": str(id_of(leader)), "signer_left": "199"}

    answer = browser.post(page_of(dossier, "cho-ky/"), typed)

    assert answer.status_code == 422
    assert "nằm ra ngoài trang" in answer.content.decode()
    assert answer.context["form"]["signer_left"].value() == "199"


def test_another_leader_is_looked_for_under_his_own_name(world: World) -> None:
    dossier = visited(world)
    result = brought(world, dossier, set_elsewhere(world.here.leader.name))
    result.places = {**result.places, "signer_name": "Người trước"}
    result.save()

    put_before(world, dossier)

    result.refresh_from_db()
    assert result.places["signer_name"] == world.here.leader.name


def test_a_file_changed_after_it_went_back_shows_its_changed_page(world: World) -> None:
    dossier = visited(world)
    leader = world.here.leader
    result = brought(world, dossier, set_elsewhere(leader.name))
    put_before(world, dossier)
    result.refresh_from_db()
    assert result.signing_item is not None
    item = signing_queries.item(uid=result.signing_item, actor=leader)
    signing.open_item(item_uid=item.uid, actor=leader)
    signing.return_for_rework(item_uid=item.uid, reason="Ghi rõ diện tích.", actor=leader)

    changed = set_elsewhere(leader.name, paragraphs=["1. Cấp cho: ông Triệu Văn Páo, 120 m²."])
    brought(world, dossier, changed)
    put_before(world, dossier)
    _item, reading = signing.read_item(item_uid=item.uid, actor=leader)

    assert not reading.is_read
    assert [page.now for page in reading.pages] == [1]
    assert reading.pages[0].places
    assert reading.changes


def test_drafting_from_the_template_again_forgets_the_file(world: World) -> None:
    dossier = visited(world)
    brought(world, dossier, set_elsewhere(world.here.leader.name))

    services.draft_result(uid=dossier.uid, actor=world.here.specialist)

    result = dossier.results.get()
    assert (result.brought_file, result.places) == (None, {})
    assert result.draft_version == 2


def test_what_takes_no_signature_is_refused_at_the_file(world: World) -> None:
    dossier = visited(world)
    signed_form = signing.prepare_for_signing(a_paper())

    with pytest.raises(Invalid) as refusal:
        brought(world, dossier, signed_form)

    assert set(refusal.value.fields) == {"file"}
    assert not Result.objects.exists()


def test_a_stranger_neither_brings_nor_places(world: World) -> None:
    dossier = visited(world)
    brought(world, dossier, set_elsewhere(world.here.leader.name))
    stranger = signed_in(world.there.specialist)

    for page in ("du-thao-tep/", "cho-ky/"):
        assert stranger.get(page_of(dossier, page)).status_code == 404
    with pytest.raises(NotFound):
        services.place_result(
            uid=dossier.uid, actor=world.there.specialist, places={}, signer=uuid4()
        )


def test_machines_bring_and_place(world: World) -> None:
    dossier = visited(world)
    browser, leader = signed_in(world.here.specialist), world.here.leader
    address = f"/api/v1/dossiers/{dossier.uid}/"

    told = browser.post(
        f"{address}result-file", {"signer": str(id_of(leader)), "file": uploaded(tiny_pdf())}
    )
    assert told.status_code == 201, told.content
    assert not told.json()["is_placed"]
    place = {"page": 1, "left": 2, "top": 30, "width": 50, "height": 20}
    line = {"page": 1, "left": 2, "top": 5, "width": 30, "height": 5}
    body = {"signer": str(id_of(leader)), "signature": place, "number": line}
    placed = browser.post(
        f"{address}result-places",
        {**body, "date": {**line, "left": 36}},
        content_type="application/json",
    )

    assert placed.status_code == 200, placed.content
    assert placed.json()["is_placed"]
    put_before(world, dossier)
    dossier.refresh_from_db()
    assert dossier.state == "submitted_for_sign"
