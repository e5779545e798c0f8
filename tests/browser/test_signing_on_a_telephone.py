"""A leader signs on a telephone of 360 pixels: one of five goes back, one has changed meanwhile."""

from playwright.sync_api import Page, expect

from tests.browser import filling as do
from tests.browser import machine
from tests.browser.conftest import SignIn

QUEUE = "/lam-viec/cho-ky/"


def fits(page: Page) -> None:
    """Nothing is wider than the telephone, and what decides lies in reach of the thumb."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for button in page.locator(".dock .button").all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["y"] + box["height"] <= 740


def put_before(leader: Page, report: str, signer: str) -> str:
    """Lay a periodic report before the leader; return the key of what waits for him."""
    machine.call(leader, f"/dossiers/reports/{report}/sign", {"signer": signer})
    waiting = machine.call(leader, "/signing/items?limit=200", method="GET")["items"]
    return str(next(one["uid"] for one in waiting if f"/{report}/" in one["link"]))


def test_five_papers_one_sent_back_one_changed_since_it_was_read(sign_in: SignIn) -> None:
    leader = sign_in("lanhdao", phone=True)
    me = machine.call(leader, "/identity/me", method="GET")
    today = leader.evaluate("new Date().toISOString().slice(0, 10)")
    due = [
        f"{one['code']}/{one['length']}/{one['year']}/{one['number']}"
        for one in machine.call(leader, "/dossiers/reports", method="GET")
        if one["end"] < today and not one["sent_number"]
    ]
    changing = next(one for one in due if one.startswith("08"))
    five = [*[one for one in due if one != changing][:4], changing]
    items = [put_before(leader, report, me["uid"]) for report in five]
    *good, sent_back, changed = items

    for item in items:
        leader.goto(f"{QUEUE}{item}/?xem=1")
        fits(leader)
        size = leader.locator(".reader-text p").first.evaluate(
            "line => parseFloat(getComputedStyle(line).fontSize)"
        )
        assert size >= 16
    for item in (sent_back, changed):
        leader.goto(f"{QUEUE}{item}/")
        do.press(leader, ".sign-dock a.danger")
        do.send(leader, reason="Kiểm tra lại số liệu bộ phận một cửa.")
    leader.goto(f"/lam-viec/thong-ke/bao-cao/{changing}/")
    desk = leader.locator("main a[href*='/bao-cao/mot-cua/']").first.get_attribute("href")
    assert desk is not None
    facts = {"staff_sent": 7, "staff_contract": 2, "scanners": True}
    machine.put(leader, f"/dossiers/desks/{desk.strip('/').rpartition('/')[2]}/facts", facts)
    assert put_before(leader, changing, me["uid"]) == changed

    leader.goto(QUEUE)
    expect(leader.locator(f"[name=chon][value='{changed}']")).to_be_disabled()
    assert leader.locator(f"[name=chon][value='{sent_back}']").count() == 0
    leader.goto(f"{QUEUE}{changed}/")
    expect(leader.locator(".was-changed").first).to_be_visible()
    do.reloaded_until(leader, leader.locator(".changed-now"))
    assert leader.locator(".sign-dock [name=item]").count() == 0
    fits(leader)
    do.press(leader, ".sign-dock a.primary")

    leader.goto(QUEUE)
    for item in (*good, changed):
        leader.locator(f"[name=chon][value='{item}']").check(force=True)
    do.press(leader, ".bulk button.primary")
    fits(leader)
    do.send(leader, code=machine.telephone_code(leader))

    waiting = machine.call(leader, "/signing/items?limit=200", method="GET")["items"]
    assert not {one["uid"] for one in waiting} & set(items)
    signed = [machine.call(leader, f"/dossiers/reports/{one}", method="GET") for one in five]
    assert [one["signed_at"] is not None for one in signed] == [True, True, True, False, True]


def test_filters_wait_behind_one_button_and_what_narrows_is_seen(sign_in: SignIn) -> None:
    leader = sign_in("lanhdao", phone=True)

    leader.goto(QUEUE)
    expect(leader.locator(".filter-pair").first).to_be_hidden()
    leader.locator(".fold-label").click()
    expect(leader.locator(".filter-pair").first).to_be_visible()
    leader.goto(f"{QUEUE}?qua-han=co")

    expect(leader.locator(".filter-pair.on")).to_have_count(1)
    expect(leader.locator(".filter-pair.on")).to_be_visible()
    expect(leader.locator(".filter-pair:not(.on)").first).to_be_hidden()
