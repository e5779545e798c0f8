"""The first page tells an applicant what is missing, by its name, on the button that sends it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier, FieldCheck
from tinhso.dossiers.services import SupplementItem
from tinhso.dossiers.testing import World, assigned, submitted
from tinhso.dossiers.tests.complaining import browser_of_citizen
from tinhso.kernel.testing import vietnamese_left_behind
from tinhso.kernel.web.words import when

DRAWING = SupplementItem(text="Bản vẽ mờ, xin chụp lại", component_key="ban_ve")
NUMBER = SupplementItem(text="Ghi lại số điện thoại", field_key="nyc_dien_thoai")
ELSEWHERE = SupplementItem(text="Đến ký tại quầy")


def home(world: World, *items: SupplementItem, language: str = "vi") -> str:
    """Return the first page of the citizen after he was asked for these."""
    dossier = submitted(world)
    services.request_supplement(uid=dossier.uid, actor=world.here.clerk_of_desk, items=items)
    browser = browser_of_citizen(world)
    browser.cookies["django_language"] = language
    return browser.get("/").content.decode()


def test_one_missing_paper_stands_on_the_button(world: World) -> None:
    shown = home(world, DRAWING)

    assert "Chờ bạn bổ sung 1 giấy tờ" in shown
    assert ">Chụp 02 bộ bản vẽ thiết kế xây dựng và gửi</a>" in shown


@pytest.mark.parametrize(
    ("items", "state", "button"),
    [
        ((DRAWING, DRAWING), "Chờ bạn bổ sung 2 giấy tờ", "Chụp giấy tờ và gửi"),
        ((DRAWING, NUMBER), "Chờ bạn bổ sung 2 điều", "Bổ sung ngay"),
        ((ELSEWHERE,), "Chờ bạn bổ sung 1 điều", "Bổ sung ngay"),
    ],
)
def test_several_things_stand_above_the_button(
    world: World, items: tuple[SupplementItem, ...], state: str, button: str
) -> None:
    shown = home(world, *items)

    assert state in shown
    assert f">{button}</a>" in shown
    assert all(f'<li lang="vi">{item.text}</li>' in shown for item in items)


def test_the_papers_name_is_data_on_an_english_page(world: World) -> None:
    shown = home(world, DRAWING, language="en")

    assert "Waits for 1 paper from you" in shown
    assert 'Photograph and send: <span lang="vi">02 bộ bản vẽ' in shown
    assert vietnamese_left_behind(shown) == []


def test_an_owed_fee_waits_with_its_amount_until_it_is_paid(world: World) -> None:
    dossier, browser = submitted(world), browser_of_citizen(world)
    before = browser.get("/").content.decode()
    services.set_fee(
        uid=dossier.uid,
        actor=world.here.clerk_of_desk,
        amount_vnd=150_000,
        legal_basis="Nghị quyết trình diễn của HĐND tỉnh",
    )

    shown = browser.get("/").content.decode()

    assert "Chờ nộp" not in before
    assert "Chờ nộp 150.000 đ" in shown
    assert f'href="/ho-so/{dossier.uid}/phi/"' in shown


def test_a_visit_waits_with_its_own_time_and_not_with_the_dossiers_deadline(world: World) -> None:
    dossier = assigned(world)
    services.invite_field_check(
        uid=dossier.uid,
        actor=world.here.specialist,
        at=timezone.now() + timedelta(days=1),
        place="Thửa đất số 118",
    )

    shown = browser_of_citizen(world).get("/").content.decode()

    visit, dossier = FieldCheck.objects.get(), Dossier.objects.get()
    assert dossier.due_at is not None
    assert f"cán bộ đến {when(visit.at)}" in shown
    assert f"hẹn {when(dossier.due_at)}" not in shown


def test_a_result_stands_before_the_fee_that_is_still_owed(world: World) -> None:
    dossier, browser = submitted(world), browser_of_citizen(world)
    services.set_fee(
        uid=dossier.uid,
        actor=world.here.clerk_of_desk,
        amount_vnd=150_000,
        legal_basis="Nghị quyết trình diễn của HĐND tỉnh",
    )
    Dossier.objects.filter(pk=dossier.pk).update(state="issued")

    shown = browser.get("/").content.decode()

    assert ">Nhận kết quả</a>" in shown
    assert "còn phải nộp 150.000 đ" in shown


def test_who_reads_english_sees_the_english_name_over_the_official_one(world: World) -> None:
    dossier = submitted(world)
    browser = browser_of_citizen(world)
    browser.cookies["django_language"] = "en"

    pages = [browser.get(at).content.decode() for at in ("/", "/ho-so/", f"/ho-so/{dossier.uid}/")]

    name, name_en = dossier.procedure_version.name, dossier.procedure_version.procedure.name_en
    for shown in pages:
        assert 0 < shown.index(f">{name_en}<") < shown.index(f">{name}<")
        assert vietnamese_left_behind(shown) == []
    assert f"<title >{name_en} ·" in pages[2]
