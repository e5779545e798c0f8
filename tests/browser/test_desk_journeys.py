"""At the counter: a walk-in by keyboard, scans signed under one shift, the result handed over."""

import time
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser import filling as do
from tests.browser import machine
from tests.browser.conftest import House, SignIn

CARD = "004085001234||Triệu Văn Páo|12041985|Nam|Nà Pò, Xã Đông Khê, Cao Bằng|01052022"
PERMIT = "1.013225"
KEPT = """e => new Promise(done => {
  const look = () => e.files.length ? done() : setTimeout(look, 20);
  look();
})"""
"""Wait until the drawn signature has become a file of the form."""


def _desk_page(desk: Page, uid: object, act: str = "") -> None:
    desk.goto(f"/lam-viec/mot-cua/{uid}/{act}")


def _open_shift(desk: Page) -> None:
    """Confirm once by telephone for this shift, unless it is open already."""
    desk.goto("/lam-viec/mot-cua/ca-ky/")
    start = desk.locator("main form button.primary")
    if not start.count():
        return
    if not desk.locator("[name=code]").count():
        do.press(desk, start)
    do.send(desk, code=machine.telephone_code(desk))


def test_a_walk_in_is_taken_in_by_keyboard_in_under_a_minute(sign_in: SignIn) -> None:
    desk = sign_in("motcua")
    desk.goto("/lam-viec/mot-cua/")
    pressed = 0

    def keys(*names: str) -> None:
        nonlocal pressed
        for name in names:
            desk.keyboard.press(name)
            pressed += 1

    def types(words: str) -> None:
        nonlocal pressed
        desk.keyboard.insert_text(words)  # a scanner sends the card at once; people type the rest
        pressed += 0 if "|" in words else len(words)

    begun = time.monotonic()
    with desk.expect_navigation(url="**/tiep-nhan/"):
        keys("Alt+n")
    types(PERMIT)
    with desk.expect_navigation(url=f"**/{PERMIT}/"):
        keys("Enter")
    types(CARD)
    keys("Enter")
    expect(desk.locator("[name=owner_name]")).to_have_value("Triệu Văn Páo")
    desk.evaluate(
        do.FILL.replace("main form#buoc", "[data-intake]"),
        {
            "tg_khoi_cong": "03/2030",
            "tg_hoan_thanh": "11/2030",
            "card": "",
            "submitter_name": "",
            "submitter_number": "",
            "proof": "",
            "copies": "1",
            "owner_phone": "0912345678",
        },
    )
    for paper in desk.locator("select[name^=co_]").all():
        if paper.is_visible():
            paper.focus()
            keys("x")  # Xuất trình
    with desk.expect_navigation():
        keys("Control+Enter")
    took = time.monotonic() - begun

    assert "vua-nhan=1" in desk.url, do.words(desk)
    assert pressed < 60
    assert took < 60


def test_a_code_scanned_on_any_page_opens_its_dossier(sign_in: SignIn, photo: Path) -> None:
    citizen, desk = sign_in("congdan2", phone=True), sign_in("motcua")
    uid = machine.accepted(citizen, desk, photo)
    code = machine.call(desk, f"/dossiers/{uid}", method="GET")["number"]
    desk.goto("/lam-viec/mot-cua/buu-chinh/")

    with desk.expect_navigation(url=f"**/{uid}/"):
        desk.evaluate(
            "letters => { for (const key of letters) document.body.dispatchEvent("
            "new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })); }",
            code[:6],
        )  # a reader types faster than people; what follows goes where the first letters led
        desk.keyboard.insert_text(code[6:])
        desk.keyboard.press("Enter")

    expect(desk.locator("main")).to_contain_text(code)


def test_scans_are_signed_under_one_shift_and_come_from_the_folder(
    sign_in: SignIn, photo: Path, house: House
) -> None:
    desk = sign_in("motcua")
    uid = machine.accepted(sign_in("congdan2", phone=True), desk, photo)
    _open_shift(desk)

    _desk_page(desk, uid, "quet/")
    do.send(desk, component_key="ban_ve", file=str(photo))
    seen = machine.call(desk, f"/dossiers/{uid}", method="GET")["attachments"]
    drawn = [one for one in seen if one["component_key"] == "ban_ve"]
    assert drawn[-1]["name"] == "giay.pdf", drawn  # a signed photograph has become a page

    unit = machine.call(desk, "/identity/me", method="GET")["unit"]["uid"]
    folder = house.home / "quet" / unit
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "may-quet-01.jpg").write_bytes(photo.read_bytes())
    _desk_page(desk, uid, "quet/")
    lies_still = desk.locator("[name=watched] option[value='may-quet-01.jpg']").first
    do.reloaded_until(desk, lies_still)
    do.send(desk, component_key="giay_to_dat", watched="may-quet-01.jpg")
    assert not (folder / "may-quet-01.jpg").exists()
    after = machine.call(desk, f"/dossiers/{uid}", method="GET")["attachments"]
    assert {one["name"] for one in after} == {"giay.pdf", "may-quet-01.pdf"}


def test_a_name_is_mended_and_the_receipt_printed_again(sign_in: SignIn, photo: Path) -> None:
    desk = sign_in("motcua")
    citizen = sign_in("congdan2", phone=True)
    uid = machine.accepted(citizen, desk, photo)

    _desk_page(desk, uid)
    do.act(desk, "sua-ten", owner_name="Triệu Văn Pao")

    papers = machine.call(desk, f"/dossiers/{uid}/papers", method="GET")
    assert [(one["form"], one["issue"]) for one in papers] == [("01", 1), ("01", 2)]
    receipt = desk.request.get(f"/lam-viec/mot-cua/{uid}/giay/{papers[1]['uid']}/")
    assert receipt.body().startswith(b"%PDF-")
    citizen.goto(f"/ho-so/{uid}/")
    assert "Triệu Văn Pao" in do.words(citizen)


def _draw(pad: Locator) -> None:
    """Sign on the screen with a finger."""
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    mouse = pad.page.mouse
    mouse.move(box["x"] + 20, box["y"] + 40)
    mouse.down()
    for step in range(1, 8):
        mouse.move(box["x"] + 20 + 25 * step, box["y"] + 40 + 15 * (step % 3))
    mouse.up()


def test_a_paper_result_is_handed_over_signed_for_and_a_wrong_one_made_right(
    sign_in: SignIn, photo: Path
) -> None:
    citizen, desk = sign_in("congdan2", phone=True), sign_in("motcua")
    uid = machine.issued(citizen, sign_in, photo)

    _desk_page(desk, uid)
    do.act(desk, "ve-quay")
    _desk_page(desk, uid, "tra-ket-qua/")
    _draw(desk.locator("[data-pad-canvas]"))
    desk.locator("[name=signature]").evaluate(KEPT)
    do.send(desk, received_by="Triệu Văn Páo", identity_shown="id_card")
    citizen.goto(f"/ho-so/{uid}/")
    assert "Đã trả kết quả" in do.words(citizen)

    _desk_page(desk, uid)
    do.act(desk, "sua-sai", fault="Sai số thửa đất.")
    specialist = sign_in("chuyenvien")
    machine.call(specialist, f"/dossiers/{uid}/draft")
    leader = sign_in("lanhdao", phone=True)
    signer = machine.call(leader, "/identity/me", method="GET")["uid"]
    machine.call(specialist, f"/dossiers/{uid}/submit-for-signing", {"signer": signer})
    machine.sign(leader, uid)
    machine.call(sign_in("vanthu"), f"/dossiers/{uid}/issue")

    results = machine.call(citizen, f"/dossiers/mine/{uid}", method="GET")["results"]
    assert sorted(one["is_valid"] for one in results) == [False, True]
    new = next(one for one in results if one["is_valid"])
    assert new["corrects"] in {one["uid"] for one in results}


def test_the_palette_goes_where_the_words_say_however_soon_enter_comes(sign_in: SignIn) -> None:
    desk = sign_in("motcua")
    desk.goto("/lam-viec/")
    desk.keyboard.press("Control+k")
    expect(desk.locator("#lenh-tu")).to_be_focused()

    with desk.expect_navigation(url="**/mot-cua/buu-chinh/"):
        desk.keyboard.insert_text("giao buu chinh")
        desk.keyboard.press("Enter")
