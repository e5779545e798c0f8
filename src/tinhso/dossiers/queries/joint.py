"""What a list of dossiers owes together, its bills, and what a desk may take for it at once."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from tinhso.dossiers.models import (
    BankCall,
    Charge,
    Dossier,
    GroupFiling,
    JointBill,
    Payment,
)
from tinhso.dossiers.queries.fees import Transfer, may_pay_online, transfer_of
from tinhso.dossiers.queries.groups import my_groups
from tinhso.dossiers.rules.fees import UNAPPLIED, ChargeState, ClaimState, TryState
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import NotFound

MOST_AT_DESK: Final = 100
"""So many dossiers are taken in one act at a desk; the rest in the next. Ours."""


@dataclass(frozen=True, kw_only=True)
class GroupMoney:
    """The money of one list: what its dossiers cost, how far it is paid, the open bill."""

    group: GroupFiling
    charges: list[Charge]
    bill: JointBill | None
    """The bill that can be paid now: none where more or less is owed by now."""
    last: JointBill | None
    """The newest bill, whatever became of it."""
    may_pay_online: bool
    transfer: Transfer | None
    calls: list[BankCall]
    """What a bank told of for a bill of the list and could not be applied."""

    def _sum(self, state: str) -> int:
        return sum(row.amount_vnd for row in self.charges if row.state == state)

    @property
    def paid_vnd(self) -> int:
        """Return what was paid."""
        return self._sum(ChargeState.PAID)

    @property
    def owed_vnd(self) -> int:
        """Return what is owed, payable now or waiting for an answer."""
        return self._sum(ChargeState.DUE)

    @property
    def payable(self) -> list[Charge]:
        """Return what can be paid now."""
        return [row for row in self.charges if row.is_payable]

    @property
    def payable_vnd(self) -> int:
        """Return how much can be paid now."""
        return sum(row.amount_vnd for row in self.payable)

    @property
    def waiting(self) -> int:
        """Return for how many dossiers a claimed exemption waits for its answer."""
        return sum(row.state == ChargeState.DUE and not row.is_payable for row in self.charges)

    @property
    def covers_all(self) -> bool:
        """Tell whether the open bill asks for all that can be paid now."""
        return self.bill is not None and self.bill.amount_vnd == self.payable_vnd

    @property
    def at_bank(self) -> bool:
        """Tell whether a way to the bank was asked for and its time is not over."""
        until = self.bill.expires_at if self.bill is not None else None
        return until is not None and until > timezone.now()

    @property
    def settling(self) -> bool:
        """Tell whether money came and receipts are still being written."""
        last = self.last
        return last is not None and last.state == TryState.PAID and vars(last)["left"] > 0

    @property
    def moves(self) -> bool:
        """Tell whether the page is to look again by itself."""
        return self.settling or self.at_bank

    @property
    def failed(self) -> bool:
        """Tell whether the bank said no to the newest bill, and something is still owed."""
        return self.last is not None and self.last.state == TryState.FAILED and bool(self.payable)


def group_money(*, uid: UUID, actor: Actor) -> GroupMoney:
    """Return the money of one's own list; another's does not exist."""
    group = fetch(my_groups(actor=actor), uid=uid)
    charges = list(
        Charge.objects.fees()
        .filter(dossier__group_row__group=group)
        .exclude(state=ChargeState.CANCELLED)
        .select_related("dossier__group_row")
        .prefetch_related("payments__receipt")
        .order_by("dossier__group_row__line", "pk")
    )
    last = group.bills.annotate(left=_left()).order_by("-pk").first()
    bill = last if last is not None and _is_open(last, charges) else None
    return GroupMoney(
        group=group,
        charges=charges,
        bill=bill,
        last=last,
        may_pay_online=bill is not None and may_pay_online(agency_id=bill.agency_id),
        transfer=transfer_of_bill(bill) if bill is not None else None,
        calls=list(
            BankCall.objects.filter(bill__group=group, outcome__in=UNAPPLIED).order_by("-pk")
        ),
    )


def _left() -> Count:
    return Count("shares", filter=Q(shares__outcome=""))


def _is_open(bill: JointBill, charges: list[Charge]) -> bool:
    """Tell whether a bill can be paid: it waits, and all it asks for is still owed."""
    owed = {row.pk for row in charges if row.is_payable}
    return bill.state == TryState.WAITING and owed.issuperset(
        bill.shares.values_list("charge_id", flat=True)
    )


def transfer_of_bill(bill: JointBill) -> Transfer | None:
    """Return how to send what a bill asks for; none when the agency has no account."""
    return transfer_of(
        reference=bill.reference, amount_vnd=bill.amount_vnd, agency_id=bill.agency_id
    )


def payable_of(group: GroupFiling) -> list[Charge]:
    """Return what the dossiers of a list owe and can pay now, in the order of its rows."""
    return list(_payable().filter(dossier__group_row__group=group))


def due_at_desk(*, group_uid: UUID, actor: Actor) -> list[Charge]:
    """Return what an officer's desk may take for a list; a list he sees nothing of is not there."""
    return list(_payable().filter(dossier__in=_at_desk(group_uid, actor)))


def taken_at_desk(*, group_uid: UUID, actor: Actor) -> list[Payment]:
    """Return what was paid for the dossiers of a list that lie at an officer's desk."""
    rows = Payment.objects.filter(
        charge__dossier__in=_at_desk(group_uid, actor), paid_at__isnull=False
    )
    ordered = rows.select_related("charge__dossier__group_row", "receipt")
    return list(ordered.order_by("charge__dossier__group_row__line", "pk"))


def lies_at_desk(*, group_uid: UUID, actor: Actor) -> bool:
    """Tell whether dossiers of a list lie at an officer's desk."""
    return _here(group_uid, actor).exists()


def _at_desk(group_uid: UUID, actor: Actor) -> QuerySet[Dossier]:
    if not lies_at_desk(group_uid=group_uid, actor=actor):
        raise NotFound
    return _here(group_uid, actor)


def _here(group_uid: UUID, actor: Actor) -> QuerySet[Dossier]:
    rows: QuerySet[Dossier] = Dossier.objects.visible_to(actor)
    return rows.filter(group_row__group__uid=group_uid, receiving_unit_id=actor.unit_id)


@dataclass(frozen=True, kw_only=True)
class ListBeside:
    """The list a dossier was filed in, and how many of it can be paid at the same desk."""

    uid: UUID
    due: int


def list_beside(dossier: Dossier) -> ListBeside | None:
    """Return the list whose other dossiers are to be paid at the same desk; none for most."""
    group = GroupFiling.objects.filter(rows__dossier=dossier).first()
    if group is None:
        return None
    here = _payable().filter(
        dossier__receiving_unit_id=dossier.receiving_unit_id, dossier__group_row__group=group
    )
    return ListBeside(uid=group.uid, due=here.count())


def _payable() -> QuerySet[Charge]:
    rows = Charge.objects.fees().due().exclude(claim_state=ClaimState.CLAIMED)
    return rows.select_related("dossier__group_row").order_by("dossier__group_row__line")
