"""Questions about people: who they are to this actor, whom they represent."""

from collections.abc import Collection, Iterable
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from tinhso.identity.models import Person, Representation
from tinhso.identity.models.persons import PersonQuerySet, RepresentationQuerySet
from tinhso.identity.rules import NumberKind, RepresentationState, clean_number
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.db.among import Among
from tinhso.kernel.db.reading import read
from tinhso.kernel.db.secrets import keyed_hash
from tinhso.kernel.db.text import fold


def number_hash(kind: str, number: str) -> str:
    """Return the keyed hash by which a number is found; a tax code of 12 digits is personal."""
    cleaned = clean_number(number)
    if kind == NumberKind.TAX and len(cleaned) == 12:
        kind = NumberKind.PERSONAL
    return keyed_hash(f"{kind}:{cleaned}", purpose="identity.number") if cleaned else ""


def person(*, uid: str, actor: Actor) -> Person:
    """Return one person the actor may see; raises `NotFound`."""
    return fetch(Person.objects.visible_to(actor), uid=uid)


def persons(*, actor: Actor, text: str = "") -> PersonQuerySet:
    """Return the persons the actor may see, by name; every typed word must stand in it."""
    found = Person.objects.visible_to(actor)
    for word in fold(text).split():
        found = found.filter(folded__contains=word)
    return found.order_by("folded", "pk")


def find_person(*, number: str, kind: str, actor: Actor) -> Person | None:
    """Return the person with exactly this number if the actor may see him, or None."""
    wanted = number_hash(kind, number)
    if not wanted or not read(Person, number_kind=kind, number_hash=wanted):
        return None
    return Person.objects.visible_to(actor).filter(number_kind=kind, number_hash=wanted).first()


def persons_by_number(hashes: Collection[str]) -> dict[str, int]:
    """Return whose numbers these are by their hashes, for what is tied to its person unseen."""
    if not hashes:
        return {}
    found = Person.objects.filter(number_kind__in=NumberKind.values)  # the first of the index
    return dict(found.filter(Among("number_hash", hashes)).values_list("number_hash", "pk"))


def representations(*, actor: Actor) -> RepresentationQuerySet:
    """Return the representations the actor is part of or may check."""
    return Representation.objects.visible_to(actor)


def waiting_representations(*, actor: Actor, most: int) -> int:
    """Return how many declared representations wait to be checked, at most `most`."""
    waiting = representations(actor=actor).filter(state=RepresentationState.DECLARED)
    return waiting[:most].count()


def representation(*, uid: str, actor: Actor) -> Representation:
    """Return one representation the actor may see; raises `NotFound`."""
    seen = Representation.objects.visible_to(actor)
    return fetch(seen.select_related("representative", "represented"), uid=uid)


def person_names(person_ids: Iterable[int]) -> dict[int, str]:
    """Return names for labels of rows the caller has already found by sight."""
    return dict(Person.objects.filter(pk__in=set(person_ids)).values_list("pk", "name"))


def acts_for(*, actor: Actor, verified_only: bool = False) -> RepresentationQuerySet:
    """Return for whom the actor may act today."""
    rows = Representation.objects.in_force(timezone.localdate()).filter(
        representative_id=actor.person_id
    )
    if verified_only:
        rows = rows.filter(state=RepresentationState.VERIFIED)
    return rows.select_related("represented").order_by("kind", "represented__folded")


def acted_for_by(*, actor: Actor) -> RepresentationQuerySet:
    """Return who may act for the actor today."""
    rows = Representation.objects.in_force(timezone.localdate()).filter(
        represented_id=actor.person_id
    )
    return rows.select_related("representative").order_by("kind", "representative__folded")


def ended_lately(*, actor: Actor) -> RepresentationQuerySet:
    """Return what ended within a year on either side, the latest first, with its cause."""
    rows = Representation.objects.filter(
        Q(representative_id=actor.person_id) | Q(represented_id=actor.person_id),
        ended_at__gte=timezone.now() - timedelta(days=365),
    )
    return rows.select_related("representative", "represented").order_by("-ended_at")
