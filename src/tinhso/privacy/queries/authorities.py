"""What pages and the API ask of requests of competent bodies, scoped to the actor."""

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel.actors import Actor, require
from tinhso.kernel.db import fetch
from tinhso.kernel.web.registry import WorkGroup, WorkItem
from tinhso.privacy.authority_rules import AskedState
from tinhso.privacy.models import AuthorityRequest, AuthorityRequestQuerySet
from tinhso.privacy.permissions import PrivacyPermission as P

WORK = "/lam-viec/co-quan-yeu-cau/"
SHOWN = 5


def authority_requests(*, actor: Actor) -> AuthorityRequestQuerySet:
    """Return the requests of competent bodies the actor may see."""
    return AuthorityRequest.objects.visible_to(actor)


def authority_request(*, uid: UUID, actor: Actor) -> AuthorityRequest:
    """Return one the actor may see; raises `NotFound`."""
    require(actor, P.HANDLE_AUTHORITIES)
    rows = AuthorityRequest.objects.visible_to(actor).select_related("file", "person")
    return fetch(rows, uid=uid)


def waiting_authorities(*, actor: Actor) -> int:
    """Return how many wait, at most 1,000."""
    return authority_requests(actor=actor).open()[:1000].count()


def given_about(*, actor: Actor) -> AuthorityRequestQuerySet:
    """Return what of his own data was given to competent bodies, as far as he may know of it."""
    rows = AuthorityRequest.objects.told_to(actor.person_id or 0, timezone.localdate())
    return rows.filter(state=AskedState.DONE).select_related("agency")


def open_about(dossier_number: str) -> bool:
    """Tell whether an open request names a dossier, which is then not destroyed."""
    rows = AuthorityRequest.objects.open().exclude(dossier_number="")
    return rows.filter(dossier_number=dossier_number).exists()


def people_asked_about() -> set[int]:
    """Return about whom a competent body asks now: the house's socket."""
    rows = AuthorityRequest.objects.open().filter(person__isnull=False)
    return {pk for pk in rows.values_list("person_id", flat=True) if pk is not None}


def authority_work(actor: Actor) -> Sequence[WorkGroup]:
    """Put what waits on the desk of who does it, the soonest and the late ones first."""
    if not actor.may(P.HANDLE_AUTHORITIES):
        return ()
    rows = authority_requests(actor=actor).open().order_by("due_at")
    now = timezone.now()
    return [
        WorkGroup(
            key="authorities",
            title=_("Yêu cầu của cơ quan có thẩm quyền"),
            items=[
                WorkItem(
                    title=row.number,
                    url=f"{WORK}{row.uid}/",
                    detail=row.body,
                    due_at=row.due_at,
                    state="late" if row.late_at(now) else "wait",
                    state_label=_("trễ") if row.late_at(now) else row.get_state_display(),
                )
                for row in rows[:SHOWN]
            ],
            count=waiting_authorities(actor=actor),
            url=WORK,
            icon="shield-shaded",
            empty=_("Yêu cầu cung cấp dữ liệu, gỡ nội dung sẽ hiện ở đây với giờ phải xong."),
        )
    ]
