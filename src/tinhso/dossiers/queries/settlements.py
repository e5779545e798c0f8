"""Settlements of what one agency took in for another in a month: counted, listed, printed."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from tinhso.dossiers.models import (
    Dossier,
    FeeSettlement,
    FeeSettlementQuerySet,
    Payment,
    Refund,
    of_seen,
)
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.rules.fees import PaymentMethod, RefundState, TryState
from tinhso.dossiers.rules.periods import Period
from tinhso.dossiers.rules.settlement import MAY_BE_SENT, SettlementState, Sums, month_of
from tinhso.kernel import papers
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.db.repointing import pointing_on
from tinhso.kernel.papers import in_vietnamese
from tinhso.organization import queries as organization
from tinhso.organization.queries import place_of

POST: Final = 0
"""Stands for the public post where an agency that owns the fees would."""
SHOWN: Final = 200
RECEIVED: Final = (TryState.PAID, TryState.REFUNDED)


@dataclass(frozen=True, kw_only=True)
class SettlementPage:
    """One settlement as one of its two sides reads it."""

    row: FeeSettlement
    actor: Actor
    now: Sums
    """As it counts today."""
    receipts: list[Payment]
    hidden: int
    """Receipts of dossiers the reader does not see."""
    ours: frozenset[int]
    """The reader's agency, and those for which it answers since a merger."""

    @property
    def period(self) -> Period:
        """Return its month."""
        return month_of(self.row.year, self.row.month)

    @property
    def sums(self) -> Sums:
        """Return what is settled: as sent, or as it counts while nothing was sent."""
        return self.now if self.row.state == SettlementState.DRAFT else self.row.kept

    @property
    def has_changed(self) -> bool:
        """Tell whether money came or went back since it was sent."""
        return self.sums != self.now

    @property
    def is_ours(self) -> bool:
        """Tell whether the reader's agency took the money in."""
        return self.row.collector_id in self.ours

    @property
    def may_send(self) -> bool:
        """Tell whether the reader may send it now."""
        is_open = self.row.state in MAY_BE_SENT
        is_over = self.period.end < timezone.localdate()
        return self.is_ours and is_open and is_over and self.actor.may(P.RECONCILE)

    @property
    def may_answer(self) -> bool:
        """Tell whether the reader may agree: the other side, or who heard the post's answer."""
        if self.row.state != SettlementState.SENT:
            return False
        if self.row.is_with_post:
            return self.is_ours and self.actor.may(P.RECONCILE)
        is_theirs = self.row.owner_id in self.ours
        return is_theirs and (self.actor.may(P.RECONCILE) or self.actor.may(P.OVERSEE))


def fees_received() -> QuerySet[Payment]:
    """Return the fees that were received; a tax agency's own money is settled with nobody."""
    return Payment.objects.filter(state__in=RECEIVED, charge__notice__isnull=True)


def sums_of_month(*, collector_id: int, period: Period) -> dict[int, Sums]:
    """Return what an agency took in within a month for each other agency, and through the post.

    What was given back counts in the month in which it was.
    """
    first, after = _moments(period)
    paid = fees_received().filter(agency_id=collector_id, paid_at__gte=first, paid_at__lt=after)
    taken: dict[int, dict[str, int]] = defaultdict(dict)
    counts: dict[int, int] = defaultdict(int)
    sided = paid.alias(day=TruncDate("paid_at")).annotate(side=_side_on_day("charge__dossier__"))
    groups = sided.order_by().values_list("side", "method")
    for owner_id, method, count, vnd in groups.annotate(Count("pk"), Sum("amount_vnd")):
        sides = [owner_id] if owner_id != collector_id else []
        if method == PaymentMethod.POST:
            sides.append(POST)
        for side in sides:
            taken[side][method] = taken[side].get(method, 0) + vnd
            counts[side] += count
    back: dict[int, tuple[int, int]] = {}
    given = Refund.objects.filter(
        payment__agency_id=collector_id,
        state=RefundState.DONE,
        done_at__gte=first,
        done_at__lt=after,
    )
    theirs = given.alias(day=TruncDate("done_at")).annotate(
        side=_side_on_day("payment__charge__dossier__")
    )
    owners = theirs.order_by().values_list("side")
    for owner_id, count, vnd in owners.annotate(Count("pk"), Sum("amount_vnd")):
        if owner_id != collector_id:
            back[owner_id] = (count, vnd)
    return {
        side: Sums(
            count=counts[side],
            by_method=dict(taken[side]),
            refunds=back.get(side, (0, 0))[0],
            refunded_vnd=back.get(side, (0, 0))[1],
        )
        for side in {*taken, *back}
    }


def _side_on_day(dossier: str) -> Coalesce:
    """Return who resolved a dossier on the `day` of a row: before a merger, who was before it."""
    return pointing_on(Dossier, "resolving_agency_id", OuterRef("day"), of=dossier)


def collectors_of(period: Period) -> set[int]:
    """Return who took money in or gave some back within a month, those that ended since too."""
    first, after = _moments(period)
    paid = fees_received().filter(paid_at__gte=first, paid_at__lt=after)
    given = Refund.objects.filter(state=RefundState.DONE, done_at__gte=first, done_at__lt=after)
    return {
        *paid.order_by().values_list("agency_id", flat=True).distinct(),
        *given.order_by().values_list("payment__agency_id", flat=True).distinct(),
    }


def stands_for(actor: Actor) -> frozenset[int]:
    """Return the actor's agency, and those that ended for which it answers since a merger."""
    if actor.agency_id is None:
        return frozenset()
    return organization.answered_for(actor.agency_id) | {actor.agency_id}


def _moments(period: Period) -> tuple[datetime, datetime]:
    """Return the first moment of a month and the first after it."""
    days = (period.start, period.end + timedelta(days=1))
    first, after = (timezone.make_aware(datetime.combine(day, time.min)) for day in days)
    return first, after


def count_anew(row: FeeSettlement) -> Sums:
    """Return what one settlement counts today."""
    found = sums_of_month(collector_id=row.collector_id, period=month_of(row.year, row.month))
    return found.get(row.owner_id or POST, Sums(by_method={}))


def receipts_of(row: FeeSettlement) -> QuerySet[Payment]:
    """Return the payments a settlement counts, the oldest first."""
    period = month_of(row.year, row.month)
    first, after = _moments(period)
    side = Q(method=PaymentMethod.POST) if row.is_with_post else Q(side=row.owner_id)
    then = fees_received().alias(day=TruncDate("paid_at"))
    rows = then.alias(side=_side_on_day("charge__dossier__")).filter(
        side,
        agency_id=row.collector_id,
        paid_at__gte=first,
        paid_at__lt=after,
    )
    return rows.select_related("charge__dossier__procedure_version").order_by("paid_at", "pk")


def settlements(*, actor: Actor) -> FeeSettlementQuerySet:
    """Return the settlements of the actor's agency, of either side."""
    rows: FeeSettlementQuerySet = FeeSettlement.objects.visible_to(actor, before=stands_for(actor))
    return rows


def side_where(actor: Actor, *, ours: bool) -> Q:
    """Return the condition of those in which the actor's agency took money in, or had it taken."""
    own = Q(collector_id__in=stands_for(actor))
    return own if ours else ~own


def waiting_for(actor: Actor) -> FeeSettlementQuerySet:
    """Return those which the actor's agency sends or answers next."""
    ours = stands_for(actor)
    own = Q(collector_id__in=ours)
    told = Q(owner_id__in=ours) | (own & Q(owner__isnull=True))
    to_answer = Q(state=SettlementState.SENT) & told
    to_send = own & Q(state__in=sorted(MAY_BE_SENT))
    return settlements(actor=actor).filter(to_answer | to_send)


def settlement_page(*, uid: UUID, actor: Actor, most: int | None = SHOWN) -> SettlementPage:
    """Return one settlement with its receipts; a stranger's does not exist."""
    row = fetch(settlements(actor=actor), uid=uid)
    every = receipts_of(row)
    seen = of_seen(every, actor, of="charge__dossier_id")
    now = count_anew(row)
    return SettlementPage(
        row=row,
        actor=actor,
        now=now,
        receipts=list(seen[:most]),
        hidden=max(now.count - seen.count(), 0),
        ours=stands_for(actor),
    )


def heir_name(agency_id: int | None) -> str:
    """Return who answers for a side that ended since; "" for one that goes on."""
    heir = organization.heir_of(agency_id) if agency_id is not None else None
    return organization.agency_name(heir) if heir is not None and heir != agency_id else ""


@in_vietnamese
def settlement_paper(page: SettlementPage) -> bytes:
    """Return the settlement as a paper with two signatures."""
    row, sums = page.row, page.sums
    collector = organization.agency_name(row.collector_id, page.period.end)
    data = {
        "agency": collector,
        "place": place_of(collector),
        "owner": organization.agency_name(row.owner_id, page.period.end) if row.owner_id else "",
        "agency_heir": heir_name(row.collector_id),
        "owner_heir": heir_name(row.owner_id),
        "number": row.number,
        "date": timezone.localdate(row.sent_at or timezone.now()).isoformat(),
        "month": f"{row.month:02d}/{row.year}",
        "is_draft": row.state == SettlementState.DRAFT,
        "count": sums.count,
        "methods": [[words, vnd] for words, vnd in sums.methods],
        "taken": sums.taken_vnd,
        "refunds": sums.refunds,
        "refunded": sums.refunded_vnd,
        "net": sums.net_vnd,
        "document": row.document,
        "sent_by": row.sent_by_name,
        "agreed_by": row.answered_by_name if row.state == SettlementState.AGREED else "",
        "hidden": page.hidden,
        "rows": [
            {
                "number": one.receipt_number,
                "at": timezone.localdate(one.paid_at).isoformat() if one.paid_at else "",
                "code": one.charge.dossier.shown_number,
                "method": str(one.get_method_display()),
                "vnd": one.amount_vnd,
            }
            for one in page.receipts
        ],
        "sample": any(one.charge.dossier.is_sample for one in page.receipts),
    }
    return papers.render("dossiers/settlement.typ", data)
