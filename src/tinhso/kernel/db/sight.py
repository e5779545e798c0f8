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

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final, TypeVar

from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.timezone import make_aware

from tinhso.kernel.actors import Actor
from tinhso.kernel.db.among import Among, array_of, list_of
from tinhso.kernel.db.reading import read
from tinhso.kernel.db.writing import fresh, insert_many

MANY_KEYS = 8
LATELY: Final = timedelta(days=31)
MOST_LATELY: Final = 100_000

Q = TypeVar("Q", bound="models.QuerySet[models.Model]")


class _Read(models.Func):
    """A text as it stands in the row, which no index is asked for."""

    template = "(%(expressions)s || '')"
    arity = 1
    output_field = models.TextField()


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


def seen_by_keys(
    queryset: Q,
    sight: type[SightRow],
    held: Iterable[str],
    *,
    one_by_one: bool = False,
    of: str = "pk",
) -> Q:
    """Keep the rows that some of these keys see, as a person's own among all an actor sees.

    `of` names the field of a queryset of other rows that holds the key of what is seen.
    `one_by_one` has each row asked by its own look into the index: for few rows of an actor who
    sees nearly all, PostgreSQL would rather read everything that he sees.
    """
    keys = frozenset(held)
    if not one_by_one:
        return queryset.filter(seen_where(sight, keys, of=of))
    rows = _held_rows(sight, keys, of)
    is_seen = Coalesce(
        Subquery(rows.annotate(is_seen=Value(True)).values("is_seen")[:1]), Value(False)
    )
    if connection.vendor != "postgresql":
        return queryset.filter(is_seen)
    # Most of what is worked on came lately: who sees nearly all has that read in one go, and only
    # what is not among it is asked by itself. The limit keeps it in the memory of one question.
    lately = rows_of(sight).filter(Among("key", keys), at__gte=timezone.now() - LATELY)
    return queryset.filter(
        models.Q(**{f"{of}__in": lately.values("object_id")[:MOST_LATELY]}) | is_seen
    )


def seen_where(sight: type[SightRow], held: Iterable[str], *, of: str = "pk") -> Exists:
    """Return the condition by which `seen_by_keys` keeps rows, to be joined with others."""
    return Exists(_held_rows(sight, frozenset(held), of))


def _held_rows(sight: type[SightRow], keys: frozenset[str], of: str) -> "models.QuerySet[Any]":
    if len(keys) > MANY_KEYS:
        # An object has a handful of keys: read those and compare, instead of one look into the
        # index for each of the actor's hundreds of keys, at every row of the list.
        is_held = models.Q(Among(_Read("key"), keys))
    elif len(keys) == 1:
        is_held = models.Q(key=next(iter(keys)))
    else:
        is_held = models.Q(key__in=sorted(keys))
    return rows_of(sight).filter(is_held, object_id=OuterRef(of))


def nearest_at(
    sight: type[SightRow], held: Iterable[str], *, is_falling: bool, start: Sequence[datetime]
) -> datetime | None:
    """Return when the first row is that some of these keys see, from a moment on if one is given.

    It costs one step into the index for each key, however many rows each holds.
    """
    table = connection.ops.quote_name(sight._meta.db_table)
    bound = f"AND at {'<=' if is_falling else '>='} %s" if start else ""
    of_key = (
        f"SELECT at FROM {table} WHERE key = held.value {bound}"  # noqa: S608  # a name of our own model
        f" ORDER BY at {'DESC' if is_falling else 'ASC'} LIMIT 1"
    )
    is_postgresql = connection.vendor == "postgresql"
    listed = "unnest(%s::text[]) AS held(value)" if is_postgresql else "json_each(%s) AS held"
    keys = frozenset(held)
    given = [connection.ops.adapt_datetimefield_value(value) for value in start]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {'MAX' if is_falling else 'MIN'}(({of_key})) FROM {listed}",  # noqa: S608  # made above
            [*given, array_of(keys) if is_postgresql else list_of(keys)],
        )
        (found,) = cursor.fetchone()
    if isinstance(found, str):
        return make_aware(datetime.fromisoformat(found), connection.timezone)
    moment: datetime | None = found
    return moment


def is_seen(obj: models.Model, sight: type[SightRow], actor: Actor) -> bool:
    """Tell whether the actor holds a key of one object that is read already."""
    return not actor.sight_keys.isdisjoint(row.key for row in read(sight, object_id=obj.pk))


def grant_sight(sight: type[SightRow], obj: models.Model, keys: Iterable[str]) -> None:
    """Let the holders of these keys see the object; keys it has already are left alone."""
    fixed = {"object_id": obj.pk, "at": getattr(obj, sight.follows)}
    rows = [fresh(sight, key=key, **fixed) for key in sorted(set(keys))]
    insert_many(rows, ignore_conflicts=True)


def replace_sight(sight: type[SightRow], obj: models.Model, keys: Iterable[str]) -> None:
    """Let the holders of exactly these keys see the object."""
    wanted = set(keys)
    with transaction.atomic(savepoint=False):
        kept = rows_of(sight).filter(object_id=obj.pk)
        kept.exclude(key__in=wanted).delete()
        grant_sight(sight, obj, wanted)
