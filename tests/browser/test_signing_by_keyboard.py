"""A leader signs without a mouse: Tab, Enter, Space and the keys that the page itself tells of."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser import machine
from tests.browser.conftest import SignIn

QUEUE = "/lam-viec/cho-ky/"
MOST_STOPS = 200

FOCUSED = """(wanted) => {
  const here = document.activeElement;
  const look = getComputedStyle(here);
  const box = here.getBoundingClientRect();
  const held = getComputedStyle(here.parentElement);
  return {
    name: `${here.tagName} ${here.className} ${here.textContent.trim().slice(0, 40)}`,
    reached: here.matches(wanted),
    shown: here === document.body || box.width > 0 && [look, held].some(
      one => one.outlineStyle !== 'none' && parseFloat(one.outlineWidth) >= 2
        || one.boxShadow !== 'none'
    ),
  };
}"""
"""Where the focus is: whether it is what is sought, and whether one sees it."""


def tabbed_to(page: Page, wanted: str) -> None:
    """Press Tab until what is sought has the focus; each stop on the way is one that is seen."""
    passed = []
    for _press in range(MOST_STOPS):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUSED, wanted)
        assert here["shown"], here["name"]
        if here["reached"]:
            return
        passed.append(here["name"])
    raise AssertionError(f"{wanted} is not reached: {passed}")


def confirmed(page: Page) -> None:
    """Type the code that came by telephone, and sign."""
    tabbed_to(page, "main [name=code]")
    page.keyboard.type(machine.telephone_code(page))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page).to_have_url(QUEUE)


def waiting(page: Page) -> set[str]:
    """Return what still waits for the leader."""
    items = machine.call(page, "/signing/items?limit=200", method="GET")["items"]
    return {str(one["uid"]) for one in items}


def test_the_queue_is_read_and_signed_by_keyboard_alone(sign_in: SignIn, photo: Path) -> None:
    citizen, leader = sign_in("congdan"), sign_in("lanhdao")
    papers = [machine.before_leader(citizen, sign_in, photo) for _paper in range(2)]
    items = machine.call(leader, "/signing/items?limit=200", method="GET")["items"]
    first, second = (
        next(str(one["uid"]) for one in items if str(paper) in one["link"]) for paper in papers
    )

    for item in (first, second):
        leader.goto(QUEUE)
        tabbed_to(leader, f"main [data-row] a[href$='{item}/']")
        with leader.expect_navigation():
            leader.keyboard.press("Enter")
        tabbed_to(leader, ".sign-dock [type=submit].primary")
    with leader.expect_navigation():
        leader.keyboard.press("Enter")
    confirmed(leader)
    assert first in waiting(leader)
    assert second not in waiting(leader)

    tabbed_to(leader, f"[name=chon][value='{first}']")
    leader.keyboard.press("Space")
    with leader.expect_navigation():
        leader.keyboard.press("Alt+K")
    confirmed(leader)
    assert first not in waiting(leader)
