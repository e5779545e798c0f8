"""Giving a fee back: in cash from the drawer, by the bank, or outside with its voucher."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.events import FeeRefunded
from tinhso.dossiers.models import Charge, Dossier, JointBill, Payment, Refund
from tinhso.dossiers.registry import (
    BankProblem,
    BankRefused,
    RefundOrder,
    SignedCall,
    payment_providers,
)
from tinhso.dossiers.rules.fees import (
    SHORTEST_BASIS,
    CallOutcome,
    ChargeState,
    PaymentMethod,
    RefundState,
    TryState,
)
from tinhso.dossiers.rules.spelling import amount_in_words
from tinhso.dossiers.rules.states import Form, PaymentState
from tinhso.dossiers.services import _core
from tinhso.dossiers.services._papers import make_paper
from tinhso.dossiers.services.charging import load_at_desk, say_paid
from tinhso.dossiers.services.drawers import expected_in, open_drawer
from tinhso.dossiers.services.errors import NothingOwed
from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.db.text import nfc
from tinhso.kernel.errors import Invalid
from tinhso.kernel.events import publish
from tinhso.kernel.jobs import enqueue

BANK = "dossiers.bank"
BY_DESK = frozenset({PaymentMethod.CASH, PaymentMethod.TRANSFER})


@dataclass(frozen=True, kw_only=True)
class Finished:
    """What a bank's word about a refund changed."""

    outcome: CallOutcome
    refund: Refund | None


@one_act()
def refund_fee(
    *,
    uid: UUID,
    actor: Actor,
    reason: str,
    legal_basis: str,
    method: str,
    amount_vnd: int | None = None,
    document: str = "",
    version: int | None = None,
) -> Refund:
    """Give a paid fee back, whole or in part, with the reason and the law that says so.

    Cash leaves the officer's drawer at once. `online` asks the bank that took the money and is
    done when the bank says so; `transfer` was sent by other means and carries its voucher.
    """
    dossier = load_at_desk(uid=uid, actor=actor, version=version)
    payment = (
        Payment.objects.select_for_update(of=("self",))
        .filter(charge__dossier=dossier, charge__notice__isnull=True, state=TryState.PAID)
        .select_related("charge")
        .last()
    )
    if payment is None:
        raise NothingOwed(_("Hồ sơ này không có khoản đã nộp nào để hoàn."))
    old = Refund.objects.filter(payment=payment).first()
    if old is not None and old.state != RefundState.FAILED:
        return old
    amount = payment.amount_vnd if amount_vnd is None else amount_vnd
    _check(payment, amount, reason, legal_basis, method, document, dossier, actor)
    now = timezone.now()
    row = old or Refund(payment=payment)
    row.amount_vnd, row.method = amount, method
    row.reason, row.legal_basis = nfc(reason)[:300], nfc(legal_basis)[:300]
    row.state, row.problem = RefundState.ASKED, ""
    row.bank_reference = nfc(document)[:64]
    row.asked_by, row.asked_by_name, row.asked_at = _core.who(actor), actor.name, now
    if method == PaymentMethod.CASH:
        row.shift = open_drawer(unit_id=dossier.receiving_unit_id, actor=actor, at=now)
    row.save()
    _core.audit("fee_refund_asked", dossier, actor=actor, amount=amount, method=method)
    if method == PaymentMethod.ONLINE:
        _core.tell("fee_refund_asked", dossier, actor=actor, at=now, values={"amount": amount})
        enqueue("dossiers.ask_refund", key=f"{row.uid}:{now.isoformat()}", refund_uid=str(row.uid))
        return row
    _done(row, payment, dossier, actor=actor)
    return row


def ask_refund(*, refund_uid: UUID) -> None:
    """Ask the bank to give money back; called by a job, outside any transaction."""
    row = Refund.objects.select_related("payment").get(uid=refund_uid)
    if row.state != RefundState.ASKED:
        return
    payment = row.payment
    bill = JointBill.objects.filter(shares__payment=payment).first()
    order = RefundOrder(
        refund_uid=row.uid,
        payment_uid=bill.uid if bill is not None else payment.uid,
        bank_reference=bill.bank_reference if bill is not None else payment.bank_reference,
        amount_vnd=row.amount_vnd,
        call_url=f"{settings.TINHSO_BASE_URL}/thanh-toan/{payment.provider}/bao/",
    )
    try:
        payment_providers.get(payment.provider).refund(order)
    except BankRefused as problem:
        Refund.objects.filter(pk=row.pk, state=RefundState.ASKED).update(
            state=RefundState.FAILED, problem=problem.problem
        )
    except BankProblem as problem:
        Refund.objects.filter(pk=row.pk, state=RefundState.ASKED).update(problem=problem.problem)
        raise


@one_act()
def finish_refund(*, refund_uid: UUID | None, amount_vnd: int, call: SignedCall) -> Finished:
    """Take the bank's word that money went back; once, and only for the amount that was asked."""
    rows = Refund.objects.select_related("payment__charge__dossier")
    row = rows.filter(uid=refund_uid).first() if refund_uid is not None else None
    if row is None:
        return Finished(outcome=CallOutcome.UNKNOWN, refund=None)
    actor = system_actor(BANK)
    dossier = _core.load(uid=row.payment.charge.dossier.uid, actor=actor)
    row = Refund.objects.select_for_update(of=("self",)).get(pk=row.pk)
    payment = Payment.objects.select_related("charge").get(pk=row.payment_id)
    row.payment = payment
    if row.state == RefundState.DONE:
        return Finished(outcome=CallOutcome.REPEATED, refund=row)
    if amount_vnd != row.amount_vnd:
        return Finished(outcome=CallOutcome.OTHER_AMOUNT, refund=row)
    row.bank_reference = call.bank_reference
    _done(row, payment, dossier, actor=actor)
    return Finished(outcome=CallOutcome.APPLIED, refund=row)


def _done(row: Refund, payment: Payment, dossier: Dossier, *, actor: Actor) -> None:
    """Write down that the money is back with him who paid it, with its numbered slip."""
    now = timezone.now()
    row.state, row.done_at, row.problem = RefundState.DONE, now, ""
    payment.state = TryState.REFUNDED
    payment.save(update_fields=["state"])
    charge: Charge = payment.charge
    charge.state = ChargeState.REFUNDED
    charge.save(update_fields=["state"])
    say_paid(dossier, PaymentState.REFUNDED)
    dossier.version += 1
    dossier.save(update_fields=["payment_state", "version"])
    row.paper = make_paper(
        dossier,
        Form.REFUND_SLIP,
        actor=actor,
        at=now,
        more={
            "amount": row.amount_vnd,
            "words": amount_in_words(row.amount_vnd),
            "kind": charge.kind,
            "reason": row.reason,
            "legal_basis": row.legal_basis,
            "method": row.method,
            "document": row.bank_reference,
            "receipt_number": payment.receipt_number,
            "paid_at": _core.iso(timezone.localtime(now)),
            "officer": row.asked_by_name,
        },
    )
    row.save()
    _core.tell(
        "fee_refunded",
        dossier,
        actor=actor,
        at=now,
        values={"amount": row.amount_vnd, "number": row.paper.number},
    )
    _core.audit("fee_refunded", dossier, actor=actor, amount=row.amount_vnd, method=row.method)
    publish(
        FeeRefunded(
            **_core.envelope(dossier, actor),
            charge_uid=charge.uid,
            payment_uid=payment.uid,
            amount_vnd=row.amount_vnd,
            method=row.method,
        )
    )


def _check(
    payment: Payment,
    amount: int,
    reason: str,
    legal_basis: str,
    method: str,
    document: str,
    dossier: Dossier,
    actor: Actor,
) -> None:
    errors = {}
    if not 0 < amount <= payment.amount_vnd:
        errors["amount_vnd"] = _("Số tiền hoàn lớn hơn 0 và không quá số đã nộp.")
    if not nfc(reason):
        errors["reason"] = _("Hãy ghi lý do hoàn trả.")
    if len(nfc(legal_basis)) < SHORTEST_BASIS:
        errors["legal_basis"] = _("Hãy ghi văn bản cho phép hoàn trả.")
    by_bank = method == PaymentMethod.ONLINE
    if (by_bank and not payment.provider) or (not by_bank and method not in BY_DESK):
        errors["method"] = _("Khoản này không hoàn bằng cách đó được.")
    if method == PaymentMethod.TRANSFER and not nfc(document):
        errors["document"] = _("Hãy ghi số chứng từ chuyển trả.")
    if method == PaymentMethod.CASH and "amount_vnd" not in errors:
        drawer = open_drawer(unit_id=dossier.receiving_unit_id, actor=actor, at=timezone.now())
        if expected_in(drawer) < amount:
            errors["method"] = _("Trong ngăn tiền của bạn không đủ số phải hoàn.")
    if errors:
        raise Invalid(fields=errors)
