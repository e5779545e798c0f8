"""What makes a page sound in a real browser, asked of every page a reader can go to."""

from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Response, ViewportSize
from playwright.sync_api import Error as BrowserError

from tinhso.kernel.testing import vietnamese_left_behind
from tools.links import Walk

ASIDE = frozenset({"xep", "c"})
"""Order and page of a list are looked at once, not again with every filter."""
CITIZENS_TARGET = 44
"""Pixels a thumb needs; axe asks 24 of all pages (WCAG 2.2, target-size)."""
LOW_CONTROLS = """least => [...document.querySelectorAll(
    "button, .button, summary, input:not([type=hidden], [type=checkbox], [type=radio]), select")]
  .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.closest(".maplibregl-map"))
  .map(e => [e, e.getBoundingClientRect().height])
  .filter(([e, height]) => height > 2 && height + 0.5 < least)
  .map(([e, height]) => e.outerHTML.slice(0, 90) + " is " + Math.round(height) + " px")
"""


FOLDED = """() => [...document.querySelectorAll("details")].flatMap(one => {
  const was = one.open;
  one.open = true;
  const wide = document.documentElement.scrollWidth - window.innerWidth;
  const menu = one.querySelector(":scope > .menu-body")?.getBoundingClientRect();
  const outside = menu?.width && (menu.left < 0 || menu.right > window.innerWidth + 0.5);
  one.open = was;
  return wide > 0 || outside ? [one.querySelector("summary").textContent.trim()] : [];
})"""
"""What does not stand within the window once it is unfolded."""
PAINTED = """() => Promise.race([
  Promise.all(document.getAnimations()
    .filter(one => one.effect.getComputedTiming().endTime < 1000)
    .map(one => one.finished.catch(() => 0)))
  .then(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))),
  new Promise(done => setTimeout(done, 3000)),
])"""
"""What a change of colours has to wait for; a page that stands behind another is not painted."""
LINE = """e => [
    e.parentElement.tagName, e.parentElement.className, e.tagName, e.getAttribute("class"),
    ...["role", "type", "lang", "scope", "rel", "tabindex"].map(name => e.getAttribute(name)),
    e.getAttributeNames().sort().join(" "), e.textContent.trim() !== "", e.checkVisibility(),
  ].join("|")"""
"""How an element is built, whatever its words: what axe judges by."""
BUILD = f"""() => [...new Set([...document.querySelectorAll("body, body *")].map({LINE}))]
  .sort().join("\\n")"""
"""How a page is built, however many rows it has."""
ALIKE = f"""() => {{
  const seen = new Set(), line = {LINE};
  const rows = [...document.querySelectorAll("tbody > tr, ol > li, ul > li")];
  window.builtAlike = rows.filter(row => {{
    const build = [row, ...row.querySelectorAll("*")].map(line).join("\\n");
    return seen.has(build) || !seen.add(build);
  }});
}}"""
"""Keeps in a page its rows that are built like one before: axe need not look at them again."""
ASKS_THE_WIDTH = """const asked = window.matchMedia.bind(window);
window.matchMedia = query => {
  if (query.includes("width")) window.askedTheWidth = true;
  return asked(query);
};"""
"""Keeps in a page whether its scripts built it for the window it opened in."""
SETTLED = "() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')"
"""What a page fetches by itself while it opens is there."""
Axe = Callable[..., list[str]]


class Walker:
    """Opens each kind of page once and notes what is wrong with it.

    `sizes` are the windows each page is opened in (none: as the browser stands); with `dark` each
    is looked at in both colours. `built` spares axe the pages built like one it has seen.
    """

    def __init__(
        self,
        page: Page,
        axe: Axe,
        language: str = "vi",
        *,
        sizes: tuple[ViewportSize, ...] = (),
        dark: bool = False,
        built: set[str] | None = None,
    ) -> None:
        """Walk with this browser page; `axe` lists the violations of what it shows."""
        self.page, self.axe, self.language = page, axe, language
        self.sizes, self.dark, self.built = sizes, dark, built
        self.faults: list[str] = []
        self.opened = 0
        if len(sizes) > 1:
            page.add_init_script(ASKS_THE_WIDTH)
        page.on("pageerror", lambda error: self._note(f"script: {error}"))
        page.on("console", self._heard)
        page.on("response", self._answered)

    def walk(self, start: list[str]) -> None:
        """Open what can be reached from `start`, one page of each shape."""
        if self.sizes:
            self.page.set_viewport_size(self.sizes[0])
        walk = Walk(list(start), per_shape=1, aside=ASIDE)
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
                self._widen(size)
                self._look()
            if self.sizes:
                self.page.set_viewport_size(self.sizes[0])

    def _widen(self, size: ViewportSize) -> None:
        """Give the window another size; a page that was built for the old one opens again."""
        self.page.set_viewport_size(size)
        if self.page.evaluate("window.askedTheWidth === true"):
            self._open(self.page.url)
        self.page.evaluate(PAINTED)

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
        page.wait_for_function(SETTLED)
        if page.locator("html").get_attribute("lang") != self.language:
            self._note(f"not in {self.language}")
        if self.language == "en" and (left := vietnamese_left_behind(page.content())):
            self._note(f"left in Vietnamese: {left[:5]}")
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wide > 0:
            self._note(f"{wide} px wider than the screen")
        if not page.evaluate("document.body.classList.contains('staff')"):
            for control in page.evaluate(LOW_CONTROLS, CITIZENS_TARGET):
                self._note(f"too low for a thumb: {control}")
        if self.sizes:
            for summary in page.evaluate(FOLDED):
                self._note(f"unfolds beyond the window: {summary}")
        if self._was_built_before():
            return
        if self.built is not None:
            page.evaluate(ALIKE)
        for violation in self.axe(page):
            self._note(violation)
        if self.dark:
            page.emulate_media(color_scheme="dark")
            page.evaluate(PAINTED)
            for violation in self.axe(page, "color-contrast"):
                self._note(f"in the dark: {violation}")
            page.emulate_media(color_scheme="light")

    def _was_built_before(self) -> bool:
        """Tell whether axe has looked at a page built the same, in this language and width."""
        if self.built is None:
            return False
        size = self.page.viewport_size or {"width": 0, "height": 0}
        build = f"{self.language} {size['width']} {self.page.evaluate(BUILD)}"
        if build in self.built:
            return True
        self.built.add(build)
        return False

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._note(f"console: {message.text}")

    def _answered(self, answer: Response) -> None:
        if answer.status >= 400 and answer.request.resource_type != "document":
            self._note(f"{answer.request.resource_type} {answer.url} answered {answer.status}")

    def _note(self, fault: str) -> None:
        size = self.page.viewport_size
        self.faults.append(f"{self.page.url} at {size['width'] if size else 0} px: {fault}")
