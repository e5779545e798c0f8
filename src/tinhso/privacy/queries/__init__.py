"""What others and pages ask of requests over personal data, scoped to the actor."""

from collections.abc import Collection
from uuid import UUID

from tinhso.identity.queries import accounts_in
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.db.text import alphabetical
from tinhso.kernel.registry.holdings import Kept, holders
from tinhso.organization.queries import agency_names
from tinhso.privacy.models import DataRequest, DataRequestQuerySet, Restriction
from tinhso.privacy.permissions import PrivacyPermission as P


def data_requests(*, actor: Actor) -> DataRequestQuerySet:
    """Return the requests the actor may see."""
    return DataRequest.objects.visible_to(actor)


def own_requests(*, actor: Actor) -> DataRequestQuerySet:
    """Return what the actor himself asked, the newest first."""
    rows = DataRequest.objects.filter(person_id=actor.person_id or 0)
    return rows.select_related("copy").order_by("-received_at", "-pk")


def data_request(*, uid: UUID, actor: Actor) -> DataRequest:
    """Return one request the actor may see; raises `NotFound`."""
    rows = DataRequest.objects.visible_to(actor)
    return fetch(rows.select_related("person", "copy__file", "restriction"), uid=uid)


def own_request(*, uid: UUID, actor: Actor) -> DataRequest:
    """Return one request of the actor himself; raises `NotFound`."""
    return fetch(own_requests(actor=actor).select_related("copy__file", "restriction"), uid=uid)


def handled_request(*, uid: UUID, actor: Actor) -> DataRequest:
    """Return one request for whose data the actor's agency answers; raises `NotFound`."""
    rows = DataRequest.objects.visible_to(actor).filter(agency_id=actor.agency_id or 0)
    return fetch(rows.select_related("person", "copy__file", "restriction"), uid=uid)


def waiting_count(*, actor: Actor) -> int:
    """Return how many requests are open at the actor's agency, at most 1,000."""
    rows = DataRequest.objects.visible_to(actor).filter(agency_id=actor.agency_id or 0)
    return rows.open()[:1000].count()


def agencies_that_answer() -> list[tuple[int, str]]:
    """Return the agencies that have somebody who answers for personal data, by name."""
    ids = {line.agency_id for line in accounts_in(permission=P.HANDLE_REQUESTS)}
    return sorted(agency_names(ids).items(), key=lambda pair: alphabetical(pair[1]))


def restricted_now(person_ids: Collection[int]) -> dict[int, str]:
    """Return whose data is under a restriction now, with the reason: the house's socket."""
    rows = Restriction.objects.filter(person_id__in=set(person_ids), ended_at__isnull=True)
    return dict(rows.order_by("from_at").values_list("person_id", "reason"))


def kept_about(person_id: int) -> list[Kept]:
    """Return what the rooms keep of a person because the law obliges them, each with the rule."""
    return [line for _room, holder in holders for line in holder.kept(person_id)]


def people_waiting() -> set[int]:
    """Return who waits for an answer over his data, in any agency: the house's socket."""
    return set(DataRequest.objects.open().values_list("person_id", flat=True))
