"""A place that was not found in a brought file is dragged on its page, by finger or by keys."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import filling as do
from tests.browser import machine
from tests.browser.conftest import SignIn
from tinhso.signing.testing import a_paper


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    path = tmp_path / "du-thao.pdf"
    path.write_bytes(a_paper(signer="Người Không Ký").pdf)
    return path


def edge(page: Page, name: str) -> float:
    return float(page.locator(f"[name={name}]").input_value())


def test_a_place_is_dragged_by_finger_and_moved_by_keys(
    sign_in: SignIn, photo: Path, elsewhere: Path
) -> None:
    uid = machine.visited(sign_in("congdan2", phone=True), sign_in, photo)
    work = f"/lam-viec/ho-so/{uid}/"
    leader, specialist = sign_in("lanhdao", phone=True), sign_in("chuyenvien", phone=True)
    me = machine.call(leader, "/identity/me", method="GET")["uid"]

    specialist.goto(f"{work}du-thao-tep/")
    specialist.set_input_files("[name=file]", elsewhere)
    do.send(specialist, signer=me)
    specialist.wait_for_url(f"**/{uid}/cho-ky/")
    assert specialist.evaluate("document.documentElement.scrollWidth") <= 360
    place = specialist.locator("[data-place=signer]")
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    assert box is not None
    left, top = edge(specialist, "signer_left"), edge(specialist, "signer_top")
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    specialist.mouse.move(*middle)
    specialist.mouse.down()
    specialist.mouse.move(middle[0] + 20, middle[1] - 40, steps=4)
    specialist.mouse.up()
    dragged = edge(specialist, "signer_left"), edge(specialist, "signer_top")
    assert dragged[0] > left + 5
    assert dragged[1] < top - 10

    place.press("ArrowLeft")
    place.press("Shift+ArrowDown")
    assert edge(specialist, "signer_left") == pytest.approx(dragged[0] - 1)
    assert edge(specialist, "signer_top") == pytest.approx(dragged[1] + 10)
    specialist.locator("[name=signer_left]").fill("100")
    expect(place).to_have_attribute(
        "transform", f"translate(100 {edge(specialist, 'signer_top'):g})"
    )
    chosen = "[name=signer]:checked"
    expect(specialist.locator(chosen)).to_have_value(me)
    do.send(specialist)
    specialist.wait_for_url(f"**/{uid}/trinh-ky/")
    expect(specialist.locator(chosen)).to_have_value(me)
    do.send(specialist)

    machine.sign(leader, uid)
    told = machine.call(sign_in("vanthu"), f"/dossiers/{uid}/issue")
    assert told["number"]
