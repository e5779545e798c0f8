"""Whole journeys of a dossier, from the applicant's telephone through the house and back."""

import re
from pathlib import Path
from uuid import UUID

from playwright.sync_api import Page, expect

from tests.browser import days
from tests.browser import filling as do
from tests.browser.conftest import SignIn

BIRTH = "1.001193"
PERMIT = "1.013225"
HOUSE = days.building()
CHILD = days.child()


def state_of(page: Page, uid: UUID) -> str:
    """Return the words the applicant reads about where his dossier stands."""
    page.goto(f"/ho-so/{uid}/")
    return do.words(page)


def accept(desk: Page, uid: UUID) -> str:
    """Take a dossier in at the desk and return its code."""
    desk.goto(f"/lam-viec/mot-cua/{uid}/")
    do.press(desk, "button[form=tiep-nhan]")
    expect(desk.locator(".notice.good").first).to_contain_text("Đã tiếp nhận")
    return desk.locator(".notice.good .code").first.inner_text()


def confirm_by_telephone(page: Page) -> None:
    """Read the code from the demonstration's telephone and sign with it."""
    telephone = page.context.new_page()
    telephone.goto("/dien-thoai-thu/")
    code = telephone.locator(".phone-code").first.inner_text().strip()
    telephone.close()
    do.send(page, code=code)


def take(specialist: Page, uid: UUID) -> None:
    """Take the work that lies in the unit."""
    specialist.goto(f"/lam-viec/ho-so/{uid}/")
    do.press(specialist, f"form[action$='/{uid}/nhan-viec/'] button")


def draft_and_submit(specialist: Page, uid: UUID, signer: str) -> None:
    """Draft the result from the template and put it into the leader's queue."""
    do.act(specialist, "du-thao")
    specialist.wait_for_url(f"**/{uid}/trinh-ky/")
    specialist.locator("label", has_text=signer).click()
    do.send(specialist)


def sign(leader: Page, uid: UUID) -> None:
    """Read the draft on the telephone and sign it with a code."""
    leader.goto(f"/lam-viec/ho-so/{uid}/")
    do.press(leader, "main a[href*='/lam-viec/cho-ky/']")
    do.press(leader, ".sign-dock button.primary")
    confirm_by_telephone(leader)


def issue(clerk: Page, uid: UUID) -> None:
    """Number and seal as one act."""
    clerk.goto(f"/lam-viec/ho-so/{uid}/")
    do.press(clerk, f"form[action$='/{uid}/vao-so/'] button")


def test_a_child_is_registered_from_a_telephone(sign_in: SignIn, photo: Path) -> None:
    mother = sign_in("congdan", phone=True)
    mother.goto("/")
    mother.fill("[name=q]", "làm giấy khai sinh cho con")
    mother.keyboard.press("Enter")
    mother.wait_for_url("**/dich-vu-cong/**")
    do.press(mother, mother.locator("main a[href*='/dich-vu-cong/1.001193/']"))
    do.press(mother, mother.locator("a[href$='/nop/']"))
    do.press(mother, ".dock .primary")
    do.fill_steps(mother, CHILD, until=("tre",))

    with mother.expect_response(re.compile("/luu/$")) as kept:
        mother.fill("[name=tre_ho_ten]", "Nông Hoàng Ngân")
    assert kept.value.ok
    unfinished = mother.url

    other_device = sign_in("congdan")
    other_device.goto(unfinished)
    expect(other_device.locator("[name=tre_ho_ten]")).to_have_value("Nông Hoàng Ngân")
    do.fill_steps(other_device, CHILD)
    do.give_papers(other_device, photo)
    review = other_device.url

    mother.goto(review)
    expect(mother.locator("main")).to_contain_text("Nông Hoàng Ngân")
    mother.locator(".dock .primary").dblclick()
    mother.wait_for_url("**/ho-so/**")
    uid = do.uid_in(mother)
    mother.goto("/ho-so/")
    expect(mother.locator(f"main a[href*='{uid}']").first).to_be_visible()
    number = state_of(mother, uid)
    assert "Chờ tiếp nhận" in number

    desk = sign_in("motcua")
    desk.goto("/lam-viec/mot-cua/?sort=-arrived_at")
    code = accept(desk, uid)
    assert re.fullmatch(r"[0-9A-Z.]+-\d{6}-\d{4,}", code), code
    assert f"{code}" in state_of(mother, uid)

    specialist = sign_in("chuyenvien")
    take(specialist, uid)
    draft_and_submit(specialist, uid, signer="Đàm Quang Minh")
    sign(sign_in("lanhdao", phone=True), uid)
    issue(sign_in("vanthu"), uid)

    mother.goto(f"/ho-so/{uid}/")
    with mother.expect_download() as loaded:
        mother.locator("form[action*='/ket-qua/'] button").first.click()
    result = loaded.value.path()
    assert result.read_bytes().startswith(b"%PDF-")

    stranger = sign_in(None, phone=True)
    stranger.goto("/kiem-tra-chu-ky/")
    stranger.set_input_files("[name=file]", result)
    do.press(stranger, "form:has([name=file]) button.primary")
    expect(stranger.locator(".verdict")).to_have_class(re.compile("verdict-valid"))
    assert stranger.locator(".verdict-one").count() == 2

    mother.goto(f"/ho-so/{uid}/danh-gia/")
    do.send(mother, time="5", attitude="5")
    assert "Cảm ơn" in do.words(mother)


def test_two_taps_make_one_dossier(sign_in: SignIn, photo: Path) -> None:
    father = sign_in("congdan2", phone=True)
    father.goto("/ho-so/")
    before = father.locator("main a[href^='/ho-so/']").count()
    do.start_filing(father, BIRTH)
    do.fill_steps(father, CHILD)
    do.give_papers(father, photo)
    review = father.url

    other_tab = father.context.new_page()
    other_tab.goto(review)
    do.press(father, ".dock .primary")
    do.press(other_tab, ".dock .primary")

    assert do.uid_in(father) == do.uid_in(other_tab)
    father.goto("/ho-so/")
    assert father.locator("main a[href^='/ho-so/']").count() == before + 1


def test_a_refused_dossier_ends_with_its_reason(sign_in: SignIn, photo: Path) -> None:
    citizen = sign_in("congdan2", phone=True)
    uid = do.file_dossier(citizen, BIRTH, photo, CHILD)

    desk = sign_in("motcua")
    desk.goto(f"/lam-viec/mot-cua/{uid}/")
    do.act(
        desk,
        "tu-choi",
        reasons=["khong_thuoc_tham_quyen"],
        note="Mời anh nộp tại phường Thục Phán.",
    )

    told = state_of(citizen, uid)
    assert "Từ chối tiếp nhận" in told
    assert "Mời anh nộp tại phường Thục Phán." in told


def test_an_applicant_withdraws_before_and_stops_after_acceptance(
    sign_in: SignIn, photo: Path
) -> None:
    citizen = sign_in("congdan2", phone=True)
    withdrawn = do.file_dossier(citizen, BIRTH, photo, CHILD)
    do.act(citizen, "rut", reason="Tôi nộp nhầm nơi.")
    assert "Người nộp đã rút" in state_of(citizen, withdrawn)

    stopped = do.file_dossier(citizen, BIRTH, photo, CHILD)
    desk = sign_in("motcua")
    accept(desk, stopped)
    citizen.goto(f"/ho-so/{stopped}/")
    do.act(citizen, "dung", reason="Gia đình tôi chưa thống nhất tên của cháu.")
    assert "một cửa đang xem xét" in do.words(citizen)
    desk.goto(f"/lam-viec/mot-cua/{stopped}/")
    do.act(desk, "dung", granted="yes")
    assert "Dừng theo đề nghị" in state_of(citizen, stopped)


def test_anybody_tracks_by_code_and_a_second_item(sign_in: SignIn, photo: Path) -> None:
    citizen = sign_in("congdan", phone=True)
    uid = do.file_dossier(citizen, BIRTH, photo, CHILD)
    code = accept(sign_in("motcua"), uid)

    stranger = sign_in(None, phone=True)
    stranger.goto("/tra-cuu/")
    do.send(stranger, code=code, second_item="0000")
    assert "Không có hồ sơ như vậy" in do.words(stranger)
    assert "Nông Thị Lan" not in stranger.content()
    do.send(stranger, code=code, second_item="0218")

    assert "Hoàn thành" in do.words(stranger)
    assert "Nông Thị Lan" not in stranger.content()


def test_two_agencies_work_apart(sign_in: SignIn, photo: Path) -> None:
    citizen = sign_in("congdan2", phone=True)
    do.start_filing(citizen, BIRTH, agency="Ủy ban nhân dân phường Thục Phán")
    do.fill_steps(citizen, CHILD)
    do.give_papers(citizen, photo)
    do.press(citizen, ".dock .primary")
    uid = do.uid_in(citizen)

    for login in ("motcua", "chuyenvien", "lanhdao"):
        page = sign_in(login)
        for address in (f"/lam-viec/mot-cua/{uid}/", f"/lam-viec/ho-so/{uid}/"):
            answer = page.goto(address)
            assert answer is not None
            assert answer.status == 404

    accept(sign_in("motcua2"), uid)
    specialist = sign_in("chuyenvien2")
    take(specialist, uid)
    draft_and_submit(specialist, uid, signer="Nguyễn Thị Hạnh")
    sign(sign_in("lanhdao2", phone=True), uid)
    issue(sign_in("vanthu2"), uid)
    assert "Tải kết quả" in state_of(citizen, uid)


def test_a_house_is_permitted_after_visit_opinions_supplement_and_extension(
    sign_in: SignIn, photo: Path
) -> None:
    owner = sign_in("congdan2", phone=True)
    uid = do.file_dossier(owner, PERMIT, photo, HOUSE)
    work = f"/lam-viec/ho-so/{uid}/"
    accept(sign_in("motcua"), uid)

    leader = sign_in("lanhdao", phone=True)
    leader.goto(work)
    do.press(leader, "main a[href$='/phan-cong/']")
    leader.locator("label", has_text="Nông Văn Tú").first.click()
    do.send(leader, note="Xem kỹ ranh giới thửa đất.")

    specialist = sign_in("chuyenvien")
    specialist.goto(work)
    do.act(specialist, "thuc-dia", place="Thửa 12, tờ bản đồ 4")
    owner.goto(f"/ho-so/{uid}/")
    do.press(owner, "main a[href*='/thuc-dia/']")
    do.send(owner, answer="confirmed")
    specialist.goto(f"{work}thuc-dia/ghi/")
    do.send(specialist, outcome="met", findings="Đúng ranh giới, chưa khởi công.")

    specialist.goto(f"{work}bo-sung/")
    do.send(specialist, reasons=["ban_ve_thieu_ky"], thieu_ban_ve="Bản vẽ móng có chữ ký")
    owner.goto(f"/ho-so/{uid}/")
    do.press(owner, "main a[href$='/bo-sung/']")
    for place in owner.locator("form#bo-sung [type=file]").all():
        place.set_input_files(photo)
    do.press(owner, "button[form=bo-sung]")
    assert "Đã bổ sung; hẹn trả mới" in state_of(owner, uid)

    specialist.goto(f"{work}lay-y-kien/")
    asked = specialist.locator("[name=agency_1] option").nth(1).get_attribute("value") or ""
    do.send(specialist, agency_1=asked, question_1="Có vướng hành lang đường tỉnh không?")
    assert "Đang lấy ý kiến 1 cơ quan" in state_of(owner, uid)
    leader.goto(f"{work}gia-han/")
    do.send(leader, reason="Chờ ý kiến chuyên ngành.")
    told = state_of(owner, uid)
    assert "Hẹn lần đầu" in told
    assert "Cơ quan xin lỗi và hẹn lại" in told
