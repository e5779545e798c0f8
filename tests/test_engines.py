"""What depends on no engine is found, runs once and gets no database."""

import pytest

from tinhso.config.tests import house
from tinhso.kernel.web import testing
from tinhso.kernel.web.models import FormOnce
from tools import engines, tables


def is_marked(request: pytest.FixtureRequest) -> bool:
    return request.node.get_closest_marker(engines.MARK) is not None


def test_what_asks_for_no_database_runs_once(request: pytest.FixtureRequest) -> None:
    assert is_marked(request)


@pytest.mark.django_db
def test_what_is_marked_for_the_database_runs_on_each(request: pytest.FixtureRequest) -> None:
    assert not is_marked(request)


@pytest.fixture
def rows(db: None) -> int:
    return 0


def test_what_asks_for_it_through_a_fixture_runs_on_each(
    request: pytest.FixtureRequest, rows: int
) -> None:
    assert not is_marked(request)


def test_files_that_make_databases_or_hold_the_connection_know_the_engine() -> None:
    assert engines.knows_engine(house.new_house)
    assert engines.knows_engine(house.House.sql) is engines.knows_engine(house.new_house)
    assert engines.knows_engine(tables.empty_house)
    assert not engines.knows_engine(testing.tap_twice)
    assert not engines.knows_engine(is_marked)


def test_who_writes_sql_where_it_was_not_foreseen_is_refused() -> None:
    with pytest.raises(RuntimeError, match="asks for the engine"):
        str(FormOnce.objects.all().query)


def test_a_database_that_was_not_foreseen_is_refused() -> None:
    with (
        pytest.raises(RuntimeError, match="test_a_database_that_was_not_foreseen_is_refused"),
        tables.empty_database(),
    ):
        pass
