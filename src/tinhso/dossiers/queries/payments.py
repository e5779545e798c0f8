"""Payments of an agency as a list, and which of them are due at the treasury."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from tinhso.dossiers.models import Payment
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.fees import payments_of
from tinhso.dossiers.rules.fees import RemitState, TryState, remit_state
from tinhso.identity import queries as identity
from tinhso.kernel.actors import Actor


def received(*, actor: Actor) -> QuerySet[Payment]:
    """Return the money his agency received, given back or not."""
    return payments_of(actor=actor).filter(paid_at__isnull=False)


def remit_where(state: str, *, at: datetime) -> Q:
    """Return the condition of where payments stand on their way to the treasury."""
    waits = Q(remitted_at__isnull=True, remit_due_at__isnull=False, state=TryState.PAID)
    if state == RemitState.DONE:
        return Q(remitted_at__isnull=False)
    if state == RemitState.LATE:
        return waits & Q(remit_due_at__lt=at)
    return waits if state == RemitState.WAITING else ~waits & Q(remitted_at__isnull=True)


def remit_state_of(payment: Payment, *, at: datetime) -> RemitState:
    """Tell where one payment stands on its way to the treasury."""
    return remit_state(
        state=payment.state, due_at=payment.remit_due_at, done_at=payment.remitted_at, now=at
    )


def to_remit(*, actor: Actor, uids: Sequence[UUID], at: datetime) -> list[Payment]:
    """Return those of the chosen payments that are to be sent to the treasury."""
    rows = received(actor=actor).filter(remit_where(RemitState.WAITING, at=at), uid__in=uids)
    return list(rows.order_by("paid_at", "pk"))


def collectors_of(actor: Actor) -> list[tuple[str, str]]:
    """Return the officers of the actor's agency who take money in."""
    if actor.agency_id is None:
        return []
    lines = identity.accounts_in(agency_id=actor.agency_id, permission=P.RECEIVE)
    return list({str(line.uid): line.name for line in lines}.items())
