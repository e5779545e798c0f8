"""Monthly settlements of fees by machine: read, sent, agreed on, disputed."""

from uuid import UUID

from django.http import HttpRequest

from tinhso.dossiers import services
from tinhso.dossiers.api.reading import officer
from tinhso.dossiers.models import FeeSettlement
from tinhso.dossiers.queries.settlements import SettlementPage, settlement_page, settlements
from tinhso.dossiers.rules.settlement import SettlementState, Sums
from tinhso.dossiers.schemas import settlements as shapes
from tinhso.dossiers.work_navigation import may_read_payments
from tinhso.kernel.actors import Actor
from tinhso.kernel.api import Router, idempotent
from tinhso.kernel.errors import NotFound
from tinhso.organization import queries as organization

router = Router()
ONE = "/fee-settlements/{uuid:uid}"
MOST = 500


def _reader(request: HttpRequest) -> Actor:
    actor = officer(request)
    if not may_read_payments(actor):
        raise NotFound
    return actor


@router.get("/fee-settlements", response=list[shapes.SettlementLine])
def list_settlements(
    request: HttpRequest, year: int | None = None, month: int | None = None
) -> list[shapes.SettlementLine]:
    """List the settlements of one's agency, of either side, the last month first."""
    rows = settlements(actor=_reader(request))
    if year is not None:
        rows = rows.filter(year=year)
    if month is not None:
        rows = rows.filter(month=month)
    shown = list(rows.order_by("-year", "-month", "-pk")[:MOST])
    sides = {row.collector_id for row in shown} | {row.owner_id for row in shown if row.owner_id}
    uids = {key: UUID(info.uid) for key, info in organization.agency_infos(sides).items()}
    return [_line(row, row.kept, uids) for row in shown]


@router.get(ONE, response=shapes.SettlementOut)
def show_settlement(request: HttpRequest, uid: UUID) -> shapes.SettlementOut:
    """Read one settlement with its receipts."""
    return _whole(settlement_page(uid=uid, actor=_reader(request)))


@router.post(ONE + "/send", response=shapes.SettlementOut)
@idempotent
def send_settlement(
    request: HttpRequest, uid: UUID, body: shapes.SettlementSendIn
) -> shapes.SettlementOut:
    """Keep the sums as they count now and put them before the other side."""
    actor = _reader(request)
    services.send_settlement(uid=uid, actor=actor, document=body.document)
    return _whole(settlement_page(uid=uid, actor=actor))


@router.post(ONE + "/agree", response=shapes.SettlementOut)
@idempotent
def agree_settlement(
    request: HttpRequest, uid: UUID, body: shapes.SettlementAgreeIn
) -> shapes.SettlementOut:
    """Agree on what was sent."""
    actor = _reader(request)
    services.agree_settlement(uid=uid, actor=actor, signed_by=body.signed_by)
    return _whole(settlement_page(uid=uid, actor=actor))


@router.post(ONE + "/dispute", response=shapes.SettlementOut)
@idempotent
def dispute_settlement(
    request: HttpRequest, uid: UUID, body: shapes.SettlementDisputeIn
) -> shapes.SettlementOut:
    """Say what is not agreed on."""
    actor = _reader(request)
    services.dispute_settlement(uid=uid, actor=actor, reason=body.reason)
    return _whole(settlement_page(uid=uid, actor=actor))


def _line(row: FeeSettlement, sums: Sums, uids: dict[int, UUID]) -> shapes.SettlementLine:
    return shapes.SettlementLine(
        uid=row.uid,
        year=row.year,
        month=row.month,
        collector=uids[row.collector_id],
        owner=uids[row.owner_id] if row.owner_id else None,
        state=SettlementState(row.state),
        number=row.number,
        count=sums.count,
        by_method=dict(sums.by_method),
        taken_vnd=sums.taken_vnd,
        refunded_vnd=sums.refunded_vnd,
        net_vnd=sums.net_vnd,
        document=row.document,
        sent_at=row.sent_at,
        answered_at=row.answered_at,
        reason=row.reason,
    )


def _whole(page: SettlementPage) -> shapes.SettlementOut:
    row = page.row
    sides = {row.collector_id} | ({row.owner_id} if row.owner_id else set())
    uids = {key: UUID(info.uid) for key, info in organization.agency_infos(sides).items()}
    line = _line(row, page.sums, uids)
    return shapes.SettlementOut(
        **line.model_dump(),
        has_changed=page.has_changed,
        hidden=page.hidden,
        receipts=[
            shapes.SettledReceipt(
                payment=one.uid,
                dossier=one.charge.dossier.uid,
                receipt_number=one.receipt_number,
                paid_at=one.paid_at,
                method=one.method,
                amount_vnd=one.amount_vnd,
            )
            for one in page.receipts
        ],
    )
