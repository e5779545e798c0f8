"""Two taps, the back button, a session that ended, a line that broke: done once, nothing lost."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser import days, machine
from tests.browser import filling as do
from tests.browser.conftest import SignIn

BIRTH = "1.001193"
PERMIT = "1.013225"


def _end_session(page: Page) -> None:
    """Let the session be gone, as after a long lunch."""
    page.context.clear_cookies(name="sessionid")


def _sign_in_beside(page: Page, login: str) -> None:
    """Sign in again in another tab, as the page says."""
    tab = page.context.new_page()
    tab.goto("/dang-nhap/")
    tab.fill("[name=login]", login)
    tab.fill("[name=password]", "tinhso-demo")
    tab.locator("form:has([name=password]) button[type=submit]").first.click()
    tab.wait_for_url(lambda url: "/dang-nhap/" not in url)
    tab.close()


def test_each_act_tapped_twice_is_done_once(sign_in: SignIn, photo: Path) -> None:
    citizen, desk = sign_in("congdan2", phone=True), sign_in("motcua")
    uid = machine.filed(citizen, photo)
    place = f"/lam-viec/mot-cua/{uid}/"

    desk.goto(place)
    desk.locator("button[form=tiep-nhan]").dblclick()
    expect(desk.locator(".notice.good").first).to_contain_text("Đã tiếp nhận")
    citizen.goto(f"/ho-so/{uid}/")
    citizen.locator("form[action$='/nhan-tin/'] textarea, main textarea[name=text]").first.fill(
        "Bao giờ tôi được gọi?"
    )
    citizen.locator("form:has(textarea[name=text]) button").first.dblclick()
    expect(citizen.get_by_text("Bao giờ tôi được gọi?").first).to_be_attached()
    specialist, leader = sign_in("chuyenvien"), sign_in("lanhdao")
    me = machine.call(specialist, "/identity/me", method="GET")["uid"]
    machine.call(leader, f"/dossiers/{uid}/assign", {"assignee": me})
    specialist.goto(f"/lam-viec/ho-so/{uid}/")
    note = specialist.locator("form[action$='/ghi-chu/']")
    note.locator("[name=text]").fill("Xem lại ranh giới phía đông.")
    note.locator("button").first.dblclick()
    expect(specialist.get_by_text("Xem lại ranh giới phía đông.").first).to_be_attached()

    told = machine.call(specialist, f"/dossiers/{uid}", method="GET")
    assert [one["text"] for one in told["messages"]] == ["Bao giờ tôi được gọi?"]
    assert [one["text"] for one in told["notes"]] == ["Xem lại ranh giới phía đông."]
    assert len(machine.call(desk, f"/dossiers/{uid}/papers", method="GET")) == 1


def test_the_back_button_sends_nothing_a_second_time(sign_in: SignIn, photo: Path) -> None:
    citizen, desk = sign_in("congdan2", phone=True), sign_in("motcua")
    uid = machine.filed(citizen, photo)

    desk.goto(f"/lam-viec/mot-cua/{uid}/tu-choi/")
    do.send(desk, reasons=["khong_thuoc_tham_quyen"], note="Mời anh nộp tại phường Thục Phán.")
    desk.go_back()
    if desk.locator("form:has([name=note])").count():
        with desk.expect_navigation():
            desk.locator("form:has([name=note]) button.danger, button[form].danger").last.click()

    told = machine.call(desk, f"/dossiers/{uid}", method="GET")
    assert told["state"] == "refused_intake"
    papers = machine.call(desk, f"/dossiers/{uid}/papers", method="GET")
    assert [one["form"] for one in papers] == ["03"]


def test_a_session_that_ended_keeps_the_words_of_an_officer(sign_in: SignIn, photo: Path) -> None:
    citizen, desk = sign_in("congdan2", phone=True), sign_in("motcua")
    uid = machine.filed(citizen, photo)
    desk.goto(f"/lam-viec/mot-cua/{uid}/tu-choi/")
    desk.locator("[name=reasons][value=khong_thuoc_tham_quyen]").check(force=True)
    desk.locator("[name=note]").fill("Mời anh nộp tại phường Thục Phán.")

    _end_session(desk)
    with desk.expect_navigation():
        desk.locator("form:has([name=note]) button.danger, button[form].danger").last.click()
    assert "Phiên làm việc đã hết" in do.words(desk)
    _sign_in_beside(desk, "motcua")
    with desk.expect_navigation():
        desk.locator("form.kept button").click()
    if desk.locator("form.kept").count():  # the token of the old session is confirmed once more
        with desk.expect_navigation():
            desk.locator("form.kept button.primary").click()

    citizen.goto(f"/ho-so/{uid}/")
    assert "Mời anh nộp tại phường Thục Phán." in do.words(citizen)


def test_a_session_that_ended_keeps_what_an_applicant_types(sign_in: SignIn) -> None:
    mother = sign_in("congdan", phone=True)
    do.start_filing(mother, BIRTH)
    do.fill_steps(mother, days.child(), until=("tre",))
    here = mother.url

    _end_session(mother)
    mother.fill("[name=tre_ho_ten]", "Nông Khánh Vy")
    mother.locator("[data-saved] a").wait_for()
    mother.locator("main form#buoc input").last.scroll_into_view_if_needed()
    expect(mother.locator("[data-saved] a")).to_be_in_viewport()
    _sign_in_beside(mother, "congdan")
    with mother.expect_response(re.compile("/luu/$")) as kept:
        mother.evaluate("window.dispatchEvent(new Event('focus'))")
    assert kept.value.ok

    other = sign_in("congdan")
    other.goto(here)
    expect(other.locator("[name=tre_ho_ten]")).to_have_value("Nông Khánh Vy")


def test_a_broken_line_loses_nothing_typed(sign_in: SignIn) -> None:
    father = sign_in("congdan2", phone=True)
    do.start_filing(father, BIRTH)
    do.fill_steps(father, days.child(), until=("tre",))
    here = father.url

    father.context.set_offline(True)
    father.fill("[name=tre_ho_ten]", "Nông Minh Khôi")
    expect(father.locator("[data-saved]")).to_have_class(re.compile("bad"))
    with father.expect_response(re.compile("/luu/$")) as kept:
        father.context.set_offline(False)
    assert kept.value.ok

    other = sign_in("congdan2")
    other.goto(here)
    expect(other.locator("[name=tre_ho_ten]")).to_have_value("Nông Minh Khôi")


def test_the_slower_of_two_tabs_reads_what_the_other_saved_and_goes_on(sign_in: SignIn) -> None:
    owner = sign_in("congdan2", phone=True)
    do.start_filing(owner, PERMIT)
    slower = owner.context.new_page()
    slower.goto(owner.url)
    kind = "[name=loai_cong_trinh][value=%s]"

    with owner.expect_response(re.compile("/luu/$")) as kept:
        owner.locator(kind % "khong_theo_tuyen").check(force=True)
    with slower.expect_response(re.compile("/luu/$")) as refused:
        slower.locator(kind % "theo_tuyen").check(force=True)
    assert (kept.value.status, refused.value.status) == (200, 409)
    expect(slower.locator("[data-saved]")).to_contain_text("đã được lưu ở cửa sổ khác")
    with slower.expect_navigation():
        slower.locator(".dock .primary").click()

    stands, typed = slower.locator("form.kept dl").all_inner_texts()
    assert "Công trình không theo tuyến" in stands
    assert "Công trình theo tuyến trong đô thị" in typed
    assert "loai_cong_trinh" not in typed
    with slower.expect_navigation():
        slower.locator("form.kept button.primary").click()
    owner.reload()
    expect(owner.locator(kind % "theo_tuyen")).to_be_checked()
