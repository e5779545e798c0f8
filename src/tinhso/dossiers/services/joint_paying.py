"""One payment for a whole list: a bill over what its dossiers owe, settled dossier by dossier.

Each dossier keeps a payment and a receipt of its own, so refunds, lists and reports know no second
way. Money for a share that is owed no more waits with the rest of what does not fit.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.models import (
    BankCall,
    Charge,
    Dossier,
    GroupFiling,
    JointBill,
    JointShare,
    Payment,
)
from tinhso.dossiers.permissions import DossierPermission
from tinhso.dossiers.queries.fees import account_of, collector_of
from tinhso.dossiers.queries.joint import MOST_AT_DESK, due_at_desk, payable_of
from tinhso.dossiers.registry import (
    SignedCall,
    providers_set_up,
)
from tinhso.dossiers.rules.fees import (
    CHECKOUT_MINUTES,
    WITH_PROOF,
    CallKind,
    CallOutcome,
    ChargeState,
    PaymentMethod,
    Standing,
    TryState,
    outcome_of,
)
from tinhso.dossiers.services import _core
from tinhso.dossiers.services._bank_calls import ask_for_page, keep_call, known_call
from tinhso.dossiers.services.charging import due_charge, load_at_desk, new_reference
from tinhso.dossiers.services.errors import ClaimWaits, NoBank, NothingOwed
from tinhso.dossiers.services.paying import receive_at_desk, settle
from tinhso.kernel.actors import Actor, require, system_actor
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.db.text import nfc
from tinhso.kernel.db.writing import insert
from tinhso.kernel.errors import Invalid
from tinhso.kernel.jobs import enqueue, progress
from tinhso.kernel.notifications.services import notify

BANK = "dossiers.bank"


@one_act()
def open_bill(*, uid: UUID, actor: Actor) -> JointBill:
    """Reckon what the dossiers of one's list owe together; a second tap gives the same bill.

    A bill is of one collecting agency. Another agency's dossiers come with the next bill.
    """
    group = _own_group(uid, actor)
    due = payable_of(group)
    if not due:
        raise NothingOwed
    collector = collector_of(due[0].dossier)
    charges = [row for row in due if collector_of(row.dossier) == collector]
    now = timezone.now()
    old = group.bills.select_for_update(of=("self",)).filter(state=TryState.WAITING).first()
    if old is not None:
        same = set(old.shares.values_list("charge_id", flat=True)) == {c.pk for c in charges}
        if same and (old.expires_at is None or old.expires_at > now):
            return old
        old.state = TryState.FAILED
        old.save(update_fields=["state"])
    bill = JointBill.objects.create(
        group=group,
        reference=new_reference(),
        amount_vnd=sum(row.amount_vnd for row in charges),
        agency_id=collector,
        made_at=now,
    )
    JointShare.objects.bulk_create(
        JointShare(bill=bill, charge=row, amount_vnd=row.amount_vnd) for row in charges
    )
    record(
        "dossiers.bill_opened",
        actor=actor,
        target=group,
        amount=bill.amount_vnd,
        dossiers=len(charges),
    )
    return bill


@one_act()
def start_bill_online(*, uid: UUID, actor: Actor) -> JointBill:
    """Begin to pay a list online: a job tells the bank, the page then shows the way there."""
    bill = open_bill(uid=uid, actor=actor)
    offered = providers_set_up()
    if not offered or account_of(agency_id=bill.agency_id) is None:
        raise NoBank
    if bill.expires_at is not None and not bill.problem:
        return bill
    now = timezone.now()
    bill.provider, bill.problem = offered[0][0], ""
    bill.expires_at = now + timedelta(minutes=CHECKOUT_MINUTES)
    bill.save(update_fields=["provider", "problem", "expires_at"])
    enqueue(
        "dossiers.open_bill_checkout",
        key=f"{bill.uid}:{int(now.timestamp())}",
        bill_uid=str(bill.uid),
    )
    return bill


def open_bill_checkout(*, bill_uid: UUID) -> None:
    """Ask the bank for the page of a bill; called by a job, outside any transaction."""
    bill = JointBill.objects.select_related("group__procedure_version").get(uid=bill_uid)
    ask_for_page(
        bill,
        reference=bill.reference,
        words=bill.group.procedure_version.name,
        back=f"/nop-theo-danh-sach/{bill.group.uid}/phi/",
    )


def bill_of_call(provider: str, call: SignedCall, reference: str) -> JointBill | None:
    """Return the bill a message is about: by our order, or by the digits in its words."""
    if call.order is not None:
        return JointBill.objects.filter(uid=call.order, provider=provider).first()
    return JointBill.objects.filter(reference=reference).first() if reference else None


def apply_to_bill(provider: str, call: SignedCall, bill: JointBill, *, at: datetime) -> BankCall:
    """Take a bank's word about a bill; a job then settles its shares. Part of the caller's act."""
    bill = JointBill.objects.select_for_update(of=("self",)).get(pk=bill.pk)
    known = known_call(provider, call.key, at=at)
    if known is not None:
        return known
    outcome = outcome_of(call.kind, call.amount_vnd, _standing(bill, call))
    row = keep_call(provider, call, outcome, charge=None, payment=None, bill=bill, at=at)
    if outcome is CallOutcome.APPLIED and call.kind == CallKind.FAILED:
        bill.state = TryState.FAILED
        bill.save(update_fields=["state"])
    elif outcome is CallOutcome.APPLIED:
        by_order = call.order is not None
        bill.method = PaymentMethod.ONLINE if by_order else PaymentMethod.TRANSFER
        bill.state, bill.paid_at, bill.problem = TryState.PAID, at, ""
        bill.provider, bill.bank_reference = provider, call.bank_reference
        bill.save()
        enqueue("dossiers.settle_bill", key=str(bill.uid), bill_uid=str(bill.uid))
    record(
        "dossiers.bank_call",
        actor=system_actor(BANK),
        target=row,
        outcome=str(outcome),
        amount=call.amount_vnd,
    )
    return row


def _standing(bill: JointBill, call: SignedCall) -> Standing:
    """Tell how a bill stands; one of which nothing is owed any more was paid in other ways."""
    is_paid = bill.state == TryState.PAID
    owed = bill.shares.filter(charge__state=ChargeState.DUE)
    return Standing(
        charge_state=ChargeState.DUE if not is_paid and owed.exists() else ChargeState.PAID,
        amount_vnd=bill.amount_vnd,
        payment_state=bill.state,
        is_same_payment=is_paid and bill.bank_reference == call.bank_reference,
    )


def settle_bill(*, bill_uid: UUID) -> int:
    """Settle what is left of a paid bill, one dossier in a transaction; after a kill it goes on."""
    bill = JointBill.objects.select_related("group").get(uid=bill_uid)
    if bill.state != TryState.PAID:
        return 0
    left = list(bill.shares.filter(outcome="").values_list("pk", flat=True))
    for number, pk in enumerate(left, start=1):
        _settle_share(bill, pk)
        progress(number, len(left))
    paid = bill.shares.filter(payment__isnull=False).count()
    if paid:
        _tell_paid(bill.group, paid, key=f"bill:{bill.uid}")
    return len(left)


@one_act()
def _tell_paid(group: GroupFiling, paid: int, *, key: str) -> None:
    """Tell who handed a list in, once, that its money came and the receipts are written."""
    notify(
        kind="dossiers.group_paid",
        values={"paid": paid},
        person_id=group.person_id,
        link=f"/nop-theo-danh-sach/{group.uid}/phi/",
        key=key,
    )


@one_act()
def _settle_share(bill: JointBill, pk: int) -> None:
    actor = system_actor(BANK)
    share = JointShare.objects.select_related("charge__dossier").get(pk=pk)
    dossier = _core.load(uid=share.charge.dossier.uid, actor=actor)
    charge = Charge.objects.select_for_update(of=("self",)).get(pk=share.charge_id)
    share = JointShare.objects.select_for_update(of=("self",)).get(pk=pk)
    if share.outcome:
        return
    at = bill.paid_at or timezone.now()
    standing = Standing(charge_state=charge.state, amount_vnd=charge.amount_vnd)
    outcome = outcome_of(CallKind.PAID, share.amount_vnd, standing)
    if outcome is CallOutcome.APPLIED:
        payment = insert(
            Payment(
                charge=charge,
                method=bill.method,
                state=TryState.WAITING,
                amount_vnd=share.amount_vnd,
                agency_id=bill.agency_id,
                unit_id=dossier.receiving_unit_id,
                provider=bill.provider,
                started_at=at,
                document=bill.bank_reference,
            )
        )
        share.payment = settle(payment, charge, dossier, actor=actor, at=at, with_list=True)
    else:
        said = SignedCall(
            key=f"{bill.uid}:{charge.reference}",
            kind=CallKind.PAID,
            order=None,
            words=charge.reference,
            amount_vnd=share.amount_vnd,
            bank_reference=bill.bank_reference,
            occurred_at=at,
        )
        charge.dossier = dossier
        keep_call(bill.provider, said, outcome, charge=charge, payment=None, bill=bill, at=at)
    share.outcome = outcome
    share.save(update_fields=["payment", "outcome"])


@one_act()
def collect_together(
    *, uid: UUID, actor: Actor, total_vnd: int, method: str = PaymentMethod.CASH, document: str = ""
) -> list[Payment]:
    """Take at the desk what the dossiers of a list owe here: one sum, a receipt for each dossier.

    All or none; `total_vnd` is the sum the officer was shown, so nobody takes another one.
    """
    due = due_at_desk(group_uid=uid, actor=actor)
    require(actor, DossierPermission.RECEIVE, unit_id=actor.unit_id)
    if method not in WITH_PROOF and method != PaymentMethod.CASH:
        raise Invalid(fields={"method": _("Hãy chọn cách người nộp đã trả tiền.")})
    if method in WITH_PROOF and not nfc(document):
        raise Invalid(fields={"document": _("Hãy ghi số chứng từ nộp tiền.")})
    taken: list[tuple[Charge, Dossier]] = []
    for row in due[:MOST_AT_DESK]:
        dossier = load_at_desk(uid=row.dossier.uid, actor=actor)
        charge = due_charge(dossier)
        if not charge.is_payable:
            raise ClaimWaits
        taken.append((charge, dossier))
    if not taken:
        raise NothingOwed
    if total_vnd != sum(charge.amount_vnd for charge, _dossier in taken):
        raise Invalid(fields={"total_vnd": _("Số phải thu vừa đổi; hãy xem lại rồi thu.")})
    paid = [
        receive_at_desk(
            charge, dossier, method=method, document=nfc(document), actor=actor, with_list=True
        )
        for charge, dossier in taken
    ]
    group = GroupFiling.objects.get(uid=uid)
    _tell_paid(group, len(paid), key=f"collected:{paid[0].uid}")
    record(
        "dossiers.collected_together",
        actor=actor,
        target=group,
        amount=total_vnd,
        dossiers=len(paid),
        method=method,
    )
    return paid


def _own_group(uid: UUID, actor: Actor) -> GroupFiling:
    rows = GroupFiling.objects.visible_to(actor).select_for_update(of=("self",))
    return fetch(rows, uid=uid)
