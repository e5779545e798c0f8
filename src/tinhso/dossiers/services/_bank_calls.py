"""Asking a bank for its page, and its messages as they are kept: each once."""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from tinhso.dossiers.models import BankCall, Charge, JointBill, Payment
from tinhso.dossiers.queries.fees import account_of, holder_of, place_of
from tinhso.dossiers.registry import BankProblem, Order, SignedCall, payment_providers
from tinhso.dossiers.rules.fees import CallOutcome, TryState
from tinhso.dossiers.services.errors import NoBank
from tinhso.kernel.db.text import nfc


def ask_for_page(row: Payment | JointBill, *, reference: str, words: str, back: str) -> None:
    """Tell the bank of what is to be paid and keep the way to its page; `back` leads home again.

    The bank is asked outside any transaction. One that is down is kept beside the row, and
    `BankProblem` rises, so that the job tries again.
    """
    if row.state != TryState.WAITING or row.checkout_url or row.expires_at is None:
        return
    account = account_of(agency_id=row.agency_id)
    if account is None:
        raise NoBank
    base = settings.TINHSO_BASE_URL
    order = Order(
        payment_uid=row.uid,
        amount_vnd=row.amount_vnd,
        reference=reference,
        account_number=account.account_number,
        words=words,
        return_url=base + back,
        call_url=f"{base}/thanh-toan/{row.provider}/bao/",
        expires_at=row.expires_at,
    )
    kept = type(row)._default_manager.filter(pk=row.pk)
    try:
        url = payment_providers.get(row.provider).open_checkout(order)
    except BankProblem as problem:
        kept.filter(state=TryState.WAITING).update(
            problem=problem.problem, problem_at=timezone.now()
        )
        raise
    kept.update(checkout_url=url[:500], problem="")


def known_call(provider: str, key: str, *, at: datetime) -> BankCall | None:
    """Count a message that came before; None when it is new."""
    row = BankCall.objects.filter(provider=provider, key=key).first()
    if row is None:
        return None
    BankCall.objects.filter(pk=row.pk).update(times=F("times") + 1, last_at=at)
    row.refresh_from_db()
    return row


def keep_call(
    provider: str,
    call: SignedCall,
    outcome: CallOutcome,
    *,
    charge: Charge | None,
    payment: Payment | None,
    at: datetime,
    bill: JointBill | None = None,
) -> BankCall:
    """Keep a message with what became of it; the same one at the same moment is kept once."""
    reference = nfc(call.words)[:40]
    if charge is not None:
        reference = charge.reference
    elif bill is not None:
        reference = bill.reference
    row = BankCall(
        provider=provider,
        key=call.key,
        kind=call.kind,
        outcome=outcome,
        reference=reference,
        amount_vnd=call.amount_vnd,
        bank_reference=call.bank_reference,
        occurred_at=call.occurred_at,
        first_at=at,
        last_at=at,
        charge=charge,
        payment=payment,
        bill=bill,
        agency_id=_whose(call, charge, bill),
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        # the same message at the same moment, about nothing that could be locked
        known = known_call(provider, call.key, at=at)
        if known is None:
            raise
        return known
    return row


def _whose(call: SignedCall, charge: Charge | None, bill: JointBill | None) -> int | None:
    """Return the agency whose money it is: who collects for the dossier, else the account's."""
    if charge is not None:
        return place_of(charge)[0]
    if bill is not None:
        return bill.agency_id
    return holder_of(account_number=call.account_number, on=timezone.localdate(call.occurred_at))
