"""Sight at a million rows: who may see a row, as one EXISTS on the room's own narrow table.

A room keeps a table of `(key, object)`:

    class DossierSight(SightRow):
        follows = "arrived_at"
        object = models.ForeignKey(
            Dossier, models.CASCADE, related_name="sights", db_index=False
        )

Keys: `p:<person>`, `u:<unit>`, `a:<agency>` (an object carries its agency and each one above it, so
a subtree is one key), `o:<agency>` (that agency only), `g:<grant>`. Services write the rows with
`grant_sight` and `replace_sight`; `visible_to` calls `visible_by`. Lists page with
`tinhso.kernel.db.paging`, which knows how to walk many or few visible rows.
"""

from collections.abc import Iterable
from typing import Any, ClassVar, TypeVar

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Concat

from tinhso.kernel.actors import Actor

MANY_KEYS = 8

Q = TypeVar("Q", bound="models.QuerySet[models.Model]")


class SightRow(models.Model):
    """Says that whoever holds the key sees the object; a child adds the foreign key `object`.

    `at` repeats the field of the object that `follows` names, one that never changes: so the newest
    things of a key are read from the index of this table alone, however many others there are.
    """

    follows: ClassVar[str]

    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["object", "key"], name="%(app_label)s_%(class)s_once")
        ]
        indexes = [models.Index(fields=["key", "-at", "-object"], name="%(app_label)s_%(class)s_k")]

    def __str__(self) -> str:
        return self.key


def rows_of(sight: type[SightRow]) -> "models.QuerySet[Any]":
    """Return a room's sight; its foreign key `object` is the child's, unknown to the base."""
    return sight._default_manager.all()


def visible_by(queryset: Q, sight: type[SightRow], actor: Actor) -> Q:
    """Keep the rows of which the actor holds a key; a system actor sees by keys as well."""
    return seen_by_keys(queryset, sight, actor.sight_keys)


def seen_by_keys(queryset: Q, sight: type[SightRow], held: Iterable[str]) -> Q:
    """Keep the rows that some of these keys see, as a person's own among all an actor sees."""
    rows = rows_of(sight).filter(object_id=OuterRef("pk"))
    keys = sorted(held)
    if len(keys) > MANY_KEYS:
        # An object has a handful of keys: read those and compare, instead of one look into the
        # index for each of the actor's hundreds of keys, at every row of the list.
        rows = rows.annotate(held=Concat("key", Value(""))).filter(held__in=keys)
    else:
        rows = rows.filter(key__in=keys)
    return queryset.filter(Exists(rows))


def grant_sight(sight: type[SightRow], obj: models.Model, keys: Iterable[str]) -> None:
    """Let the holders of these keys see the object; keys it has already are left alone."""
    fixed = {"object_id": obj.pk, "at": getattr(obj, sight.follows)}
    rows = [sight(key=key, **fixed) for key in sorted(set(keys))]
    rows_of(sight).bulk_create(rows, ignore_conflicts=True)


def replace_sight(sight: type[SightRow], obj: models.Model, keys: Iterable[str]) -> None:
    """Let the holders of exactly these keys see the object."""
    wanted = set(keys)
    with transaction.atomic(savepoint=False):
        kept = rows_of(sight).filter(object_id=obj.pk)
        kept.exclude(key__in=wanted).delete()
        grant_sight(sight, obj, wanted)
