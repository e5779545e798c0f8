"""An official pairs his computer, has its key certified, and signs a batch there by one PIN.

The agent is the reference agent as a process of its own, its device one of SoftHSM2; all presses
on the pages are made from the keyboard, in a window of 360 pixels.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.browser import filling as do
from tests.browser import machine
from tests.browser.conftest import House, SignIn
from tests.browser.sound import Axe
from tinhso.signing.testing import PIN, SOFTHSM, a_plain_pdf
from tools.waiting import HANGING

AGENTS = "/tai-khoan/chu-ky-so/may-ky/"
LIBRARY = next(one for one in SOFTHSM if Path(one).exists())
WHO = "lanhdao2"
PHONE: ViewportSize = {"width": 360, "height": 740}
FILES = 30
"""More than one portion."""

Run = Callable[..., str]


@pytest.fixture
def agent(tmp_path: Path) -> Run:
    """Return what runs one command of the agent at the official's computer, to its end."""
    (tmp_path / "devices").mkdir()
    (tmp_path / "pin").write_text(PIN)
    lines = [f"directories.tokendir = {tmp_path}/devices", "objectstore.backend = file", ""]
    (tmp_path / "conf").write_text("\n".join(lines))
    own = {**os.environ, "SOFTHSM2_CONF": str(tmp_path / "conf")}
    made = f"softhsm2-util --init-token --free --label The --pin {PIN} --so-pin 86420864"
    subprocess.run(made.split(), env=own, check=True, capture_output=True)

    def run(*said: str) -> str:
        given = ["--state", str(tmp_path / "pairing.json"), "--pin-file", str(tmp_path / "pin")]
        done = subprocess.run(
            [sys.executable, "-m", "tinhso_agent", *given, *said],
            capture_output=True,
            text=True,
            timeout=HANGING,
            check=False,
            env=own,
        )
        assert done.stderr == ""
        return done.stdout

    return run


def pressed(page: Page, button: Locator) -> None:
    """Press a button from the keyboard alone."""
    button.focus()
    expect(button).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def sound(page: Page, axe: Axe) -> None:
    """Nothing is wider than the telephone, and axe finds nothing."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert axe(page) == []


def certified(operator: Page, fingerprint: str, axe: Axe) -> None:
    """Have the operator issue for the key whose fingerprint the official read to him."""
    operator.goto("/quan-tri/chung-thu-so/may-ky/")
    links = operator.locator("main a[href^='/quan-tri/chung-thu-so/may-ky/']").all()
    places = [link.get_attribute("href") or "" for link in links]
    operator.goto(next(place for place in places if do.UUID_TEXT.search(place)))
    assert fingerprint in do.words(operator)
    sound(operator, axe)
    operator.get_by_label("Cán bộ đã đọc dấu vân tay").press("Space")
    pressed(operator, operator.get_by_role("button", name="Cấp chứng thư"))


@pytest.fixture
def operator(sign_in: SignIn) -> Iterator[Page]:
    """Return who issues certificates; what others sign with is issued anew at the end."""
    page = sign_in("quantri", phone=True)
    page.set_viewport_size(PHONE)
    yield page
    page.goto("/quan-tri/chung-thu-so/cap/")
    do.send(page, role="person", holder=WHO, years="3")


def test_a_batch_is_signed_at_ones_own_computer_by_one_pin(
    house: House, sign_in: SignIn, axe: Axe, agent: Run, operator: Page, tmp_path: Path
) -> None:
    leader = sign_in(WHO, phone=True)
    leader.set_viewport_size(PHONE)

    leader.goto(AGENTS)
    sound(leader, axe)
    pressed(leader, leader.get_by_role("button", name="Ghép máy mới"))
    sound(leader, axe)
    code = leader.locator(".agent-code").first.inner_text().strip()
    told = agent("pair", house.url, code, "--name", "Máy phòng họp")
    accept = leader.get_by_role("button", name="Đúng máy của tôi")
    expect(accept).to_be_visible()
    assert leader.locator(".agent-code").first.inner_text().strip() in told
    sound(leader, axe)
    pressed(leader, accept)

    shown = agent("enrol", "--module", LIBRARY)
    leader.goto(AGENTS)
    fingerprint = leader.locator("section.card").first.locator("dd.code").last.inner_text().strip()
    assert fingerprint in shown
    sound(leader, axe)
    certified(operator, fingerprint, axe)

    paths = [tmp_path / f"giay-moi-{number:02d}.pdf" for number in range(FILES)]
    for number, path in enumerate(paths):
        path.write_bytes(a_plain_pdf() + b"\n" * number)
    leader.goto("/lam-viec/lo-ky/moi/")
    sound(leader, axe)
    leader.set_input_files("[name=chosen]", paths)
    pressed(leader, leader.get_by_role("button", name="Gửi các tệp"))
    sound(leader, axe)
    pressed(leader, leader.get_by_role("button", name="Xác nhận để ký"))
    sound(leader, axe)
    leader.get_by_label("Mã xác nhận").fill(machine.telephone_code(leader))
    pressed(leader, leader.get_by_role("button", name="Ký", exact=True))
    expect(leader.get_by_text("Đang chờ máy ký")).to_be_visible()
    sound(leader, axe)
    said = agent("run", "--once", "--module", LIBRARY)

    expect(leader.get_by_text(f"Xong {FILES} trên {FILES} tệp")).to_be_visible()
    sound(leader, axe)
    assert said.count("SHA-256") == FILES
    leader.goto("/tai-khoan/chu-ky-so/nhat-ky/")
    expect(leader.get_by_text("giay-moi-29.pdf").first).to_be_visible()
