"""Scans that lie in the watched folder of a desk: a scanner writes there, an officer takes them.

`TINHSO_HOME/quet/<unit uid>/`; only plain files of that one folder, never a path from outside. A
file that is still being written is not offered: one under a name of unfinished files, an empty
one, and one that changed within the last seconds. The time is the folder's own (`ctime`), because
many scanners and copying tools set `mtime` as they like.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.permissions import DossierPermission
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.errors import Invalid
from tinhso.organization import queries as organization

FOLDER: Final = "quet"
TAKEN: Final = "da-lay"
MOST: Final = 50
SETTLED_SECONDS: Final = 10
TYPES: Final = frozenset({".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff"})
UNFINISHED: Final = frozenset({".part", ".partial", ".tmp", ".temp", ".filepart", ".crdownload"})
SCAN_GONE: Final = _(
    "Bản quét này không còn trong thư mục máy quét, hoặc đang được ghi. Hãy chọn lại."
)


@dataclass(frozen=True, kw_only=True)
class Scan:
    """One file a scanner wrote."""

    name: str
    size: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Watched:
    """The watched folder of a desk: where it is, what waits in it, what is still being written."""

    place: str
    is_there: bool
    scans: list[Scan]
    """The newest of those that wait."""
    waiting: int
    being_written: int


def watched_folder(*, actor: Actor) -> Watched | None:
    """Return what lies in the folder of the actor's desk; nothing for who has no desk."""
    folder = _folder(actor)
    if folder is None:
        return None
    ready: list[Scan] = []
    being_written = 0
    for entry, stat in _entries(folder):
        if _is_finished(entry.name, stat):
            changed_at = datetime.fromtimestamp(stat.st_mtime, tz=UTC)
            ready.append(Scan(name=entry.name, size=stat.st_size, at=changed_at))
        else:
            being_written += 1
    ready.sort(key=lambda scan: (scan.at, scan.name), reverse=True)
    return Watched(
        place=f"{FOLDER}/{folder.name}/",
        is_there=folder.is_dir(),
        scans=ready[:MOST],
        waiting=len(ready),
        being_written=being_written,
    )


def waiting_scans(*, actor: Actor) -> list[Scan]:
    """Return the scans that wait in the folder of the actor's desk, the newest first."""
    watched = watched_folder(actor=actor)
    return watched.scans if watched is not None else []


def read_scan(*, actor: Actor, name: str, field: str) -> bytes:
    """Return the bytes of one waiting scan; refuse at `field` what is gone or still grows."""
    folder = _folder(actor)
    if folder is not None and name in {scan.name for scan in waiting_scans(actor=actor)}:
        try:
            return _read_whole(folder / name)
        except FileNotFoundError:
            pass
    raise Invalid(fields={field: str(SCAN_GONE)})


def put_away(*, actor: Actor, name: str) -> None:
    """Move a scan that was taken out of the way; one that is gone already needs nothing."""
    folder = _folder(actor)
    if folder is None or name not in {entry.name for entry, _stat in _entries(folder)}:
        return
    aside = folder / TAKEN
    aside.mkdir(exist_ok=True)
    try:
        (folder / name).replace(aside / f"{timezone.now():%Y%m%d%H%M%S%f}-{name}")
    except FileNotFoundError:
        return


def _entries(folder: Path) -> Iterator[tuple[os.DirEntry[str], os.stat_result]]:
    """Yield what a scanner may have put there; what vanishes meanwhile was never there."""
    try:
        listed = list(os.scandir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in listed:
        if entry.name.startswith((".", "~")) or not _is_scan(entry.name):
            continue
        try:
            if entry.is_file(follow_symlinks=False):
                yield entry, entry.stat(follow_symlinks=False)
        except FileNotFoundError:
            continue


def _is_scan(name: str) -> bool:
    path = Path(name)
    whole = Path(path.stem) if path.suffix.lower() in UNFINISHED else path
    return whole.suffix.lower() in TYPES


def _is_finished(name: str, stat: os.stat_result) -> bool:
    if Path(name).suffix.lower() in UNFINISHED or not stat.st_size:
        return False
    return timezone.now().timestamp() - stat.st_ctime >= SETTLED_SECONDS


def _read_whole(path: Path) -> bytes:
    """Read a file that nobody writes while it is read; one that changed is as good as gone."""
    before = path.stat()
    content = path.read_bytes()
    after = path.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise FileNotFoundError(path.name)
    return content


def _folder(actor: Actor) -> Path | None:
    if actor.unit_id is None or not actor.is_official:
        return None
    require(actor, DossierPermission.RECEIVE, unit_id=actor.unit_id)
    return Path(settings.TINHSO_HOME) / FOLDER / organization.unit(actor.unit_id).uid
