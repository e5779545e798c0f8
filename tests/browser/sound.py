"""What makes a page sound in a real browser, asked of every page a reader can go to."""

from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Response, ViewportSize
from playwright.sync_api import Error as BrowserError

from tools.links import Walk

CITIZENS_TARGET = 44
"""Pixels a thumb needs; axe asks 24 of all pages (WCAG 2.2, target-size)."""
LOW_CONTROLS = """least => [...document.querySelectorAll(
    "button, .button, summary, input:not([type=hidden], [type=checkbox], [type=radio]), select")]
  .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.closest(".maplibregl-map"))
  .map(e => [e, e.getBoundingClientRect().height])
  .filter(([e, height]) => height > 2 && height + 0.5 < least)
  .map(([e, height]) => e.outerHTML.slice(0, 90) + " is " + Math.round(height) + " px")
"""


Axe = Callable[..., list[str]]


class Walker:
    """Opens each kind of page once and notes what is wrong with it.

    `sizes` are the windows each page is opened in (none: as the browser stands); with `dark` each
    is looked at in both colours.
    """

    def __init__(
        self,
        page: Page,
        axe: Axe,
        language: str = "vi",
        *,
        sizes: tuple[ViewportSize, ...] = (),
        dark: bool = False,
    ) -> None:
        """Walk with this browser page; `axe` lists the violations of what it shows."""
        self.page, self.axe, self.language = page, axe, language
        self.sizes, self.dark = sizes, dark
        self.faults: list[str] = []
        self.opened = 0
        page.on("pageerror", lambda error: self._note(f"script: {error}"))
        page.on("console", self._heard)
        page.on("response", self._answered)

    def walk(self, start: list[str]) -> None:
        """Open what can be reached from `start`, one page of each shape."""
        if self.sizes:
            self.page.set_viewport_size(self.sizes[0])
        walk = Walk(list(start), per_shape=1)
        for address in walk:
            shown = self._open(address)
            if shown is None or "text/html" not in shown.headers.get("content-type", ""):
                continue
            self.opened += 1
            if shown.status >= 400:
                self._note(f"answered {shown.status}")
                continue
            at = urlsplit(self.page.url)
            walk.read(self.page.content(), at=f"{at.path}?{at.query}")
            self._look()
            for size in self.sizes[1:]:
                self.page.set_viewport_size(size)
                self._open(self.page.url)  # scripts ask for the width when a page opens
                self._look()
            if self.sizes:
                self.page.set_viewport_size(self.sizes[0])

    def _open(self, address: str) -> Response | None:
        """Go there; a file that is offered for keeping is no page."""
        try:
            return self.page.goto(address, wait_until="load")
        except BrowserError as error:
            if "Download is starting" in error.message or "ERR_ABORTED" in error.message:
                return None
            raise

    def _look(self) -> None:
        """Note language, width, targets and what axe finds."""
        page = self.page
        if page.locator("html").get_attribute("lang") != self.language:
            self._note(f"not in {self.language}")
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wide > 0:
            self._note(f"{wide} px wider than the screen")
        if not page.evaluate("document.body.classList.contains('staff')"):
            for control in page.evaluate(LOW_CONTROLS, CITIZENS_TARGET):
                self._note(f"too low for a thumb: {control}")
        for violation in self.axe(page):
            self._note(violation)
        if self.dark:
            page.emulate_media(color_scheme="dark")
            for violation in self.axe(page, "color-contrast"):
                self._note(f"in the dark: {violation}")
            page.emulate_media(color_scheme="light")

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._note(f"console: {message.text}")

    def _answered(self, answer: Response) -> None:
        if answer.status >= 400 and answer.request.resource_type != "document":
            self._note(f"{answer.request.resource_type} {answer.url} answered {answer.status}")

    def _note(self, fault: str) -> None:
        wide = (self.page.viewport_size or {}).get("width")
        self.faults.append(f"{self.page.url} at {wide} px: {fault}")
