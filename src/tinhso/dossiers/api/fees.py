"""Money by machine: what is owed, exempt, paid, given back; the officer's drawer."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from tinhso.dossiers import queries, services
from tinhso.dossiers.api.applicant import MINE, applicant
from tinhso.dossiers.api.reading import ONE, officer
from tinhso.dossiers.models import CashShift, Charge, Dossier, Payment, Refund
from tinhso.dossiers.queries.fees import collector_of, fee_page, transfer_for
from tinhso.dossiers.queries.tax_money import duty_page
from tinhso.dossiers.schemas import fees as schemas
from tinhso.kernel.api import Router, idempotent

router = Router()


def _fee(dossier: Dossier) -> schemas.FeeOut:
    page = fee_page(dossier)
    due = page.due if page.is_payable else None
    transfer = transfer_for(due, agency_id=collector_of(dossier)) if due else None
    return schemas.FeeOut(
        is_known=page.is_known,
        is_free=page.is_free,
        is_payable=page.is_payable,
        exemptions=[one.key for one in page.exemptions],
        charges=[_charge(row) for row in page.charges],
        payments=[_payment(row) for row in page.payments],
        vietqr=transfer.payload if transfer is not None else "",
    )


def _charge(row: Charge) -> schemas.ChargeOut:
    return schemas.ChargeOut(
        uid=row.uid,
        kind=row.kind,
        origin=row.origin,
        amount_vnd=row.amount_vnd,
        state=row.state,
        reference=row.reference,
        legal_basis=row.legal_basis,
        claim_state=row.claim_state,
        claim_key=row.claim_key,
        claim_answer=row.claim_answer,
    )


def payment_fields(row: Payment) -> dict[str, Any]:
    """Return what every answer says of one try to pay."""
    names = schemas.PaymentOut.model_fields
    return {name: getattr(row, name) for name in names}


def _payment(row: Payment) -> schemas.PaymentOut:
    return schemas.PaymentOut(**payment_fields(row))


def _refund(row: Refund) -> schemas.RefundOut:
    return schemas.RefundOut(
        uid=row.uid, state=row.state, method=row.method, amount_vnd=row.amount_vnd
    )


def _drawer(row: CashShift) -> schemas.DrawerOut:
    return schemas.DrawerOut(
        uid=row.uid,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        opening_vnd=row.opening_vnd,
        expected_vnd=row.expected_vnd,
        counted_vnd=row.counted_vnd,
        reason=row.reason,
        stand_in=row.stand_in_name,
    )


@router.get(MINE + "/fee", response=schemas.FeeOut)
def read_my_fee(request: HttpRequest, uid: UUID) -> schemas.FeeOut:
    """Read what is owed, why, and how to transfer it."""
    return _fee(queries.my_dossier(uid=uid, actor=applicant(request)))


@router.post(MINE + "/fee/exemption", response=schemas.FeeOut)
@idempotent
def claim_exemption(request: HttpRequest, uid: UUID, body: schemas.ClaimIn) -> schemas.FeeOut:
    """Ask to be exempt; nothing is to be paid until the desk has answered."""
    actor = applicant(request)
    services.claim_exemption(uid=uid, actor=actor, key=body.key, words=body.words)
    return _fee(queries.my_dossier(uid=uid, actor=actor))


@router.post(MINE + "/fee/online", response={201: schemas.PaymentOut})
@idempotent
def start_online(request: HttpRequest, uid: UUID) -> tuple[int, schemas.PaymentOut]:
    """Begin to pay online; ask for the fee again until its payment has a `checkout_url`."""
    return 201, _payment(services.start_online(uid=uid, actor=applicant(request)))


@router.get(MINE + "/duty", response=schemas.TaxDutyOut)
def read_my_duty(request: HttpRequest, uid: UUID) -> schemas.TaxDutyOut:
    """Read what a tax agency's notice asks, and how to transfer it."""
    page = duty_page(queries.my_dossier(uid=uid, actor=applicant(request)))
    return schemas.TaxDutyOut(
        agency=page.agency,
        number=page.notice.number,
        pay_by=page.notice.pay_by,
        amounts=[
            schemas.TaxDutyLineOut(name=line.name, amount_vnd=line.amount) for line in page.lines
        ],
        is_payable=page.is_payable,
        charge=_charge(page.charge),
        payments=[_payment(row) for row in page.payments],
        vietqr=page.transfer.payload if page.transfer is not None else "",
    )


@router.post(MINE + "/duty/online", response={201: schemas.PaymentOut})
@idempotent
def start_duty_online(request: HttpRequest, uid: UUID) -> tuple[int, schemas.PaymentOut]:
    """Begin to pay a duty online, whole; ask for it again until its payment has a way there."""
    started = services.start_online(uid=uid, actor=applicant(request), is_duty=True)
    return 201, _payment(started)


@router.get(ONE + "/fee", response=schemas.FeeOut)
def read_fee(request: HttpRequest, uid: UUID) -> schemas.FeeOut:
    """Read the money of a dossier."""
    return _fee(queries.dossier_of(uid=uid, actor=officer(request)))


@router.post(ONE + "/fee", response={201: schemas.ChargeOut})
@idempotent
def set_fee(
    request: HttpRequest, uid: UUID, body: schemas.FeeSetIn
) -> tuple[int, schemas.ChargeOut]:
    """Write down an amount the catalogue does not know, with the law it rests on."""
    charge = services.set_fee(uid=uid, actor=officer(request), **body.model_dump())
    return 201, _charge(charge)


@router.post(ONE + "/fee/collect", response={201: schemas.PaymentOut})
@idempotent
def collect(
    request: HttpRequest, uid: UUID, body: schemas.CollectIn
) -> tuple[int, schemas.PaymentOut]:
    """Take what is owed: cash into one's drawer, else with its voucher."""
    return 201, _payment(services.collect(uid=uid, actor=officer(request), **body.model_dump()))


@router.post(ONE + "/fee/exemption", response=schemas.ChargeOut)
@idempotent
def decide_exemption(
    request: HttpRequest, uid: UUID, body: schemas.ExemptionIn
) -> schemas.ChargeOut:
    """Answer a claimed exemption, or grant one at the counter."""
    charge = services.decide_exemption(uid=uid, actor=officer(request), **body.model_dump())
    return _charge(charge)


@router.post(ONE + "/fee/refund", response={201: schemas.RefundOut})
@idempotent
def refund_fee(
    request: HttpRequest, uid: UUID, body: schemas.RefundIn
) -> tuple[int, schemas.RefundOut]:
    """Give a paid fee back, with the reason and the law."""
    return 201, _refund(services.refund_fee(uid=uid, actor=officer(request), **body.model_dump()))


@router.post("/drawers", response={201: schemas.DrawerOut})
@idempotent
def open_cash_shift(request: HttpRequest, body: schemas.DrawerIn) -> tuple[int, schemas.DrawerOut]:
    """Open one's drawer."""
    made = services.open_cash_shift(actor=officer(request), opening_vnd=body.opening_vnd)
    return 201, _drawer(made)


@router.post("/drawers/{uuid:uid}/close", response=schemas.DrawerOut)
@idempotent
def close_cash_shift(request: HttpRequest, uid: UUID, body: schemas.CountIn) -> schemas.DrawerOut:
    """Count one's drawer and close it; a difference wants its reason.

    Who reconciles a desk counts a colleague's drawer too, with why he cannot himself.
    """
    closed = services.close_cash_shift(
        uid=uid,
        actor=officer(request),
        pieces={line.note: line.number for line in body.pieces},
        reason=body.reason,
    )
    return _drawer(closed)
