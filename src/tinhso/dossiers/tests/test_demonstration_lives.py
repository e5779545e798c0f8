"""Which lives the demonstration lets dossiers live, and the clock by which it does."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from tinhso.dossiers.demonstration.growing import ago, grow
from tinhso.dossiers.demonstration.listing import file_lists
from tinhso.dossiers.demonstration.lives import LIVES, lives
from tinhso.dossiers.demonstration.waiting import when_open
from tinhso.dossiers.models import (
    Dossier,
    GroupRow,
    JointBill,
    Payment,
)
from tinhso.dossiers.permissions import DossierPermission
from tinhso.dossiers.services.opening import AS_WORK, AT_DESK
from tinhso.dossiers.services.tax_opening import AS_TAX
from tinhso.identity.queries import accounts_with
from tinhso.identity.services import load_demonstration as load_people
from tinhso.identity.testing import AccessRecord
from tinhso.kernel.calendar import calendar_for
from tinhso.kernel.db.clock import clock_set_to
from tinhso.organization.services import load_admin_units
from tinhso.organization.services import load_demonstration as load_province
from tinhso.procedures.testing import load_catalogue
from tinhso.signing.services import load_demonstration_certificates

if TYPE_CHECKING:
    from pytest_django import Settings

ENDS = {
    "1.000894": {"returned", "submitted"},
    "1.004873": {"returned", "assigned"},
    "2.000815": {"returned", "signed"},
    "1.001612": {"returned", "submitted"},
    "1.013978": {"appraising", "tax_wait", "fin_obligation", "returned"},
    "2.000986": {"assigned", "issued", "transferred", "returned"},
    "1.004363": {"field_check", "returned"},
    "3.000333": {"returned", "assigned"},
    "1.011607": {"appraising", "consulting"},
    "2.002288": {"returned", "transferred"},
}


def test_the_other_ten_of_the_twelve_live_too(db: None) -> None:
    load_admin_units()
    load_province()
    load_people()
    load_catalogue(*ENDS)
    load_demonstration_certificates()
    chosen = [life for life in LIVES if life.procedure in ENDS]

    assert grow(len(chosen), print, chosen=chosen) == 29

    found: dict[str, set[str]] = {code: set() for code in ENDS}
    for row in Dossier.objects.all():
        found[row.procedure_code].add(row.state)
    assert found == ENDS
    at_counter = Payment.objects.filter(charge__dossier__procedure_code="2.000815")
    assert set(at_counter.values_list("method", flat=True)) == {"cash", "transfer"}
    looks = AccessRecord.objects.filter(object_kind="dossiers.dossier", what="opened")
    assert set(looks.values_list("purpose", flat=True)) == {AT_DESK, AS_WORK, AS_TAX}
    work = (
        DossierPermission.RECEIVE,
        DossierPermission.APPRAISE,
        DossierPermission.SIGN,
        DossierPermission.DETERMINE_TAX,
    )
    officers = {uid for permission in work for uid in accounts_with(permission)}
    assert set(looks.values_list("actor_uid", flat=True)) <= officers

    file_lists(print)

    bills = [(bill.state, bill.amount_vnd) for bill in JointBill.objects.order_by("pk")]
    assert bills == [("paid", 2_400_000), ("waiting", 1_600_000)]
    assert not GroupRow.objects.exclude(refused="").exists()
    shares = Payment.objects.filter(share__isnull=False)
    assert len({row.receipt_number for row in shares}) == 3


def test_clock_is_set_back_and_goes_on_as_before() -> None:
    then = datetime(2026, 10, 5, 2, tzinfo=UTC)

    with clock_set_to(then) as clock:
        assert timezone.now() == then
        clock.move_to(then + timedelta(hours=1))
        assert timezone.now() == then + timedelta(hours=1)

    assert timezone.now() > then + timedelta(hours=1)


def test_clock_is_never_set_in_production(settings: "Settings") -> None:
    settings.PRODUCTION = True
    before = timezone.now()

    with pytest.raises(ImproperlyConfigured), clock_set_to(datetime(2020, 1, 1, tzinfo=UTC)):
        pass

    assert timezone.now() >= before


def test_two_hundred_dossiers_live_every_kind_of_life() -> None:
    chosen = lives(200)

    assert len(chosen) == 200
    assert set(chosen) == set(LIVES)
    assert lives(200) == chosen


@pytest.mark.django_db
def test_working_hours_are_reckoned_backwards() -> None:
    calendar = calendar_for(None)
    monday = datetime(2026, 11, 16, 2, tzinfo=UTC)

    then = ago(calendar, monday, minutes=20 * 60)

    assert calendar.minutes_between(then, monday) == 20 * 60


@pytest.mark.parametrize(
    ("asked", "taken"),
    [("23:59:30", "23:58:00"), ("00:00:10", "00:00:10"), ("10:30:00", "10:30:00")],
)
def test_a_first_start_at_any_minute_finds_a_desk_open(asked: str, taken: str) -> None:
    at = timezone.make_aware(datetime.fromisoformat(f"2026-11-29T{asked}"))

    assert timezone.localtime(when_open(at)).isoformat()[11:19] == taken
