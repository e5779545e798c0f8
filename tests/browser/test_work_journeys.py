"""Those who resolve: opinions, rework, many signatures at once, a deputy, a leader's reminder."""

import re
from datetime import datetime
from pathlib import Path

from playwright.sync_api import expect

from tests.browser import days, later, machine
from tests.browser import filling as do
from tests.browser.conftest import House, SignIn

BIRTH = "1.001193"
QUESTIONS = (
    "time",
    "agencies",
    "contacts",
    "information",
    "attitude",
    "lawfulness",
    "complaints",
    "online",
    "other",
)


def test_a_permit_goes_through_opinions_and_rework_to_a_verified_result(
    sign_in: SignIn, photo: Path
) -> None:
    owner = sign_in("congdan2", phone=True)
    uid = machine.visited(owner, sign_in, photo)
    work = f"/lam-viec/ho-so/{uid}/"
    specialist = sign_in("chuyenvien")

    specialist.goto(f"{work}lay-y-kien/")
    choices = specialist.locator("[name=agency_1] option")
    neighbour = choices.filter(has_text="phường Thục Phán").first.get_attribute("value") or ""
    other = choices.filter(has_text="xã Thạch An").first.get_attribute("value") or ""
    specialist.locator("main details.work-more > summary").first.click()
    do.send(
        specialist,
        agency_1=neighbour,
        question_1="Có vướng quy hoạch đường không?",
        agency_2=other,
        question_2="Có tranh chấp ranh giới không?",
    )
    owner.goto(f"/ho-so/{uid}/")
    assert "Đang lấy ý kiến 2 cơ quan" in do.words(owner)
    asked = sign_in("chuyenvien2")
    asked.goto("/lam-viec/ho-so/?view=consultations&xem=consultations")
    do.press(asked, asked.locator(f"main a[href*='{uid}']"))
    do.send(asked, opinion="conditions", answer="Lùi vào 3 m tính từ tim đường.")
    specialist.goto(work)
    assert "Lùi vào 3 m tính từ tim đường." in do.words(specialist)


def test_an_agency_that_stays_silent_past_its_deadline_does_not_hold_the_lead(
    house: House, sign_in: SignIn, photo: Path
) -> None:
    owner = sign_in("congdan2", phone=True)
    uid = machine.visited(owner, sign_in, photo)
    work = f"/lam-viec/ho-so/{uid}/"
    specialist = sign_in("chuyenvien")
    specialist.goto(f"{work}lay-y-kien/")
    choices = specialist.locator("[name=agency_1] option")
    neighbour = choices.filter(has_text="phường Thục Phán").first.get_attribute("value") or ""
    other = choices.filter(has_text="xã Thạch An").first.get_attribute("value") or ""
    specialist.locator("main details.work-more > summary").first.click()
    do.send(
        specialist,
        agency_1=neighbour,
        question_1="Có vướng quy hoạch đường không?",
        hours_1="8",
        agency_2=other,
        question_2="Có tranh chấp ranh giới không?",
        hours_2="8",
    )
    asked = sign_in("chuyenvien2")
    asked.goto("/lam-viec/ho-so/?view=consultations&xem=consultations")
    do.press(asked, asked.locator(f"main a[href*='{uid}']"))
    do.send(asked, opinion="agree")
    specialist.goto(work)
    go_on = f"form[action$='/{uid}/lay-y-kien/xong/'] button"
    assert "Chờ trả lời" in specialist.inner_text("#y-kien")

    rows = machine.call(specialist, f"/dossiers/{uid}", method="GET")["consultations"]
    with later.after(house, max(datetime.fromisoformat(row["due_at"]) for row in rows)) as url:
        after = sign_in("chuyenvien", at=url)
        after.goto(work)
        assert "Im lặng quá hạn" in after.inner_text("#y-kien")
        do.press(after, go_on)
        assert "Đã ghi nhận im lặng, thẩm định tiếp." in after.inner_text("body")

    rows = machine.call(specialist, f"/dossiers/{uid}", method="GET")["consultations"]
    assert [bool(row["silent_at"]) for row in rows] == [row["answered_at"] is None for row in rows]
    assert sum(row["silent_at"] is not None for row in rows) == 1
    specialist.goto(work)
    assert "Im lặng quá hạn" in specialist.inner_text("#y-kien")
    machine.to_leader(specialist, sign_in("lanhdao"), uid)
    machine.sign(sign_in("lanhdao"), uid)
    machine.call(sign_in("vanthu"), f"/dossiers/{uid}/issue")
    assert machine.call(specialist, f"/dossiers/{uid}", method="GET")["state"] == "issued"


def test_a_draft_sent_back_is_mended_signed_sealed_and_verified(
    sign_in: SignIn, photo: Path
) -> None:
    owner = sign_in("congdan2", phone=True)
    uid = machine.before_leader(owner, sign_in, photo)
    work = f"/lam-viec/ho-so/{uid}/"
    leader, specialist = sign_in("lanhdao", phone=True), sign_in("chuyenvien")

    leader.goto(work)
    do.press(leader, "main a[href*='/lam-viec/cho-ky/']")
    do.press(leader, ".sign-dock a.danger")
    do.send(leader, reason="Ghi rõ khoảng lùi 3 m.")
    specialist.goto(work)
    assert "Ghi rõ khoảng lùi 3 m." in do.words(specialist)
    do.act(specialist, "du-thao")
    specialist.wait_for_url(f"**/{uid}/trinh-ky/")
    specialist.locator("label", has_text="Đàm Quang Minh").click()
    do.send(specialist)
    machine.sign(leader, uid)
    clerk = sign_in("vanthu")
    clerk.goto(work)
    do.press(clerk, f"form[action$='/{uid}/vao-so/'] button")

    owner.goto(f"/ho-so/{uid}/")
    with owner.expect_download() as loaded:
        owner.locator("form[action*='/ket-qua/'] button").first.click()
    result = loaded.value.path()
    stranger = sign_in(None, phone=True)
    stranger.goto("/kiem-tra-chu-ky/")
    stranger.set_input_files("[name=file]", result)
    do.press(stranger, "form:has([name=file]) button.primary")
    expect(stranger.locator(".verdict")).to_have_class(re.compile("verdict-valid"))
    machine.call(
        sign_in("motcua"),
        f"/dossiers/{uid}/return",
        {"received_by": "Triệu Văn Páo", "identity_checked": True, "identity_shown": "id_card"},
    )
    owner.goto(f"/ho-so/{uid}/danh-gia/")
    do.send(owner, **dict.fromkeys(QUESTIONS, "4"), comment="Nhanh hơn lần trước.")
    assert "Cảm ơn" in do.words(owner)


def test_two_papers_are_signed_on_a_telephone_with_one_code(sign_in: SignIn, photo: Path) -> None:
    owner = sign_in("congdan2", phone=True)
    both = [machine.before_leader(owner, sign_in, photo) for _ in range(2)]
    leader = sign_in("lanhdao", phone=True)
    items = machine.call(leader, "/signing/items?limit=100", method="GET")["items"]
    mine = [one["uid"] for one in items if any(str(uid) in one["link"] for uid in both)]
    for item in mine:
        leader.goto(f"/lam-viec/cho-ky/{item}/")

    leader.goto("/lam-viec/cho-ky/")
    for item in mine:
        leader.locator(f"[name=chon][value='{item}']").check(force=True)
    do.press(leader, ".bulk button.primary")
    do.send(leader, code=machine.telephone_code(leader))

    clerk = sign_in("vanthu")
    states = {machine.call(clerk, f"/dossiers/{uid}", method="GET")["state"] for uid in both}
    assert len(mine) == 2
    assert states == {"signed"}


def test_a_mother_files_for_her_child(sign_in: SignIn, photo: Path) -> None:
    mother = sign_in("congdan", phone=True)
    mother.goto(f"/dich-vu-cong/{BIRTH}/nop/")
    child = mother.locator("label", has_text="Nông Gia Bảo").first
    child.click()
    do.press(mother, ".dock .primary")
    do.fill_steps(mother, days.child())
    do.give_papers(mother, photo)
    do.press(mother, ".dock .primary")
    uid = do.uid_in(mother)

    people = machine.call(sign_in("motcua"), f"/dossiers/{uid}", method="GET")["parties"]
    assert {one["role"]: one["name"] for one in people} == {
        "owner": "Nông Gia Bảo",
        "representative": "Nông Thị Lan",
    }


def test_a_paper_that_is_here_is_used_again(sign_in: SignIn, photo: Path) -> None:
    owner = sign_in("congdan2", phone=True)
    machine.filed(owner, photo)
    draft = machine.drafted(owner)

    owner.goto(f"/dich-vu-cong/{machine.PERMIT}/nop/{draft}/giay-to/")
    card = owner.locator("section#giay-to-ban_ve")
    do.press(owner, card.locator("form:has([name=reused_attachment]) button"))

    kept = machine.call(owner, f"/dossiers/drafts/{draft}", method="GET")["files"]
    assert [(one["component_key"], one["name"]) for one in kept] == [("ban_ve", "giay.jpg")]


def test_a_company_files_by_its_own_account(sign_in: SignIn, photo: Path) -> None:
    company = sign_in("doanhnghiep", phone=True)
    name = machine.call(company, "/identity/me", method="GET")["name"]

    uid = machine.filed(company, photo)

    company.goto(f"/ho-so/{uid}/")
    assert "Chờ tiếp nhận" in do.words(company)
    people = machine.call(sign_in("motcua"), f"/dossiers/{uid}", method="GET")["parties"]
    assert [(one["role"], one["kind"], one["name"]) for one in people] == [
        ("owner", "business", name)
    ]


def test_a_deputy_gives_work_out_while_the_leader_is_away(sign_in: SignIn, photo: Path) -> None:
    leader = sign_in("lanhdao")
    leader.goto("/tai-khoan/uy-quyen/moi/")
    box = leader.locator("[name=permissions][value='dossiers.assign_dossier']")
    leader.locator("[name=taker]").fill("chuyenvien")
    box.check(force=True)
    leader.locator("[name=valid_to]").fill(days.after(2))
    leader.locator("[name=reason]").fill("Đi công tác tại tỉnh.")
    do.press(leader, leader.locator("form:has([name=taker]) button.primary"))
    expect(leader.locator("form[action$='/thoi/']"), do.words(leader)).to_have_count(1)
    uid = machine.accepted(sign_in("congdan2", phone=True), sign_in("motcua"), photo)

    deputy = sign_in("chuyenvien")
    me = machine.call(deputy, "/identity/me", method="GET")["uid"]
    given = machine.call(deputy, f"/dossiers/{uid}/assign", {"assignee": me})
    assert given["state"] == "assigned"
    do.press(leader, leader.locator("form[action$='/thoi/'] button"))
    second = machine.accepted(sign_in("congdan2", phone=True), sign_in("motcua"), photo)
    token = deputy.request.get("/ma-bao-mat/").json()["token"]
    refused = deputy.request.post(
        f"/api/v1/dossiers/{second}/assign",
        data={"assignee": me},
        headers={"X-CSRFToken": token},
    )
    assert refused.status == 403


def test_a_leader_finds_what_is_late_and_reminds(sign_in: SignIn) -> None:
    leader = sign_in("lanhdao")
    leader.goto("/lam-viec/dieu-hanh/")
    figure = leader.locator(".board-figures a").nth(2)
    counted = int(figure.inner_text().replace(".", ""))

    do.press(leader, figure)

    assert counted > 0
    expect(leader.locator("main tbody tr")).to_have_count(min(counted, 50))
    expect(leader.get_by_role("status").filter(has_text=f"{counted} dòng")).to_have_count(1)
    leader.goto("/lam-viec/dieu-hanh/")
    leader.locator("form[action$='/nhac/'] button").first.dblclick()
    expect(leader.locator(".notice").first).to_contain_text("Đã nhắc")
