"""What pages and the API ask of terms, holds and decisions to destroy."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import NotPermitted
from tinhso.kernel.registry.retention import Text, retained
from tinhso.privacy.models import (
    DestructionAct,
    DestructionActQuerySet,
    Hold,
    RetentionRule,
)
from tinhso.privacy.permissions import PrivacyPermission as P
from tinhso.privacy.retention_rules import before_months

AHEAD = 12
"""Months ahead for which is shown what will run out."""


@dataclass(frozen=True, kw_only=True)
class KeptKind:
    """One kind of record: how long it is kept, how much has run out, how much will in a year."""

    kind: str
    title: Text
    rule: RetentionRule | None
    now: int
    in_a_year: int


def permit_retention(actor: Actor) -> None:
    """Let in who sets terms, proposes or confirms."""
    if not any(
        actor.may(p) for p in (P.SET_RETENTION, P.PROPOSE_DESTRUCTION, P.CONFIRM_DESTRUCTION)
    ):
        raise NotPermitted


def rule_for(kind: str) -> RetentionRule | None:
    """Return the term of a kind that holds today."""
    return RetentionRule.objects.on(timezone.localdate()).filter(kind=kind).first()


def rules(kind: str) -> QuerySet[RetentionRule]:
    """Return every term ever said of a kind, the newest first."""
    return RetentionRule.objects.filter(kind=kind).order_by("-valid_from", "-pk")


def kept_kinds(*, actor: Actor) -> list[KeptKind]:
    """Return each kind with what of the actor's agency has run out and will within a year."""
    now, found = timezone.now(), []
    for kind, plug in retained:
        rule = rule_for(kind)
        counts = (0, 0)
        if rule is not None and actor.agency_id is not None:
            ahead = before_months(now, max(rule.months - AHEAD, 0))
            counts = (
                plug.count(agency_id=actor.agency_id, before=before_months(now, rule.months)),
                plug.count(agency_id=actor.agency_id, before=ahead),
            )
        found.append(
            KeptKind(kind=kind, title=plug.title, rule=rule, now=counts[0], in_a_year=counts[1])
        )
    return found


def acts(*, actor: Actor) -> DestructionActQuerySet:
    """Return the decisions the actor may see."""
    return DestructionAct.objects.visible_to(actor)


def act_of(*, uid: UUID, actor: Actor) -> DestructionAct:
    """Return one decision the actor may see; raises `NotFound`."""
    return fetch(DestructionAct.objects.visible_to(actor).select_related("minutes"), uid=uid)


def holds(*, actor: Actor) -> Sequence[Hold]:
    """Return what is held at the actor's agency now."""
    rows = Hold.objects.filter(agency_id=actor.agency_id or 0, ended_at__isnull=True)
    return list(rows.order_by("-from_at")[:200])
