"""One committed order: who alone may give out places, on either engine.

A row's id exists before its commit and can show up late, so nobody reads on by `id >`. One process
at a time moves committed rows from a pending table to a gapless place of their own.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

BATCH = 500


@contextmanager
def sole(name: str, *, wait: bool = False) -> Iterator[bool]:
    """Open a transaction in which nobody else does what is called `name`.

    PostgreSQL: an advisory lock held until the commit, so the next holder sees this one's rows;
    without `wait` it yields False when somebody has it. SQLite: the write lock, which a transaction
    takes at its start (`transaction_mode=IMMEDIATE`).
    """
    with transaction.atomic():
        if connection.vendor != "postgresql":
            yield True
            return
        key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
        with connection.cursor() as cursor:
            if wait:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
                yield True
                return
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [key])
            yield bool(cursor.fetchone()[0])
