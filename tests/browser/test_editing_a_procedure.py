"""An official changes a procedure, tries it and publishes it, without a developer."""

import re
from datetime import date, timedelta

from playwright.sync_api import Page, expect

from tests.browser.conftest import SignIn
from tests.browser.sound import Axe

BIRTH = "1.001193"


def save(page: Page) -> None:
    page.locator("main form[data-guard] .actions button.primary").click()
    expect(page.locator(".notice.good, .messages").first).to_be_visible()


def looks_right(page: Page, axe: Axe) -> None:
    """Say what is wrong with a page: an axe violation, or something wider than a telephone."""
    assert axe(page) == []
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"], page.url  # type: ignore[index]  # it has a size


def test_an_official_changes_tries_and_publishes_a_procedure(sign_in: SignIn, axe: Axe) -> None:
    page = sign_in("quantri", phone=True)
    page.goto(f"/quan-tri/thu-tuc/{BIRTH}/")
    page.get_by_role("link", name="Soạn phiên bản mới").click()
    looks_right(page, axe)
    page.get_by_role("button", name="Bắt đầu soạn").click()
    page.wait_for_url(re.compile(r"/soan/[0-9a-f-]{36}/$"))
    draft = page.url
    looks_right(page, axe)

    # a question more, asked only of some
    page.goto(f"{draft}muc/trang/0/o/them/?kind=text")
    page.fill("[name=label]", "Tên cơ sở y tế")
    page.fill("[name=label_en]", "Name of the clinic")
    page.check("[name=must][value=no]")
    looks_right(page, axe)
    save(page)
    page.get_by_role("link", name="Tên cơ sở y tế").click()
    page.get_by_role("link", name=re.compile(r"Sửa điều kiện.*Khi nào thì hỏi")).click()
    page.get_by_role("button", name="Tiếp tục").click()
    page.select_option("[name=comparison]", "filled")
    looks_right(page, axe)
    page.get_by_role("button", name="Thêm điều này").click()
    expect(page.locator("main")).to_contain_text("đã được điền")

    # a mistake, taken back
    page.goto(f"{draft}phan/thanh-phan/")
    rows = page.locator(".editor-rows > li")
    count = rows.count()
    rows.first.get_by_role("button", name=re.compile("^Xóa")).click()
    expect(rows).to_have_count(count - 1)
    page.get_by_role("button", name="Hoàn tác").click()
    page.goto(f"{draft}phan/thanh-phan/")
    expect(rows).to_have_count(count)
    looks_right(page, axe)

    # too many hours: the check says so and leads to the place
    page.goto(f"{draft}muc/buoc/0/")
    hours = page.input_value("[name=hours]")
    page.fill("[name=hours]", "40")
    save(page)
    page.goto(f"{draft}kiem-tra/")
    expect(page.locator("main")).to_contain_text("hãy giảm giờ của các bước")
    looks_right(page, axe)
    page.goto(f"{draft}muc/buoc/0/")
    page.fill("[name=hours]", hours)
    save(page)

    # what the house recommends before anybody asks
    page.goto(f"{draft}muc/de-xuat/them/")
    looks_right(page, axe)
    page.fill("[name=name]", "Khai sinh theo giấy chứng sinh")
    page.fill("[name=why]", "Cơ sở y tế đã gửi giấy chứng sinh.")
    save(page)
    page.goto(f"{draft}kiem-tra/")
    expect(page.locator("main")).to_contain_text("mức làm trước phải là 3 hoặc 4")
    page.goto(f"{draft}phan/thiet-lap/")
    looks_right(page, axe)
    page.get_by_role("button", name=re.compile("^Xóa.*Khai sinh theo")).click()

    # next month
    starts = (date.today().replace(day=1) + timedelta(days=32)).replace(day=1)  # noqa: DTZ011  # the browser's day
    page.goto(f"{draft}phan/hieu-luc/")
    page.fill("[name=effective_from]", starts.isoformat())
    page.fill("[name=decision]", "123/QĐ-UBND")
    save(page)

    # tried
    page.goto(f"{draft}thu-bieu-mau/")
    expect(page.locator("main")).to_contain_text("Tên cơ sở y tế")
    looks_right(page, axe)
    page.goto(f"{draft}chay-thu/")
    for _step in range(4):
        looks_right(page, axe)
        with page.expect_navigation():
            page.locator("button[name=lam]").first.click()
    expect(page.locator("main")).to_contain_text("Quy trình đã kết thúc")

    # published
    page.goto(f"{draft}cong-bo/")
    expect(page.locator("main")).to_contain_text("kết thúc theo phiên bản cũ")
    looks_right(page, axe)
    page.get_by_role("button", name="Công bố phiên bản này").click()
    page.wait_for_url(re.compile(rf"/quan-tri/thu-tuc/{BIRTH}/\?phien-ban=\d+"))
    expect(page.locator("main")).to_contain_text(starts.strftime("%d/%m/%Y"))
    page.goto(f"{draft}lich-su/")
    expect(page.locator("main")).to_contain_text("Công bố")
    looks_right(page, axe)
