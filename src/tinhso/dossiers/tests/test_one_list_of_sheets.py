"""All that a new house brings in stands in one list, in the order in which it is needed."""

import pytest

from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.testing import World, browser_of
from tinhso.identity.permissions import IdentityPermission
from tinhso.kernel.importing.permissions import ImportPermission
from tinhso.kernel.testing import in_english, vietnamese_left_behind

pytestmark = pytest.mark.django_db
LIST = "/quan-tri/nhap-du-lieu/"
STAFF, DUTIES = f"{LIST}loai/identity.staff/", f"{LIST}loai/dossiers.duties/"
HANDED_ON = f"{LIST}loai/identity.delegations/"


def test_staff_delegations_and_duties_stand_between_units_and_registers(world: World) -> None:
    staff = (IdentityPermission.MANAGE_ACCOUNTS, IdentityPermission.ASSIGN_ROLES)
    rights = (ImportPermission.IMPORT, *staff, P.DIVIDE_WORK)
    browser = browser_of(world.here.official(*rights, unit=world.here.leadership))

    page = browser.get(LIST).content.decode()

    own = (STAFF, HANDED_ON, DUTIES)
    places = ("loai/organization.units/", *own, "loai/organization.numbers/")
    found = [page.index(f'{place}"') for place in places]
    assert found == sorted(found)
    assert [browser.get(one).status_code for one in own] == [200, 200, 200]
    assert vietnamese_left_behind(in_english(browser).get(LIST).content.decode()) == []


def test_who_may_not_hand_them_in_is_not_led_there(world: World) -> None:
    browser = browser_of(world.here.official(ImportPermission.IMPORT, unit=world.here.leadership))

    page = browser.get(LIST).content.decode()

    assert "loai/organization.units/" in page
    assert [one for one in (STAFF, HANDED_ON, DUTIES) if one in page] == []
