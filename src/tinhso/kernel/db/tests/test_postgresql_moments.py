"""On PostgreSQL a moment is read in one step, and is the moment that Django reads."""

from datetime import UTC, datetime

import psycopg
import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import BaseTzLoader

from tinhso.kernel.db.postgresql.base import MomentLoader

SENT = (
    b"2026-11-28 18:58:46.400838+00",
    b"2026-11-28 18:58:46.4+00",
    b"2026-11-28 18:58:46+00",
    b"0001-01-01 00:00:00+00",
    b"9999-12-31 23:59:59.999999+00",
)


class DjangosLoader(BaseTzLoader):  # type: ignore[misc]  # the stubs do not know it
    timezone = UTC


@pytest.mark.parametrize("sent", SENT)
def test_a_moment_is_the_one_django_reads(sent: bytes) -> None:
    read = MomentLoader(0).load(sent)

    assert read == DjangosLoader(0).load(sent)
    assert read.tzinfo is UTC


@pytest.mark.parametrize(
    "sent", [b"infinity", b"20260-01-01 00:00:00+00", b"0044-03-15 00:00:00+00 BC"]
)
def test_what_is_no_moment_of_python_is_refused_as_django_refuses_it(sent: bytes) -> None:
    with pytest.raises(psycopg.DataError):
        MomentLoader(0).load(sent)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps moments as texts")
@pytest.mark.django_db
def test_connections_of_the_house_read_them_so() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT '2026-11-28 18:58:46.4+00'::timestamptz")
        (found,) = cursor.fetchone()
        loader = cursor.connection.adapters.get_loader(1184, psycopg.pq.Format.TEXT)

    assert found == datetime(2026, 11, 28, 18, 58, 46, 400_000, tzinfo=UTC)
    assert loader is MomentLoader
