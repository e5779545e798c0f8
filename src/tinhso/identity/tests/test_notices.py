from uuid import UUID, uuid4

import pytest

from tinhso.identity.models import Account
from tinhso.identity.notices import recipient
from tinhso.identity.testing import CitizenFactory
from tinhso.kernel.notifications.models import Delivery, DemonstrationMessage
from tinhso.kernel.notifications.registry import Urgency
from tinhso.kernel.notifications.sending import deliver
from tinhso.kernel.notifications.services import notify
from tinhso.kernel.notifications.testing import kind_of_notice

pytestmark = pytest.mark.django_db


def test_an_account_is_reached_where_it_says() -> None:
    account = CitizenFactory.create(email="tu@example.vn", phone="0912345678")

    found = recipient(account.uid)

    assert found is not None
    assert found.addresses == {"email": "tu@example.vn", "sms": "0912345678", "zalo": "0912345678"}


def test_what_the_person_gave_stands_in() -> None:
    account = CitizenFactory.create(email="", phone="")
    assert account.person is not None
    account.person.email = "nha@example.vn"
    account.person.save(update_fields=["email"])

    found = recipient(account.uid)

    assert found is not None
    assert found.addresses["email"] == "nha@example.vn"


def test_a_closed_account_is_not_reached() -> None:
    account = CitizenFactory.create()
    Account.objects.filter(pk=account.pk).update(is_active=False, lock_reason="left")

    assert recipient(account.uid) is None
    assert recipient(uuid4()) is None


def test_a_person_told_gets_a_text_message() -> None:
    account = CitizenFactory.create(phone="0912345678")
    assert account.person_id is not None
    with kind_of_notice(urgency=Urgency.URGENT, channels=("sms",)):
        told = notify(
            person_id=account.person_id,
            kind="test.accepted",
            values={"code": "H14-1", "due": "mai"},
        )
        deliver(Delivery.objects.get().pk)

    assert [notice.account_uid for notice in told] == [UUID(str(account.uid))]
    assert DemonstrationMessage.objects.get().address == "0912345678"
