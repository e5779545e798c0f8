"""People find a procedure by what they say, not by what it is called."""

import unicodedata

import pytest

from tinhso.procedures.content import catalogue_words, source_records
from tinhso.procedures.finding import Entry, Index, one_slip
from tinhso.procedures.parts import text_of


def whole_catalogue() -> Index:
    words = catalogue_words()["procedures"]
    assert isinstance(words, dict)
    return Index.of(
        Entry(
            text_of(record, "code"),
            text_of(record, "name"),
            tuple(words[record["code"]]["keywords"]),
            text_of(record, "field"),
            words[record["code"]]["name_en"],
        )
        for record in source_records()
    )


INDEX = whole_catalogue()


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("làm giấy khai sinh cho con", "1.001193"),
        ("lam giay khai sinh cho con", "1.001193"),
        ("Làm Giấy Khai Sinh Cho Con", "1.001193"),
        ("khai sihn", "1.001193"),
        ("con mới sinh cần làm gì", "1.001193"),
        ("bản sao khai sinh", "2.000635"),
        ("mất giấy khai sinh bản chính", "1.004884"),
        ("làm sổ đỏ", "1.013978"),
        ("lam so do", "1.013978"),
        ("tách thửa", "1.012784"),
        ("mở quán cà phê", "1.001612"),
        ("xin phép xây nhà", "1.013225"),
        ("mất căn cước", "1.014064"),
        ("cmnd", "1.014061"),
        ("lấy chồng nước ngoài", "2.000806"),
        ("người nhà mới mất", "1.000656"),
        ("luật sư miễn phí", "2.000829"),
        ("nhập khẩu cho con", "1.004222"),
        ("birth certificate", "1.001193"),
        ("building permit", "1.013225"),
        ("1.013225", "1.013225"),
    ],
)
def test_everyday_words_find_the_procedure_first(said: str, code: str) -> None:
    assert INDEX.search(said)[0].code == code


@pytest.mark.parametrize("said", ["", "   ", "?!", "zzzz", "🙂"])
def test_words_that_say_nothing_find_nothing(said: str) -> None:
    assert INDEX.search(said) == []


def test_decomposed_letters_find_the_same() -> None:
    composed = INDEX.search("Cấp lại thẻ căn cước")
    decomposed = INDEX.search(unicodedata.normalize("NFD", "Cấp lại thẻ căn cước"))

    assert composed == decomposed
    assert composed[0].code == "1.014064"


def test_a_mended_query_is_told() -> None:
    assert INDEX.corrected("khai sihn") == "khai sinh"
    assert INDEX.corrected("khai sinh") == ""


@pytest.mark.parametrize(
    ("typed", "known", "slip"),
    [
        ("sihn", "sinh", True),
        ("sin", "sinh", True),
        ("sinhh", "sinh", True),
        ("minh", "sinh", True),
        ("snhi", "sinh", False),
        ("si", "sinh", False),
    ],
)
def test_one_slip_of_the_finger(typed: str, known: str, slip: bool) -> None:
    assert one_slip(typed, known) is slip
