"""What pages and the API ask of terms, holds and decisions to destroy."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import NotPermitted
from tinhso.kernel.registry.retention import Lasting, Retained, Text, lasting, retained
from tinhso.privacy.models import (
    Destruction,
    DestructionAct,
    DestructionActQuerySet,
    DestructionItem,
    Hold,
    RetentionRule,
)
from tinhso.privacy.permissions import PrivacyPermission as P
from tinhso.privacy.retention_rules import ItemOutcome, before_months

AHEAD = 12
"""Months ahead for which is shown what will run out."""


@dataclass(frozen=True, kw_only=True)
class KeptKind:
    """One kind of record: how long it is kept, how much has run out, how much will in a year."""

    kind: str
    title: Text
    rule: RetentionRule
    is_set: bool
    """Whether an official has said the term; else it is the one that the house begins with."""
    is_automatic: bool
    least_months: int
    now: int
    in_a_year: int
    gone: int
    """How many have been destroyed so far, here or, of what belongs to no agency, in all."""


def permit_retention(actor: Actor) -> None:
    """Let in who sets terms, proposes or confirms."""
    if not any(
        actor.may(p) for p in (P.SET_RETENTION, P.PROPOSE_DESTRUCTION, P.CONFIRM_DESTRUCTION)
    ):
        raise NotPermitted


def rule_for(kind: str) -> RetentionRule:
    """Return the term of a kind that holds today; unsaved when it is the one we begin with."""
    said = RetentionRule.objects.on(timezone.localdate()).filter(kind=kind).first()
    plug = retained.get(kind)
    return said or RetentionRule(
        kind=kind,
        months=plug.months,
        basis=str(plug.basis),
        is_verified=plug.least_months > 0,
    )


def rules(kind: str) -> QuerySet[RetentionRule]:
    """Return every term ever said of a kind, the newest first."""
    return RetentionRule.objects.filter(kind=kind).order_by("-valid_from", "-pk")


def kept_kinds(*, actor: Actor) -> list[KeptKind]:
    """Return each kind with what of the actor's agency has run out and will within a year."""
    return [_kept(kind, plug, actor) for kind, plug in retained]


def _kept(kind: str, plug: Retained, actor: Actor) -> KeptKind:
    now, rule = timezone.now(), rule_for(kind)
    counts = [0, 0]
    if actor.agency_id is not None:
        terms = (rule.months, max(rule.months - AHEAD, 0))
        counts = [
            plug.count(agency_id=actor.agency_id, before=before_months(now, months))
            for months in terms
        ]
    if plug.is_automatic:
        proofs = Destruction.objects.filter(kind=kind, request=None)
        gone = sum(int(one) for one in proofs.values_list("reference", flat=True))
    else:
        gone = proved(actor=actor).filter(act__kind=kind).count()
    return KeptKind(
        kind=kind,
        title=plug.title,
        rule=rule,
        is_set=rule.pk is not None,
        is_automatic=plug.is_automatic,
        least_months=plug.least_months,
        now=counts[0],
        in_a_year=counts[1],
        gone=gone,
    )


def lasting_kinds() -> list[Lasting]:
    """Return the data of people that ends in another way than by a term."""
    return [one for _name, one in lasting]


def proved(*, actor: Actor) -> QuerySet[DestructionItem]:
    """Return what was destroyed by decisions the actor may see, each with its hashes."""
    acts_seen = DestructionAct.objects.visible_to(actor)
    rows = DestructionItem.objects.filter(act__in=acts_seen, outcome=ItemOutcome.DESTROYED)
    return rows.select_related("act")


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
