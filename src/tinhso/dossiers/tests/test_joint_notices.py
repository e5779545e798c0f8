"""A list paid at once is told of once, and each dossier's other people of their own."""

from uuid import UUID

import pytest

from tinhso.dossiers import jobs, services
from tinhso.dossiers.models import GroupFiling, PartyRole
from tinhso.dossiers.testing import World
from tinhso.dossiers.tests import banking
from tinhso.dossiers.tests.charging import FEE, SHOP
from tinhso.dossiers.tests.listing import charges_of, filed_list
from tinhso.identity.testing import CitizenFactory
from tinhso.kernel.actors import Actor
from tinhso.kernel.events.testing import deliver_all
from tinhso.kernel.notifications.models import Notification

pytestmark = pytest.mark.django_db
PROCEDURES = (SHOP,)


@pytest.fixture
def listed(shop: World) -> tuple[GroupFiling, Actor]:
    """Three dossiers of one list, each of which costs 800,000 đồng."""
    banking.account_for(shop.here)
    return filed_list(shop)


def told(kind: str) -> list[UUID]:
    """Return whom a notice of this kind went to."""
    rows = Notification.objects.filter(kind=f"dossiers.{kind}")
    return list(rows.values_list("account_uid", flat=True))


def test_a_list_paid_through_the_bank_is_one_notice_and_one_for_each_other_owner(
    listed: tuple[GroupFiling, Actor],
) -> None:
    group, payer = listed
    other = CitizenFactory.create()
    charges_of(group)[0].dossier.parties.create(
        role=PartyRole.REPRESENTATIVE, kind="citizen", name=other.name, person=other.person
    )
    bill = services.open_bill(uid=group.uid, actor=payer)

    banking.tell(
        banking.message(kind="transfer", words=f"PHI {bill.reference}", amount=bill.amount_vnd)
    )
    jobs.settle_bill(bill_uid=str(bill.uid))
    deliver_all()

    assert told("group_paid") == [payer.id]
    assert told("fee_paid") == [other.uid]


def test_a_list_paid_at_the_desk_is_one_notice(
    shop: World, listed: tuple[GroupFiling, Actor]
) -> None:
    (group, payer), desk = listed, shop.here.clerk_of_desk

    services.collect_together(uid=group.uid, actor=desk, total_vnd=3 * FEE)
    deliver_all()

    said = Notification.objects.get(kind="dossiers.group_paid")
    assert (said.account_uid, said.link) == (payer.id, f"/nop-theo-danh-sach/{group.uid}/phi/")
    assert told("fee_paid") == []


def test_one_dossier_of_a_list_paid_alone_is_told_of_by_itself(
    shop: World, listed: tuple[GroupFiling, Actor]
) -> None:
    dossier = charges_of(listed[0])[0].dossier

    services.collect(uid=dossier.uid, actor=shop.here.clerk_of_desk)
    deliver_all()

    assert told("fee_paid") == [listed[1].id]
    assert told("group_paid") == []
