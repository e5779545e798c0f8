"""Lists page by key in both directions, see by key, and never walk over everything."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, models
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from tinhso.kernel.actors import Actor
from tinhso.kernel.db import paging
from tinhso.kernel.db.among import Among, Broad, is_listed
from tinhso.kernel.db.ids import uuid7
from tinhso.kernel.db.paging import (
    BadCursor,
    Sight,
    Slice,
    capped_count,
    last_page_cursor,
    newest_page,
    page_of,
    walks_newest,
)
from tinhso.kernel.db.sight import grant_sight, replace_sight, seen_by_keys, visible_by
from tinhso.kernel.db.tests.models import Letter, LetterSight
from tinhso.kernel.testing import make_actor, plan_of_statement

LETTERS = 120
ORDER = ("-arrived_at", "-id")
START = datetime(2026, 1, 5, tzinfo=UTC)
HUNDREDS = tuple(f"u:{n}" for n in range(1000, 1500))

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _tables(django_db_setup: None, django_db_blocker: pytest.Item) -> Iterator[None]:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]  # pytest-django's own fixture
        with connection.schema_editor() as editor:
            editor.create_model(Letter)
            editor.create_model(LetterSight)
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(LetterSight)
            editor.delete_model(Letter)


@pytest.fixture(autouse=True)
def _letters(db: None) -> None:
    """Two letters arrive each minute; every third is unit 1's, all are the province's."""
    Letter.objects.bulk_create(
        Letter(id=n, arrived_at=START + timedelta(minutes=n // 2), title=f"L{n}")
        for n in range(1, LETTERS + 1)
    )
    LetterSight.objects.bulk_create(
        LetterSight(key=key, object_id=n, at=START + timedelta(minutes=n // 2))
        for n in range(1, LETTERS + 1)
        for key in (["a:1", "u:1"] if n % 3 == 0 else ["a:1"])
    )


def seen_by(*keys: str) -> Actor:
    return make_actor(sight_keys=frozenset(keys))


def page(actor: Actor, cursor: str = "", size: int = 25) -> Slice[Letter]:
    letters = visible_by(Letter.objects.all(), LetterSight, actor)
    return page_of(
        letters, order=ORDER, size=size, cursor=cursor, sight=Sight(LetterSight, actor.sight_keys)
    )


def walk(actor: Actor, *, backwards: bool = False) -> list[int]:
    """Turn every page and return the ids met, in the order of the list."""
    ids: list[int] = []
    cursor = last_page_cursor() if backwards else ""
    while True:
        found = page(actor, cursor)
        here = [letter.pk for letter in found.rows]
        ids = here + ids if backwards else ids + here
        cursor = found.previous_cursor if backwards else found.next_cursor
        if not cursor:
            return ids


@pytest.mark.parametrize("few", [2000, 0], ids=["taken by key", "walked"])
@pytest.mark.parametrize("backwards", [False, True])
def test_turning_pages_meets_each_visible_row_once(
    monkeypatch: pytest.MonkeyPatch, few: int, backwards: bool
) -> None:
    monkeypatch.setattr(paging, "FEW", few)

    assert walk(seen_by("a:1"), backwards=backwards) == list(range(LETTERS, 0, -1))
    assert walk(seen_by("u:1"), backwards=backwards) == list(range(LETTERS, 0, -3))
    assert walk(seen_by("u:9"), backwards=backwards) == []


@pytest.mark.parametrize("few", [2000, 0], ids=["taken by key", "walked"])
@pytest.mark.parametrize("backwards", [False, True])
def test_many_keys_see_what_few_keys_see(
    monkeypatch: pytest.MonkeyPatch, few: int, backwards: bool
) -> None:
    many = seen_by("u:1", *HUNDREDS)
    nothing = seen_by(*HUNDREDS)
    monkeypatch.setattr(paging, "FEW", few)

    assert walk(many, backwards=backwards) == walk(seen_by("u:1"), backwards=backwards)
    assert walk(nothing, backwards=backwards) == []


def test_a_walk_with_hundreds_of_keys_begins_at_the_first_row_they_see(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    grant_sight(LetterSight, Letter.objects.get(pk=1), ["u:7"])
    monkeypatch.setattr(paging, "FEW", 0)

    with CaptureQueriesContext(connection) as queries:
        found = page(seen_by("u:7", *HUNDREDS))

    (walked,) = (q["sql"] for q in queries if "EXISTS" in q["sql"])
    assert [letter.pk for letter in found.rows] == [1]
    assert f'"arrived_at" <= \'{START:%Y-%m-%d %H:%M:%S}' in walked


@pytest.mark.parametrize("key", ["u:1", "u:7", "u:9"])
def test_the_newest_page_is_composed_once_for_hundreds_of_keys(
    monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    """Composed or not it is the same page, also where what is newest has changed since."""
    monkeypatch.setattr(paging, "FEW", -1)
    actor = seen_by(key, *HUNDREDS)
    sight = Sight(LetterSight, actor.sight_keys)
    composed = 0

    def rows() -> "models.QuerySet[Letter]":
        nonlocal composed
        composed += 1
        return visible_by(Letter.objects.all(), LetterSight, actor)

    def shown() -> list[int]:
        found = newest_page(
            rows,
            model=Letter,
            names=("id", "arrived_at"),
            order=ORDER,
            size=25,
            sight=sight,
            known=key,
        )
        return [line["id"] for line in found.rows]

    def expected() -> list[int]:
        return [letter.pk for letter in page(actor).rows]

    assert walks_newest(sight, ORDER)
    assert shown() == expected()
    grant_sight(LetterSight, Letter.objects.get(pk=LETTERS), [key])
    assert shown() == expected() != []
    grant_sight(LetterSight, Letter.objects.get(pk=1), [key])
    assert shown() == expected()
    assert composed <= 2  # once, or again while nothing at all was seen


def test_who_sees_most_is_told_by_objects_taken_evenly() -> None:
    def covers_most(*keys: str) -> bool:
        return Sight(LetterSight, frozenset(keys)).covers_most

    assert covers_most("a:1")
    assert covers_most("a:1", "u:1")
    assert not covers_most("u:1")
    assert not covers_most(*HUNDREDS)
    LetterSight.objects.all().delete()
    assert not covers_most("a:1")


def test_a_row_seen_by_two_keys_stands_once() -> None:
    assert walk(seen_by("a:1", "u:1")) == list(range(LETTERS, 0, -1))


def test_going_back_returns_to_the_page_before() -> None:
    actor = seen_by("a:1")
    first = page(actor)
    second = page(actor, first.next_cursor)

    again = page(actor, second.previous_cursor)

    assert first.previous_cursor == ""
    assert [r.pk for r in again.rows] == [r.pk for r in first.rows]
    assert again.next_cursor == first.next_cursor


def test_a_row_that_comes_meanwhile_shifts_nothing() -> None:
    actor = seen_by("a:1")
    first = page(actor)
    newest = Letter.objects.create(
        id=LETTERS + 1, arrived_at=START + timedelta(days=1), title="new"
    )
    grant_sight(LetterSight, newest, ["a:1"])

    second = page(actor, first.next_cursor)

    assert second.rows[0].pk == first.rows[-1].pk - 1


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "AAAA",
        "WyJuIl0",
        "WyJuIiwiMjAyNiIsMV0",
        "WzFd",
        "bnVsbA",
        "W1tdLDEsMl0",
        "é",
        "a" * 2000,
        paging._pack(["n", START.isoformat(), 2**70]),
        paging._pack(["n", "2026-13-01", 1]),
    ],
)
def test_a_broken_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(BadCursor):
        page(seen_by("a:1"), cursor)


def test_counts_stop_at_their_cap() -> None:
    actor = seen_by("a:1")
    letters = visible_by(Letter.objects.all(), LetterSight, actor)

    assert str(capped_count(letters, 100)) == "100+"
    assert str(capped_count(letters, 120)) == "120"
    assert str(paging.Count(1000, True)) == "1.000+"


@pytest.mark.parametrize(
    ("few", "scattered", "some", "said"),
    [
        (2000, 20_000, range(1, 4), ["5+", "20"]),  # his own are few: all are asked
        (0, 20_000, range(1, 4), ["5+", "20+"]),  # a middling part: the newest are asked
        (0, 0, range(1, 121), ["5+", "20+"]),  # he sees much: the likely ones are asked
        (0, 0, range(1, 4), ["1+", "1+"]),
        (0, 0, (), ["5+", "20"]),
    ],
)
def test_a_count_of_what_may_lie_anywhere_says_so_many_or_more(
    monkeypatch: pytest.MonkeyPatch, few: int, scattered: int, some: Sequence[int], said: list[str]
) -> None:
    actor = seen_by("u:1")
    letters = visible_by(Letter.objects.filter(pk__lte=60), LetterSight, actor)
    monkeypatch.setattr(paging, "FEW", few)
    monkeypatch.setattr(paging, "SCATTERED", scattered)

    broad = Broad(some, asked=Q) if some else None

    counts = [
        str(capped_count(letters, cap, sight=Sight(LetterSight, actor.sight_keys), broad=broad))
        for cap in (5, 100)
    ]

    assert counts == said


@pytest.mark.parametrize(("few", "scattered"), [(2000, 20_000), (0, 20_000), (0, 0)])
def test_words_that_thousands_bear_change_no_page_in_another_order(
    monkeypatch: pytest.MonkeyPatch, few: int, scattered: int
) -> None:
    actor = seen_by("u:1")
    letters = visible_by(Letter.objects.filter(pk__lte=60), LetterSight, actor)
    monkeypatch.setattr(paging, "FEW", few)
    monkeypatch.setattr(paging, "SCATTERED", scattered)

    found = page_of(
        letters,
        order=("id",),
        size=5,
        sight=Sight(LetterSight, actor.sight_keys),
        broad=Broad(range(1, 121), asked=lambda: Q(object_id__lte=60)),
    )

    assert [letter.pk for letter in found.rows] == [3, 6, 9, 12, 15]


def test_a_count_that_stopped_early_is_raised_to_what_is_shown() -> None:
    assert str(paging.Count(3, True).at_least(50)) == "50+"
    assert str(paging.Count(90, True).at_least(50)) == "90+"
    assert str(paging.Count(3, False).at_least(50)) == "3"


def test_rows_asked_one_by_one_are_those_seen() -> None:
    actor = seen_by("u:1", *HUNDREDS)

    one_by_one = seen_by_keys(Letter.objects.all(), LetterSight, actor.sight_keys, one_by_one=True)

    assert set(one_by_one) == set(visible_by(Letter.objects.all(), LetterSight, actor))
    assert one_by_one.count() == 40


def test_a_count_that_likely_rows_fill_walks_nothing() -> None:
    letters = visible_by(Letter.objects.all(), LetterSight, seen_by("a:1"))

    with CaptureQueriesContext(connection) as asked:
        found = capped_count(letters, 10, broad=Broad(range(1, 121), asked=Q))

    assert str(found) == "10+"
    assert len(asked) == 1


@pytest.mark.parametrize(("few", "scattered"), [(2000, 20_000), (0, 20_000), (0, 0)])
@pytest.mark.parametrize(("cap", "said"), [(5, "5+"), (100, "40")])
def test_a_count_of_most_that_somebody_sees_is_the_same_however_it_is_taken(
    monkeypatch: pytest.MonkeyPatch, few: int, scattered: int, cap: int, said: str
) -> None:
    actor = seen_by("u:1")
    letters = visible_by(Letter.objects.all(), LetterSight, actor)
    monkeypatch.setattr(paging, "FEW", few)
    monkeypatch.setattr(paging, "SCATTERED", scattered)
    sight = Sight(LetterSight, actor.sight_keys)

    assert str(capped_count(letters, cap, sight=sight, is_common=True)) == said


def test_a_middling_actors_newest_fill_a_count_of_most_that_he_sees(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    actor = seen_by("u:1")
    letters = visible_by(Letter.objects.all(), LetterSight, actor)
    monkeypatch.setattr(paging, "FEW", 0)
    sight = Sight(LetterSight, actor.sight_keys)
    assert not sight.is_narrow
    assert sight.is_worth_reading

    with CaptureQueriesContext(connection) as asked:
        capped_count(letters, 5, sight=sight, is_common=True)

    assert len(asked) == 1
    assert f"LIMIT {paging.NEWEST}" in asked[0]["sql"]


@pytest.mark.parametrize(
    ("asked", "listed"),
    [
        (Q(Among("pk", [3, 4])), True),
        (Q(Among("pk", [3, 4])) | Q(Among("pk", [])), True),
        (Q(Among("pk", [3, 4])) & Q(title="L3"), True),
        (Q(Among("pk", [3, 4])) | Q(title="L6"), False),
        (~Q(Among("pk", [3, 4])), False),
        (Q(Among("title", ["L3"])), False),
        (Q(), False),
    ],
)
def test_rows_whose_keys_are_listed_are_taken_by_them(asked: Q, listed: bool) -> None:
    actor = seen_by("u:1")
    letters = visible_by(Letter.objects.filter(asked), LetterSight, actor)
    sight = Sight(LetterSight, actor.sight_keys)

    with CaptureQueriesContext(connection) as queries:
        found = page_of(letters, order=ORDER, sight=sight)

    expected = visible_by(Letter.objects.filter(asked), LetterSight, actor).order_by(*ORDER)
    assert found.rows == list(expected)
    assert is_listed(letters.query.where) is listed
    assert ("is_wanted" not in queries[0]["sql"]) is listed
    assert capped_count(letters, sight=sight).number == len(found.rows)


def test_sight_is_granted_and_replaced() -> None:
    letter = Letter.objects.get(pk=1)
    grant_sight(LetterSight, letter, ["p:5", "p:5", "a:1"])
    assert walk(seen_by("p:5")) == [1]

    replace_sight(LetterSight, letter, ["p:6"])

    keys = LetterSight.objects.filter(object=letter).values_list("key", flat=True)
    assert list(keys) == ["p:6"]


def plan_of(actor: Actor) -> str:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page(actor, paging._pack(["n", (START + timedelta(minutes=30)).isoformat(), 60]))
    listed = next(q["sql"] for q in queries if "EXISTS" in q["sql"])
    return plan_of_statement(listed)


def test_a_walk_follows_the_index_of_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "FEW", 0)

    plan = plan_of(seen_by("a:1", *(f"u:{n}" for n in range(500))))

    assert "letter_arrival" in plan
    assert "TEMP B-TREE" not in plan
    assert "key=?" not in plan


def test_few_keys_are_read_from_their_own_index_in_order() -> None:
    plan = plan_of(seen_by("u:1"))

    assert "sight_tests_lettersight_k" in plan
    assert "TEMP B-TREE" not in plan


def test_another_order_meets_each_visible_row_once(monkeypatch: pytest.MonkeyPatch) -> None:
    actor = seen_by("u:1")
    letters = visible_by(Letter.objects.all(), LetterSight, actor)
    for few in (2000, 0):
        monkeypatch.setattr(paging, "FEW", few)
        sight = Sight(LetterSight, actor.sight_keys)

        found = page_of(letters, order=("title", "id"), size=3, sight=sight)

        assert [letter.title for letter in found.rows] == ["L102", "L105", "L108"]


def test_values_page_as_rows_do() -> None:
    actor = seen_by("u:1")
    letters = visible_by(Letter.objects.all(), LetterSight, actor)
    sight = Sight(LetterSight, actor.sight_keys)
    values = letters.values("id", "arrived_at", "title")

    first = page_of(values, order=ORDER, size=2, sight=sight)
    second = page_of(values, order=ORDER, size=2, sight=sight, cursor=first.next_cursor)

    titles = [said["title"] for said in [*first.rows, *second.rows]]
    assert titles == ["L120", "L117", "L114", "L111"]


def test_every_page_costs_the_same_queries() -> None:
    actor = seen_by("u:1")
    for cursor in ("", last_page_cursor(), page(actor).next_cursor):
        with CaptureQueriesContext(connection) as queries:
            page(actor, cursor)
        assert len(queries) == 2


def test_ids_sort_by_the_time_they_were_made() -> None:
    made = [uuid7() for _ in range(10_000)]

    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert {(u.version, u.variant) for u in made} == {(7, "specified in RFC 4122")}
