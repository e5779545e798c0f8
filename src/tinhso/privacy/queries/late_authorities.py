"""Requests of competent bodies that ran out of time, for the leaders over who does them."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel.actors import Actor
from tinhso.kernel.web.registry import WorkGroup, WorkItem
from tinhso.organization import queries as organization
from tinhso.privacy.models import AuthorityRequest, AuthorityRequestQuerySet
from tinhso.privacy.permissions import PrivacyPermission as P

LATE = "/lam-viec/co-quan-yeu-cau/tre/"
SHOWN = 5
MOST = 1000


def late_authorities(*, actor: Actor, at: datetime | None = None) -> AuthorityRequestQuerySet:
    """Return what was or still is late in the leader's agency and those below it.

    He reads that and since when, not about whom: the words of a request open to its officer alone.
    """
    if not actor.may(P.OVERSEE_AUTHORITIES) or actor.agency_id is None:
        return AuthorityRequest.objects.none()
    late = Q(answered_at__isnull=True, due_at__lt=at or timezone.now())
    below = organization.descendants_of(actor.agency_id)
    rows = AuthorityRequest.objects.filter(late | Q(answered_at__gt=F("due_at")))
    return rows.filter(agency_id__in=below)


def late_work(actor: Actor) -> Sequence[WorkGroup]:
    """Put what is late now before the leader, the longest first; nothing while nothing is."""
    if not actor.may(P.OVERSEE_AUTHORITIES):
        return ()
    rows = late_authorities(actor=actor).open().select_related("agency").order_by("due_at", "pk")
    first = list(rows[:SHOWN])
    if not first:
        return ()
    names = organization.agency_names({row.agency_id for row in first})
    return [
        WorkGroup(
            key="authorities.late",
            title=_("Yêu cầu của cơ quan có thẩm quyền đã quá giờ"),
            items=[
                WorkItem(
                    title=row.number,
                    url=LATE,
                    detail=f"{row.get_kind_display()} · {names.get(row.agency_id, '')}",
                    due_at=row.due_at,
                    state="late",
                    state_label=_("trễ"),
                )
                for row in first
            ],
            count=rows.order_by()[:MOST].count(),
            url=LATE,
            icon="shield-shaded",
        )
    ]
