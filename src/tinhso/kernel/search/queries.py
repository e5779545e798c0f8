"""Searching an index, alone or as a filter of a room's own queryset."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from django.db import connection, models
from django.db.models import F, Lookup, Q
from django.db.models.sql.where import AND
from django.utils.tree import Node

from tinhso.kernel.db.among import Among, Broad, is_key
from tinhso.kernel.search.rules import LONGEST_KEPT_PREFIX, Query, parse, table_of

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=models.Model)

FEW: Final = 3000
"""Up to so many matches are looked up by key; past it the list walks its own order."""
SOME: Final = 4000
"""So many of more matches are kept at hand, for counts that they may fill."""
MIDDLING: Final = {"sqlite": 50_000, "postgresql": 20_000}
"""Up to so many matches a full-text index lists sooner than thousands of rows are asked."""

Listed = Callable[[], str | None]
"""Returns all that a query finds, as the database wrote it; nothing where it is too many."""


def match(queryset: "models.QuerySet[M]", entity: str, query: str) -> "models.QuerySet[M]":
    """Keep of a queryset what a query finds; order and page it as if it were not searched.

    Few matches become `pk IN (…)`; many become a question asked of each row as the list walks
    its own order, which fills a page soon because matches are everywhere. Either alone is slow
    for the other: a planner cannot know which it has. An empty query keeps everything.
    """
    return queryset.filter(found(entity, query)) if query.strip() else queryset


def found(entity: str, query: str) -> Q:
    """Return what `match` keeps as a condition, to be joined with others; one question is asked."""
    asked = parse(query)
    if asked.is_empty:
        return Q(pk__in=())
    some, listed = _look(entity, asked)
    if len(some) > FEW:
        return Q(HasWords(F("pk"), entity=entity, query=asked, some=some, listed=listed))
    return Q(Among("pk", some))


def broad_words(queryset: "models.QuerySet[M]") -> Broad | None:
    """Return the words of a queryset that thousands bear, for `kernel.db.paging`; else nothing.

    Whatever else the queryset asks is not asked of the rows they find: filter it by them.
    """
    asked = [leaf for leaf in _leaves(queryset.query.where) if isinstance(leaf, HasWords)]
    if not asked:
        return None
    some = sorted({pk for words in asked for pk in words.some})
    return Broad(some=some, asked=partial(_of_sight, queryset.query.where))


def _of_sight(where: Node) -> Q:
    """Ask a row of sight what `found` asks of its object; what it does not understand, it leaves.

    Rows of sight are narrow and those of things are wide: whose words are others is not read.
    """
    asked = Q()
    for child in where.children:
        leaves = list(_leaves(child))
        if isinstance(child, Node) and child.connector == AND and not child.negated:
            asked &= _of_sight(child)
        elif any(isinstance(leaf, HasWords) for leaf in leaves) and not (
            isinstance(child, Node) and child.negated
        ):
            asked &= _one_of(leaves)
    return asked


def _one_of(leaves: Sequence[object]) -> Q:
    one = Q()
    for leaf in leaves:
        if not isinstance(leaf, HasWords | Among) or not leaf.is_about_key:
            return Q()
        one |= Q(leaf.of("object_id"))
    return one


def _leaves(part: object) -> "Iterator[object]":
    if isinstance(part, Node):
        for child in part.children:
            yield from _leaves(child)
    else:
        yield part.lhs if isinstance(part, Lookup) else part  # Django compares it with True


def matching_ids(entity: str, query: str, *, limit: int = 200) -> list[int]:
    """Return the ids of what a query finds, the newest first, never more than `limit`."""
    words = parse(query)
    if words.is_empty:
        return []
    table = table_of(entity)
    if connection.vendor == "postgresql":
        # It would walk the key when asked for the newest few, however rare the words are: 16 s on
        # a million rows. So matches are taken first, in a step of their own.
        found = f"SELECT object_id AS id FROM {table} WHERE words @@ %s::tsquery"  # noqa: S608 - a checked name
        asked = _tsquery(words)
        sql = f"WITH found AS MATERIALIZED ({found}) SELECT id FROM found ORDER BY id DESC LIMIT %s"  # noqa: S608 - made above
    else:
        asked = _fts5(words)
        sql = (
            f"SELECT rowid FROM {table}_fts WHERE {table}_fts MATCH %s ORDER BY rowid DESC LIMIT %s"  # noqa: S608 - a checked name
        )
    with connection.cursor() as cursor:
        cursor.execute(sql, [asked, limit])
        return [row[0] for row in cursor.fetchall()]


class HasWords(models.Func):
    """Asks the index about one row by its key, without the full-text index.

    It finds what the full-text index finds: each kept word has one space before and after it.
    """

    output_field = models.BooleanField()

    def __init__(
        self, pk: F, *, entity: str, query: Query, some: Sequence[int], listed: Listed
    ) -> None:
        """Ask whether the thing of this key has the words of the query, as `some` are known to."""
        super().__init__(pk)
        self.asked = (entity, query)
        self.some = some
        self.listed = listed
        self.table = table_of(entity)
        self.needles = [f" {word} " for word in query.words]
        if query.prefix:
            self.needles.append(f" {query.prefix}")

    def of(self, field: str) -> "HasWords | IsListed":
        """Return the same question about another field that holds the key.

        Of a middling number of matches the full-text index gives the whole list sooner than
        thousands of rows are asked one by one.
        """
        listed = self.listed()
        if listed is not None:
            return IsListed(F(field), listed)
        entity, query = self.asked
        return HasWords(F(field), entity=entity, query=query, some=self.some, listed=self.listed)

    @property
    def is_about_key(self) -> bool:
        """Tell whether it asks about the key of the queryset's own row."""
        return is_key(self.source_expressions[0])

    def as_sql(
        self,
        compiler: "SQLCompiler",
        connection: "BaseDatabaseWrapper",
        function: str | None = None,
        template: str | None = None,
        arg_joiner: str | None = None,
        **extra_context: Any,
    ) -> tuple[str, tuple[str | int, ...]]:
        """Return a scalar subquery, which a planner leaves where it stands."""
        key, params = compiler.compile(self.source_expressions[0])
        place = "strpos" if connection.vendor == "postgresql" else "instr"
        has_all = " AND ".join(f"{place}(folded, %s) > 0" for _ in self.needles)
        sql = (
            f"COALESCE((SELECT {has_all} FROM {self.table}"  # noqa: S608 - a checked name
            f" WHERE {self.table}.object_id = {key}), FALSE)"
        )
        return sql, (*self.needles, *params)


class IsListed(models.Func):
    """Tells whether a key is among all that the full-text index finds."""

    output_field = models.BooleanField()

    def __init__(self, key: F, listed: str) -> None:
        """Ask about this key; `listed` are the ids as the database itself wrote them."""
        super().__init__(key)
        self.listed = listed

    def as_sql(
        self,
        compiler: "SQLCompiler",
        connection: "BaseDatabaseWrapper",
        function: str | None = None,
        template: str | None = None,
        arg_joiner: str | None = None,
        **extra_context: Any,
    ) -> tuple[str, tuple[str | int, ...]]:
        """Return membership in the list, which is read once."""
        key, params = compiler.compile(self.source_expressions[0])
        if connection.vendor == "postgresql":
            return f"{key} = ANY(%s::bigint[])", (*params, self.listed)
        listed = "SELECT value FROM json_each(%s)"
        return f"{key} IN ({listed})", (*params, self.listed)


def _look(entity: str, query: Query) -> tuple[list[int], Listed]:
    """Return some of what a query finds, and what lists all where they are not too many."""
    if connection.vendor == "postgresql":
        some, listed = _some_and_all(entity, query)
        return some, lambda: listed
    return _some(entity, query), cache(partial(_all, entity, query))


def _some_and_all(entity: str, query: Query) -> tuple[list[int], str | None]:
    """Return both by one look at PostgreSQL's index, which finds all before it gives the first.

    The ids of all are written by the database and read by it again: here they are never taken
    apart.
    """
    most = MIDDLING["postgresql"]
    sql = f"""
        WITH found AS MATERIALIZED (
            SELECT object_id AS id FROM {table_of(entity)} WHERE words @@ %s::tsquery LIMIT %s
        )
        SELECT (SELECT ARRAY_AGG(id)::text FROM (SELECT id FROM found LIMIT {SOME}) AS few),
               CASE WHEN COUNT(*) <= {most} THEN ARRAY_AGG(id)::text END
          FROM found"""  # noqa: S608 - a checked name, and numbers of this file
    with connection.cursor() as cursor:
        cursor.execute(sql, [_tsquery(query), max(most + 1, SOME)])
        few, listed = cursor.fetchone()
    return [int(pk) for pk in (few or "").strip("{}").split(",") if pk], listed


def _some(entity: str, query: Query) -> list[int]:
    """Return some of what SQLite's index finds.

    It keeps beginnings of two and three letters; of a longer one it joins all words that begin
    so before it gives the first: 150 ms where eight dossiers in ten bear one. What thousands bear
    as a whole word is broad already, and their first are given at once.
    """
    if len(query.prefix) > LONGEST_KEPT_PREFIX:
        whole = Query((*query.words, query.prefix))
        if len(some := _first(entity, whole, SOME)) > FEW:
            return some
    return _first(entity, query, SOME)


def _first(entity: str, query: Query, most: int) -> list[int]:
    index = f"{table_of(entity)}_fts"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT rowid FROM {index} WHERE {index} MATCH %s LIMIT %s",  # noqa: S608 - a checked name
            [_fts5(query), most],
        )
        return [row[0] for row in cursor.fetchall()]


def _all(entity: str, query: Query) -> str | None:
    """Return all that SQLite's index finds, where they are not too many."""
    index, most = f"{table_of(entity)}_fts", MIDDLING["sqlite"]
    sql = f"""
        SELECT CASE WHEN COUNT(*) <= {most} THEN JSON_GROUP_ARRAY(id) END
          FROM (SELECT rowid AS id FROM {index} WHERE {index} MATCH %s LIMIT {most + 1})"""  # noqa: S608 - a checked name
    with connection.cursor() as cursor:
        cursor.execute(sql, [_fts5(query)])
        listed: str | None = cursor.fetchone()[0]
    return listed


def _tsquery(query: Query) -> str:
    words = [f"'{word}'" for word in query.words]
    return " & ".join([*words, f"'{query.prefix}':*"] if query.prefix else words)


def _fts5(query: Query) -> str:
    words = [f'"{word}"' for word in query.words]
    return " AND ".join([*words, f'"{query.prefix}" *'] if query.prefix else words)
