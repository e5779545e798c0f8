"""The records by which open dossiers were handed over in mergers of agencies."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from tinhso.dossiers.models import MergerRecord, MergerRecordLine
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.identity import queries as identity
from tinhso.identity.queries import AccountLine
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.db.folding import having
from tinhso.organization import queries as organization


def records(*, actor: Actor) -> "QuerySet[MergerRecord]":
    """Return the records of the actor's agency, of those below it and of those before it."""
    own = _agencies(actor)
    rows = MergerRecord.objects.filter(Q(from_agency__in=own) | Q(to_agency__in=own))
    return rows.annotate(count=Count("lines")).order_by("-on", "-pk")


def found_by(words: str) -> "QuerySet[MergerRecord]":
    """Return the records whose number or one of whose sides, of whatever day, has these words."""
    named = list(organization.agencies_once_called(words))
    return MergerRecord.objects.filter(
        having(words, "number") | Q(from_agency__in=named) | Q(to_agency__in=named)
    )


def record_of(*, uid: UUID, actor: Actor) -> MergerRecord:
    """Return one record; raises `NotFound`."""
    return fetch(records(actor=actor), uid=uid)


def lines_of(record: MergerRecord) -> Sequence[MergerRecordLine]:
    """Return every dossier of a record, in the order of their codes."""
    rows = record.lines.select_related("dossier__procedure_version").defer(
        "dossier__answers", "dossier__due_lines", "dossier__owner_name"
    )
    return list(rows.order_by("dossier__code", "dossier__submission_number"))


def signers(record: MergerRecord) -> list[AccountLine]:
    """Return the leaders of the receiving agency who may sign, once each."""
    lines = identity.accounts_in(agency_id=record.to_agency_id, permission=P.SIGN)
    return list({line.uid: line for line in lines}.values())


def may_put_before(record: MergerRecord, actor: Actor) -> bool:
    """Tell whether the actor may put the record before a leader of the receiving agency."""
    return (
        record.item is None
        and actor.agency_id == record.to_agency_id
        and (actor.may(P.OVERSEE) or actor.may(P.ISSUE))
    )


def _agencies(actor: Actor) -> set[int]:
    """Return the agencies whose records an official sees: by his keys over agencies."""
    found: set[int] = set()
    for key in actor.sight_keys:
        sign, _colon, pk = key.partition(":")
        if sign == "a":
            found.update(organization.descendants_of(int(pk)))
        elif sign in ("o", "r"):
            found.add(int(pk))
    return found
