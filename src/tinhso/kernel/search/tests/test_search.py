"""Searching without accents, on whichever database the tests run."""

from argparse import Namespace
from collections.abc import Iterator

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.db.models import F, Q
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tinhso.kernel.search import (
    SearchSource,
    broad_words,
    index,
    index_many,
    match,
    matching_ids,
    queries,
    reindex,
    remove,
    search_sources,
)
from tinhso.kernel.search.commands import run
from tinhso.kernel.search.operations import create_statements, drop_statements
from tinhso.kernel.search.rules import Query, WrongEntity, folded, parse

KIND = "tests_thing"
TITLES = {
    1: "Đăng ký khai sinh",
    2: "Cấp giấy phép xây dựng nhà ở riêng lẻ",
    3: "Đăng ký khai tử",
    4: "Đăng ký kết hôn có yếu tố nước ngoài",
}


@pytest.fixture
def things(db: None) -> Iterator[None]:
    """Make an index within the test's transaction and fill it."""
    with connection.cursor() as cursor:
        for statement in create_statements(KIND, connection.vendor):
            cursor.execute(statement)
    index_many(KIND, TITLES.items())
    yield
    with connection.cursor() as cursor:
        for statement in drop_statements(KIND, connection.vendor):
            cursor.execute(statement)


def rows_like(numbers: range) -> "models.QuerySet[ContentType]":
    """Return a table to search: content types with these keys."""
    ContentType.objects.all().delete()
    ContentType.objects.bulk_create(
        ContentType(pk=n, app_label="tests", model=f"thing{n}") for n in numbers
    )
    return ContentType.objects.all()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("khai sinh", [1]),
        ("KHAI", [3, 1]),
        ("đăng ký", [4, 3, 1]),
        ("dang ky", [4, 3, 1]),
        ("sinh khai", [1]),
        ("xây dự", [2]),
        ("xay du nha", []),
        ("xay dung nh", [2]),
        ("x", []),
        ("o rieng le", [2]),
        ("khai sin ", []),
        ("khai sin", [1]),
        ("khong co", []),
        ("", []),
        ("   ", []),
        ("\"khai' AND *:& | !", []),
        ("%_\\", []),
        ("NOT", []),
        ("khai -sinh", [1]),
        ("khai khai khai", [3, 1]),
    ],
)
def test_a_query_finds(things: None, query: str, expected: list[int]) -> None:
    assert matching_ids(KIND, query) == expected


def test_the_newest_come_first_and_no_more_than_asked(things: None) -> None:
    assert matching_ids(KIND, "dang ky", limit=2) == [4, 3]


def test_indexing_again_replaces_the_words(things: None) -> None:
    index(KIND, 1, "Chứng thực bản sao")

    assert matching_ids(KIND, "khai sinh") == []
    assert matching_ids(KIND, "chung thuc") == [1]


def test_a_removed_thing_is_found_no_more(things: None) -> None:
    remove(KIND, 1)
    remove(KIND, 99)

    assert matching_ids(KIND, "khai sinh") == []
    assert matching_ids(KIND, "khai") == [3]


def test_a_queryset_keeps_its_own_filters_and_order(things: None) -> None:
    rows = rows_like(range(1, 5))

    found = match(rows.exclude(pk=4).order_by("pk"), KIND, "dang ky")

    assert list(found.values_list("pk", flat=True)) == [1, 3]


def test_an_empty_query_keeps_everything_and_one_without_letters_nothing(things: None) -> None:
    rows = rows_like(range(1, 5))

    assert match(rows, KIND, " ").count() == 4
    assert match(rows, KIND, "?!").count() == 0


def test_many_matches_are_asked_row_by_row_and_give_the_same(
    things: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = rows_like(range(1, 6)).order_by("-pk")
    few = list(match(rows, KIND, "dang ky kh").values_list("pk", flat=True))
    monkeypatch.setattr(queries, "FEW", 1)

    with CaptureQueriesContext(connection) as asked:
        many = list(match(rows, KIND, "dang ky kh").values_list("pk", flat=True))

    assert few == many == [3, 1]
    assert len(asked) == 2
    assert "COALESCE" in asked[1]["sql"]


def test_some_of_many_matches_are_at_hand_for_a_count(
    things: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = rows_like(range(1, 6)).exclude(pk=3)
    either = queries.found(KIND, "khai tu") | queries.found(KIND, "dang ky ket")
    assert broad_words(rows.filter(either)) is None
    monkeypatch.setattr(queries, "FEW", 0)

    either = queries.found(KIND, "khai tu") | queries.found(KIND, "dang ky ket")

    words = broad_words(rows.filter(either))

    assert words is not None
    assert words.some == [3, 4]
    assert broad_words(rows.exclude(pk=5)) is None


@pytest.mark.parametrize("middling", [0, 50_000])
def test_words_are_asked_of_whoever_sees_as_of_what_is_seen(
    things: None, monkeypatch: pytest.MonkeyPatch, middling: int
) -> None:
    monkeypatch.setattr(queries, "FEW", 1)
    monkeypatch.setitem(queries.MIDDLING, connection.vendor, middling)
    rows = rows_like(range(1, 6))
    sight = rows.annotate(object_id=F("pk") + 0)

    def asked(condition: Q) -> list[int]:
        words = broad_words(rows.filter(pk__lt=9).filter(condition))
        assert words is not None
        return sorted(sight.filter(words.asked()).values_list("pk", flat=True))

    broad, one = queries.found(KIND, "dang ky"), queries.found(KIND, "rieng le")
    assert asked(broad) == [1, 3, 4]
    assert asked(broad | one) == [1, 2, 3, 4]
    assert asked(broad & ~Q(model="thing3")) == [1, 3, 4]
    assert asked(broad | Q(model="thing5")) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("dang ky", [1, 3, 4]),  # two letters have an index of their own
        ("dang nuoc", [4, 5]),  # as a whole word it is rare: all that begin so are joined
        ("dang khai", [1, 3]),  # as a whole word it is broad already
    ],
)
def test_a_long_word_is_first_asked_as_a_whole(
    things: None, monkeypatch: pytest.MonkeyPatch, query: str, first: list[int]
) -> None:
    index(KIND, 5, "Đăng ký nuocs")
    index(KIND, 6, "Đăng bạ khaimo")
    monkeypatch.setattr(queries, "FEW", 1)
    rows = rows_like(range(1, 8))

    words = broad_words(rows.filter(queries.found(KIND, query)))

    assert words is not None
    assert set(first) <= set(words.some)
    kept = rows.filter(queries.found(KIND, query)).values_list("pk", flat=True)
    assert set(kept) == set(matching_ids(KIND, query))


def test_all_that_bear_words_are_listed_when_somebody_asks_and_once(
    things: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("one look at its index lists them along")
    monkeypatch.setattr(queries, "FEW", 1)
    words = broad_words(rows_like(range(1, 5)).filter(queries.found(KIND, "dang ky")))
    assert words is not None

    with CaptureQueriesContext(connection) as asked:
        words.asked()
        words.asked()

    assert len(asked) == 1
    assert "JSON_GROUP_ARRAY" in asked[0]["sql"]


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(text=st.text(max_size=60), query=st.text(max_size=30))
def test_no_query_is_an_error_and_both_ways_agree(things: None, text: str, query: str) -> None:
    index(KIND, 9, text)
    asked = parse(query)

    found = 9 in matching_ids(KIND, query, limit=50)

    kept = folded(text)
    expected = (
        not asked.is_empty
        and all(f" {word} " in kept for word in asked.words)
        and (not asked.prefix or f" {asked.prefix}" in kept)
    )
    assert found == expected
    assert 9 in matching_ids(KIND, text, limit=50) or parse(text).is_empty or len(kept.split()) > 12


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("khai sinh", Query(("khai",), "sinh")),
        ("khai sinh ", Query(("khai", "sinh"))),
        ("a", Query(("a",))),
        ("Số 12/GP", Query(("so", "12"), "gp")),
        ("中", Query((), "u4e2d")),
        ("!", Query(())),
        (" ".join(f"w{n}" for n in range(20)), Query(tuple(f"w{n}" for n in range(11)), "w11")),
    ],
)
def test_a_typed_query_asks_for(text: str, query: Query) -> None:
    assert parse(text) == query


def test_an_index_keeps_each_word_once() -> None:
    assert folded("Đường Đông Khê, xã Đông Khê") == " duong dong khe xa "


@pytest.mark.parametrize("entity", ["", "Things", "a-b", "x; DROP TABLE y", "1a"])
def test_an_index_name_that_is_no_name_is_refused(entity: str) -> None:
    with pytest.raises(WrongEntity):
        index(entity, 1, "x")


def test_an_index_is_built_again_from_its_source(
    things: None, capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[int] = []
    search_sources.register(KIND, SearchSource(lambda: iter([(2, "Một"), (4, "Hai")])))
    try:
        done = reindex(KIND, report=told.append)
        status = run(Namespace(entity=[KIND]))
        unknown = run(Namespace(entity=["nothing"]))
    finally:
        search_sources._plugs.pop(KIND)

    assert (done, told) == (2, [2])
    assert matching_ids(KIND, "khai") == []
    assert matching_ids(KIND, "mot") == [2]
    assert (status, unknown) == (0, 2)
    assert capsys.readouterr().out == f"{KIND}: 2\n"
