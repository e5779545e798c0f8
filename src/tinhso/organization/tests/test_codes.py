"""Agency codes of both forms (QĐ 20/2020/QĐ-TTg, QCVN 102:2016)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.organization.rules import either_code, is_code, new_code, old_code


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("000.00.00.H14", "H14"),
        ("000.00.12.H14", "H14.12"),
        ("001.03.12.H14", "H14.12.03.001"),
        ("000.00.01.H22", "H22.01"),
    ],
)
def test_the_two_forms_turn_into_each_other(old: str, new: str) -> None:
    assert new_code(old) == new
    assert old_code(new) == old
    assert either_code(f" {old.lower()} ") == new
    assert either_code(new) == new


@pytest.mark.parametrize(
    "text", ["", "H1", "h14", "H14.", "H14..2", "Z14.1", "H14-2", "H14." + "1" * 40]
)
def test_what_is_no_code_is_refused(text: str) -> None:
    assert not is_code(text)
    with pytest.raises(ValueError, match=r".*"):
        old_code(text)


@pytest.mark.parametrize("text", ["001.00.12.H14", "000.H14", "0000.00.12.H14"])
def test_an_old_code_with_a_hole_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        new_code(text)


def test_a_code_deeper_than_the_old_form_has_no_old_code() -> None:
    assert old_code("H14.12.03.001.05") == ""
    assert old_code("H14.123") == ""


_group = st.integers(1, 99).map(lambda n: f"{n:02d}")


@given(st.integers(1, 63), st.lists(_group, max_size=2))
def test_every_code_of_three_levels_comes_back(province: int, groups: list[str]) -> None:
    code = ".".join([f"H{province:02d}", *groups])

    assert new_code(old_code(code)) == code
