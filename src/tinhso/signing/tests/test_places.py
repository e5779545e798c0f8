"""Where a brought file is signed: under whose name, behind which words, or nowhere for certain."""

import io

import pikepdf
import pytest

from tinhso.kernel.errors import Invalid
from tinhso.signing import services
from tinhso.signing.appearance import MILLIMETRE
from tinhso.signing.pdf.finding import page_sizes
from tinhso.signing.pdf.upright import set_upright
from tinhso.signing.services import PlaceInMm
from tinhso.signing.testing import a_paper, a_plain_pdf

HEAD = "Nông Thị Hạnh"


def turned(pdf: bytes, angle: int) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as file:
        for page in file.pages:
            page.rotate(angle, relative=False)
        file.save(out)
    return out.getvalue()


def test_the_three_places_are_found_where_the_house_itself_would_lay_them() -> None:
    paper = a_paper()

    found = services.find_places(paper.pdf, signer=HEAD)

    assert set(found) == {"signer", "number", "date"}
    for name, place in found.items():
        own = paper.boxes[name]
        height = page_sizes(paper.pdf)[own.page][1]
        assert place.page == own.page + 1
        assert place.left == pytest.approx(own.left / MILLIMETRE, abs=2)
        bottom = (height - own.bottom) / MILLIMETRE
        assert place.top + place.height == pytest.approx(bottom, abs=2)


def test_a_name_within_the_text_is_no_place_to_sign() -> None:
    paper = a_paper(paragraphs=[f"Theo đề nghị của bà {HEAD}, Chủ tịch Ủy ban nhân dân xã."])

    found = services.find_places(paper.pdf, signer=HEAD)

    assert found["signer"].top * MILLIMETRE == pytest.approx(
        page_sizes(paper.pdf)[0][1] - paper.boxes["signer"].bottom - paper.boxes["signer"].height,
        abs=6,
    )


@pytest.mark.parametrize("name", ["Nông Thị Hanh", "Lê Thu", ""])
def test_another_name_is_not_taken_for_it(name: str) -> None:
    found = services.find_places(a_plain_pdf(), signer=name)

    assert "signer" not in found


def test_what_stands_there_twice_is_not_guessed() -> None:
    doubled = io.BytesIO()
    with pikepdf.open(io.BytesIO(a_plain_pdf())) as file:
        file.pages.append(file.pages[0])
        file.save(doubled)

    found = services.find_places(doubled.getvalue(), signer=HEAD)

    assert set(found) == {"number", "date"}


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_turned_page_is_set_upright_and_read_as_it_is_seen(angle: int) -> None:
    turned_file = turned(a_plain_pdf(), angle)

    upright = set_upright(turned_file)

    width, height = page_sizes(upright)[0]
    assert (width < height) == (angle == 180)
    with pikepdf.open(io.BytesIO(upright)) as file:
        assert "/Rotate" not in file.pages[0].obj


def test_a_plain_file_stays_as_it_is_to_the_byte() -> None:
    assert set_upright(a_plain_pdf()) == a_plain_pdf()


def test_places_that_do_not_fit_are_said_one_by_one() -> None:
    pdf = a_plain_pdf()
    places = {
        "signer": PlaceInMm(page=1, left=190, top=200, width=56, height=30),
        "number": PlaceInMm(page=9, left=10, top=10, width=45, height=6),
    }

    with pytest.raises(Invalid) as refusal:
        services.lay_brought(pdf, places)

    assert set(refusal.value.fields) == {"signer", "number", "date"}
    assert "210 × 297" in str(refusal.value.fields["signer"])


def test_places_over_each_other_are_refused() -> None:
    one = PlaceInMm(page=1, left=30, top=30, width=60, height=30)
    number = PlaceInMm(page=1, left=120, top=30, width=45, height=6)

    with pytest.raises(Invalid) as refusal:
        services.lay_brought(a_plain_pdf(), {"signer": one, "date": one, "number": number})

    assert set(refusal.value.fields) == {"signer"}


def test_a_form_and_a_signed_file_are_no_draft() -> None:
    laid = services.prepare_for_signing(a_paper())

    with pytest.raises(Invalid) as refusal:
        services.take_brought(laid, name="bieu-mau.pdf")

    assert "bieu-mau.pdf" in str(refusal.value.message)
