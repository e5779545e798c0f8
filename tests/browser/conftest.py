"""Browser tests drive the system's Chromium against the house as `make run` starts it."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.error import URLError

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from PIL import Image
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    StorageState,
    ViewportSize,
    expect,
    sync_playwright,
)

from tests.browser.grown import ROOT, begin_as_copy, shared_by_workers
from tests.browser.sound import Axe
from tools.chromium import executable
from tools.postgresql import free_port
from tools.waiting import HANGING, SILENT

PHONE: ViewportSize = {"width": 360, "height": 740}
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PASSWORD = "tinhso-demo"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=vi",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test."""
    for item in items:
        if Path(item.path).is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


class Letters:
    """The province's mail server: keeps what the house sends."""

    def __init__(self) -> None:
        self.got: list[EmailMessage] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's name
        """Take a letter in."""
        content = envelope.content or b""
        data = content.encode() if isinstance(content, str) else content
        self.got.append(message_from_bytes(data, policy=policy.default))
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        """Return the letters to somebody, the newest first."""
        return [one for one in reversed(self.got) if address in str(one["To"])]


@pytest.fixture(scope="session")
def mail() -> Iterator[tuple[Letters, int]]:
    """Run a mail server; gives its letters and its port (`TINHSO_TEST_SMTP` names one)."""
    letters, port = Letters(), int(os.environ.get("TINHSO_TEST_SMTP", "0")) or free_port()
    server = Controller(letters, hostname="127.0.0.1", port=port)
    server.start()
    yield letters, port
    server.stop()


@dataclass(frozen=True)
class House:
    """A running installation with the demonstration province."""

    url: str
    home: Path
    letters: Letters


def answers(url: str) -> bool:
    """Tell whether a house has opened."""
    try:
        with urllib.request.urlopen(url, timeout=SILENT) as answer:  # noqa: S310  our own loopback
            return bool(answer.status == 200)
    except (URLError, ConnectionError, TimeoutError):
        return False


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory, mail: tuple[Letters, int]) -> Iterator[House]:
    """Start `tinhso run` in a data folder of this worker and end it, with all its children.

    `TINHSO_TEST_HOUSE` (an address) uses one that runs already, while a journey is being written;
    `TINHSO_HOME` is then its folder. `TINHSO_TEST_FOLDER` keeps the folder for the next time.
    """
    letters, smtp_port = mail
    if running := os.environ.get("TINHSO_TEST_HOUSE"):
        yield House(running, Path(os.environ.get("TINHSO_HOME", "")), letters)
        return
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TINHSO_")}
    environment = {
        **kept,
        "TINHSO_PORT": str(port),
        "TINHSO_SMTP_HOST": "127.0.0.1",
        "TINHSO_SMTP_PORT": str(smtp_port),
        "TINHSO_DEMO_DOSSIERS": os.environ.get("TINHSO_DEMO_DOSSIERS", "40"),
    }
    if kept_folder := os.environ.get("TINHSO_TEST_FOLDER"):
        home = Path(kept_folder)
    else:
        home = tmp_path_factory.mktemp("house")
        begin_as_copy(home, shared_by_workers(tmp_path_factory.getbasetemp()), environment)
    log = (home / "run.log").open("wb")
    run = subprocess.Popen(
        [sys.executable, "-m", "tinhso.config.cli", "run"],
        cwd=ROOT,
        env={**environment, "TINHSO_HOME": str(home)},
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + HANGING
    while not answers(f"{url}/healthz"):
        if run.poll() is not None or time.monotonic() > deadline:
            run.kill()
            pytest.fail(f"the house did not open:\n{(home / 'run.log').read_text()[-4000:]}")
        time.sleep(0.5)
    yield House(url, home, letters)
    run.send_signal(signal.SIGINT)
    assert run.wait(timeout=HANGING) == 0, (home / "run.log").read_text()[-4000:]
    log.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The operating system's Chromium, headless."""
    expect.set_options(timeout=SILENT * 1000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=QUIET)
        yield browser
        browser.close()


SignIn = Callable[..., Page]


@pytest.fixture(scope="session")
def sessions() -> dict[str, StorageState]:
    """Keep who has signed in once, so that no later test types his password again."""
    return {}


@pytest.fixture
def sign_in(house: House, chromium: Browser, sessions: dict[str, StorageState]) -> Iterator[SignIn]:
    """Return a function that opens a page as a demonstration account (or as a stranger).

    `at` names another address of the house; its sessions are its own.
    """
    contexts: list[BrowserContext] = []

    def open_as(
        login: str | None, *, phone: bool = False, dark: bool = False, at: str = ""
    ) -> Page:
        context = chromium.new_context(
            base_url=at or house.url,
            viewport=PHONE if phone else DESKTOP,
            color_scheme="dark" if dark else "light",
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            reduced_motion="reduce",
            storage_state=None if at else sessions.get(login or ""),
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(SILENT * 1000)
        if login is not None and (at or login not in sessions):
            page.goto("/dang-nhap/")
            page.fill("[name=login]", login)
            page.fill("[name=password]", PASSWORD)
            page.locator("form:has([name=password]) button[type=submit]").first.click()
            page.wait_for_url(lambda url: "/dang-nhap/" not in url)
            if not at:
                sessions[login] = context.storage_state()
        return page

    yield open_as
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def axe() -> Axe:
    """Return what lists a page's accessibility violations."""
    return Axe((ROOT / "node_modules/axe-core/axe.min.js").read_text())


@pytest.fixture(scope="module")
def built() -> set[str]:
    """Keep what pages are built like that axe has looked at."""
    return set()


@pytest.fixture(scope="session")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return what a telephone makes of a sheet of paper on a table."""
    path = tmp_path_factory.mktemp("giay") / "giay.jpg"
    sheet = Image.new("RGB", (1200, 1600), "#7a6a55")
    sheet.paste("#fdfdf8", (120, 160, 1080, 1440))
    sheet.save(path)
    return path
