"""A person declares for whom he acts and shows the paper; the desk sees it."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tinhso.identity.models import Account, Person, Representation
from tinhso.identity.permissions import IdentityPermission
from tinhso.identity.rules import NumberKind, RepresentationState
from tinhso.identity.testing import CitizenFactory, OfficialFactory, PersonFactory, give_role
from tinhso.organization.testing import UnitFactory

PAGE = "/tai-khoan/dai-dien/them/"


def photograph() -> SimpleUploadedFile:
    """Return a photograph of a paper."""
    out = BytesIO()
    Image.new("RGB", (60, 40), "white").save(out, "JPEG")
    return SimpleUploadedFile("giay-uy-quyen.jpg", out.getvalue(), content_type="image/jpeg")


def browser_of(account: Account) -> Client:
    """Return a browser in which somebody is signed in."""
    browser = Client()
    browser.force_login(account)
    return browser


@pytest.mark.django_db
def test_declared_with_a_photograph_that_the_desk_opens_and_no_stranger() -> None:
    citizen, stranger = CitizenFactory.create(), CitizenFactory.create()
    unit = UnitFactory.create()
    desk = OfficialFactory.create()
    give_role(
        desk,
        IdentityPermission.VERIFY_REPRESENTATION,
        agency_id=unit.agency_id,
        unit_id=unit.pk,
    )
    given = {"kind": "other", "name": "Triệu Mùi Pham", "number": "004185001234", "birth": "1985"}

    answer = browser_of(citizen).post(PAGE, {**given, "proof_file": photograph()})

    row = Representation.objects.get()
    assert answer.status_code == 302
    assert (row.state, row.representative_id) == (RepresentationState.DECLARED, citizen.person_id)
    assert (row.represented.name, str(row.represented.birth)) == ("Triệu Mùi Pham", "1985")
    page = browser_of(desk).get(f"/lam-viec/dai-dien/{row.uid}/")
    assert page.context["proof"].uid == row.proof_file
    assert browser_of(desk).get(page.context["proof_url"]).status_code == 200
    assert browser_of(citizen).get(page.context["proof_url"]).status_code == 200
    assert browser_of(stranger).get(page.context["proof_url"]).status_code == 404


@pytest.mark.django_db
def test_a_child_without_a_number_needs_no_paper_yet() -> None:
    citizen = CitizenFactory.create()

    browser_of(citizen).post(PAGE, {"kind": "child", "name": "Nông Bảo An", "birth": "21/03/2024"})

    row = Representation.objects.get()
    assert (row.kind, row.represented.number_kind) == ("child", NumberKind.NONE)


@pytest.mark.django_db
def test_somebody_known_is_meant_only_with_his_own_name() -> None:
    citizen = CitizenFactory.create()
    known = PersonFactory.create(name="Lý Thị Mẩy", number="004185009999")
    browser = browser_of(citizen)
    given = {"kind": "other", "number": "004185009999", "proof": "Giấy ủy quyền 01"}

    wrong = browser.post(PAGE, {**given, "name": "Ai Đó Khác"})
    refused = (wrong.status_code, Representation.objects.count(), "Mẩy" in wrong.content.decode())
    browser.post(PAGE, {**given, "name": "Lý Thị Mẩy"})

    assert refused == (422, 0, False)
    assert Representation.objects.get().represented == known


@pytest.mark.django_db
def test_without_proof_nothing_is_kept_and_the_words_stay() -> None:
    citizen = CitizenFactory.create()
    before = Person.objects.count()
    given = {"kind": "company", "name": "Công ty Đá Bản Giốc", "number": "4800123456"}

    answer = browser_of(citizen).post(PAGE, given)

    assert answer.status_code == 422
    assert "Công ty Đá Bản Giốc" in answer.content.decode()
    assert (Representation.objects.count(), Person.objects.count()) == (0, before)


@pytest.mark.django_db
def test_not_for_officials_and_not_without_end() -> None:
    citizen = CitizenFactory.create()
    browser = browser_of(citizen)
    for number in range(11):
        answer = browser.post(PAGE, {"kind": "child", "name": f"Bé {number}", "birth": "2024"})

    assert answer.status_code == 409
    assert Representation.objects.count() == 10
    assert browser_of(OfficialFactory.create()).get(PAGE).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"kind": "other", "number": "00418500123"}, "12 chữ số. Bạn đã nhập 11; hãy xem"),
        ({"kind": "company", "number": "4800999999"}, "“4800999999” có chữ số sai"),
        ({"kind": "company", "number": "480099"}, "thêm 3. Bạn đã nhập “480099”"),
        ({"number": ""}, "Hãy chọn bạn làm thay với tư cách gì."),
    ],
)
def test_a_wrong_number_is_told_what_it_should_look_like(given: dict[str, str], said: str) -> None:
    citizen = CitizenFactory.create()

    answer = browser_of(citizen).post(PAGE, {**given, "name": "Triệu Mùi Pham", "birth": "1985"})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert 'value="Triệu Mùi Pham"' in answer.content.decode()
    assert not Representation.objects.exists()


@pytest.mark.django_db
def test_the_last_day_is_written_day_first_and_stays_when_another_field_is_wrong() -> None:
    citizen = CitizenFactory.create()
    browser = browser_of(citizen)
    given = {"kind": "other", "number": "004185001234", "proof": "Giấy ủy quyền 01"}

    refused = browser.post(PAGE, {**given, "valid_to": "30/06/2027"})
    wrong = browser.post(PAGE, {**given, "name": "Triệu Mùi Pham", "valid_to": "30 tháng 6"})
    browser.post(PAGE, {**given, "name": "Triệu Mùi Pham", "valid_to": "30/06/2027"})

    assert 'value="30/06/2027"' in refused.content.decode()
    assert 'value="30 tháng 6"' in wrong.content.decode()
    assert wrong.context["form"].errors.keys() == {"valid_to"}
    assert str(Representation.objects.get().valid_to) == "2027-06-30"


@pytest.mark.django_db
def test_a_child_is_declared_once() -> None:
    citizen = CitizenFactory.create()
    browser = browser_of(citizen)
    child = {"kind": "child", "name": "Nông Bảo An", "birth": "21/03/2024"}

    browser.post(PAGE, child)
    again = browser.post(PAGE, child)
    browser.post(PAGE, {**child, "birth": "02/09/2025"})

    assert again.status_code == 422
    assert "Bạn đã khai trẻ này rồi" in again.content.decode()
    births = {str(row.represented.birth) for row in Representation.objects.all()}
    assert births == {"21/03/2024", "02/09/2025"}
    assert Person.objects.filter(name="Nông Bảo An").count() == 2
