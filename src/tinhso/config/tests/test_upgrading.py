"""Before tables change an installation in use is backed up, and readers meet no half-done house."""

import fcntl
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from tinhso.config import backup, preparing, upgrading
from tinhso.config.tests.house import House, new_house
from tools.tables import empty_database


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with new_house(tmp_path_factory.mktemp("house")) as made:
        made.program("tinhso.config.tests.trail", "10", "--sealed")
        yield made


@pytest.fixture
def outgrown(house: House) -> House:
    """Return the house with its tables in the form of the release before."""
    house.sql("DROP INDEX audit_actor")
    house.sql("DELETE FROM django_migrations WHERE app = ? AND name = ?", "audit", "0002_by_actor")
    for made in backups(house):
        made.unlink()
    return house


def backups(house: House) -> list[Path]:
    """Return the backups in the installation's folder."""
    return sorted((house.home / "backups").glob("tinhso-*.tar.gz*"))


def steps(house: House) -> list[tuple[object, ...]]:
    """Return how many steps the audit tables have behind them."""
    return house.sql("SELECT count(*) FROM django_migrations WHERE app = 'audit'")


@pytest.mark.own_processes
def test_tables_change_after_a_backup_that_holds_what_was(outgrown: House, tmp_path: Path) -> None:
    said = outgrown.program("tinhso.config.tests.outgrown")

    assert "1 migrations; backup first" in said
    assert said.strip().endswith("True False")
    assert steps(outgrown) == [(2,)]
    if not outgrown.database_url:  # its planner knows the indexes at once
        known = outgrown.sql("SELECT DISTINCT tbl FROM sqlite_stat1 WHERE tbl = 'audit_auditentry'")
        assert known == [("audit_auditentry",)]
    with empty_database() as url:
        old = House(tmp_path / "old", url)
        outgrown.verb(
            *("restore", str(backups(outgrown)[0]), "--to", str(old.home)),
            *(("--database", url, "--replace") if url else ()),
        )
        entries = "SELECT count(*) FROM audit_auditentry"
        assert old.sql(entries) == outgrown.sql(entries)
        assert steps(old) == [(1,)]


@pytest.mark.django_db
@pytest.mark.parametrize("app", ["dossiers", "signing"])
def test_an_installation_that_went_step_by_step_goes_on_so(app: str) -> None:
    """Decision 0058: one step stands for many where an installation begins."""
    steps = MigrationRecorder(connection).migration_qs.filter(app=app)
    (one,) = steps.filter(name__contains="_squashed_")
    replaced = MigrationLoader(None).get_migration(app, one.name).replaces
    one.delete()
    for _app, name in replaced:
        steps.create(app=app, name=name)

    assert len(replaced) > 20
    assert preparing.pending_migrations() == []
    steps.exclude(name__in=[name for _app, name in replaced[:-1]]).delete()
    assert preparing.pending_migrations()[0] == ".".join(replaced[-1])


@pytest.mark.django_db
def test_statistics_know_what_many_rows_share() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL gathers its statistics by itself")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE many (shared)")
        cursor.execute("CREATE INDEX many_shared ON many (shared)")
        cursor.executemany("INSERT INTO many VALUES (%s)", [(1,)] * 5000)

        upgrading.gather_statistics()

        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE idx = 'many_shared'")
        assert cursor.fetchone() == ("5000 5000",)


@pytest.mark.own_processes
def test_where_a_change_fails_the_backup_stands_and_nobody_is_served(outgrown: House) -> None:
    failed = outgrown.program("tinhso.config.tests.outgrown", "fail", status=1)

    assert failed.strip().endswith("the change does not fit True")
    assert len(backups(outgrown)) == 1
    assert "tinhso maintenance off" in outgrown.verb("run", status=1)
    again = outgrown.program("tinhso.config.tests.outgrown")
    assert again.strip().endswith("True True")  # whoever found it resting ends it
    assert "the house serves" in outgrown.verb("maintenance", "off")
    assert not (outgrown.home / "maintenance").exists()


@pytest.mark.own_processes
def test_a_house_of_this_version_is_not_backed_up(house: House) -> None:
    before = backups(house)

    said = house.program("tinhso.config.tests.outgrown")

    assert said.strip() == "False False"
    assert backups(house) == before


def test_a_folder_in_use_is_not_replaced(tmp_path: Path) -> None:
    with (tmp_path / backup.RUN_LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        with pytest.raises(backup.RestoreRefused, match="running from"):
            backup.restore(
                source=tmp_path / "made",
                to=tmp_path,
                passphrase=None,
                database_url="",
                replace=True,
                say=lambda _line: None,
            )

    assert [path.name for path in tmp_path.iterdir()] == [backup.RUN_LOCK]
    assert not backup.is_running_from(tmp_path)
