"""Money received: at the desk against a receipt, or told of by a bank; once for each charge."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.events import FeePaid
from tinhso.dossiers.models import Charge, Dossier, Paper, Payment
from tinhso.dossiers.queries.fees import collector_of
from tinhso.dossiers.queries.tax import amount_lines
from tinhso.dossiers.rules.clocks import ClockCode
from tinhso.dossiers.rules.fees import (
    BY_BANK,
    WITH_PROOF,
    ChargeState,
    PaymentMethod,
    TryState,
)
from tinhso.dossiers.rules.spelling import amount_in_words
from tinhso.dossiers.rules.states import Form, PaymentState
from tinhso.dossiers.services import _core
from tinhso.dossiers.services._clock import law_due
from tinhso.dossiers.services._papers import make_paper
from tinhso.dossiers.services.charging import due_charge, go_on, load_at_desk, say_paid
from tinhso.dossiers.services.drawers import open_drawer
from tinhso.dossiers.services.errors import ClaimWaits
from tinhso.dossiers.services.obligations import close_obligation
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.db.text import nfc
from tinhso.kernel.db.writing import insert
from tinhso.kernel.errors import Invalid
from tinhso.kernel.events import publish
from tinhso.organization import queries as organization
from tinhso.organization.queries import place_of
from tinhso.procedures import queries as procedures


@one_act()
def collect(
    *,
    uid: UUID,
    actor: Actor,
    method: str = PaymentMethod.CASH,
    document: str = "",
    version: int | None = None,
) -> Payment:
    """Take what is owed at the desk: cash into the officer's drawer, else with its proof.

    The receipt gets its number here. What was paid by transfer or post carries the number of its
    voucher (118/2025 Art. 24(2)).
    """
    dossier = load_at_desk(uid=uid, actor=actor, version=version)
    charge = due_charge(dossier)
    if not charge.is_payable:
        raise ClaimWaits
    if method not in WITH_PROOF and method != PaymentMethod.CASH:
        raise Invalid(fields={"method": _("Hãy chọn cách người nộp đã trả tiền.")})
    if method in WITH_PROOF and not nfc(document):
        raise Invalid(fields={"document": _("Hãy ghi số chứng từ nộp tiền.")})
    return receive_at_desk(charge, dossier, method=method, document=nfc(document), actor=actor)


def receive_at_desk(
    charge: Charge,
    dossier: Dossier,
    *,
    method: str,
    document: str,
    actor: Actor,
    with_list: bool = False,
) -> Payment:
    """Write down money the desk has before it; the caller has permitted and checked."""
    now = timezone.now()
    is_cash = method == PaymentMethod.CASH
    payment = insert(
        Payment(
            charge=charge,
            method=method,
            state=TryState.WAITING,
            amount_vnd=charge.amount_vnd,
            agency_id=collector_of(dossier),
            unit_id=dossier.receiving_unit_id,
            started_at=now,
            document=document[:100],
            received_by=actor.id,
            received_by_name=actor.name,
            shift=open_drawer(unit_id=dossier.receiving_unit_id, actor=actor, at=now)
            if is_cash
            else None,
        )
    )
    return settle(payment, charge, dossier, actor=actor, at=now, with_list=with_list)


def settle(
    payment: Payment,
    charge: Charge,
    dossier: Dossier,
    *,
    actor: Actor,
    at: datetime,
    with_list: bool = False,
) -> Payment:
    """Turn one try into money received: the charge is paid, the receipt numbered, all told.

    Charge and dossier are locked by the caller; the database lets a charge be paid only once.
    `with_list`: whoever handed the list in is told once by the caller, not for each dossier.
    """
    payment.state, payment.paid_at = TryState.PAID, at
    payment.problem = ""
    if payment.method in BY_BANK and not charge.is_duty:
        payment.remit_due_at = law_due(
            ClockCode.TREASURY_TRANSFER,
            start=at,
            agency_id=dossier.receiving_agency_id,
            arrived_at=dossier.arrived_at,
        )
    payment.save()
    charge.state, charge.settled_at = ChargeState.PAID, at
    charge.save(update_fields=["state", "settled_at"])
    if not charge.is_duty:
        say_paid(dossier, PaymentState.PAID)
    paper = _receipt(payment, charge, dossier, actor=actor, at=at)
    payment.receipt, payment.receipt_number = paper, paper.number
    payment.save(update_fields=["receipt", "receipt_number"])
    said = "duty_paid" if charge.is_duty else "fee_paid"
    values: dict[str, _core.Value] = {"amount": payment.amount_vnd, "number": paper.number}
    if charge.is_duty:
        _core.tell(said, dossier, actor=actor, at=at, values=values)
        proof = f"{paper.number}, {payment.bank_reference}"
        close_obligation("pay_duty", dossier, proof=proof, actor=actor, at=at)
    else:
        go_on(dossier, said, values, actor=actor)
    _core.audit(
        said,
        dossier,
        actor=actor,
        amount=payment.amount_vnd,
        method=payment.method,
        receipt=paper.number,
    )
    publish(
        FeePaid(
            **_core.envelope(dossier, actor),
            charge_uid=charge.uid,
            payment_uid=payment.uid,
            amount_vnd=payment.amount_vnd,
            method=payment.method,
            paid_at=at,
            with_list=with_list,
            is_duty=charge.is_duty,
        )
    )
    return payment


def _receipt(
    payment: Payment, charge: Charge, dossier: Dossier, *, actor: Actor, at: datetime
) -> Paper:
    """Make the numbered receipt: the desk's for a fee, under the tax agency's name for its duty."""
    more = _printed(payment, charge)
    notice = charge.notice
    if notice is None:
        return make_paper(dossier, Form.FEE_RECEIPT, actor=actor, at=at, more=more)
    agency = organization.agency_name(notice.slip.agency_id)
    duty = procedures.financial_duty(version=dossier.procedure_version)
    return make_paper(
        dossier,
        Form.DUTY_RECEIPT,
        actor=actor,
        at=at,
        issuer_id=notice.slip.agency_id,
        more={
            **more,
            "resolving": agency,
            "place": place_of(agency),
            "tax": True,
            "notice": notice.number,
            "notice_on": notice.issued_on.isoformat(),
            "lines": [
                {"name": line.name, "amount": line.amount} for line in amount_lines(notice, duty)
            ],
        },
    )


def _printed(payment: Payment, charge: Charge) -> dict[str, object]:
    return {
        "amount": payment.amount_vnd,
        "words": amount_in_words(payment.amount_vnd),
        "kind": charge.kind,
        "rate": rate_words(charge),
        "legal_basis": "" if charge.per else charge.legal_basis,
        "method": payment.method,
        "document": payment.document or payment.bank_reference,
        "reference": charge.reference,
        "paid_at": _core.iso(timezone.localtime(payment.paid_at)),
    }


def rate_words(charge: Charge) -> str:
    """Return what one unit costs, with the catalogue's remark; nothing where the fee is one sum."""
    if not charge.per:
        return ""
    unit = f"{charge.unit_vnd:,}".replace(",", ".")
    return "; ".join(filter(None, (f"{unit} đ/{charge.per}", charge.legal_basis)))
