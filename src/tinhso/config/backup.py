"""Backups: made while the house runs, checked by hashes, restored elsewhere before they replace.

A backup is a tar.gz of the database, the folders rooms name in `backup_folders`, and a manifest
of SHA-256 hashes; with a passphrase the whole file is encrypted. Secrets go along only into an
encrypted backup: without `TINHSO_DATA_KEY` the encrypted columns and files cannot be read.
"""

import fcntl
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, cast

from django.conf import settings
from django.db import connection
from django.utils import timezone

from tinhso.config.sealed_file import MAGIC, SealedReader, SealedWriter
from tinhso.kernel.errors import DomainError
from tinhso.kernel.registry.operations import Say, backup_folders

SQLITE_NAME = "tinhso.sqlite3"
DUMP_NAME = "database.dump"
MANIFEST = "manifest.json"
BLOCK = 1 << 20
RUN_LOCK = "run.lock"


class BackupFailed(DomainError):
    """The backup could not be made."""

    code = "config.backup_failed"


class RestoreRefused(DomainError):
    """The backup does not hold, or would overwrite something; nothing was replaced."""

    code = "config.restore_refused"


def back_up(*, to: Path, passphrase: bytes | None, with_secrets: bool, say: Say) -> Path:
    """Write one backup file into a folder and return it; the house may run meanwhile."""
    if with_secrets and passphrase is None:
        raise BackupFailed("Secrets go only into an encrypted backup: give --encrypt-with.")
    to.parent.mkdir(parents=True, exist_ok=True)
    to.mkdir(mode=0o700, exist_ok=True)
    stamp = timezone.now().strftime("%Y%m%d-%H%M%S")
    target = to / f"tinhso-{stamp}.tar.gz{'.sealed' if passphrase else ''}"
    part = target.with_name(target.name + ".part")
    home = Path(settings.TINHSO_HOME)
    hashes: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="backup-", dir=home) as work:
        say("database")
        database = _copy_database(Path(work))
        with part.open("wb") as raw:
            os.chmod(part, 0o600)
            out: IO[bytes] = cast("IO[bytes]", SealedWriter(raw, passphrase)) if passphrase else raw
            with tarfile.open(fileobj=out, mode="w|gz") as archive:
                hashes[database.name] = _add(archive, database, database.name)
                for folder in sorted({path for _key, path in backup_folders}):
                    say(folder)
                    for path in _files_under(home / folder):
                        name = path.relative_to(home).as_posix()
                        hashes[name] = _add(archive, path, name)
                if with_secrets:
                    for path in _files_under(home / "secrets"):
                        name = path.relative_to(home).as_posix()
                        hashes[name] = _add(archive, path, name)
                _add_text(archive, MANIFEST, json.dumps(_manifest(hashes), indent=1))
            if passphrase:
                out.close()
            raw.flush()
            os.fsync(raw.fileno())
    part.replace(target)
    return target


def back_up_at_home(*, say: Say) -> Path:
    """Write a backup into the installation's own folder, encrypted when a passphrase is set."""
    return back_up(
        to=Path(settings.TINHSO_HOME) / "backups",
        passphrase=settings.TINHSO_BACKUP_PASSPHRASE.encode() or None,
        with_secrets=False,
        say=say,
    )


def restore(
    *, source: Path, to: Path, passphrase: bytes | None, database_url: str, replace: bool, say: Say
) -> int:
    """Restore a backup into a folder; returns how many files it holds.

    Everything is unpacked beside the folder and checked first. An existing installation is
    replaced only with `replace`, and kept under another name.
    """
    if to.exists() and any(to.iterdir()) and not replace:
        raise RestoreRefused(f"{to} is not empty. Restore elsewhere, or add --replace.")
    if is_running_from(to):
        raise RestoreRefused(f"Tỉnh Số is running from {to}. Stop it first.")
    to.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{to.name}-", dir=to.parent))
    try:
        say("unpacking")
        with opened(source, passphrase) as stream:
            try:
                with tarfile.open(fileobj=stream, mode="r|gz") as archive:
                    archive.extractall(fresh, filter="data")
            except (tarfile.TarError, EOFError, OSError) as error:
                raise RestoreRefused(f"{source} is damaged: {type(error).__name__}") from error
        say("checking")
        count = _check(fresh)
        if (fresh / DUMP_NAME).exists():
            _restore_dump(fresh / DUMP_NAME, database_url, replace=replace)
        (fresh / MANIFEST).unlink()
        if to.exists() and any(to.iterdir()):
            stamp = timezone.now().strftime("%Y%m%d-%H%M%S")
            to.rename(to.with_name(f"{to.name}.before-{stamp}"))
        elif to.exists():
            to.rmdir()
        fresh.rename(to)
        to.chmod(0o700)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return count


def is_running_from(folder: Path) -> bool:
    """Tell whether `tinhso run` holds a folder."""
    lock = folder / RUN_LOCK
    if not lock.exists():
        return False
    with lock.open("rb") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _manifest(hashes: dict[str, str]) -> dict[str, object]:
    return {
        "made_at": timezone.now().isoformat(),
        "database": connection.vendor,
        "files": hashes,
    }


def _copy_database(work: Path) -> Path:
    if connection.vendor == "sqlite":
        copy = work / SQLITE_NAME
        with (
            closing(
                sqlite3.connect(str(settings.DATABASES["default"]["NAME"]), timeout=60)
            ) as live,
            closing(sqlite3.connect(copy)) as target,
        ):
            live.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
        return copy
    copy = work / DUMP_NAME
    said = subprocess.run(  # noqa: S603  the engine's own tool, arguments as a list
        [
            _pg_tool("pg_dump"),
            "--format=custom",
            f"--file={copy}",
            "--dbname",
            _connection_string(),
        ],
        capture_output=True,
        text=True,
        env=_pg_environment(),
    )
    if said.returncode:
        raise BackupFailed(said.stderr.strip())
    return copy


def _connection_string() -> str:
    found = connection.settings_dict
    parts = {"dbname": found["NAME"], "host": found["HOST"], "port": found["PORT"]}
    parts["user"] = found["USER"]
    return " ".join(f"{key}='{value}'" for key, value in parts.items() if value)


def _pg_environment() -> dict[str, str]:
    password = str(connection.settings_dict.get("PASSWORD") or "")
    return {**os.environ, **({"PGPASSWORD": password} if password else {})}


def _pg_tool(name: str) -> str:
    found = shutil.which(name) or next(
        (str(p) for p in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)),
        "",
    )
    if not found:
        raise BackupFailed(f"{name} is not installed (Debian: postgresql-client).")
    return found


def _restore_dump(dump: Path, database_url: str, *, replace: bool) -> None:
    if not database_url:
        raise RestoreRefused("This backup is of PostgreSQL: give --database URL of an empty one.")
    listed = subprocess.run(  # noqa: S603  the engine's own tool, arguments as a list
        [_pg_tool("pg_restore"), "--list", str(dump)], capture_output=True, text=True
    )
    if listed.returncode:
        raise RestoreRefused(listed.stderr.strip())
    options = ["--clean", "--if-exists"] if replace else []
    said = subprocess.run(  # noqa: S603  the engine's own tool, arguments as a list
        [
            _pg_tool("pg_restore"),
            "--no-owner",
            "--single-transaction",
            "--exit-on-error",
            *options,
            "--dbname",
            database_url,
            str(dump),
        ],
        capture_output=True,
        text=True,
    )
    if said.returncode:
        raise RestoreRefused(said.stderr.strip())
    dump.unlink()


def _files_under(folder: Path) -> Iterator[Path]:
    if folder.exists():
        yield from sorted(p for p in folder.rglob("*") if p.is_file() and not p.is_symlink())


def _add(archive: tarfile.TarFile, path: Path, name: str) -> str:
    archive.add(path, arcname=name, recursive=False)
    return _sha256(path)


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    data = text.encode()
    info = tarfile.TarInfo(name)
    info.size = len(data)
    archive.addfile(info, io.BytesIO(data))


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def opened(source: Path, passphrase: bytes | None) -> Iterator[IO[bytes]]:
    """Open a backup for reading, through its passphrase when it is encrypted."""
    try:
        raw = source.open("rb")
    except OSError as error:
        raise RestoreRefused(f"{source}: {error.strerror}") from error
    with raw:
        is_sealed = raw.read(len(MAGIC)) == MAGIC
        raw.seek(0)
        if not is_sealed:
            yield raw
        elif passphrase is None:
            raise RestoreRefused("This backup is encrypted: give --passphrase FILE.")
        else:
            yield cast("IO[bytes]", SealedReader(raw, passphrase))


def _check(folder: Path) -> int:
    """Compare what was unpacked with its manifest and look into the database; returns the count."""
    manifest = folder / MANIFEST
    if not manifest.exists():
        raise RestoreRefused("The backup was cut off: it has no manifest.")
    hashes: dict[str, str] = json.loads(manifest.read_text())["files"]
    found = {p.relative_to(folder).as_posix() for p in _files_under(folder)} - {MANIFEST}
    if found != set(hashes):
        named = sorted(found ^ set(hashes))[0]
        raise RestoreRefused(f"The backup is not what its manifest says: {named}")
    for name, expected in hashes.items():
        if _sha256(folder / name) != expected:
            raise RestoreRefused(f"The backup is damaged: {name}")
    database = folder / SQLITE_NAME
    if database.exists():
        with closing(sqlite3.connect(database)) as opened:
            said = opened.execute("PRAGMA integrity_check").fetchone()[0]
        if said != "ok":
            raise RestoreRefused(f"The database in the backup is damaged: {said}")
    return len(hashes)
