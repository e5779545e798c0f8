"""The line breaks, the power goes: what was typed is there again, what was pressed is done once."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser import machine
from tests.browser.conftest import SignIn

INTAKE = "/lam-viec/mot-cua/tiep-nhan/1.013225/"
KEPT = "JSON.stringify(Object.entries(localStorage).filter(([key]) => key.startsWith('tinhso:')))"


def kept_in(page: Page) -> str:
    """Return what the browser's lasting store holds of the house."""
    return str(page.evaluate(KEPT))


def test_what_an_officer_types_outlives_a_lost_network_and_a_power_cut(sign_in: SignIn) -> None:
    desk = sign_in("motcua")
    desk.goto(INTAKE)
    banner, told = desk.locator("[data-offline]"), desk.locator("[data-saved]")
    desk.fill("[name=owner_name]", "Lý Thị Mẩy")
    expect(told).to_contain_text("Đã lưu")
    assert kept_in(desk) == "[]"

    desk.context.set_offline(True)
    try:
        expect(banner).to_be_visible()
        desk.fill("[name=owner_phone]", "0912000111")
        expect(told).to_contain_text("Đã giữ trong máy này")
        desk.wait_for_function(f"{KEPT} !== '[]'")
        assert "0912000111" not in kept_in(desk)
        desk.close()
    finally:
        desk.context.set_offline(False)

    after = desk.context.new_page()
    after.goto(INTAKE)
    expect(after.locator("[name=owner_name]")).to_have_value("Lý Thị Mẩy")
    expect(after.locator("[name=owner_phone]")).to_have_value("0912000111")
    expect(after.locator("[data-saved]")).to_contain_text("Đã lưu")
    assert kept_in(after) == "[]"
    after.reload()
    with after.expect_navigation():
        after.locator(".kept-intake button").click()
    expect(after.locator("[name=owner_name]")).to_have_value("")


def test_what_is_pressed_without_a_network_is_sent_once_when_it_is_back(
    sign_in: SignIn, photo: Path
) -> None:
    citizen, desk = sign_in("congdan2", phone=True), sign_in("motcua")
    uid = machine.filed(citizen, photo)
    desk.goto(f"/lam-viec/mot-cua/{uid}/")
    take, waits = desk.locator("button[form=tiep-nhan]"), desk.locator("[data-pressed]")

    desk.context.set_offline(True)
    try:
        take.dblclick()
        expect(waits).to_be_visible()
        waits.locator("button").click()
        expect(waits).to_be_hidden()
        take.click()
        expect(waits).to_be_visible()
    finally:
        desk.context.set_offline(False)

    expect(desk.locator(".notice.good").first).to_contain_text("Đã tiếp nhận")
    expect(desk.locator("[data-offline]")).to_be_hidden()
    assert len(machine.call(desk, f"/dossiers/{uid}/papers", method="GET")) == 1


def test_a_press_that_was_taken_back_is_not_sent(sign_in: SignIn, photo: Path) -> None:
    citizen, desk = sign_in("congdan2", phone=True), sign_in("motcua")
    uid = machine.filed(citizen, photo)
    desk.goto(f"/lam-viec/mot-cua/{uid}/tu-choi/")
    desk.locator("[name=reasons][value=khong_thuoc_tham_quyen]").check(force=True)

    desk.context.set_offline(True)
    try:
        desk.locator("form:has([name=note]) button.danger, button[form].danger").last.click()
        expect(desk.locator("[data-pressed]")).to_be_visible()
        desk.locator("[name=note]").fill("Mời anh nộp tại phường Thục Phán.")
        expect(desk.locator("[data-pressed]")).to_be_hidden()
    finally:
        desk.context.set_offline(False)
    expect(desk.locator("[data-offline]")).to_be_hidden()

    expect(desk.locator("[name=note]")).to_have_value("Mời anh nộp tại phường Thục Phán.")
    assert machine.call(desk, f"/dossiers/{uid}", method="GET")["state"] == "submitted"
