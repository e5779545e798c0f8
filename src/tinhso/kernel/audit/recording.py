"""Writing an entry: in the act's transaction, or after a refusal in one of its own."""

import hmac
import re
from datetime import UTC
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.utils import timezone

from tinhso.kernel.actors import Actor, ActorKind, actor_of
from tinhso.kernel.db.acting import write_last
from tinhso.kernel.db.ids import uuid7
from tinhso.kernel.db.secrets import key_for
from tinhso.kernel.db.text import canonical_json
from tinhso.kernel.db.writing import fresh
from tinhso.kernel.errors import DomainError, NotFound, NotPermitted, SignInNeeded

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from tinhso.kernel.audit.models import AuditEntry

LONGEST_VALUE = 200
_CODE = re.compile(r"[\w.:/+-]{1,64}")


def record(
    action: str,
    *,
    actor: Actor,
    target: models.Model | None = None,
    **data: "str | int | bool | UUID | None",
) -> "AuditEntry":
    """Keep an act, in its transaction.

    `data` takes ids, codes, numbers and booleans, nothing that names a person.
    """
    from tinhso.kernel.audit.models import AuditEntry, UnsealedEntry

    at = timezone.now()
    entry = fresh(
        AuditEntry,
        id=uuid7(),
        at=at,
        action=action,
        actor_kind=actor.kind.value,
        actor_id=actor.id,
        actor_code=actor.name if actor.kind is ActorKind.SYSTEM else "",
        delegated_by=actor.delegated_by,
        target_type=target._meta.label_lower if target is not None else "",
        target_id=str(target.pk) if target is not None else "",
    )
    entry.text = canonical_text(entry, {k: _plain(k, v) for k, v in data.items()})
    entry.mac = mac_of(entry.text)
    write_last(entry, fresh(UnsealedEntry, entry_id=entry.id))
    return entry


def record_refusal(
    refusal: DomainError, *, actor: Actor, route: str, method: str = "", target: str = ""
) -> "AuditEntry | None":
    """Keep a refusal of sight or permission, in a transaction of its own.

    Call it after the rollback, with the route's name or pattern (never the address as typed) and
    the code or id from the address; what looks like neither is left out. Other refusals are no
    matter of the audit trail: they return None and write nothing.
    """
    if not isinstance(refusal, NotFound | NotPermitted | SignInNeeded):
        return None
    code = target if _CODE.fullmatch(target) else ""
    with transaction.atomic():
        return record(
            "kernel.refused",
            actor=actor,
            refusal=refusal.code,
            route=route[:LONGEST_VALUE],
            method=method[:8],
            object=code,
        )


def record_refused_request(refusal: DomainError, request: "HttpRequest") -> "AuditEntry | None":
    """Keep what a request was refused: the pattern of its address, its verb, the object's code."""
    match = request.resolver_match
    return record_refusal(
        refusal,
        actor=actor_of(request),
        route=match.route if match else "",
        method=request.method or "",
        target=str(next(reversed(match.kwargs.values()), "")) if match else "",
    )


def canonical_text(entry: "AuditEntry", data: dict[str, object]) -> str:
    """Return the text over which an entry's hash is taken."""
    return canonical_json(
        {
            "id": str(entry.pk),
            "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "action": entry.action,
            "actor_kind": entry.actor_kind,
            "actor_id": str(entry.actor_id) if entry.actor_id else None,
            "actor_code": entry.actor_code,
            "delegated_by": str(entry.delegated_by) if entry.delegated_by else None,
            "target_type": entry.target_type,
            "target_id": entry.target_id,
            "data": data,
        }
    )


def mac_of(text: str) -> str:
    """Return the keyed hash that only this house can make, to tell its entries from forged ones."""
    return hmac.digest(key_for("audit"), text.encode(), "sha256").hex()


def _plain(name: str, value: object) -> object:
    if value is None or isinstance(value, bool | int):
        return value
    text = str(value)
    if len(text) > LONGEST_VALUE:
        raise ValueError(f"{name} is too long for the audit trail: it takes codes, not texts")
    return text
