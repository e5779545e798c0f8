"""Two communes that no other journey asks become one, with an open dossier between them."""

from pathlib import Path

from django.utils import timezone

from tests.browser import filling as do
from tests.browser import machine
from tests.browser.conftest import SignIn

OLD = ("xã Cốc Pàng", "xã Cô Ba")
NEW = "Ủy ban nhân dân xã Thượng Giáp"
CODE = "H14.97"


def test_a_merger_is_planned_confirmed_by_another_and_takes_an_open_dossier_along(
    sign_in: SignIn, photo: Path
) -> None:
    owner, planner, second = (
        sign_in("congdan2", phone=True),
        sign_in("quantri"),
        sign_in("bandieuhanh"),
    )
    uid = machine.filed(owner, photo, agency=OLD[0])
    today = timezone.localdate().isoformat()

    planner.goto("/quan-tri/sap-xep/lap/")
    named = [planner.locator("label", has_text=name).locator("[name=agencies]") for name in OLD]
    do.send(
        planner,
        kind="new",
        agencies=[str(one.first.get_attribute("value")) for one in named],
        basis_number="21/NQ-HĐND",
        basis_on=today,
        basis_issuer="HĐND tỉnh Cao Bằng",
        in_force_on=today,
        new_name=NEW,
        new_short_name="UBND xã Thượng Giáp",
        new_code=CODE,
    )

    plan = planner.url
    assert "chờ người thứ hai" in do.words(planner)
    assert planner.locator("form[action$='/duyet/']").count() == 0
    line = planner.locator("main li", has_text="Hồ sơ chưa kết thúc chuyển theo").locator("a")
    do.press(planner, line)
    assert "Cấp giấy phép xây dựng" in do.words(planner)

    second.goto(plan)
    do.press(second, "form[action$='/duyet/'] button")
    do.reloaded_until(second, second.locator(".subheading", has_text="đã thực hiện"))
    assert "Đã chuyển" in do.words(second)

    owner.goto(f"/ho-so/{uid}/")
    assert NEW in do.words(owner)
    planner.goto(plan)
    do.press(planner, planner.locator("dd a", has_text=OLD[0]))
    assert NEW in do.words(planner)
