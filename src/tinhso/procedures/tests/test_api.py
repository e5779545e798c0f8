"""Machines read the same catalogue."""

import pytest
from django.test import Client

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
