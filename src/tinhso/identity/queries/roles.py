"""Questions about role templates: what a change would do, and what changed before."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from tinhso.identity.models import Account, Assignment, RoleChange, RoleTemplate
from tinhso.identity.second_factor import has_second_factor
from tinhso.kernel.db import fetch

MOST_NAMED = 20


@dataclass(frozen=True, kw_only=True)
class RoleEffect:
    """What a change of a role's permissions does: codes that come and go, and to whom."""

    added: list[str]
    removed: list[str]
    holders: int
    names: list[str]


def role_by_code(code: str) -> RoleTemplate:
    """Return a role template; raises `NotFound`."""
    return fetch(RoleTemplate.objects.all(), code=code)


def roles_with_holders(*, may_change: bool) -> QuerySet[RoleTemplate]:
    """Return the templates, each with how many accounts hold it now; `may_change` goes along."""
    held = Assignment.objects.in_force(timezone.now()).filter(role=OuterRef("pk"))
    each = held.order_by().values("role").annotate(n=Count("account_id", distinct=True))
    return RoleTemplate.objects.annotate(
        holders=Coalesce(Subquery(each.values("n")), 0), may_change=Value(may_change)
    )


def role_history(role: RoleTemplate) -> QuerySet[RoleChange]:
    """Return the changes of a role, the newest first."""
    return RoleChange.objects.filter(role=role).order_by("-at", "-pk")[:50]


def effect_of(role: RoleTemplate, permissions: Iterable[str]) -> RoleEffect:
    """Return who would gain and lose what, without changing anything."""
    before, after = set(role.permissions), set(permissions)
    held = Assignment.objects.in_force(timezone.now()).filter(role=role)
    holders = Account.objects.filter(pk__in=held.values("account_id"), is_active=True)
    return RoleEffect(
        added=sorted(after - before),
        removed=sorted(before - after),
        holders=holders.count(),
        names=list(holders.order_by("folded", "pk").values_list("name", flat=True)[:MOST_NAMED]),
    )


def waiting_for_second_factor(account: Account) -> list[str]:
    """Return the roles that do not count yet, because the account has no second factor."""
    if account.is_demonstration or has_second_factor(account):
        return []
    held = Assignment.objects.in_force(timezone.now()).filter(account=account)
    waiting = held.filter(role__needs_second_factor=True).order_by("role__name")
    return list(waiting.values_list("role__name", flat=True).distinct())
