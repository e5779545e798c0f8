"""Money that came through a bank goes on to the treasury, within its hours, with a voucher.

Who reconciles an agency's money is told when some of it is late, each day until it is sent.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.models import Payment
from tinhso.dossiers.permissions import DossierPermission
from tinhso.dossiers.queries.payments import received, remit_state_of, remit_where
from tinhso.dossiers.rules.fees import RemitState
from tinhso.dossiers.services.errors import NothingToRemit
from tinhso.identity import queries as identity
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit import record
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.db.text import nfc
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.notifications.services import notify
from tinhso.kernel.web.words import money

LATE_LIST = f"/lam-viec/khoan-thu/?kho-bac={RemitState.LATE.value}"


@one_act()
def remit(*, uids: Sequence[UUID], actor: Actor, document: str) -> list[Payment]:
    """Note that payments went to the treasury under one voucher; all of them, or none.

    `NothingToRemit` names the first that is not to be sent: cash, given back, or sent already.
    """
    require(actor, DossierPermission.RECONCILE, unit_id=actor.unit_id)
    chosen = received(actor=actor).filter(uid__in=uids).order_by("pk")
    rows = list(chosen.select_for_update(of=("self",)))
    if not rows or len(rows) != len(set(uids)):
        raise NotFound
    if not nfc(document):
        raise Invalid(fields={"document": _("Hãy ghi số chứng từ chuyển kho bạc.")})
    now = timezone.now()
    for row in rows:
        if remit_state_of(row, at=now) not in (RemitState.WAITING, RemitState.LATE):
            raise NothingToRemit(
                told(
                    _("Biên lai %(number)s không phải chuyển, hoặc đã chuyển kho bạc rồi."),
                    number=row.receipt_number,
                )
            )
        row.remitted_at, row.remit_document = now, nfc(document)[:64]
        row.remitted_by, row.remitted_by_name = actor.id, actor.name
        row.save(update_fields=["remitted_at", "remit_document", "remitted_by", "remitted_by_name"])
        record(
            "dossiers.fee_remitted",
            actor=actor,
            target=row,
            amount=row.amount_vnd,
            document=row.remit_document,
        )
    return rows


@one_act()
def remind_late(*, at: datetime) -> int:
    """Tell each agency's cashiers what of its money is late for the treasury, once a day.

    Returns how many agencies have such money.
    """
    late = Payment.objects.filter(remit_where(RemitState.LATE, at=at), paid_at__isnull=False)
    agencies = (
        late.order_by()
        .values_list("agency_id")
        .annotate(Count("pk"), Sum("amount_vnd"), Min("remit_due_at"))
    )
    day = timezone.localdate(at)
    found = list(agencies)
    for agency_id, count, amount, due in found:
        lines = identity.accounts_in(agency_id=agency_id, permission=DossierPermission.RECONCILE)
        for account in {line.uid for line in lines}:
            notify(
                kind="dossiers.remit_late",
                values={"count": str(count), "amount": money(amount), "due": due},
                account_uid=account,
                link=LATE_LIST,
                key=f"{agency_id}:{day}",
            )
    return len(found)
