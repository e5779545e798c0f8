"""The log of uses of keys by machine."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Schema

from tinhso.kernel.actors import actor_of
from tinhso.kernel.api import Page, Router
from tinhso.kernel.db.paging import page_of
from tinhso.signing import queries
from tinhso.signing.models import KeyUse
from tinhso.signing.rules import UseOutcome, UseSource

router = Router()


class KeyUsesQuery(Schema):
    """Whose keys, which of their uses, and how many at once."""

    of: Literal["own", "agency"] = "own"
    source: UseSource | None = None
    outcome: UseOutcome | None = None
    serial: str = Field("", max_length=64)
    since: datetime | None = None
    until: datetime | None = None
    cursor: str | None = Field(None, max_length=500)
    limit: int = Field(50, ge=1, le=200)


class KeyUseOut(Schema):
    """One use of a key: what was signed, by which way, who acted, what came of it.

    `asked_by` names the outside system that asked for the batch.
    """

    uid: UUID
    at: datetime
    serial: str
    actor: UUID | None
    system: str
    asked_by: str
    source: str
    title: str
    sha256: list[str]
    item: UUID | None
    batch: UUID | None
    algorithm: str
    outcome: str
    reason: str


@router.get("/key-uses", response=Page[KeyUseOut])
def list_key_uses(request: HttpRequest, query: Query[KeyUsesQuery]) -> Page[KeyUseOut]:
    """List each use of the caller's own keys or of his agency's, the newest first."""
    actor = actor_of(request)
    if query.of == "own":
        rows = queries.own_key_uses(actor=actor)
    else:
        rows = queries.agency_key_uses(actor=actor)
    asked = {
        "source": query.source,
        "outcome": query.outcome,
        "certificate__serial": query.serial or None,
        "at__gte": query.since,
        "at__lt": query.until,
    }
    rows = rows.filter(**{name: value for name, value in asked.items() if value is not None})
    found = page_of(rows, order=("-at", "-id"), size=query.limit, cursor=query.cursor or "")
    systems = queries.systems_asking(found.rows)
    return Page[KeyUseOut](
        items=[_use_out(row, systems) for row in found.rows],
        next=found.next_cursor or None,
        previous=found.previous_cursor or None,
    )


def _use_out(row: KeyUse, systems: Mapping[UUID, str]) -> KeyUseOut:
    return KeyUseOut(
        uid=row.pk,
        at=row.at,
        serial=row.certificate.serial,
        actor=row.actor_id,
        system=row.actor_code,
        asked_by=systems.get(row.batch_uid, "") if row.batch_uid else "",
        source=row.source,
        title=row.title,
        sha256=row.sha256.split(),
        item=row.item_uid,
        batch=row.batch_uid,
        algorithm=row.algorithm,
        outcome=row.outcome,
        reason=row.reason,
    )
