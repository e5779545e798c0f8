"""Words are found whatever their case and accents, on either engine."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tinhso
from tinhso.kernel.db.folding import having
from tinhso.kernel.db.models import Edition
from tinhso.kernel.db.text import fold

pytestmark = pytest.mark.django_db

LETTERS = (
    "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
)
TYPED = st.text(f"{LETTERS}{LETTERS.upper()} 019 /.-%_\\'\u0301\u0323\u031b", max_size=30)
"""What Vietnamese write: letters, some typed as a letter and its marks, and signs."""


def edition(name: str, token: str = "") -> Edition:
    return Edition.objects.create(name=name, token=token)


@pytest.mark.parametrize(
    "words", ["nguyen van dam", "NGUYỄN VĂN", "Đàm", "ĐÀM", "đam", "  văn   nguyễn ", "uye"]
)
def test_words_are_found_in_any_writing(words: str) -> None:
    meant = edition("Nguyễn Văn Đàm")
    edition("Nông Thị Hoa")

    assert list(Edition.objects.filter(having(words, "name"))) == [meant]


def test_accents_typed_where_none_are_kept_find_too() -> None:
    meant = edition("NGUYEN VAN DAM")

    assert list(Edition.objects.filter(having("Nguyễn Đàm", "name"))) == [meant]


def test_each_word_may_stand_in_another_field() -> None:
    meant = edition("Sở Xây dựng", "12/QĐ-UBND")
    edition("Sở Tư pháp", "12/QĐ-UBND")

    assert list(Edition.objects.filter(having("xay 12/qđ", "name", "token"))) == [meant]


def test_no_words_ask_for_nothing() -> None:
    edition("một")

    assert Edition.objects.filter(having("  ", "name")).count() == Edition.objects.count()


@pytest.mark.parametrize("typed", ["100%", "a_b", "\\", "'"])
def test_signs_mean_themselves(typed: str) -> None:
    meant = edition(f"đạt {typed} rồi")
    edition("đạt 1000 axb rồi")

    assert list(Edition.objects.filter(having(typed, "name"))) == [meant]


@pytest.mark.parametrize("letters", [LETTERS, LETTERS.upper()], ids=["small", "large"])
def test_the_database_folds_every_vietnamese_letter_as_we_do(letters: str) -> None:
    for start in range(0, len(letters), 30):
        edition(letters[start : start + 30])

    for name, folded in Edition.objects.values_list("name", "name__folded"):
        assert folded == fold(name)


@given(text=TYPED)
def test_whoever_types_what_stands_there_finds_it(text: str) -> None:
    Edition.objects.all().delete()
    meant = edition(" ".join(text.split()))

    assert list(Edition.objects.filter(having(text, "name"))) == [meant]


def test_no_list_searches_with_the_accents_of_whoever_types() -> None:
    sources = Path(tinhso.__file__).parent.rglob("*.py")

    asking = [file for file in sources if f"__{'icontains'}" in file.read_text("utf-8")]

    assert asking == []
