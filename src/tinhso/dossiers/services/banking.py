"""The bank: the way to its page, its signed messages, its accounts; asked outside transactions."""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.models import BankCall, Charge, Dossier, Payment
from tinhso.dossiers.permissions import DossierPermission
from tinhso.dossiers.queries.fees import account_of, calls_of, place_of
from tinhso.dossiers.registry import (
    ForgedCall,
    SignedCall,
    payment_providers,
    providers_set_up,
)
from tinhso.dossiers.rules.fees import (
    CHECKOUT_MINUTES,
    CallKind,
    CallOutcome,
    PaymentMethod,
    Standing,
    TryState,
    outcome_of,
)
from tinhso.dossiers.services import _core
from tinhso.dossiers.services._bank_calls import ask_for_page, keep_call, known_call
from tinhso.dossiers.services.charging import due_charge
from tinhso.dossiers.services.errors import ClaimWaits, NoBank
from tinhso.dossiers.services.joint_paying import apply_to_bill, bill_of_call
from tinhso.dossiers.services.paying import settle
from tinhso.dossiers.services.refunding import finish_refund
from tinhso.kernel.actors import Actor, require, system_actor
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.db.text import nfc
from tinhso.kernel.db.writing import insert
from tinhso.kernel.errors import Invalid
from tinhso.kernel.jobs import enqueue

BANK = "dossiers.bank"
MOST_FORGED_A_DAY = 100
"""Forged messages kept each day; further ones only grow the last one's count."""
_REFERENCE = re.compile(r"(?<!\d)\d{12}(?!\d)")


@one_act()
def start_online(*, uid: UUID, actor: Actor, is_duty: bool = False) -> Payment:
    """Begin to pay online: a job tells the bank, the page then shows the way there.

    A second tap gives the same try, as long as it is open. `is_duty`: what a tax agency's notice
    asks, whole, and no fee.
    """
    dossier = _core.load(uid=uid, actor=actor)
    _core.permit_applicant(actor, dossier)
    charge = due_charge(dossier, is_duty=is_duty)
    if not charge.is_payable:
        raise ClaimWaits
    offered = providers_set_up()
    agency_id, unit_id = place_of(charge)
    if not offered or account_of(agency_id=agency_id) is None:
        raise NoBank
    now = timezone.now()
    key = offered[0][0]
    open_ones = charge.payments.filter(
        state=TryState.WAITING, provider=key, expires_at__gt=now, amount_vnd=charge.amount_vnd
    )
    known = open_ones.last()
    if known is None:
        known = insert(
            Payment(
                charge=charge,
                method=PaymentMethod.ONLINE,
                state=TryState.WAITING,
                amount_vnd=charge.amount_vnd,
                agency_id=agency_id,
                unit_id=unit_id,
                provider=key,
                started_at=now,
                expires_at=now + timedelta(minutes=CHECKOUT_MINUTES),
            )
        )
        _core.audit("fee_checkout", dossier, actor=actor, amount=charge.amount_vnd, provider=key)
    if not known.checkout_url:
        known.problem = ""
        known.save(update_fields=["problem"])
        enqueue(
            "dossiers.open_checkout",
            key=f"{known.uid}:{int(now.timestamp())}",
            payment_uid=str(known.uid),
        )
    return known


def open_checkout(*, payment_uid: UUID) -> None:
    """Ask the bank for the page of one payment; called by a job, outside any transaction."""
    rows = Payment.objects.select_related("charge__dossier__procedure_version")
    payment = rows.get(uid=payment_uid)
    dossier = payment.charge.dossier
    ask_for_page(
        payment,
        reference=payment.charge.reference,
        words=dossier.procedure_version.name,
        back=f"/ho-so/{dossier.uid}/phi/{payment.uid}/",
    )


@one_act()
def expire_checkouts(*, at: datetime) -> int:
    """Give up the tries whose time at the bank has passed; late money is still applied."""
    old = Payment.objects.filter(state=TryState.WAITING, expires_at__lt=at)
    return old.update(state=TryState.FAILED)


# --- what a bank tells


def receive_call(*, provider: str, headers: Mapping[str, str], body: bytes) -> BankCall:
    """Take a message in: signature first, then once by its key, then what it changes.

    What cannot be applied (another amount, paid already, nobody's) is kept for the desk.
    """
    now = timezone.now()
    plug = payment_providers.get(provider)
    try:
        call = plug.read_call(headers=headers, body=body, now=now)
    except ForgedCall:
        return _keep_forged(provider, body, at=now)
    return _apply(provider, call, at=now)


@one_act()
def _apply(provider: str, call: SignedCall, *, at: datetime) -> BankCall:
    if call.kind == CallKind.REFUNDED:
        return _refunded(provider, call, at=at)
    bill = bill_of_call(provider, call, _reference_in(call.words))
    if bill is not None:
        return apply_to_bill(provider, call, bill, at=at)
    charge, payment = _meant(provider, call)
    dossier: Dossier | None = None
    if charge is not None:
        # the dossier first, as every service locks it, then what hangs on it
        dossier = _core.load(uid=charge.dossier.uid, actor=system_actor(BANK))
        charge = Charge.objects.select_for_update(of=("self",)).get(pk=charge.pk)
        charge.dossier = dossier
        if payment is not None:
            payment = Payment.objects.select_for_update(of=("self",)).get(pk=payment.pk)
    known = known_call(provider, call.key, at=at)
    if known is not None:
        return known
    standing = None if charge is None else _standing(provider, call, charge, payment)
    outcome = outcome_of(call.kind, call.amount_vnd, standing)
    row = keep_call(provider, call, outcome, charge=charge, payment=payment, at=at)
    if outcome is CallOutcome.APPLIED and charge is not None and dossier is not None:
        row.payment = _pay(provider, call, charge, payment, dossier, at=at)
        row.save(update_fields=["payment"])
    record(
        "dossiers.bank_call",
        actor=system_actor(BANK),
        target=row,
        outcome=str(outcome),
        amount=call.amount_vnd,
    )
    return row


def _pay(
    provider: str,
    call: SignedCall,
    charge: Charge,
    payment: Payment | None,
    dossier: Dossier,
    *,
    at: datetime,
) -> Payment | None:
    if call.kind == CallKind.FAILED:
        if payment is not None:
            payment.state = TryState.FAILED
            payment.save(update_fields=["state"])
        return payment
    if payment is None:
        agency_id, unit_id = place_of(charge)
        payment = insert(
            Payment(
                charge=charge,
                method=PaymentMethod.TRANSFER,
                state=TryState.WAITING,
                amount_vnd=call.amount_vnd,
                agency_id=agency_id,
                unit_id=unit_id,
                provider=provider,
                started_at=at,
            )
        )
    payment.bank_reference = call.bank_reference
    return settle(payment, charge, dossier, actor=system_actor(BANK), at=at)


def _meant(provider: str, call: SignedCall) -> tuple[Charge | None, Payment | None]:
    """Return the charge a message is about: by our order, or by the digits in its words."""
    if call.order is not None:
        payment = (
            Payment.objects.filter(provider=provider, uid=call.order)
            .select_related("charge__dossier")
            .first()
        )
        return (payment.charge, payment) if payment is not None else (None, None)
    reference = _reference_in(call.words)
    if not reference:
        return None, None
    rows = Charge.objects.filter(reference=reference).select_related("dossier")
    return rows.first(), None


def _reference_in(words: str) -> str:
    found = _REFERENCE.search(words)
    return found.group() if found is not None else ""


def _standing(provider: str, call: SignedCall, charge: Charge, payment: Payment | None) -> Standing:
    same = Payment.objects.filter(
        provider=provider,
        bank_reference=call.bank_reference,
        charge=charge,
        state__in=(TryState.PAID, TryState.REFUNDED),
    )
    return Standing(
        charge_state=charge.state,
        amount_vnd=payment.amount_vnd if payment is not None else charge.amount_vnd,
        payment_state=payment.state if payment is not None else "",
        is_same_payment=same.exists(),
    )


def _refunded(provider: str, call: SignedCall, *, at: datetime) -> BankCall:
    done = finish_refund(refund_uid=call.order, amount_vnd=call.amount_vnd, call=call)
    known = known_call(provider, call.key, at=at)
    if known is not None:
        return known
    charge = done.refund.payment.charge if done.refund is not None else None
    payment = done.refund.payment if done.refund is not None else None
    return keep_call(provider, call, done.outcome, charge=charge, payment=payment, at=at)


@one_act()
def _keep_forged(provider: str, body: bytes, *, at: datetime) -> BankCall:
    """Keep that somebody sent what the bank did not sign; nothing of what it says is believed."""
    key = f"forged:{hashlib.sha256(body).hexdigest()}"
    known = known_call(provider, key, at=at)
    if known is None:
        today = BankCall.objects.filter(
            provider=provider, outcome=CallOutcome.FORGED, first_at__gt=at - timedelta(days=1)
        )
        if today.count() >= MOST_FORGED_A_DAY:
            last = today.order_by("-pk")[:1].get()
            known = known_call(provider, last.key, at=at)
    if known is not None:
        return known
    row = BankCall.objects.create(
        provider=provider,
        key=key,
        outcome=CallOutcome.FORGED,
        first_at=at,
        last_at=at,
    )
    record("dossiers.bank_call_forged", actor=system_actor(BANK), target=row)
    return row


@one_act()
def handle_call(*, uid: UUID, actor: Actor, handling: str) -> BankCall:
    """Say what was done about money that could not be applied."""
    row = fetch(calls_of(actor=actor).select_for_update(of=("self",)), uid=uid)
    require(actor, DossierPermission.RECONCILE, unit_id=actor.unit_id)
    if not nfc(handling):
        raise Invalid(fields={"handling": _("Hãy ghi đã làm gì với khoản tiền này.")})
    row.handled_at, row.handling = timezone.now(), nfc(handling)
    row.handled_by, row.handled_by_name = actor.id, actor.name
    row.save(update_fields=["handled_at", "handling", "handled_by", "handled_by_name"])
    record("dossiers.bank_call_handled", actor=actor, target=row)
    return row
