"""System clients: their secrets, their short-lived tokens, and the actor a token stands for."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.identity.models import ClientToken, SystemClient
from tinhso.identity.permissions import GRANTED_ONLY, ONLY_BY_GRANT, IdentityPermission
from tinhso.kernel.actors import EVERYWHERE, Actor, ActorKind, require
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.text import nfc
from tinhso.kernel.errors import DomainError, Invalid
from tinhso.kernel.registry.counting import count_refused_sign_in
from tinhso.organization.queries import units_below

TOKEN_LIFE = timedelta(minutes=15)


class InvalidClient(DomainError):
    """The client id or its secret is wrong, or the client was revoked (RFC 6749, 5.2)."""

    code = "identity.invalid_client"
    status = 401


class InvalidScope(DomainError):
    """The client asks for a scope it was not given (RFC 6749, 5.2)."""

    code = "identity.invalid_scope"
    status = 400


@dataclass(frozen=True, kw_only=True)
class NewSecret:
    """A secret as it is shown once, to whoever made it."""

    client: SystemClient
    secret: str


@dataclass(frozen=True, kw_only=True)
class NewToken:
    """A token with its life in seconds and its scopes."""

    token: str
    expires_in: int
    scopes: tuple[str, ...]


def _digest(secret: str) -> str:
    """Hash a random secret of 256 bits: no salt or stretching makes it safer."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def open_client(
    *,
    name: str,
    scopes: Sequence[str],
    actor: Actor,
    agency_id: int | None = None,
    sees_below: bool = False,
) -> NewSecret:
    """Open a client; its secret is shown once and kept as a hash."""
    require(actor, IdentityPermission.MANAGE_CLIENTS)
    wrong: dict[str, str] = {}
    if not nfc(name):
        wrong["name"] = _("Hãy ghi tên hệ thống.")
    if not scopes:
        wrong["scopes"] = _("Hãy chọn ít nhất một phạm vi.")
    elif not GRANTED_ONLY.isdisjoint(map(str, scopes)):
        wrong["scopes"] = str(ONLY_BY_GRANT)
    if wrong:
        raise Invalid(fields=wrong)
    secret = secrets.token_urlsafe(32)
    client = SystemClient.objects.create(
        client_id=f"tinhso-{secrets.token_hex(8)}",
        name=nfc(name),
        secret_hash=_digest(secret),
        agency_id=agency_id,
        scopes=sorted(set(map(str, scopes))),
        sees_below=sees_below,
    )
    record("identity.client_opened", actor=actor, target=client, scopes=len(client.scopes))
    return NewSecret(client=client, secret=secret)


@transaction.atomic
def renew_secret(*, uid: UUID | str, actor: Actor) -> NewSecret:
    """Give a client a new secret; the old one and every token of it stop working now."""
    client = fetch(SystemClient.objects.visible_to(actor).select_for_update(of=("self",)), uid=uid)
    require(actor, IdentityPermission.MANAGE_CLIENTS)
    secret = secrets.token_urlsafe(32)
    client.secret_hash = _digest(secret)
    client.save(update_fields=["secret_hash"])
    ClientToken.objects.filter(client=client).delete()
    record("identity.client_secret_renewed", actor=actor, target=client)
    return NewSecret(client=client, secret=secret)


@transaction.atomic
def revoke_client(*, uid: UUID | str, actor: Actor) -> SystemClient:
    """Shut a client out now, with every token it holds."""
    client = fetch(SystemClient.objects.visible_to(actor).select_for_update(of=("self",)), uid=uid)
    require(actor, IdentityPermission.MANAGE_CLIENTS)
    client.is_active = False
    client.revoked_at = timezone.now()
    client.save(update_fields=["is_active", "revoked_at"])
    ClientToken.objects.filter(client=client).delete()
    record("identity.client_revoked", actor=actor, target=client)
    return client


@transaction.atomic
def issue_token(*, client_id: str, secret: str, scope: str = "") -> NewToken:
    """Give a client a token for 15 minutes (RFC 6749, 4.4).

    `scope` is a list of codes divided by spaces; empty means all that the client was given.
    """
    client = SystemClient.objects.filter(client_id=client_id, is_active=True).first()
    known = client.secret_hash if client is not None else _digest("")
    if not hmac.compare_digest(known, _digest(secret)) or client is None:
        count_refused_sign_in("client")
        raise InvalidClient(_("Mã hệ thống hoặc khóa bí mật không đúng."))
    asked = scope.split() or client.scopes
    if not set(asked) <= set(client.scopes):
        raise InvalidScope(_("Hệ thống này không có phạm vi đã xin."))

    now = timezone.now()
    ClientToken.objects.filter(client=client, expires_at__lte=now).delete()
    token = secrets.token_urlsafe(32)
    ClientToken.objects.create(
        client=client,
        token_hash=_digest(token),
        scopes=sorted(set(asked)),
        expires_at=now + TOKEN_LIFE,
    )
    actor = Actor(kind=ActorKind.CLIENT, id=client.uid, name=client.name)
    record("identity.token_issued", actor=actor, target=client)
    return NewToken(
        token=token, expires_in=int(TOKEN_LIFE.total_seconds()), scopes=tuple(sorted(set(asked)))
    )


def client_actor(token: str) -> Actor | None:
    """Return whom a bearer token stands for, or None when it is unknown, expired or revoked."""
    row = (
        ClientToken.objects.filter(
            token_hash=_digest(token), expires_at__gt=timezone.now(), client__is_active=True
        )
        .select_related("client")
        .first()
    )
    if row is None:
        return None
    client = row.client
    keys: frozenset[str] = frozenset()
    units = EVERYWHERE
    if client.agency_id is not None:
        tree = units_below([client.agency_id]).get(client.agency_id, {})
        keys = frozenset({f"{'a' if client.sees_below else 'o'}:{client.agency_id}"})
        own = tree if client.sees_below else {client.agency_id: tree.get(client.agency_id, [])}
        units = frozenset(unit for ids in own.values() for unit in ids)
    return Actor(
        kind=ActorKind.CLIENT,
        id=client.uid,
        name=client.name,
        agency_id=client.agency_id,
        sight_keys=keys,
        permissions=dict.fromkeys(row.scopes, units),
    )
