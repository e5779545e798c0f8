"""A backup made while the house runs is restored elsewhere, and only if it holds."""

import os
import stat
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tinhso.config.tests.house import House, answering, new_house
from tools.tables import empty_database
from tools.waiting import HANGING

pytestmark = pytest.mark.own_processes


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with new_house(tmp_path_factory.mktemp("house")) as made:
        made.program("tinhso.config.tests.trail", "10", "--sealed")
        yield made


@pytest.fixture(scope="module")
def verb(house: House) -> Iterator[Callable[..., str]]:
    """Run verbs of the house one after another in one process of it."""
    with answering(house) as process:
        yield process.verb


@pytest.fixture(scope="module")
def passphrase(tmp_path_factory: pytest.TempPathFactory) -> Path:
    kept = tmp_path_factory.mktemp("keys") / "passphrase"
    kept.write_text("một câu thật dài để khóa bản sao lưu\n")
    return kept


def only(folder: Path) -> Path:
    (found,) = list(folder.iterdir())
    return found


def count(house: House) -> int:
    return int(str(house.sql("SELECT count(*) FROM audit_auditentry")[0][0]))


def test_a_backup_made_under_load_is_restored_elsewhere_whole(
    house: House, passphrase: Path, tmp_path: Path
) -> None:
    busy = house.start("tinhso.config.tests.busy", "1")
    made = tmp_path / "made"
    house.verb("backup", "--to", str(made), "--encrypt-with", str(passphrase), "--with-secrets")
    busy.communicate(timeout=HANGING)

    with empty_database() as url:
        other = House(tmp_path / "other", url)
        said = house.verb(
            *("restore", str(only(made)), "--to", str(other.home), "--passphrase", str(passphrase)),
            *(("--database", url, "--replace") if url else ()),
        )

        assert f"restored to {other.home}" in said
        assert 10 <= count(other) <= count(house)
        assert "audit: ok" in other.verb("verify")


def test_a_backup_is_restored_by_the_new_installation_itself(
    house: House, passphrase: Path, tmp_path: Path
) -> None:
    made = tmp_path / "made"
    house.verb("backup", "--to", str(made), "--encrypt-with", str(passphrase), "--with-secrets")

    with empty_database() as url:
        new = House(tmp_path / "new", url)
        new.verb(
            *("restore", str(only(made)), "--to", str(new.home), "--passphrase", str(passphrase)),
            *(("--database", url, "--replace") if url else ()),
        )

        assert list(tmp_path.glob("new*")) == [new.home]
        for name in ("tinhso_secret_key", "tinhso_data_key"):
            kept = (house.home / "secrets" / name).read_text()
            assert (new.home / "secrets" / name).read_text() == kept
        assert "audit: ok" in new.verb("verify")


def test_an_encrypted_backup_shows_nothing_and_needs_its_passphrase(
    verb: Callable[..., str], passphrase: Path, tmp_path: Path
) -> None:
    verb("backup", "--to", str(tmp_path), "--encrypt-with", str(passphrase))
    made = only(tmp_path)
    wrong = tmp_path / "wrong"
    wrong.write_text("một câu khác cũng dài như vậy")
    target = tmp_path / "target"

    refused = verb(
        *("restore", str(made), "--to", str(target), "--passphrase", str(wrong)), status=1
    )

    assert made.read_bytes()[:16] == b"TINHSO-BACKUP-1\n"
    assert made.stat().st_mode & 0o077 == 0
    assert "passphrase is wrong" in refused
    assert "is encrypted" in verb("restore", str(made), "--to", str(target), status=1)
    assert not target.exists()


@pytest.mark.parametrize("harm", ["cut", "bit", "swapped"])
def test_a_damaged_backup_is_refused_and_nothing_is_replaced(
    verb: Callable[..., str], tmp_path: Path, harm: str
) -> None:
    folder = tmp_path / "made"
    verb("backup", "--to", str(folder))
    made = only(folder)
    damage(made, harm)
    target = tmp_path / "target"
    target.mkdir()
    (target / "precious").write_text("kept")

    verb("restore", str(made), "--to", str(target), "--replace", status=1)

    assert [p.name for p in target.iterdir()] == ["precious"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["made", "target"]


def damage(made: Path, harm: str) -> None:
    data = bytearray(made.read_bytes())
    if harm == "cut":
        made.write_bytes(data[: len(data) // 2])
    elif harm == "bit":
        data[len(data) // 2] ^= 0xFF
        made.write_bytes(data)
    else:
        unpacked = made.parent.parent / "unpacked"
        with tarfile.open(made) as archive:
            archive.extractall(unpacked, filter="data")
        database = next(p for p in unpacked.iterdir() if p.name != "manifest.json")
        database.write_bytes(database.read_bytes() + b"x")
        with tarfile.open(made, "w:gz") as archive:
            for path in unpacked.iterdir():
                archive.add(path, arcname=path.name)
        for path in unpacked.iterdir():
            path.unlink()
        unpacked.rmdir()


def test_a_house_is_not_overwritten_unasked(verb: Callable[..., str], tmp_path: Path) -> None:
    folder = tmp_path / "made"
    verb("backup", "--to", str(folder))
    target = tmp_path / "target"
    target.mkdir()
    (target / "precious").write_text("kept")

    said = verb("restore", str(only(folder)), "--to", str(target), status=1)

    assert "is not empty" in said
    assert (target / "precious").read_text() == "kept"


def test_what_is_replaced_is_kept_under_another_name(
    verb: Callable[..., str], tmp_path: Path
) -> None:
    folder = tmp_path / "made"
    verb("backup", "--to", str(folder))
    target = tmp_path / "target"
    target.mkdir()
    (target / "precious").write_text("kept")

    with empty_database() as url:
        database = ("--database", url) if url else ()
        verb("restore", str(only(folder)), "--to", str(target), "--replace", *database)

    (kept,) = tmp_path.glob("target.before-*")
    assert (kept / "precious").read_text() == "kept"
    assert not (target / "precious").exists()


def test_secrets_never_go_into_an_open_backup(verb: Callable[..., str], tmp_path: Path) -> None:
    folder = tmp_path / "made"

    said = verb("backup", "--to", str(folder), "--with-secrets", status=1)

    assert "encrypted backup" in said
    assert not folder.exists()
    verb("backup", "--to", str(folder))
    with tarfile.open(only(folder)) as archive:
        assert not [name for name in archive.getnames() if name.startswith("secrets")]


def test_the_folder_of_backups_is_made_for_the_house_alone(
    house: House, verb: Callable[..., str], tmp_path: Path
) -> None:
    verb("backup")

    assert stat.S_IMODE((house.home / "backups").stat().st_mode) == 0o700


def test_the_doctor_names_what_to_look_at(house: House, verb: Callable[..., str]) -> None:
    secret = next((house.home / "secrets").iterdir())
    os.chmod(secret, 0o644)
    try:
        said = verb("doctor", status=1)
    finally:
        os.chmod(secret, 0o600)

    assert f"WRONG  Others may read {secret}" in said
    assert f"Run `chmod go= {secret}`" in said
    assert "No worker beats" in said


def test_verbs_refuse_a_database_of_another_version(tmp_path: Path) -> None:
    with empty_database() as url:
        house = House(tmp_path / "empty", url)

        assert "run `tinhso upgrade`" in house.verb("verify", status=1)
        assert "migrations are not applied" in house.verb("doctor", status=1)
