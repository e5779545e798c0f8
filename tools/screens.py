"""Pictures of each main page, taken from a running house: `python -m tools.screens [URL [NAME …]]`.

They lie in `docs/screens/`; each is made again by this command and none is edited by hand. The
house must be a demonstration (`make run`); all that changes in it is one draft that is begun
and a code for pairing a computer.
"""

import sys
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tools import chromium

HERE = Path(__file__).resolve().parents[1]
SCREENS = HERE / "docs" / "screens"
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}
LARGEST = 250_000
PASSWORD = "tinhso-demo"  # noqa: S105  the published password of the demonstration accounts


@dataclass(frozen=True, kw_only=True)
class Screen:
    """One page: who looks, where he begins, which link he follows from there."""

    name: str
    login: str
    address: str
    then: tuple[str, ...] = ()
    phone: bool = False
    dark: bool = False


SCREENS_OF_THE_HOUSE = (
    Screen(name="phone-home", login="congdan", address="/", phone=True),
    Screen(
        name="phone-filing",
        login="congdan",
        address="/dich-vu-cong/1.001193/nop/",
        phone=True,
    ),
    Screen(
        name="phone-form",
        login="congdan",
        address="/dich-vu-cong/1.001193/nop/",
        then=(".dock .primary",),
        phone=True,
    ),
    Screen(
        name="phone-dossier",
        login="congdan",
        address="/ho-so/",
        then=("main a[href^='/ho-so/']",),
        phone=True,
    ),
    Screen(name="phone-tracking", login="", address="/tra-cuu/", phone=True),
    Screen(
        name="phone-signing",
        login="lanhdao",
        address="/lam-viec/cho-ky/",
        then=("tbody a[href^='/lam-viec/cho-ky/']",),
        phone=True,
    ),
    Screen(name="phone-verification", login="", address="/kiem-tra-chu-ky/", phone=True),
    Screen(name="catalogue", login="", address="/dich-vu-cong/"),
    Screen(name="procedure", login="", address="/dich-vu-cong/1.001193/"),
    Screen(name="desk", login="motcua", address="/lam-viec/mot-cua/"),
    Screen(name="intake", login="motcua", address="/lam-viec/mot-cua/tiep-nhan/1.001193/"),
    Screen(
        name="work",
        login="chuyenvien",
        address="/lam-viec/ho-so/?view=mine&xem=mine",
        then=("tbody a[href^='/lam-viec/ho-so/']",),
    ),
    Screen(
        name="result",
        login="motcua",
        address="/lam-viec/mot-cua/?view=to_return",
        then=(
            "tbody a.row-link",
            "#xem-nhanh a[href^='/lam-viec/ho-so/']",
            ".work-papers li:last-child a",
        ),
    ),
    Screen(name="inbox", login="chuyenvien", address="/lam-viec/ho-so/?view=mine&xem=mine"),
    Screen(name="board", login="lanhdao", address="/lam-viec/dieu-hanh/"),
    Screen(name="board-dark", login="lanhdao", address="/lam-viec/dieu-hanh/", dark=True),
    Screen(name="phone-board", login="lanhdao", address="/lam-viec/dieu-hanh/", phone=True),
    Screen(name="phone-statistics", login="lanhdao", address="/lam-viec/thong-ke/", phone=True),
    Screen(name="phone-calendar", login="quantri", address="/quan-tri/lich-lam-viec/", phone=True),
    Screen(name="writers-desk", login="bientap", address="/lam-viec/"),
    Screen(
        name="statistics",
        login="lanhdao",
        address="/lam-viec/thong-ke/?theo=procedure&ky=nam&cach=nd09",
    ),
    Screen(
        name="report",
        login="lanhdao",
        address="/lam-viec/thong-ke/bao-cao/07a/nam/2026/1/",
    ),
    Screen(name="operators", login="quantri", address="/quan-tri/"),
    Screen(name="seal", login="vanthu", address="/lam-viec/dong-dau/"),
    Screen(name="numbers", login="vanthu", address="/lam-viec/so/van-ban/"),
    Screen(name="privacy", login="vanthu", address="/lam-viec/du-lieu-ca-nhan/"),
    Screen(name="complaints", login="lanhdao", address="/lam-viec/phan-anh/"),
    Screen(name="going-live", login="quantri", address="/quan-tri/van-hanh-chinh-thuc/"),
    Screen(name="import", login="quantri", address="/quan-tri/nhap-du-lieu/loai/dossiers.open/"),
    Screen(name="versions", login="quantri", address="/quan-tri/thu-tuc/1.001193/"),
    Screen(name="phone-procedure", login="", address="/dich-vu-cong/1.001193/", phone=True),
    Screen(name="phone-papers", login="congdan", address="/giay-to-cua-toi/", phone=True),
    Screen(name="phone-appointments", login="congdan", address="/lich-hen/", phone=True),
    Screen(name="phone-offers", login="congdan", address="/chu-dong/", phone=True),
    Screen(name="phone-access", login="congdan", address="/tai-khoan/ai-da-xem/", phone=True),
    Screen(
        name="list-filed",
        login="doanhnghiep",
        address="/nop-theo-danh-sach/",
        then=("main a.button[href^='/nop-theo-danh-sach/']",),
    ),
    Screen(name="calling", login="motcua", address="/lam-viec/mot-cua/goi-so/"),
    Screen(name="unclaimed", login="motcua", address="/lam-viec/mot-cua/chua-nhan/"),
    Screen(name="post-lists", login="motcua", address="/lam-viec/mot-cua/buu-chinh/"),
    Screen(name="drawer", login="motcua", address="/lam-viec/ca-thu/cua-toi/"),
    Screen(name="settlements", login="motcua", address="/lam-viec/quyet-toan/"),
    Screen(
        name="settlement",
        login="motcua",
        address="/lam-viec/quyet-toan/?tinh-trang=sent",
        then=("tbody a[href^='/lam-viec/quyet-toan/']",),
    ),
    Screen(name="give-out", login="lanhdao", address="/lam-viec/ho-so/?view=unit&xem=unit"),
    Screen(
        name="phone-agents",
        login="lanhdao",
        address="/tai-khoan/chu-ky-so/may-ky/",
        then=("main button.primary",),
        phone=True,
    ),
    Screen(name="batch-new", login="lanhdao", address="/lam-viec/lo-ky/moi/"),
    Screen(name="to-sign", login="lanhdao", address="/lam-viec/cho-ky/"),
    Screen(name="flow", login="lanhdao", address="/lam-viec/thong-ke/noi-cho/"),
    Screen(name="book", login="vanthu", address="/lam-viec/so/"),
    Screen(name="accounts", login="quantri", address="/quan-tri/tai-khoan/"),
    Screen(name="jobs", login="quantri", address="/quan-tri/viec-nen/"),
    Screen(name="backups", login="quantri", address="/quan-tri/sao-luu/"),
)


def main() -> int:
    """Take every picture, or those that are named."""
    url, *names = sys.argv[1:] or ["http://127.0.0.1:8000"]
    SCREENS.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.executable(),
            args=["--no-sandbox", "--disable-gpu", "--lang=vi"],
        )
        for screen in SCREENS_OF_THE_HOUSE:
            if names and screen.name not in names:
                continue
            page = _open(browser, screen, url)
            path = SCREENS / f"{screen.name}.png"
            path.write_bytes(small(page.screenshot()))
            sys.stdout.write(f"{path.relative_to(HERE)}: {path.stat().st_size // 1000} kB\n")
            page.context.close()
        browser.close()
    return 0


def _open(browser: Browser, screen: Screen, url: str) -> Page:
    """Sign in, go there, follow the links."""
    context = browser.new_context(
        base_url=url,
        viewport=PHONE if screen.phone else DESKTOP,  # type: ignore[arg-type]  # a TypedDict of two ints
        color_scheme="dark" if screen.dark else "light",
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    if screen.login:
        page.goto("/dang-nhap/")
        page.fill("[name=login]", screen.login)
        page.fill("[name=password]", PASSWORD)
        page.locator("form:has([name=password]) button[type=submit]").first.click()
        page.wait_for_url(lambda address: "/dang-nhap/" not in address)
    page.goto(screen.address)
    for link in screen.then:
        if not page.locator(link).count():
            sys.stdout.write(f"{screen.name}: no {link} on {page.url}; the page is shown itself\n")
            break
        page.locator(link).first.click()
        page.wait_for_load_state("networkidle")
    page.wait_for_load_state("networkidle")
    return page


def small(content: bytes) -> bytes:
    """Return a PNG of few colours, small enough to lie in the repository."""
    picture = Image.open(BytesIO(content)).convert("RGB")
    for colours in (256, 128, 64, 32):
        out = BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() <= LARGEST:
            break
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
