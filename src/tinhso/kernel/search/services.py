"""Keeping the indexes. Each call shares the transaction of the change it belongs to."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from django.db import transaction

from tinhso.kernel.db.cursors import change, cursor
from tinhso.kernel.search.registry import search_sources
from tinhso.kernel.search.rules import folded, table_of

_BATCH = 500


def index(entity: str, object_id: int, text: str) -> None:
    """Let a thing be found by these words, and no longer by those it had before."""
    index_many(entity, [(object_id, text)])


def index_many(entity: str, rows: Iterable[tuple[int, str]]) -> None:
    """Index many things of one kind, as `index` does one."""
    sql = (
        f"INSERT INTO {table_of(entity)} (object_id, folded) VALUES (%s, %s)"  # noqa: S608
        " ON CONFLICT (object_id) DO UPDATE SET folded = excluded.folded"
    )
    for batch in _batches(rows):
        words = [(object_id, folded(text)) for object_id, text in batch]
        if len(words) == 1:
            change(sql, words[0])
            continue
        with cursor() as asking:
            asking.executemany(sql, words)


def remove(entity: str, object_id: int) -> None:
    """Let a thing be found no more; one that was not indexed is no error."""
    with cursor() as asking:
        asking.execute(
            f"DELETE FROM {table_of(entity)} WHERE object_id = %s",  # noqa: S608
            [object_id],
        )


def reindex(entity: str, *, report: Callable[[int], None] | None = None) -> int:
    """Build an index again from its source and return how many things it holds.

    Each batch is a transaction of its own, so that others go on searching and writing meanwhile:
    a batch replaces whatever the index held between the ids it spans.
    """
    done = after = 0
    for batch in _batches(search_sources.get(entity).read()):
        with transaction.atomic():
            _forget(entity, after=after, up_to=batch[-1][0], but=[row[0] for row in batch])
            index_many(entity, batch)
        after = batch[-1][0]
        done += len(batch)
        if report:
            report(done)
    return done


def _forget(entity: str, *, after: int, up_to: int, but: list[int]) -> None:
    """Remove what the source no longer names between two ids."""
    table = table_of(entity)
    with cursor() as asking:
        asking.execute(
            f"SELECT object_id FROM {table} WHERE object_id > %s AND object_id <= %s",  # noqa: S608
            [after, up_to],
        )
        gone = {row[0] for row in asking.fetchall()} - set(but)
    for object_id in gone:
        remove(entity, object_id)


def _batches(rows: Iterable[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, _BATCH)):
        yield batch
