from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.kernel.workflow.expressions import compute, holds, problems, sum_problems

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("condition", "values", "expected"),
    [
        ({"eq": ["loai", "moi"]}, {"loai": "moi"}, True),
        ({"eq": ["loai", "moi"]}, {}, False),
        ({"ne": ["loai", "moi"]}, {}, True),
        ({"eq": ["co", True]}, {"co": 1}, False),
        ({"in": ["loai", ["moi", "sua"]]}, {"loai": "sua"}, True),
        ({"has": ["giay", "ban_ve"]}, {"giay": ["ban_ve"]}, True),
        ({"filled": "ten"}, {"ten": ""}, False),
        ({"filled": "so"}, {"so": 0}, True),
        ({"lt": ["so_tang", 7]}, {"so_tang": 10}, False),
        ({"ge": ["dien_tich", "99.5"]}, {"dien_tich": "100.25"}, True),
        ({"gt": ["ngay", {"today": -1}]}, {"ngay": "2026-11-21"}, True),
        ({"lt": ["sinh", {"var": "di"}]}, {"sinh": "1950", "di": "1950-03-01"}, False),
        ({"le": ["sinh", {"var": "di"}]}, {"sinh": "1950", "di": "1950-03-01"}, True),
        ({"ge": [{"age": "sinh"}, 18]}, {"sinh": "2008-11-22"}, False),
        ({"ge": [{"age": "sinh"}, 18]}, {"sinh": "2008-11-21"}, True),
        ({"not": {"or": [{"filled": "a"}, {"filled": "b"}]}}, {"c": 1}, True),
        ({"eq": ["chu.tinh", "04"]}, {"chu": {"tinh": "04"}}, True),
    ],
)
def test_a_condition_reads_the_values(
    condition: dict[str, object], values: dict[str, object], expected: bool
) -> None:
    assert problems(condition) == []
    assert holds(condition, values, today=TODAY) is expected


def test_a_sum_is_exact_and_empty_while_a_part_is_missing() -> None:
    area = {"round": [{"mul": [{"var": "dai"}, {"var": "rong"}]}, 1]}

    assert compute(area, {"dai": "12.5", "rong": "4.3"}, today=TODAY) == Decimal("53.8")
    assert compute(area, {"dai": "12.5"}, today=TODAY) is None
    assert compute({"div": [{"var": "dai"}, 0]}, {"dai": 3}, today=TODAY) is None


def test_a_sum_over_a_group_counts_what_is_filled() -> None:
    values = {"tang": [{"dt": "40"}, {"dt": ""}, {"dt": "2.5"}]}

    assert compute({"sum": "tang.dt"}, values, today=TODAY) == Decimal("42.5")


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        ("loai", "Điều kiện phải có đúng một phép"),
        ({"run": ["a", "b"]}, "Không có phép so sánh “run”."),
        ({"eq": ["loai"]}, "Phép “eq” cần đúng hai vế."),
        ({"eq": ["khac", 1]}, "Không có ô nào tên “khac”."),
        ({"eq": ["loai", {"eval": "x"}]}, "Vế phải là một giá trị"),
    ],
)
def test_a_wrong_condition_gets_a_sentence(condition: object, sentence: str) -> None:
    assert problems(condition, names=frozenset({"loai"}))[0].startswith(sentence)


def test_a_sum_too_deep_is_refused() -> None:
    deep: object = 1
    for _level in range(20):
        deep = {"add": [deep, 1]}

    assert set(sum_problems(deep)) == {"Phép tính lồng quá sâu."}


_answers = st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text())


@given(left=_answers, right=_answers, operator=st.sampled_from(["eq", "ne", "lt", "le", "in"]))
def test_no_answer_makes_a_condition_fail(left: object, right: object, operator: str) -> None:
    assert holds({operator: ["a", right]}, {"a": left}, today=TODAY) in {True, False}
