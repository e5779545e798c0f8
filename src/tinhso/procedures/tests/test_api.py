"""Machines read the same catalogue."""

import pytest
from django.test import Client
from django.utils import timezone

from tinhso.organization.testing import AgencyFactory, UnitFactory
from tinhso.procedures.queries import version_at
from tinhso.procedures.testing import load_catalogue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _catalogue() -> None:
    load_catalogue("1.001193", "1.013225", "1.004884")


def test_everyday_words_find_the_procedure(client: Client) -> None:
    found = client.get("/api/v1/procedures/", {"q": "lam giay khai sinh cho con"}).json()

    assert found[0]["code"] == "1.001193"
    assert found[0]["name_en"] == "Birth registration"


def test_an_unknown_fee_is_null(client: Client) -> None:
    found = client.get("/api/v1/procedures/1.013225/").json()

    assert found["fees"][0]["amount_vnd"] is None
    assert [(t["case"], t["value"]) for t in found["terms"]] == [("nha_o", 15), ("", 20)]


def test_an_older_day_gives_the_version_of_that_day(client: Client) -> None:
    old = client.get("/api/v1/procedures/1.001193/", {"on": "2026-08-04"}).json()

    assert (old["version"], old["effective_to"]) == (1, "2026-08-04")


@pytest.mark.parametrize("code", ["9.999999", "x", "1.001193'"])
def test_what_does_not_exist_is_not_found(client: Client, code: str) -> None:
    assert client.get(f"/api/v1/procedures/{code}/").status_code == 404


def test_whoever_fills_by_machine_reads_what_is_asked(client: Client) -> None:
    form = client.get("/api/v1/procedures/1.001193/form/").json()

    assert form["properties"]["tre_ho_ten"]["type"] == "string"
    assert "tre_ho_ten" in form["required"]
    assert client.get("/api/v1/procedures/9.999999/form/").status_code == 404


def test_reasons_of_the_procedures_own_list_are_told(client: Client) -> None:
    found = client.get("/api/v1/procedures/1.001193/").json()
    version = version_at(code="1.001193", at=timezone.localdate())

    assert [one["key"] for one in found["refusal_reasons"]] == [
        reason.key for reason in version.refusal_reasons
    ]
    assert found["supplement_reasons"][0]["text"] == version.supplement_reasons[0].text


def test_eligibility_is_asked_and_answered(client: Client) -> None:
    address = "/api/v1/procedures/1.001193/eligibility/"
    asked = client.get(address).json()
    version = version_at(code="1.001193", at=timezone.localdate())
    right: dict[str, list[str]] = {"yes": [], "no": []}
    for question in version.questions:
        right["yes" if question.wanted else "no"].append(question.key)

    fit = client.get(address, right).json()
    unfit = client.get(address, {"yes": right["no"], "no": right["yes"]}).json()

    assert [one["key"] for one in asked["questions"]] == [q.key for q in version.questions]
    assert (asked["is_complete"], asked["is_fit"]) == (False, False)
    assert (fit["is_complete"], fit["is_fit"]) == (True, True)
    assert (unfit["is_complete"], unfit["is_fit"]) == (True, False)
    assert unfit["questions"][0]["otherwise"] == version.questions[0].otherwise


def test_desks_are_found_with_place_and_hours(client: Client) -> None:
    desk = UnitFactory.create(kind="desk", agency=AgencyFactory.create())
    desk.periods.update(
        address="12 phố Kim Đồng", phone="0206 3000 081", latitude=22.66, longitude=106.25
    )

    found = client.get("/api/v1/procedures/desks", {"q": "pho kim dong"}).json()

    (line,) = found
    assert line["agency"] == str(desk.agency.uid)
    assert (line["latitude"], line["phone"]) == (22.66, "0206 3000 081")
    assert "07:" in line["hours"]
    assert client.get("/api/v1/procedures/desks", {"q": "khong-co"}).json() == []
