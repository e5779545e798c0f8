"""Agents of a person, what they were asked, and the keys that wait for a certificate."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from cryptography import x509

from tinhso.kernel.actors import Actor, require
from tinhso.kernel.db import fetch
from tinhso.kernel.db.secrets import keyed_hash
from tinhso.signing.models import (
    AgentKey,
    AgentTurn,
    Certificate,
    SealAct,
    SigningAgent,
    SigningAgentQuerySet,
)
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.rules import TurnKind

if TYPE_CHECKING:
    from django.db.models import QuerySet

STORE: Final = "agent"
TOKEN: Final = "signing.agent_token"  # noqa: S105  # what the hash is for


def own_agents(*, actor: Actor) -> SigningAgentQuerySet:
    """Return the actor's own computers, the newest first, with their keys."""
    rows = SigningAgent.objects.visible_to(actor).prefetch_related("keys__certificate")
    return rows.order_by("-pk")


def agent_of_token(token: str) -> SigningAgent | None:
    """Return the agent that a token stands for, also one that waits to be accepted."""
    hashed = keyed_hash(token, purpose=TOKEN)
    return SigningAgent.objects.filter(token_hash=hashed, ended_at=None).first()


def agent_turn(*, uid: UUID, actor: Actor) -> AgentTurn:
    """Return one of the actor's own turns."""
    rows = AgentTurn.objects.visible_to(actor).select_related("key__agent")
    return fetch(rows, uid=uid)


def seal_turn(*, item_uid: UUID | None) -> AgentTurn | None:
    """Return what a clerk's computer was last asked for a numbered paper he may see."""
    if item_uid is None:
        return None
    acts = SealAct.objects.filter(item__uid=item_uid).values("uid")
    rows = AgentTurn.objects.filter(kind=TurnKind.SEAL, papers__item_uid__in=acts)
    return rows.order_by("-pk").first()


def agent_of_certificate(*, certificate: Certificate | None) -> SigningAgent | None:
    """Return the computer that holds the key of a certificate, while it is paired."""
    if certificate is None or certificate.key_store != STORE:
        return None
    key = AgentKey.objects.select_related("agent").filter(certificate=certificate).first()
    return key.agent if key is not None and key.agent.ended_at is None else None


def keys_of_agent(*, agent: SigningAgent) -> "QuerySet[AgentKey]":
    """Return the keys that a computer holds, the newest first."""
    return agent.keys.select_related("certificate").order_by("-pk")


def keys_to_certify(*, actor: Actor) -> "QuerySet[AgentKey]":
    """Return the keys that wait for a certificate, for who issues them, the oldest first."""
    require(actor, SigningPermission.MANAGE_CERTIFICATES)
    rows = AgentKey.objects.filter(certificate=None, declined_at=None, agent__ended_at=None)
    return rows.select_related("agent").order_by("asked_at", "pk")


def key_to_certify(*, uid: UUID, actor: Actor) -> AgentKey:
    """Return one of them."""
    return fetch(keys_to_certify(actor=actor), uid=uid)


@dataclass(frozen=True)
class HeldCertificate:
    """What a certificate of another authority on a device says of itself."""

    name: str
    issuer: str
    serial: str
    not_before: datetime
    not_after: datetime


def held_certificate(*, key: AgentKey) -> HeldCertificate | None:
    """Return what the certificate on a key's device says, if there is one."""
    if not key.shown:
        return None
    own = x509.load_pem_x509_certificates(key.shown.encode())[0]
    return HeldCertificate(
        name=own.subject.rfc4514_string(),
        issuer=own.issuer.rfc4514_string(),
        serial=f"{own.serial_number:x}",
        not_before=own.not_valid_before_utc,
        not_after=own.not_valid_after_utc,
    )
