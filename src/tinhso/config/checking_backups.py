"""Does a backup hold? Read through to its end, every hash compared, without unpacking it.

What was found is kept beside the backups (`backups/checked/`), so that the operators' page and the
look round can say when the newest one was last read and how that went.
"""

import hashlib
import json
import shutil
import sqlite3
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils import timezone

from tinhso.config.backup import MANIFEST, SQLITE_NAME, RestoreRefused, opened
from tinhso.kernel.errors import DomainError
from tinhso.kernel.registry.operations import Concern
from tinhso.kernel.web.operations.queries import OLD_AFTER, backup_files, note_of


def check_backup(*, source: Path, passphrase: bytes | None) -> int:
    """Return how many files a backup holds, all as its manifest says; refuse it otherwise."""
    hashes: dict[str, str] = {}
    manifest: dict[str, str] | None = None
    with tempfile.TemporaryDirectory(prefix="check-", dir=settings.TINHSO_HOME) as work:
        database = Path(work) / SQLITE_NAME
        try:
            with opened(source, passphrase) as raw, tarfile.open(fileobj=raw, mode="r|gz") as tar:
                for member in tar:
                    content = tar.extractfile(member)
                    if content is None:
                        raise RestoreRefused(f"The backup holds what is no file: {member.name}")
                    if member.name == MANIFEST:
                        manifest = json.loads(content.read())["files"]
                    elif member.name == SQLITE_NAME:
                        with database.open("wb") as copy:
                            shutil.copyfileobj(content, copy)
                        hashes[member.name] = _hash(database.open("rb"))
                    else:
                        hashes[member.name] = _hash(content)
        except (tarfile.TarError, EOFError, OSError, ValueError) as error:
            raise RestoreRefused(f"{source.name} is damaged: {type(error).__name__}") from error
        if manifest is None:
            raise RestoreRefused("The backup was cut off: it has no manifest.")
        if wrong := sorted(set(manifest.items()) ^ set(hashes.items())):
            raise RestoreRefused(f"The backup is not what its manifest says: {wrong[0][0]}")
        if database.exists():
            look_into(database)
    return len(hashes)


def look_into(database: Path) -> None:
    """Refuse a copy of the embedded database that does not hold together."""
    try:
        with closing(sqlite3.connect(database)) as copy:
            said = copy.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        said = type(error).__name__
    if said != "ok":
        raise RestoreRefused(f"The database in the backup is damaged: {said}")


def _hash(content: IO[bytes]) -> str:
    with content:
        digest = hashlib.sha256()
        while block := content.read(1 << 20):
            digest.update(block)
        return digest.hexdigest()


def check_newest(*, again: bool) -> None:
    """Read the newest backup through and keep what was found; one that was read only if `again`."""
    found = backup_files()
    if not found or (found[0].checked_at is not None and not again):
        return
    name = found[0].name
    passphrase = settings.TINHSO_BACKUP_PASSPHRASE.encode() or None
    source = Path(settings.TINHSO_HOME) / "backups" / name
    try:
        files, fault = check_backup(source=source, passphrase=passphrase), ""
    except DomainError as refusal:
        files, fault = 0, str(refusal)
    note = note_of(name)
    note.parent.mkdir(mode=0o700, exist_ok=True)
    said = {"at": timezone.now().isoformat(), "files": files, "fault": fault}
    note.write_text(json.dumps(said))


def concerns() -> list[Concern]:
    """Return what is wrong with the nightly backups: none lately, or the newest does not hold."""
    if not settings.TINHSO_DAILY_BACKUP:
        return []
    found = backup_files()
    if not found or timezone.now() - found[0].made_at > OLD_AFTER:
        day = f"{found[0].made_at:%Y-%m-%d}" if found else "-"
        return [Concern(code="config.backup_old", values={"day": day})]
    if found[0].fault:
        return [Concern(code="config.backup_damaged", values={"name": found[0].name})]
    return []
