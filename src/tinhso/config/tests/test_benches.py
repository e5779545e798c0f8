"""The bench as an operator runs it: bare views that answer, and nothing left behind."""

from io import StringIO

import pytest
from django.db import connection

from tinhso.config import benches
from tinhso.identity.testing import CitizenFactory
from tinhso.kernel.errors import NotFound
from tinhso.kernel.registry.measuring import BARE_INSERT, BARE_LIST

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_bare_views_are_behind_sign_in_and_answer() -> None:
    CitizenFactory.create()

    with benches.bare_views() as bare:
        inserted, listed = bare(BARE_INSERT, 3), bare(BARE_LIST, 2)
        rows = benches.BenchRow.objects.count()

    assert (len(inserted.cpu_ms), len(listed.wall_ms)) == (3, 2)
    assert rows > 10 * benches.LISTED + 3
    assert benches.BenchRow._meta.db_table not in connection.introspection.table_names()


def test_raw_prints_a_line_for_each_thing_it_measures() -> None:
    CitizenFactory.create()
    out = StringIO()

    assert benches.run("raw", 2, out) == 0

    told = out.getvalue()
    for name in (BARE_INSERT, BARE_LIST, benches.DURABLE, "RSA-2048 signature", "SHA-256 of 1 MB"):
        assert name in told


def test_without_an_account_or_by_a_wrong_name_it_says_so_and_leaves_no_table() -> None:
    with pytest.raises(benches.NobodyToSignIn), benches.bare_views():
        raise AssertionError("nobody may sign in")
    with pytest.raises(NotFound):
        benches.run("khong-co", 1, StringIO())

    assert benches.BenchRow._meta.db_table not in connection.introspection.table_names()
