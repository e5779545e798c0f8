"""What makes a page sound in a real browser, asked of every page a reader can go to."""

from typing import TypedDict
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Response, ViewportSize
from playwright.sync_api import Error as BrowserError

from tinhso.kernel.testing import vietnamese_left_behind
from tools.links import Walk

ASIDE = frozenset({"xep", "c"})
"""Order and page of a list are looked at once, not again with every filter."""
FILES = ("/xuat/", "/tep/")
"""Ways to what is offered for keeping, no page: the client's walk opens them."""
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
"""What a change of width has to wait for; a page that stands behind another is not painted."""
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
SIDEWAYS = """() => [...document.querySelectorAll("table")]
  .filter(one => one.checkVisibility() && one.parentElement.clientWidth
    && one.getBoundingClientRect().width > one.parentElement.clientWidth + 1)
  .map(one => one.outerHTML.slice(0, 90))"""
"""Tables of which a part is out of sight; on a telephone each becomes cards."""
LOOK = f"""async ({{least, mayUnfold}}) => {{
  const fetching = ".htmx-request, .htmx-swapping, .htmx-settling";
  while (document.querySelector(fetching)) await new Promise(done => setTimeout(done, 20));
  const low = {LOW_CONTROLS};
  return {{
    language: document.documentElement.lang,
    wide: document.documentElement.scrollWidth - window.innerWidth,
    low: document.body.classList.contains("staff") ? [] : low(least),
    unfolded: mayUnfold ? ({FOLDED})() : [],
    sideways: window.innerWidth < 500 ? ({SIDEWAYS})() : [],
    build: ({BUILD})(),
  }};
}}"""
"""All that is asked of a page but axe, in one question; what it fetches by itself is there."""
DARK_RULES = ("color-contrast", "link-in-text-block")
"""The rules of axe that colours can change; all others judge elements, names, roles and sizes."""


class Look(TypedDict):
    """What a page answers to `LOOK`."""

    language: str
    wide: int
    low: list[str]
    unfolded: list[str]
    sideways: list[str]
    build: str


class Axe:
    """Lists a page's accessibility violations, of all rules or of some.

    Leaves out what the page keeps in `builtAlike`. Media alone are looked at beforehand: no rule
    that is asked reads style sheets. Bars that stay at the window's foot cover what a reader
    scrolls out from under them: while axe measures targets each lies where the page ends.
    """

    RUN = """async rules => {
      if (!window.axe && !window.startAxe) return null;
      if (!window.axe) window.startAxe();
      const all = {rules: {"target-size": {enabled: true}}};
      const bars = [...document.querySelectorAll(".dock, .dock-place, .bulk, .pane-acts")];
      bars.forEach(bar => { bar.style.position = "static"; });
      const {violations} = await axe.run(
        window.builtAlike?.length ? {include: [document], exclude: window.builtAlike} : document,
        {
          resultTypes: ["violations"],
          preload: {assets: ["media"]},
          ...(rules.length ? {runOnly: rules} : all),
        },
      );
      bars.forEach(bar => bar.removeAttribute("style"));
      return violations.map(one => one.id + ": " + one.help + " @ "
        + one.nodes.slice(0, 3).map(node => node.target.join(" ")).join(" | "));
    }"""

    def __init__(self, source: str) -> None:
        """Take the text of axe."""
        self.source = source

    def prepare(self, page: Page) -> None:
        """Let each page that opens here have axe at hand, so that it need not be sent to each."""
        page.add_init_script(f"window.startAxe = () => {{ {self.source} }};")

    def __call__(self, page: Page, *rules: str) -> list[str]:
        """Return what is wrong with what this page shows."""
        found = page.evaluate(self.RUN, list(rules))
        if found is None:
            page.evaluate(self.source)
            found = page.evaluate(self.RUN, list(rules))
        return [str(text) for text in found]


class Walker:
    """Opens each kind of page once and notes what is wrong with it.

    `sizes` are the windows each page is seen in (none: as the browser stands). With `dark` each is
    seen in both colours: in every window axe's whole set of rules judges one colour, and in the
    other those rules that colours can change (`DARK_RULES`). Widths and colours change in place,
    and the next page opens as the last one stood, so that no change is made twice. `built` spares
    axe the pages built like one it has seen.
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
        self.is_dark = False
        axe.prepare(page)
        if len(sizes) > 1:
            page.add_init_script(ASKS_THE_WIDTH)
        page.on("pageerror", lambda error: self._note(f"script: {error}"))
        page.on("console", self._heard)
        page.on("response", self._answered)

    def walk(self, start: list[str]) -> None:
        """Open what can be reached from `start`, one page of each shape."""
        sizes = self.sizes
        if sizes:
            self.page.set_viewport_size(sizes[0])
        walk = Walk(list(start), per_shape=1, aside=ASIDE)
        for address in walk:
            if any(way in address for way in FILES):
                continue
            shown = self._open(address)
            if shown is None or "text/html" not in shown.headers.get("content-type", ""):
                continue
            self.opened += 1
            if shown.status >= 400:
                self._note(f"answered {shown.status}")
                continue
            self._look()
            at = urlsplit(self.page.url)
            html = self.page.content()
            walk.read(html, at=f"{at.path}?{at.query}")
            if self.language == "en" and (left := vietnamese_left_behind(html)):
                self._note(f"left in Vietnamese: {left[:5]}")
            for size in sizes[1:]:
                self._widen(size)
                self._look()
            sizes = sizes[::-1]

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
        asked = {"least": CITIZENS_TARGET, "mayUnfold": bool(self.sizes)}
        seen: Look = self.page.evaluate(LOOK, asked)
        if seen["language"] != self.language:
            self._note(f"not in {self.language}")
        if seen["wide"] > 0:
            self._note(f"{seen['wide']} px wider than the screen")
        for control in seen["low"]:
            self._note(f"too low for a thumb: {control}")
        for summary in seen["unfolded"]:
            self._note(f"unfolds beyond the window: {summary}")
        for table in seen["sideways"]:
            self._note(f"scrolls sideways: {table}")
        if self._was_built_before(seen["build"]):
            return
        if self.built is not None:
            self.page.evaluate(ALIKE)
        self._judge()
        if self.dark:
            self.is_dark = not self.is_dark
            self.page.emulate_media(color_scheme="dark" if self.is_dark else "light")
            self._judge(*DARK_RULES)

    def _judge(self, *rules: str) -> None:
        """Note what axe finds, and in which colours."""
        for violation in self.axe(self.page, *rules):
            self._note(f"in the dark: {violation}" if self.is_dark else violation)

    def _was_built_before(self, build: str) -> bool:
        """Tell whether axe has looked at a page built the same, in this language and width."""
        if self.built is None:
            return False
        size = self.page.viewport_size or {"width": 0, "height": 0}
        known = f"{self.language} {size['width']} {build}"
        if known in self.built:
            return True
        self.built.add(known)
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
