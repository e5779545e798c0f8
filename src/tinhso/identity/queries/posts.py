"""Who held an office with a permission on a day."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Min, Q, QuerySet

from tinhso.identity.models import Assignment, RoleTemplate
from tinhso.kernel.db.text import fold

if TYPE_CHECKING:
    from tinhso.identity.models.rights import AssignmentQuerySet


def posts() -> "AssignmentQuerySet":
    """Return every office of every official; who works where is no secret inside the house."""
    return Assignment.objects.select_related("account", "position")


def one_post_each(
    *,
    permission: str,
    at: datetime,
    apart_from: "QuerySet[Any, UUID | None] | Collection[UUID]" = (),
) -> Q:
    """Return the condition of offices with a permission at a moment, one for each official.

    Those are left out whose account is one of `apart_from`, and who had been locked by then.
    """
    roles = [role.pk for role in RoleTemplate.objects.all() if permission in role.permissions]
    open_then = Q(account__is_active=True) | Q(account__locked_at__gt=at)
    held = Assignment.objects.in_force(at).filter(open_then, role__in=roles)
    firsts = held.order_by().values("account_id").annotate(first=Min("pk")).values("first")
    return Q(pk__in=firsts) & ~Q(account__uid__in=apart_from)


def of_official(text: str) -> Q:
    """Return the condition of offices of officials whose name or login holds a text."""
    return Q(account__folded__contains=fold(text))
