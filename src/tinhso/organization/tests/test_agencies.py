"""Agencies: opened, changed, closed, with history; their pages and public data."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tinhso.kernel.errors import Invalid, NotFound, NotPermitted
from tinhso.kernel.testing import make_actor
from tinhso.organization.models import Agency, AgencyPeriod, AgencySuccession
from tinhso.organization.permissions import OrganizationPermission
from tinhso.organization.queries import (
    agency,
    agency_by_code,
    agency_name,
    agency_tree,
    ancestors_of,
    descendants_of,
    search_agencies,
    sight_keys_for,
    successors_of,
    unit_for,
    units_of,
)
from tinhso.organization.rules import AgencyLevel, SuccessionKind, UnitKind
from tinhso.organization.services import (
    AgencyData,
    AgencyIsClosed,
    UnitData,
    change_agency,
    change_unit,
    close_agency,
    close_unit,
    open_agency,
    open_unit,
)
from tinhso.organization.testing import OPENED, AgencyFactory, UnitFactory

pytestmark = pytest.mark.django_db
OPERATOR = make_actor(OrganizationPermission.VIEW_AGENCIES, OrganizationPermission.CHANGE_AGENCIES)
LATER = date(2026, 3, 1)


def _data(name: str = "Sở Xây dựng", code: str = "000.00.08.H14") -> AgencyData:
    return AgencyData(name=name, code=code, level=AgencyLevel.DEPARTMENT)


def test_an_agency_is_opened_with_both_codes() -> None:
    opened = open_agency(data=_data(), valid_from=OPENED, actor=OPERATOR)

    info = agency(opened.pk)
    assert (info.code, info.code_old) == ("H14.08", "000.00.08.H14")
    found = agency_by_code("h14.08")
    assert found is not None
    assert found.id == opened.pk


def test_a_code_is_held_by_one_agency_at_a_time() -> None:
    open_agency(data=_data(), valid_from=OPENED, actor=OPERATOR)

    with pytest.raises(Invalid) as refusal:
        open_agency(data=_data("Sở khác", "H14.08"), valid_from=OPENED, actor=OPERATOR)
    assert set(refusal.value.fields) == {"code"}
    assert AgencyPeriod.objects.count() == 1


@pytest.mark.parametrize("code", ["", "H14.", "xyz", "000.14"])
def test_a_wrong_code_is_said_at_its_field(code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        open_agency(data=_data(code=code), valid_from=OPENED, actor=OPERATOR)
    assert set(refusal.value.fields) == {"code"}
    assert not Agency.objects.exists()


def test_only_who_may_changes_agencies() -> None:
    with pytest.raises(NotPermitted):
        open_agency(data=_data(), valid_from=OPENED, actor=make_actor())
    assert not Agency.objects.exists()


def test_a_new_name_keeps_the_old_one_for_its_time() -> None:
    opened = open_agency(data=_data(), valid_from=OPENED, actor=OPERATOR)

    change_agency(
        agency_id=opened.pk, data=_data("Sở Xây dựng và Đô thị"), valid_from=LATER, actor=OPERATOR
    )

    assert agency_name(opened.pk, date(2026, 2, 28)) == "Sở Xây dựng"
    assert agency_name(opened.pk, LATER) == "Sở Xây dựng và Đô thị"
    assert search_agencies("DO THI", LATER).count() == 1


def test_a_change_before_the_current_period_is_refused() -> None:
    opened = open_agency(data=_data(), valid_from=OPENED, actor=OPERATOR)

    with pytest.raises(Invalid):
        change_agency(agency_id=opened.pk, data=_data(), valid_from=OPENED, actor=OPERATOR)
    assert AgencyPeriod.objects.count() == 1


def test_an_agency_cannot_stand_below_itself() -> None:
    top = AgencyFactory.create(code_new="H14")
    below = AgencyFactory.create(code_new="H14.01", parent=top)
    data = AgencyData(name="UBND", code="H14", level=AgencyLevel.PROVINCE, parent_id=below.pk)

    with pytest.raises(Invalid):
        change_agency(agency_id=top.pk, data=data, valid_from=LATER, actor=OPERATOR)
    assert ancestors_of(top.pk) == []


def test_a_subtree_is_one_key() -> None:
    top = AgencyFactory.create()
    middle = AgencyFactory.create(parent=top)
    low = AgencyFactory.create(parent=middle)

    assert ancestors_of(low.pk) == [middle.pk, top.pk]
    assert descendants_of(top.pk) == [top.pk, middle.pk, low.pk]
    assert sight_keys_for(low.pk) == {f"o:{low.pk}", f"a:{low.pk}", f"a:{middle.pk}", f"a:{top.pk}"}
    assert [(node.agency.id, node.depth, node.children) for node in agency_tree()] == [
        (top.pk, 0, 1),
        (middle.pk, 1, 1),
        (low.pk, 2, 0),
    ]


def test_closing_hands_the_duties_on_and_ends_the_units() -> None:
    old, new = AgencyFactory.create(), AgencyFactory.create()
    unit = UnitFactory.create(agency=old)

    close_agency(
        agency_id=old.pk,
        closed_on=LATER,
        successors={new.pk: SuccessionKind.WHOLE},
        actor=OPERATOR,
    )

    assert successors_of(old.pk) == [new.pk]
    assert not units_of(old.pk, LATER).exists()
    assert units_of(old.pk, date(2026, 2, 28)).get().unit == unit
    with pytest.raises(AgencyIsClosed):
        open_unit(
            agency_id=old.pk,
            kind=UnitKind.DESK,
            data=UnitData(name="Quầy"),
            valid_from=LATER,
            actor=OPERATOR,
        )


def test_nobody_succeeds_himself() -> None:
    old = AgencyFactory.create()

    with pytest.raises(Invalid):
        close_agency(
            agency_id=old.pk,
            closed_on=LATER,
            successors={old.pk: SuccessionKind.WHOLE},
            actor=OPERATOR,
        )
    assert not AgencySuccession.objects.exists()
    assert agency_tree(LATER)[0].agency.id == old.pk


def test_a_unit_moves_and_ends_with_its_history_kept() -> None:
    unit = UnitFactory.create(kind=UnitKind.DESK, name="Quầy cũ")

    change_unit(unit_id=unit.pk, data=UnitData(name="Quầy mới"), valid_from=LATER, actor=OPERATOR)
    desk = unit_for(unit.agency_id, UnitKind.DESK, LATER)
    close_unit(unit_id=unit.pk, closed_on=date(2026, 4, 1), actor=OPERATOR)

    assert desk is not None
    assert desk.name == "Quầy mới"
    assert unit_for(unit.agency_id, UnitKind.DESK, date(2026, 4, 1)) is None
    assert unit.periods.count() == 2


def test_an_unknown_agency_does_not_exist() -> None:
    with pytest.raises(NotFound):
        agency(999_999)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_operators_read_the_list_and_an_agency(
    client: Client, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    for module in ("tinhso.organization.views", "tinhso.kernel.web.lists.pages"):
        monkeypatch.setattr(f"{module}.actor_of", lambda _request: OPERATOR)
    client.cookies["django_language"] = language
    top = AgencyFactory.create(name="Ủy ban nhân dân tỉnh Thử")
    low = AgencyFactory.create(name="Ủy ban nhân dân xã Thử", parent=top)
    UnitFactory.create(agency=low)

    listed = client.get("/quan-tri/co-quan/?q=uy+ban")
    shown = client.get(f"/quan-tri/co-quan/{low.uid}/")

    assert "Ủy ban nhân dân tỉnh Thử" in listed.content.decode()
    assert "Ủy ban nhân dân xã Thử" in shown.content.decode()
    assert client.get(f"/quan-tri/co-quan/{top.uid}/").status_code == 200


def test_a_stranger_does_not_read_operators_pages(client: Client) -> None:
    low = AgencyFactory.create()

    assert client.get("/quan-tri/co-quan/").status_code == 302
    assert client.get(f"/quan-tri/co-quan/{low.uid}/").status_code == 302


def test_anybody_gets_the_map_of_desks_and_the_api(client: Client) -> None:
    agencies = [AgencyFactory.create() for _n in range(3)]
    codes = sorted(agency(a.pk).code for a in agencies)

    first = client.get("/api/v1/organization/agencies?limit=2").json()
    second = client.get(f"/api/v1/organization/agencies?limit=2&cursor={first['next']}").json()

    assert [item["code"] for item in first["items"] + second["items"]] == codes
    assert second["next"] is None
    one = client.get(f"/api/v1/organization/agencies/{agencies[0].uid}")
    assert one.json()["name"] == agency_name(agencies[0].pk)
    assert client.get("/co-quan/ban-do.json").json()["type"] == "FeatureCollection"
    assert client.get("/api/v1/organization/admin-units").json() == []


def test_the_tree_costs_one_query_however_many_agencies() -> None:
    for _n in range(5):
        AgencyFactory.create()

    with CaptureQueriesContext(connection) as seen:
        agency_tree()

    assert len(seen) == 1
