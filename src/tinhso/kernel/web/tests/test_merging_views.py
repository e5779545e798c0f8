"""Kept views of lists go on with a merger and come back with it."""

from datetime import date
from uuid import uuid4

import pytest

from tinhso.kernel.registry import Registry
from tinhso.kernel.registry.mergers import Merging, Place
from tinhso.kernel.web.lists.filters import ChoiceFilter
from tinhso.kernel.web.lists.merging import ViewMoves
from tinhso.kernel.web.models import SavedView
from tinhso.kernel.web.tests.lists import ViewList

pytestmark = pytest.mark.django_db


@pytest.fixture
def merging(monkeypatch: pytest.MonkeyPatch) -> Merging:
    filters = (
        ChoiceFilter("noi", "Cơ quan", "resolving_agency_id"),
        ChoiceFilter("phong", "Đơn vị", "unit_id"),
        ChoiceFilter("so", "Số", "amount"),
    )
    monkeypatch.setattr(ViewList, "filters", filters)
    known: Registry[ViewList] = Registry("lists")
    known.register(ViewList.name, ViewList())
    monkeypatch.setattr("tinhso.kernel.web.lists.merging.lists", known)
    return Merging(
        uid=uuid4(),
        on=date(2026, 12, 1),
        basis="12/NQ",
        units={71: Place(agency_id=9, unit_id=91)},
        agencies={7: 9},
    )


def _view(query: str, *, agency_id: int = 7, is_shared: bool = False) -> SavedView:
    return SavedView.objects.create(
        uid=uuid4(),
        list_name=ViewList.name,
        owner=uuid4(),
        agency_id=agency_id,
        is_shared=is_shared,
        name="Đang chờ",
        query=query,
    )


def test_views_name_who_goes_on_and_are_shared_there(merging: Merging) -> None:
    shared = _view("noi=7&phong=71&so=7", is_shared=True)
    other = _view("noi=77&so=7", agency_id=5)

    counts = [line.count for line in ViewMoves().preview(merging)]
    ViewMoves().apply(merging)
    ViewMoves().apply(merging)

    shared.refresh_from_db()
    other.refresh_from_db()
    assert counts == [1, 1]
    assert (shared.query, shared.agency_id) == ("noi=9&phong=91&so=7", 9)
    assert (other.query, other.agency_id) == ("noi=77&so=7", 5)


def test_taken_back_they_say_what_they_said(merging: Merging) -> None:
    view = _view("noi=7&q=a", is_shared=True)
    ViewMoves().apply(merging)

    ViewMoves().undo(merging)

    view.refresh_from_db()
    assert (view.query, view.agency_id) == ("noi=7&q=a", 7)
