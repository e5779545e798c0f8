"""Each procedure worked out is filed and resolved in the browser by people who read the pages.

`make twelve` leads all twelve to the result in the applicant's hands; `make test` takes some of
them that far, and files each that is filed online.
"""

from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image
from playwright.sync_api import Page, StorageState, expect

from tests.browser import days
from tests.browser import filling as do
from tests.browser.conftest import SignIn
from tests.browser.days import ahead
from tests.browser.resolving import COMMUNE, OFFICES, WAYS, Officials, Way

ONLINE = {
    "1.000894": {"nam_so_dinh_danh": "004088123456", "ngay_hen": ahead(37)},
    "1.001612": {"hkd_bat_dau": ahead(37), "hkd_nganh-0-ma": "4711"},
    "1.004873": {"qua_trinh-0-tu": "05/2010", "qua_trinh-0-den": "05/2020"},
    "1.013978": {"td_tu_nam": "1992", "nha_dien_tich": "2", "nha_nam": "2015"},
    "1.004363": {"cs_ma_so": "4800990018", "ch_dien_tich": "30", "ngay_kiem_tra": ahead(37)},
    "3.000333": {},
    "2.002288": {"xe-0-nam_san_xuat": "2019"},
}
"""Those that are filed online, with what their own fields want; birth and permit have journeys."""
AT_DESK = {
    "2.000815": {},
    "2.000986": {**days.child(), "tt_so_chu_ho": "004088123456"},
    "1.011607": {"ngay_o_nha": ahead(37), "thanh_vien-0-nam_sinh": "1988"},
    **{code: {**ONLINE[code], "dv_ma_so": "0100109106"} for code in OFFICES},
}
ANSWERS = {**ONLINE, **AT_DESK, "1.001193": days.child(), "1.013225": days.building()}
LED = ("2.000815",)
"""What `make test` leads to the end: copies, taken in at the desk; birth has a journey."""
WALK_IN = {
    "card": "",
    "submitter_name": "",
    "submitter_number": "",
    "proof": "",
    "copies": "1",
    "owner_name": "Nông Văn Thử",
    "owner_number": "004090123456",
    "owner_birth": "12/04/1990",
    "owner_phone": "0912345678",
}


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return what a telephone makes of a sheet of paper."""
    path = tmp_path_factory.mktemp("giay") / "giay.jpg"
    Image.new("RGB", (600, 800), "#fdfdf8").save(path)
    return path


@pytest.mark.parametrize("code", ONLINE)
def test_it_is_filed_from_a_telephone(sign_in: SignIn, photo: Path, code: str) -> None:
    applicant = sign_in("doanhnghiep" if code == "2.002288" else "congdan", phone=True)

    uid = do.file_dossier(applicant, code, photo, ONLINE[code])

    applicant.goto(f"/ho-so/{uid}/")
    expect(applicant.locator("main")).to_contain_text("Chờ tiếp nhận")
    assert applicant.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.fixture(scope="module")
def hired() -> dict[str, str]:
    """Keep whom the operator appointed in departments."""
    return {}


def taken_in(desk: Page, code: str, known: dict[str, str]) -> UUID:
    """Take a person in at the desk, every paper shown."""
    desk.goto(f"/lam-viec/mot-cua/tiep-nhan/{code}/")
    desk.evaluate(do.FILL.replace("main form#buoc", "[data-intake]"), {**WALK_IN, **known})
    for paper in desk.locator("select[name^=co_]").all():
        if paper.is_visible():
            paper.select_option("shown")
    do.press(desk, "[data-intake] button[name=take]")
    assert "vua-nhan=1" in desk.url, do.words(desk)
    return do.uid_in(desk)


def led(code: str) -> object:
    """Return the case of a procedure that only `make twelve` leads to the end."""
    return code if code in LED else pytest.param(code, marks=pytest.mark.crawl)


@pytest.mark.parametrize("code", [led(code) for code in WAYS])
def test_it_goes_its_whole_way(
    sign_in: SignIn,
    sessions: dict[str, StorageState],
    hired: dict[str, str],
    photo: Path,
    code: str,
) -> None:
    office = OFFICES.get(code, COMMUNE)
    officials = Officials(sign_in, sessions, hired)
    if code in AT_DESK:
        way = Way(officials, taken_in(officials(office.desk), code, ANSWERS[code]), office)
    else:
        applicant = sign_in("congdan", phone=True)
        way = Way(officials, do.file_dossier(applicant, code, photo, ANSWERS[code]), office)
        way.accept()

    way.go(WAYS[code])
    way.hand_over()

    desk = officials(office.desk)
    desk.goto(f"/lam-viec/mot-cua/{way.uid}/")
    expect(desk.locator("main")).to_contain_text("Đã trả kết quả")


@pytest.mark.parametrize("code", ["2.000815", "2.000986", "1.011607"])
def test_what_is_taken_in_at_the_desk_says_so(sign_in: SignIn, code: str) -> None:
    applicant = sign_in("congdan", phone=True)

    applicant.goto(f"/dich-vu-cong/{code}/")

    expect(applicant.locator("main")).to_contain_text("Việc này không nhận trực tuyến.")
    assert applicant.locator(f"a[href$='/{code}/nop/']").count() == 0
