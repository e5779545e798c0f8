"""Questions about looks at a person's data: who looked, when, at what, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from tinhso.identity.models import AccessRecord, Person
from tinhso.identity.registry import LookedAt, looked_at
from tinhso.kernel.actors import Actor
from tinhso.organization.queries import agency_names


def accesses_about(person: Person) -> QuerySet[AccessRecord]:
    """Return who looked at a person's data, the newest first; show it to the person only."""
    return AccessRecord.objects.filter(person=person).order_by("-at", "-pk")


@dataclass(frozen=True, kw_only=True)
class AccessLine:
    """One look at a person's data, as it is told to him."""

    at: datetime
    what: str
    actor_name: str
    agency: str
    purpose: str
    kind: str
    object: LookedAt | None


def access_page(
    *, actor: Actor, before: int | None = None, limit: int = 50
) -> tuple[list[AccessLine], int | None]:
    """Return who looked at the actor's own data, newest first, and the key to go on from."""
    found = AccessRecord.objects.filter(person_id=actor.person_id or 0).order_by("-pk")
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found[: limit + 1])
    following = rows[limit - 1].pk if len(rows) > limit else None
    names = agency_names(row.agency_id for row in rows if row.agency_id)
    objects = named_objects(rows[:limit], actor=actor)
    lines = [
        AccessLine(
            at=row.at,
            what=row.what,
            actor_name=row.actor_name,
            agency=names.get(row.agency_id or 0, ""),
            purpose=row.purpose,
            kind=row.object_kind,
            object=objects.get(row.pk),
        )
        for row in rows[:limit]
    ]
    return lines, following


def named_objects(rows: Iterable[AccessRecord], *, actor: Actor) -> dict[int, LookedAt]:
    """Return what each of these looks was at, where the actor may see it; one question a kind."""
    wanted: dict[str, dict[UUID, list[int]]] = {}
    for row in rows:
        uid = _uuid(row.object_uid)
        if uid is not None:
            wanted.setdefault(row.object_kind, {}).setdefault(uid, []).append(row.pk)
    named: dict[int, LookedAt] = {}
    for kind, looks in wanted.items():
        name_them = looked_at.find(kind)
        for uid, what in (name_them(actor, looks.keys()) if name_them else {}).items():
            named |= dict.fromkeys(looks[uid], what)
    return named


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
