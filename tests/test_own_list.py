"""A person with many dossiers finds one among them, and what waits for him stands on top."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from tests.cast import Cast, get
from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier
from tinhso.dossiers.queries import own_list as queries
from tinhso.dossiers.services import SupplementItem
from tinhso.dossiers.testing import submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cast]:
    monkeypatch.setattr(queries, "PAGE", 2)
    monkeypatch.setattr(queries, "MANY", 3)
    with time_machine.travel(datetime(2026, 11, 16, 1, 30, tzinfo=UTC), tick=True):
        yield Cast.make()


def _filed(cast: Cast, count: int) -> list[Dossier]:
    return [submitted(cast.world) for _n in range(count)]


def _asked_for_more(cast: Cast, dossier: Dossier) -> None:
    services.request_supplement(
        uid=dossier.uid,
        actor=cast.world.here.clerk_of_desk,
        items=[SupplementItem(component_key="ban_ve", text="Bản vẽ thiếu mặt cắt.")],
        reasons=[cast.world.version.supplement_reasons[0].key],
    )


def _page(cast: Cast, **asked: str) -> str:
    answer = cast.citizen.get("/ho-so/", asked)
    assert answer.status_code == 200
    return str(answer.content.decode())


def _numbers_in(page: str, dossiers: list[Dossier]) -> set[str]:
    return {d.submission_number for d in dossiers if d.submission_number in page}


def test_what_waits_stands_on_the_first_page_however_old_it_is(cast: Cast) -> None:
    oldest, *others = _filed(cast, 4)
    _asked_for_more(cast, oldest)

    first = _page(cast)

    assert first.index(oldest.submission_number) < first.index(others[-1].submission_number)
    assert _numbers_in(first, others) == {d.submission_number for d in others[1:]}
    assert first.count(oldest.submission_number) == 1


def test_older_ones_are_on_the_next_page_and_none_is_lost(cast: Cast) -> None:
    dossiers = _filed(cast, 5)
    seen: set[str] = set()
    asked: dict[str, str] = {}

    for _n in range(3):
        shown = queries.own_list(actor=cast.world.citizen, cursor=asked.get("c", ""))
        page = _page(cast, **asked)
        seen |= _numbers_in(page, dossiers)
        asked = {"c": shown.next_cursor}

    assert seen == {d.submission_number for d in dossiers}
    assert shown.next_cursor == ""


def test_one_is_found_by_its_number_its_procedure_and_its_stage(cast: Cast) -> None:
    dossiers = _filed(cast, 3)
    services.withdraw(uid=dossiers[0].uid, actor=cast.world.citizen)

    by_number = _page(cast, q=dossiers[1].submission_number)
    over = _page(cast, **{"tinh-hinh": "xong"})

    assert _numbers_in(by_number, dossiers) == {dossiers[1].submission_number}
    assert _numbers_in(over, dossiers) == {dossiers[0].submission_number}
    assert f'value="{dossiers[1].submission_number}"' in by_number


def test_nothing_found_says_what_to_do_and_keeps_the_words(cast: Cast) -> None:
    _filed(cast, 3)

    page = _page(cast, q="giấy phép lái tàu vũ trụ")

    assert "Không thấy hồ sơ nào như vậy" in page
    assert 'value="giấy phép lái tàu vũ trụ"' in page


def test_another_persons_dossier_is_not_found(cast: Cast) -> None:
    (theirs,) = _filed(cast, 1)

    page = cast.stranger.get("/ho-so/", {"q": theirs.submission_number}).content.decode()

    assert "Không thấy hồ sơ nào như vậy" in page
    assert str(theirs.uid) not in page


def test_senseless_addresses_still_show_a_list(cast: Cast) -> None:
    _filed(cast, 1)

    assert _numbers_in(_page(cast, **{"tinh-hinh": "x"}), list(Dossier.objects.all()))
    assert cast.citizen.get("/ho-so/", {"c": "abc"}).status_code == 422


def test_few_dossiers_need_no_search(cast: Cast) -> None:
    _filed(cast, 2)

    assert 'role="search"' not in _page(cast)


def test_more_dossiers_ask_no_more_questions(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    _filed(cast, 6)
    _page(cast)

    with django_assert_max_num_queries(16):
        _page(cast)


def test_a_machine_narrows_the_same_list(cast: Cast) -> None:
    dossiers = _filed(cast, 3)
    services.withdraw(uid=dossiers[0].uid, actor=cast.world.citizen)

    over = get(cast.citizen, "/mine", stage="over")[1]["items"]
    named = get(cast.citizen, "/mine", text=dossiers[1].submission_number)[1]["items"]
    strange = get(cast.citizen, "/mine", stage="lost")

    assert [line["uid"] for line in over] == [str(dossiers[0].uid)]
    assert [line["uid"] for line in named] == [str(dossiers[1].uid)]
    assert strange[0] == 422
    assert get(cast.stranger, "/mine", text=dossiers[1].submission_number)[1]["items"] == []
