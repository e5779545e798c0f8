"""The bank's side by machine: a day's statement, its differences, money that fits nothing owed."""

from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query

from tinhso.dossiers import services
from tinhso.dossiers.api.fees import payment_fields
from tinhso.dossiers.api.reading import officer
from tinhso.dossiers.models import BankCall, CollectionAccount, Payment
from tinhso.dossiers.permissions import DossierPermission
from tinhso.dossiers.queries.fees import accounts_of, calls_of, handled_where
from tinhso.dossiers.queries.payments import received, remit_state_of, remit_where
from tinhso.dossiers.schemas import fees as schemas
from tinhso.kernel.actors import require
from tinhso.kernel.api import Page, Router, idempotent
from tinhso.kernel.db.paging import page_of
from tinhso.kernel.errors import NotFound

router = Router()


def _call(row: BankCall) -> schemas.BankCallOut:
    return schemas.BankCallOut(
        uid=row.uid,
        outcome=row.outcome,
        kind=row.kind,
        amount_vnd=row.amount_vnd,
        reference=row.reference,
        bank_reference=row.bank_reference,
        dossier=row.charge.dossier.uid if row.charge is not None else None,
        occurred_at=row.occurred_at,
        first_at=row.first_at,
        times=row.times,
        handling=row.handling,
        handled_at=row.handled_at,
    )


@router.get("/bank-calls", response=Page[schemas.BankCallOut])
def list_calls(request: HttpRequest, query: Query[schemas.CallsQuery]) -> Page[schemas.BankCallOut]:
    """List the money a bank told of that fits nothing owed, the newest first."""
    actor = officer(request)
    require(actor, DossierPermission.RECONCILE, unit_id=actor.unit_id)
    rows = calls_of(actor=actor)
    if query.handled is not None:
        rows = rows.filter(handled_where(is_handled=query.handled))
    found = page_of(rows, order=("-first_at", "-id"), size=query.limit, cursor=query.cursor or "")
    return Page[schemas.BankCallOut](
        items=[_call(row) for row in found.rows],
        next=found.next_cursor or None,
        previous=found.previous_cursor or None,
    )


@router.post("/bank-calls/{uuid:uid}", response=schemas.BankCallOut)
@idempotent
def handle_call(request: HttpRequest, uid: UUID, body: schemas.HandlingIn) -> schemas.BankCallOut:
    """Say what was done with money that could not be applied."""
    return _call(services.handle_call(uid=uid, actor=officer(request), handling=body.handling))


def _received(row: Payment) -> schemas.ReceivedOut:
    return schemas.ReceivedOut(
        **payment_fields(row),
        dossier=row.charge.dossier.uid,
        received_by=row.received_by_name,
        remit=remit_state_of(row, at=timezone.now()),
        remit_due_at=row.remit_due_at,
        remitted_at=row.remitted_at,
        remit_document=row.remit_document,
    )


@router.get("/payments", response=Page[schemas.ReceivedOut])
def list_payments(
    request: HttpRequest, query: Query[schemas.PaymentsQuery]
) -> Page[schemas.ReceivedOut]:
    """List the money the caller's agency received, the newest first."""
    actor = officer(request)
    if not actor.may(DossierPermission.OVERSEE):
        require(actor, DossierPermission.RECONCILE, unit_id=actor.unit_id)
    rows = received(actor=actor)
    if query.remit is not None:
        rows = rows.filter(remit_where(query.remit, at=timezone.now()))
    found = page_of(rows, order=("-paid_at", "-id"), size=query.limit, cursor=query.cursor or "")
    return Page[schemas.ReceivedOut](
        items=[_received(row) for row in found.rows],
        next=found.next_cursor or None,
        previous=found.previous_cursor or None,
    )


@router.post("/payments/remit", response=schemas.RemittedOut)
@idempotent
def remit(request: HttpRequest, body: schemas.RemitIn) -> schemas.RemittedOut:
    """Note that payments went to the treasury under one voucher; all of them, or none."""
    sent = services.remit(uids=body.payments, actor=officer(request), document=body.document)
    return schemas.RemittedOut(payments=[_received(row) for row in sent])


def _account(row: CollectionAccount) -> schemas.AccountOut:
    names = schemas.AccountOut.model_fields
    return schemas.AccountOut(**{name: getattr(row, name) for name in names})


@router.get("/fee-accounts", response=list[schemas.AccountOut])
def list_accounts(request: HttpRequest) -> list[schemas.AccountOut]:
    """List the accounts of the caller's agency, the newest first."""
    actor = officer(request)
    require(actor, DossierPermission.SET_ACCOUNT, unit_id=actor.unit_id)
    return [_account(row) for row in accounts_of(actor=actor)]


@router.post("/fee-accounts", response={201: schemas.AccountOut})
@idempotent
def set_account(request: HttpRequest, body: schemas.AccountIn) -> tuple[int, schemas.AccountOut]:
    """Say into which account the caller's agency collects from a day on."""
    actor = officer(request)
    if actor.agency_id is None:
        raise NotFound
    row = services.set_account(actor=actor, agency_id=actor.agency_id, **body.model_dump())
    return 201, _account(row)


@router.post("/statements", response={201: schemas.StatementOut})
@idempotent
def ask_statement(
    request: HttpRequest, body: schemas.StatementIn
) -> tuple[int, schemas.StatementOut]:
    """Have the bank asked for a day's statement; it is compared when it comes."""
    row = services.ask_statement(actor=officer(request), day=body.day)
    return 201, schemas.StatementOut(
        uid=row.uid,
        day=row.day,
        read_at=row.read_at,
        lines=row.lines,
        differences=row.differences,
        problem=row.problem,
    )


@router.post("/differences/{uuid:uid}", response=schemas.DifferenceOut)
@idempotent
def handle_line(request: HttpRequest, uid: UUID, body: schemas.HandlingIn) -> schemas.DifferenceOut:
    """Say what was done about a difference."""
    row = services.handle_line(uid=uid, actor=officer(request), handling=body.handling)
    return schemas.DifferenceOut(
        uid=row.uid,
        day=row.day,
        outcome=row.outcome,
        reference=row.reference,
        bank_reference=row.bank_reference,
        bank_vnd=row.bank_vnd,
        ours_vnd=row.ours_vnd,
        handling=row.handling,
    )
