"""An official of somebody else's list is recognised only when it is plainly he."""

import pytest

from tinhso.identity.models import Account
from tinhso.identity.queries.recognizing import KnownBy, official_known_by
from tinhso.identity.testing import OfficialFactory, PersonFactory, give_role
from tinhso.organization.testing import UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def official() -> Account:
    account = OfficialFactory.create(login="nong.tu", name="Nông Văn Tú", email="tu@cb.example")
    unit = UnitFactory.create()
    give_role(account, "signing.sign_item", agency_id=unit.agency_id, unit_id=unit.pk)
    return account


def place(account: Account) -> int:
    return account.assignments.get().agency_id


def test_by_login_number_address_and_name(official: Account) -> None:
    official.person = PersonFactory.create(number="004082001234")
    official.save()

    assert official_known_by(login=" Nong.Tu ") == (official.uid, KnownBy.LOGIN)
    assert official_known_by(number="004 082 001 234") == (official.uid, KnownBy.NUMBER)
    assert official_known_by(email="TU@cb.example") == (official.uid, KnownBy.EMAIL)
    found = official_known_by(name="NÔNG  VĂN TÚ", agency_id=place(official))
    assert found == (official.uid, KnownBy.NAME)


def test_a_name_counts_in_its_agency_only_and_with_its_marks(official: Account) -> None:
    assert official_known_by(name="Nông Văn Tú") is None
    assert official_known_by(name="Nông Văn Tú", agency_id=UnitFactory.create().agency_id) is None
    assert official_known_by(name="Nông Văn Tư", agency_id=place(official)) is None
    assert official_known_by(name=" ", agency_id=place(official)) is None


def test_two_of_one_name_or_address_are_nobody(official: Account) -> None:
    twin = OfficialFactory.create(login="nong.tu2", name="Nông Văn Tú", email="tu@cb.example")
    give_role(twin, "signing.sign_item", agency_id=place(official), unit_id=None)

    assert official_known_by(name="Nông Văn Tú", agency_id=place(official)) is None
    assert official_known_by(email="tu@cb.example", name="Nông Văn Tú") is None


def test_what_is_surer_decides_and_who_left_is_nobody(official: Account) -> None:
    other = OfficialFactory.create(login="le.thu", name="Lê Thu", email="thu@cb.example")

    found = official_known_by(email="thu@cb.example", name="Nông Văn Tú", agency_id=place(official))
    assert found == (other.uid, KnownBy.EMAIL)
    official.is_active, official.lock_reason = False, "nghỉ"
    official.save()
    assert official_known_by(login="nong.tu") is None
