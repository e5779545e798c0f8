"""A backup is read through to its end: what is damaged, cut off or swapped is found."""

import hashlib
import io
import json
import sqlite3
import tarfile
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from tinhso.config import checking_backups
from tinhso.config.backup import MANIFEST, SQLITE_NAME, RestoreRefused
from tinhso.config.checking_backups import check_backup, check_newest, concerns
from tinhso.config.sealed_file import SealedWriter
from tinhso.kernel.web.operations.queries import backup_files

KEY = b"mot cau dai"


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.TINHSO_HOME = tmp_path
    settings.TINHSO_BACKUP_PASSPHRASE = ""
    settings.TINHSO_DAILY_BACKUP = True
    made = tmp_path / "backups"
    made.mkdir()
    return made


def _database(tmp_path: Path) -> bytes:
    path = tmp_path / "whole.sqlite3"
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE a (b)")
        made.executemany("INSERT INTO a VALUES (?)", [(str(n) * 500,) for n in range(50)])
    made.close()
    return path.read_bytes()


def _archive(files: dict[str, bytes], *, hashes: dict[str, str] | None = None) -> bytes:
    told = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    manifest = json.dumps({"files": {**told, **(hashes or {})}}).encode()
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, content in {**files, MANIFEST: manifest}.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return out.getvalue()


def _sealed(content: bytes, path: Path) -> None:
    with path.open("wb") as raw, SealedWriter(raw, KEY) as out:
        out.write(content)


def test_a_whole_one_holds_open_and_encrypted(folder: Path, tmp_path: Path) -> None:
    whole = _archive({SQLITE_NAME: _database(tmp_path), "files/ab/cd": b"giay to"})
    opened, sealed = folder / "tinhso-1.tar.gz", folder / "tinhso-2.tar.gz.sealed"
    opened.write_bytes(whole)
    _sealed(whole, sealed)

    assert check_backup(source=opened, passphrase=None) == 2
    assert check_backup(source=sealed, passphrase=KEY) == 2
    with pytest.raises(RestoreRefused, match="encrypted"):
        check_backup(source=sealed, passphrase=None)


def test_what_does_not_hold_is_refused(folder: Path, tmp_path: Path) -> None:
    database = _database(tmp_path)
    torn = bytearray(database)
    torn[8192:8400] = b"\xff" * 208
    source = folder / "tinhso-1.tar.gz"
    for content, why in (
        (_archive({"files/a": b"x"})[:-30], "damaged"),
        (b"khong phai", "damaged"),
        (_archive({"files/a": b"x"}, hashes={"files/a": "0" * 64}), "manifest"),
        (_archive({"files/a": b"x"}, hashes={"files/b": "0" * 64}), "manifest"),
        (_archive({SQLITE_NAME: bytes(torn)}), "database"),
    ):
        source.write_bytes(content)
        with pytest.raises(RestoreRefused, match=why):
            check_backup(source=source, passphrase=None)


def test_what_was_found_is_kept_beside_the_newest(folder: Path, tmp_path: Path) -> None:
    check_newest(again=False)
    assert not (folder / "checked").exists()
    source = folder / "tinhso-1.tar.gz"
    source.write_bytes(_archive({"files/a": b"x"}))

    check_newest(again=False)
    (row,) = backup_files()
    assert (row.files, row.fault, row.checked_at is None) == (1, "", False)
    source.write_bytes(b"khong phai")
    check_newest(again=False)
    assert backup_files()[0].fault == ""
    check_newest(again=True)
    assert "damaged" in backup_files()[0].fault


def test_a_wrong_passphrase_is_kept_as_a_fault(folder: Path, settings: Settings) -> None:
    _sealed(_archive({"files/a": b"x"}), folder / "tinhso-1.tar.gz.sealed")
    settings.TINHSO_BACKUP_PASSPHRASE = "cau khac"

    check_newest(again=True)

    assert backup_files()[0].fault


def test_the_look_round_finds_old_and_damaged_ones(folder: Path, settings: Settings) -> None:
    assert [one.code for one in concerns()] == ["config.backup_old"]
    (folder / "tinhso-1.tar.gz").write_bytes(b"khong phai")
    assert concerns() == []
    check_newest(again=True)
    assert [one.code for one in concerns()] == ["config.backup_damaged"]
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert [one.code for one in concerns()] == ["config.backup_old"]
    settings.TINHSO_DAILY_BACKUP = False
    assert checking_backups.concerns() == []
