"""The money of a list by machine: one bill for its dossiers, and one sum at the desk."""

from uuid import UUID

from django.http import HttpRequest

from tinhso.dossiers import services
from tinhso.dossiers.api.applicant import applicant
from tinhso.dossiers.api.fees import payment_fields
from tinhso.dossiers.api.groups import ONE
from tinhso.dossiers.api.reading import officer
from tinhso.dossiers.models import Charge, JointBill
from tinhso.dossiers.queries.joint import MOST_AT_DESK, due_at_desk, group_money
from tinhso.dossiers.schemas import fees as money_shapes
from tinhso.dossiers.schemas import groups as shapes
from tinhso.kernel.actors import Actor
from tinhso.kernel.api import Router, idempotent

router = Router()


def _bill(row: JointBill) -> shapes.BillOut:
    return shapes.BillOut(**{name: getattr(row, name) for name in shapes.BillOut.model_fields})


def _share(row: Charge) -> shapes.ShareOut:
    numbers = [one.receipt_number for one in row.payments.all() if one.receipt_number]
    return shapes.ShareOut(
        dossier=row.dossier.uid,
        line=row.dossier.group_row.line,
        amount_vnd=row.amount_vnd,
        state=row.state,
        is_payable=row.is_payable,
        receipt_number=numbers[-1] if numbers else "",
    )


def _money(uid: UUID, actor: Actor) -> shapes.GroupFeesOut:
    money = group_money(uid=uid, actor=actor)
    return shapes.GroupFeesOut(
        payable_vnd=money.payable_vnd,
        paid_vnd=money.paid_vnd,
        settling=money.settling,
        bill=_bill(money.bill) if money.bill is not None else None,
        vietqr=money.transfer.payload if money.transfer is not None else "",
        shares=[_share(row) for row in money.charges],
    )


@router.get(ONE + "/fees", response=shapes.GroupFeesOut)
def read_group_fees(request: HttpRequest, uid: UUID) -> shapes.GroupFeesOut:
    """Read what the dossiers of a list owe and paid, and the bill that can be paid now."""
    return _money(uid, applicant(request))


@router.post(ONE + "/fees/bill", response={201: shapes.BillOut})
@idempotent
def open_bill(request: HttpRequest, uid: UUID) -> tuple[int, shapes.BillOut]:
    """Make one bill over all that can be paid now; asked again it is the same one."""
    return 201, _bill(services.open_bill(uid=uid, actor=applicant(request)))


@router.post(ONE + "/fees/online", response={201: shapes.BillOut})
@idempotent
def start_bill_online(request: HttpRequest, uid: UUID) -> tuple[int, shapes.BillOut]:
    """Begin to pay the bill online; read the fees again until it has a `checkout_url`."""
    return 201, _bill(services.start_bill_online(uid=uid, actor=applicant(request)))


@router.get(ONE + "/due", response=shapes.DueTogetherOut)
def read_due_together(request: HttpRequest, uid: UUID) -> shapes.DueTogetherOut:
    """Read what one's desk would take for a list now."""
    due = due_at_desk(group_uid=uid, actor=officer(request))
    now = due[:MOST_AT_DESK]
    return shapes.DueTogetherOut(
        total_vnd=sum(row.amount_vnd for row in now),
        dossiers=[row.dossier.uid for row in now],
        later=len(due) - len(now),
    )


@router.post(ONE + "/collect", response={201: shapes.TakenTogetherOut})
@idempotent
def collect_together(
    request: HttpRequest, uid: UUID, body: shapes.CollectTogetherIn
) -> tuple[int, shapes.TakenTogetherOut]:
    """Take what a list owes at one's desk: one sum, a payment and a receipt for each dossier."""
    taken = services.collect_together(uid=uid, actor=officer(request), **body.model_dump())
    return 201, shapes.TakenTogetherOut(
        total_vnd=sum(row.amount_vnd for row in taken),
        payments=[money_shapes.PaymentOut(**payment_fields(row)) for row in taken],
    )
