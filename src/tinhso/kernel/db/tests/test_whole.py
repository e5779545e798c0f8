"""A number that a page reads from text: digits only, none that no row could hold."""

import pytest

from tinhso.kernel.db.text import whole


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("12", 12), ("9" * 18, 10**18 - 1)])
def test_digits_are_a_number(text: str, number: int) -> None:
    assert whole(text) == number


@pytest.mark.parametrize("text", ["", " 1", "-1", "1.5", "²", "a", "9" * 19, "9" * 5000])
def test_other_text_is_none(text: str) -> None:
    assert whole(text) is None
