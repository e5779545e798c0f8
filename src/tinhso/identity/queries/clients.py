"""Systems that call: what rooms above may know of them."""

from dataclasses import dataclass
from uuid import UUID

from tinhso.identity.models import SystemClient


@dataclass(frozen=True, kw_only=True)
class ClientLine:
    """A system that may call now."""

    uid: UUID
    name: str
    agency_id: int | None


def clients_with(scope: str) -> list[ClientLine]:
    """Return the systems in use that were given a scope, by name."""
    rows = SystemClient.objects.filter(is_active=True).order_by("name", "pk")
    return [_line(row) for row in rows if scope in row.scopes]


def client_line(uid: UUID) -> ClientLine | None:
    """Return a system that is in use, or None."""
    row = SystemClient.objects.filter(uid=uid, is_active=True).first()
    return _line(row) if row is not None else None


def client_names(uids: set[UUID]) -> dict[UUID, str]:
    """Return what systems are called, in use or not."""
    return dict(SystemClient.objects.filter(uid__in=uids).values_list("uid", "name"))


def _line(row: SystemClient) -> ClientLine:
    return ClientLine(uid=row.uid, name=row.name, agency_id=row.agency_id)
