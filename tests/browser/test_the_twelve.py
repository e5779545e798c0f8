"""Each procedure worked out is filed in the browser by somebody who only reads the page."""

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser import filling as do
from tests.browser.conftest import SignIn
from tests.browser.days import ahead

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


@pytest.mark.parametrize("code", ["2.000815", "2.000986", "1.011607"])
def test_what_is_taken_in_at_the_desk_says_so(sign_in: SignIn, code: str) -> None:
    applicant = sign_in("congdan", phone=True)

    applicant.goto(f"/dich-vu-cong/{code}/")

    expect(applicant.locator("main")).to_contain_text("Việc này không nhận trực tuyến.")
    assert applicant.locator(f"a[href$='/{code}/nop/']").count() == 0
