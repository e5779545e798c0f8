"""More files than a form takes at once are refused where they are chosen."""

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import SignIn


def test_too_many_files_are_told_beside_their_field(sign_in: SignIn, tmp_path: Path) -> None:
    page = sign_in("lanhdao")
    paths = [tmp_path / f"giay-{number}.txt" for number in range(101)]
    for path in paths:
        path.write_text("giấy")
    page.goto("/lam-viec/lo-ky/moi/")
    chosen = page.locator("[name=chosen]")
    told = page.get_by_role("alert").filter(has_text="Bạn đã chọn 101 tệp")

    chosen.set_input_files(paths)
    expect(told).to_be_visible()
    assert chosen.evaluate("input => input.files.length") == 0

    chosen.set_input_files(paths[:100])
    expect(told).to_have_count(0)
    assert chosen.evaluate("input => input.files.length") == 100
