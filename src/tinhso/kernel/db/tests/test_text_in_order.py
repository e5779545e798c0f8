"""Names stand as in a Vietnamese dictionary, not as their characters are numbered."""

from tinhso.kernel.db.text import alphabetical


def test_letters_with_marks_stand_behind_their_bare_ones() -> None:
    names = ["Đất đai", "Trợ giúp pháp lý", "Dân tộc", "Tài nguyên nước", "Ân", "Ăn", "An", "Ẵm"]

    found = sorted(names, key=alphabetical)

    assert found == [
        "An",
        "Ẵm",
        "Ăn",
        "Ân",
        "Dân tộc",
        "Đất đai",
        "Tài nguyên nước",
        "Trợ giúp pháp lý",
    ]


def test_tones_decide_where_letters_are_the_same() -> None:
    names = ["mạ", "má", "mã", "mả", "mà", "ma"]

    assert sorted(names, key=alphabetical) == ["ma", "mà", "mả", "mã", "má", "mạ"]


def test_upper_case_is_no_other_letter() -> None:
    assert alphabetical("ĐÔNG KHÊ") == alphabetical("Đông Khê")
