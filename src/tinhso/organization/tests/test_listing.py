"""The official list of administrative units, before and after 1 July 2025."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tinhso.organization.models import AdminUnitPeriod
from tinhso.organization.queries import (
    admin_unit,
    admin_unit_predecessors,
    admin_unit_successors,
    admin_units_at,
    full_commune_name,
)
from tinhso.organization.rules import MERGER_DAY, AdminKind, AdminLevel
from tinhso.organization.services import load_admin_units

EVE = date(2025, 6, 30)


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _listing(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Load the list once for the module, and leave nothing behind."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_admin_units()
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("level", "day", "count"),
    [
        (AdminLevel.PROVINCE, EVE, 63),
        (AdminLevel.DISTRICT, EVE, 696),
        (AdminLevel.COMMUNE, EVE, 10_035),
        (AdminLevel.PROVINCE, MERGER_DAY, 34),
        (AdminLevel.DISTRICT, MERGER_DAY, 0),
        (AdminLevel.COMMUNE, MERGER_DAY, 3_321),
    ],
)
def test_counts_are_those_of_the_law(level: AdminLevel, day: date, count: int) -> None:
    assert admin_units_at(level, day).count() == count


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("24", "Bắc Giang", "Bắc Ninh"),
        ("44", "Quảng Bình", "Quảng Trị"),
        ("04", "Cao Bằng", "Cao Bằng"),
    ],
)
def test_a_code_means_what_it_meant_on_the_day(code: str, before: str, after: str) -> None:
    old = admin_unit(AdminLevel.PROVINCE, code, EVE)
    new = admin_unit(AdminLevel.PROVINCE, code, MERGER_DAY)

    assert old is not None
    assert new is not None
    assert (old.name, new.name) == (before, after)
    assert (old.unit_id == new.unit_id) == (before == after)


def test_old_provinces_lead_to_their_successors() -> None:
    old = admin_unit(AdminLevel.PROVINCE, "58", EVE)
    assert old is not None

    assert [(p.name, p.unit.code) for p in admin_unit_successors(old.unit_id)] == [
        ("Khánh Hòa", "56")
    ]


def test_new_bac_ninh_knows_what_went_into_it() -> None:
    new = admin_unit(AdminLevel.PROVINCE, "24", MERGER_DAY)
    assert new is not None

    went_in = [(p.name, p.unit.code) for p in admin_unit_predecessors(new.unit_id)]

    assert went_in == [("Bắc Giang", "24"), ("Bắc Ninh", "27")]


def test_cao_bang_has_53_communes_and_3_wards() -> None:
    communes = admin_units_at(AdminLevel.COMMUNE, MERGER_DAY, parent_code="04")

    assert communes.filter(kind=AdminKind.COMMUNE).count() == 53
    assert communes.filter(kind=AdminKind.WARD).count() == 3


def test_a_commune_names_its_parents_of_the_day() -> None:
    assert full_commune_name("01786", MERGER_DAY) == "Xã Đông Khê, Tỉnh Cao Bằng"
    assert full_commune_name("01786", EVE) == "Thị trấn Đông Khê, Huyện Thạch An, Tỉnh Cao Bằng"
    assert full_commune_name("99999", EVE) == ""


def test_loading_again_writes_nothing() -> None:
    before = AdminUnitPeriod.objects.count()

    assert load_admin_units() == 0
    assert AdminUnitPeriod.objects.count() == before
