"""How the journeys fill a form and press its button, as a person would who reads the page."""

import re
import time
from pathlib import Path
from uuid import UUID

from playwright.sync_api import Locator, Page

from tools.waiting import SILENT

UUID_TEXT = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

FILL = """(known) => {
  const form = document.querySelector('main form#buoc');
  const seen = new Set();
  const told = (e, value) => {
    e.value = value;
    e.dispatchEvent(new Event('input', {bubbles: true}));
    e.dispatchEvent(new Event('change', {bubbles: true}));
  };
  for (const e of form.querySelectorAll('input, select, textarea')) {
    if (e.offsetParent === null || ['hidden', 'submit', 'file'].includes(e.type)) continue;
    if (e.type === 'radio') {
      if (seen.has(e.name)) continue;
      seen.add(e.name);
      const same = [...document.getElementsByName(e.name)];
      const wanted = same.find(x => x.value === known[e.name]);
      if (wanted) wanted.click();
      else if (!same.some(x => x.checked)) e.click();
    } else if (e.type === 'checkbox') {
      if (!e.checked) e.click();
    } else if (e.name in known) {
      told(e, known[e.name]);
    } else if (e.tagName === 'SELECT') {
      const first = [...e.options].find(o => o.value);
      if (!e.value && first) told(e, first.value);
    } else if (!e.value && !/(old|line)$/.test(e.name)) {
      const n = e.name;
      const hint = (e.getAttribute('aria-describedby') || '').split(' ')
        .map(id => document.getElementById(id)?.textContent || '').join(' ');
      const text = /-province$/.test(n) ? 'Cao Bằng'
        : /-commune$/.test(n) ? 'Đông Khê'
        : /ngay/.test(n) || /19\\/11\\/2026/.test(hint) ? '12/04/1990'
        : /so_dinh_danh|so_giay_to/.test(n) ? '004090123456'
        : e.inputMode === 'decimal' || e.inputMode === 'numeric' || /^so_/.test(n) ? '2'
        : e.type === 'tel' ? '0912345678'
        : e.type === 'email' ? 'nguoi.nop@tinhso.example'
        : /quoc_tich/.test(n) ? 'Việt Nam' : 'Nông Văn Thử';
      told(e, text);
    }
  }
}"""
"""Fill what is shown and still empty; `known` says what stands in the fields that matter."""


def here(page: Page) -> str:
    """Return the last part of the address: which step of the filing is open."""
    return page.url.split("?")[0].rstrip("/").rsplit("/", 1)[-1]


def uid_in(page: Page) -> UUID:
    """Return the dossier whose page is open."""
    found = UUID_TEXT.search(page.url)
    assert found is not None, page.url
    return UUID(found[0])


def press(page: Page, button: Locator | str) -> None:
    """Press what sends a form and wait for the page that answers."""
    target = page.locator(button) if isinstance(button, str) else button
    with page.expect_navigation():
        target.first.click()


def words(page: Page) -> str:
    """Return what the page says, without its frame."""
    return page.inner_text("main")


def start_filing(page: Page, code: str, *, agency: str = "") -> None:
    """Open the form of a procedure; `agency` is the one that resolves, where one may choose."""
    page.goto(f"/dich-vu-cong/{code}/nop/")
    if agency:
        page.select_option("[name=agency]", label=agency)
    press(page, ".dock .primary")


def fill_step(page: Page, known: dict[str, str]) -> None:
    """Fill one step of the form and go on."""
    step = here(page)
    page.evaluate(FILL, known)
    press(page, ".dock .primary")
    assert here(page) != step, words(page)


def fill_steps(page: Page, known: dict[str, str], *, until: tuple[str, ...] = ()) -> None:
    """Fill step after step until the papers, or until one of the named steps."""
    while here(page) not in {"giay-to", "kiem-tra", *until}:
        fill_step(page, known)


def give_papers(page: Page, photo: Path) -> None:
    """Photograph each paper that is still needed, and go on to the review."""
    if here(page) != "giay-to":
        return
    for key in page.eval_on_selector_all("main section.card.waits", "all => all.map(e => e.id)"):
        card = page.locator(f"#{key}")
        card.locator("input[type=file]").set_input_files(photo)
        if card.locator("form[enctype] button").count():
            press(page, card.locator("form[enctype] button"))
    page.locator(".dock .primary").click()
    page.wait_for_url("**/kiem-tra/**")


def file_dossier(
    page: Page, code: str, photo: Path, known: dict[str, str], *, agency: str = ""
) -> UUID:
    """File a dossier from the first page to the last and return its key."""
    start_filing(page, code, agency=agency)
    fill_steps(page, known)
    give_papers(page, photo)
    press(page, ".dock .primary")
    assert "Đã nộp" in words(page)
    return uid_in(page)


def act(page: Page, slug: str, **given: str | list[str]) -> None:
    """Follow the page's own link to an act, fill its fields by name and send it."""
    link = page.locator(f"main a[href$='/{slug}/'], aside a[href$='/{slug}/']").first
    if not link.is_visible():
        page.locator("main details.menu > summary").first.click()
    press(page, link)
    send(page, **given)


def send(page: Page, **given: str | list[str]) -> None:
    """Fill the named fields of the open page and send their form (without any: the page's own)."""
    wanted = f":has([name='{next(iter(given))}'])" if given else "[method=post]"
    form = page.locator(f"main form{wanted}").first
    for name, value in given.items():
        fields = form.locator(f"[name='{name}']")
        kind = fields.first.evaluate("e => e.type || e.tagName.toLowerCase()")
        if kind in {"radio", "checkbox"}:
            for one in [value] if isinstance(value, str) else value:
                form.locator(f"[name='{name}'][value='{one}']").check(force=True)
        elif kind.startswith("select"):
            fields.first.select_option(value)
        elif kind == "file":
            fields.first.set_input_files(value)
        else:
            fields.first.fill(str(value))
    key = form.get_attribute("id")
    button = form.locator("button:not([type=button])").last
    if key and page.locator(f"button[form='{key}']").count():
        button = page.locator(f"button[form='{key}']").last
    elif form.locator("button.primary, button.danger").count():
        button = form.locator("button.primary, button.danger").last
    press(page, button)
    assert page.locator("[aria-invalid=true]").count() == 0, words(page)


def reloaded_until(page: Page, wanted: Locator) -> None:
    """Look again until what others do in the meantime has come in."""
    until = time.monotonic() + SILENT
    while not wanted.count():
        assert time.monotonic() < until, page.locator("main").inner_text()[:2000]
        page.reload()
