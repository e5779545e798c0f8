"""What an agency took in for another in a month: drawn up, sent, agreed on or disputed.

The law asks for a monthly settlement (118/2025 Art. 12(9)); its steps are ours.
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.models import FeeSettlement
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.settlements import (
    POST,
    collectors_of,
    count_anew,
    settlements,
    stands_for,
    sums_of_month,
)
from tinhso.dossiers.rules.settlement import (
    MAY_BE_SENT,
    SettlementState,
    month_before,
    month_of,
)
from tinhso.dossiers.services.errors import WrongState
from tinhso.identity import queries as identity
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.db.text import nfc
from tinhso.kernel.errors import Conflict, Invalid, NotFound
from tinhso.kernel.notifications.services import notify
from tinhso.kernel.numbering.services import give_number
from tinhso.organization import queries as organization

LONGEST_REASON = 1000
WHO_ANSWERS = (P.RECONCILE, P.OVERSEE)


class FiguresChanged(Conflict):
    """Money came or went back since a settlement was sent: who took it in sends it again."""

    code = "dossiers.settlement_changed"


@one_act()
def draw_up_settlements(*, on: date) -> int:
    """Draw up the last month of all who took money in, one for each other side; once each.

    Who ended within the month has its part drawn up under its own name.

    Returns how many are new. A draft counts as of now whenever it is read.
    """
    period = month_before(on)
    now = timezone.now()
    made = 0
    for collector_id in sorted(collectors_of(period)):
        for side, sums in sums_of_month(collector_id=collector_id, period=period).items():
            _row, is_new = FeeSettlement.objects.get_or_create(
                collector_id=collector_id,
                owner_id=None if side == POST else side,
                year=period.year,
                month=period.number,
                defaults={"made_at": now, "sums": sums.as_data(), "net_vnd": sums.net_vnd},
            )
            made += is_new
    return made


@one_act()
def send_settlement(*, uid: UUID, actor: Actor, document: str = "") -> FeeSettlement:
    """Keep what was taken in as it counts now, number it, and put it before the other side.

    `document` names the voucher under which the money went there, if it did already.
    """
    row = _own(uid, actor)
    if row.state not in MAY_BE_SENT:
        raise WrongState(_("Bảng quyết toán này đã gửi."))
    if month_of(row.year, row.month).end >= timezone.localdate():
        raise WrongState(_("Tháng chưa hết; chỉ quyết toán được sau ngày cuối tháng."))
    sums = count_anew(row)
    row.sums, row.net_vnd = sums.as_data(), sums.net_vnd
    row.document = nfc(document)[:100]
    row.state, row.reason = SettlementState.SENT, ""
    row.sent_at, row.sent_by, row.sent_by_name = timezone.now(), actor.id, actor.name
    if not row.number:
        row.number = give_number(
            register="dossiers.settlement",
            agency_id=actor.agency_id or row.collector_id,
            on=timezone.localdate(),
            actor=actor,
            target=row,
        ).text
    row.save()
    record(
        "dossiers.settlement_sent",
        actor=actor,
        target=row,
        number=row.number,
        amount=row.net_vnd,
        month=f"{row.year}-{row.month:02d}",
    )
    if row.owner_id is not None:
        _tell("settlement_sent", row, row.owner_id, WHO_ANSWERS, other=row.collector_id)
    return row


@one_act()
def agree_settlement(*, uid: UUID, actor: Actor, signed_by: str = "") -> FeeSettlement:
    """Agree on a settlement that was sent: the other side does, or its desk for the post.

    Refused when money came or went back since it was sent.
    """
    row = _to_answer(uid, actor)
    if row.is_with_post and not nfc(signed_by):
        raise Invalid(fields={"signed_by": _("Hãy ghi người ký của bưu chính.")})
    refuse_changed(row)
    row.state = SettlementState.AGREED
    row.answered_at, row.answered_by = timezone.now(), actor.id
    row.answered_by_name = (nfc(signed_by) if row.is_with_post else actor.name)[:200]
    row.save(update_fields=["state", "answered_at", "answered_by", "answered_by_name"])
    record("dossiers.settlement_agreed", actor=actor, target=row, amount=row.net_vnd)
    if row.owner_id is not None:
        _tell("settlement_agreed", row, row.collector_id, (P.RECONCILE,), other=row.owner_id)
    return row


@one_act()
def dispute_settlement(*, uid: UUID, actor: Actor, reason: str) -> FeeSettlement:
    """Say why a settlement is not agreed on; who took the money in looks and sends it again."""
    row = _to_answer(uid, actor)
    if not nfc(reason):
        raise Invalid(fields={"reason": _("Hãy ghi chỗ chưa thống nhất.")})
    row.state, row.reason = SettlementState.DISPUTED, nfc(reason)[:LONGEST_REASON]
    row.answered_at, row.answered_by = timezone.now(), actor.id
    row.answered_by_name = actor.name
    row.save(update_fields=["state", "reason", "answered_at", "answered_by", "answered_by_name"])
    record("dossiers.settlement_disputed", actor=actor, target=row)
    if row.owner_id is not None:
        _tell("settlement_disputed", row, row.collector_id, (P.RECONCILE,), other=row.owner_id)
    return row


def refuse_changed(row: FeeSettlement) -> None:
    """Refuse to agree on sums that are no longer those of the month."""
    if count_anew(row) != row.kept:
        raise FiguresChanged(_("Số liệu đã đổi từ lúc gửi; bên thu phải gửi lại bảng này."))


def _locked(uid: UUID, actor: Actor) -> FeeSettlement:
    return fetch(settlements(actor=actor).select_for_update(of=("self",)), uid=uid)


def _own(uid: UUID, actor: Actor) -> FeeSettlement:
    """Return a settlement of the actor's agency, which took the money in."""
    row = _locked(uid, actor)
    if row.collector_id not in stands_for(actor):
        raise NotFound
    require(actor, P.RECONCILE, unit_id=actor.unit_id)
    return row


def _to_answer(uid: UUID, actor: Actor) -> FeeSettlement:
    """Return a sent settlement that the actor answers: his agency's, or the post's at the desk."""
    row = _locked(uid, actor)
    answering = row.collector_id if row.is_with_post else row.owner_id
    if answering not in stands_for(actor):
        raise NotFound
    if row.is_with_post or not actor.may(P.OVERSEE):
        require(actor, P.RECONCILE, unit_id=actor.unit_id)
    if row.state != SettlementState.SENT:
        raise WrongState(_("Bảng quyết toán này không chờ xác nhận."))
    return row


def _tell(
    kind: str, row: FeeSettlement, agency_id: int, permissions: Iterable[P], *, other: int
) -> None:
    """Tell those of an agency who settle, or of the one that answers for it since a merger."""
    told = {
        line.uid
        for permission in permissions
        for line in identity.accounts_in(
            agency_id=organization.heir_of(agency_id) or agency_id, permission=permission
        )
    }
    for account in told:
        notify(
            kind=f"dossiers.{kind}",
            values={
                "agency": organization.agency_name(other),
                "month": f"{row.month:02d}/{row.year}",
                "number": row.number,
            },
            account_uid=account,
            link=f"/lam-viec/quyet-toan/{row.uid}/",
            key=f"{row.uid}:{row.sent_at}",
        )
