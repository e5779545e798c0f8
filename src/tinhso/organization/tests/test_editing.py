"""Operators open, change and close agencies and units on pages; what was stays."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from tinhso.kernel.actors import Actor
from tinhso.kernel.testing import make_actor
from tinhso.organization.models import Agency, AgencyPeriod, UnitPeriod
from tinhso.organization.permissions import OrganizationPermission as P
from tinhso.organization.queries import agency_name, successors_of
from tinhso.organization.testing import AgencyFactory, UnitFactory

pytestmark = pytest.mark.django_db
VIEWS = ("tinhso.organization.views", "tinhso.organization.editing")


def _act_as(monkeypatch: pytest.MonkeyPatch, actor: Actor) -> None:
    for module in VIEWS:
        monkeypatch.setattr(f"{module}.actor_of", lambda _request: actor)


@pytest.fixture
def operator(monkeypatch: pytest.MonkeyPatch) -> Actor:
    actor = make_actor(P.VIEW_AGENCIES, P.CHANGE_AGENCIES)
    _act_as(monkeypatch, actor)
    return actor


def _values(**more: str) -> dict[str, str]:
    tomorrow = timezone.localdate() + timedelta(days=1)
    return {
        "valid_from": str(tomorrow),
        "legal_basis": "Nghị quyết 1/NQ-HĐND",
        "name": "Ủy ban nhân dân xã Thạch An",
        "code": "H14.77",
        "level": "commune",
    } | more


def test_an_agency_is_opened_from_a_day(client: Client, operator: Actor) -> None:
    answer = client.post("/quan-tri/co-quan/moi/", _values())

    period = AgencyPeriod.objects.get()
    assert answer["Location"] == f"/quan-tri/co-quan/{period.agency.uid}/"
    assert (period.code_new, period.code_old) == ("H14.77", "000.00.77.H14")


def test_a_wrong_code_is_said_at_its_field_and_nothing_is_lost(
    client: Client, operator: Actor
) -> None:
    page = client.post("/quan-tri/co-quan/moi/", _values(code="sai")).content.decode()

    assert "không đúng dạng H14.12" in page
    assert 'value="Ủy ban nhân dân xã Thạch An"' in page
    assert not Agency.objects.exists()


def test_a_change_is_a_new_period_and_the_old_one_stays(client: Client, operator: Actor) -> None:
    agency = AgencyFactory.create(name="Tên cũ", code_new="H14.50")
    address = f"/quan-tri/co-quan/{agency.uid}/sua/"
    assert 'value="Tên cũ"' in client.get(address).content.decode()

    client.post(address, _values(name="Tên mới", code="H14.50"))

    assert agency_name(agency.pk) == "Tên cũ"
    assert agency_name(agency.pk, timezone.localdate() + timedelta(days=1)) == "Tên mới"


def test_a_closed_agency_names_who_goes_on(client: Client, operator: Actor) -> None:
    agency, heir = AgencyFactory.create(), AgencyFactory.create()
    address = f"/quan-tri/co-quan/{agency.uid}/ket-thuc/"
    tomorrow = timezone.localdate() + timedelta(days=1)
    values = {"closed_on": str(tomorrow), "legal_basis": "Nghị quyết 1"}

    alone = client.post(address, values).content.decode()
    assert "ít nhất một cơ quan kế thừa" in alone
    assert successors_of(agency.pk) == []
    client.post(address, values | {"whole": str(heir.pk)})

    assert successors_of(agency.pk) == [heir.pk]
    assert AgencyPeriod.objects.get(agency=agency).valid_to == tomorrow


def test_units_are_opened_changed_and_closed(client: Client, operator: Actor) -> None:
    agency = AgencyFactory.create()
    today = timezone.localdate()
    client.post(
        f"/quan-tri/co-quan/{agency.uid}/don-vi/",
        {"valid_from": str(today), "kind": "office", "name": "Văn phòng"},
    )
    unit = UnitPeriod.objects.get().unit

    client.post(
        f"/quan-tri/don-vi/{unit.uid}/sua/",
        {"valid_from": str(today + timedelta(days=1)), "name": "Văn phòng mới"},
    )
    client.post(
        f"/quan-tri/don-vi/{unit.uid}/ket-thuc/", {"closed_on": str(today + timedelta(days=9))}
    )

    kept = UnitPeriod.objects.filter(unit=unit).order_by("valid_from")
    assert [(p.name, p.valid_to) for p in kept] == [
        ("Văn phòng", today + timedelta(days=1)),
        ("Văn phòng mới", today + timedelta(days=9)),
    ]


def test_who_only_looks_changes_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    unit = UnitFactory.create()
    _act_as(monkeypatch, make_actor(P.VIEW_AGENCIES))
    pages = (
        "/quan-tri/co-quan/moi/",
        f"/quan-tri/co-quan/{unit.agency.uid}/sua/",
        f"/quan-tri/co-quan/{unit.agency.uid}/ket-thuc/",
        f"/quan-tri/co-quan/{unit.agency.uid}/don-vi/",
        f"/quan-tri/don-vi/{unit.uid}/sua/",
        f"/quan-tri/don-vi/{unit.uid}/ket-thuc/",
    )

    codes = {client.post(page, _values()).status_code for page in pages}

    assert codes == {403}
    assert AgencyPeriod.objects.count() == 1
    assert (
        "Kết thúc hoạt động"
        not in client.get(f"/quan-tri/co-quan/{unit.agency.uid}/").content.decode()
    )


def test_what_is_not_there_is_not_found(client: Client, operator: Actor) -> None:
    for page in ("co-quan/{}/sua/", "co-quan/{}/ket-thuc/", "don-vi/{}/sua/"):
        assert client.get(f"/quan-tri/{page.format(uuid4())}").status_code == 404
