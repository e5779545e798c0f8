"""Scans that lie in the watched folder of a desk: a scanner writes there, an officer takes them.

`TINHSO_HOME/quet/<unit uid>/`; only plain files of that one folder, never a path from outside.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from tinhso.dossiers.permissions import DossierPermission
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.errors import NotFound
from tinhso.organization import queries as organization

TAKEN = "da-lay"
MOST = 50
TYPES = frozenset({".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff"})


@dataclass(frozen=True, kw_only=True)
class Scan:
    """One file a scanner wrote."""

    name: str
    size: int
    at: datetime


def waiting_scans(*, actor: Actor) -> list[Scan]:
    """Return the scans that wait in the folder of the actor's desk, the newest first."""
    folder = _folder(actor)
    if folder is None or not folder.is_dir():
        return []
    found = [
        Scan(
            name=entry.name,
            size=entry.stat().st_size,
            at=datetime.fromtimestamp(entry.stat().st_mtime, tz=UTC),
        )
        for entry in folder.iterdir()
        if entry.is_file() and not entry.is_symlink() and entry.suffix.lower() in TYPES
    ]
    return sorted(found, key=lambda scan: scan.at, reverse=True)[:MOST]


def read_scan(*, actor: Actor, name: str) -> bytes:
    """Return the bytes of one waiting scan; a name that is not in the folder does not exist."""
    return _path(actor, name).read_bytes()


def put_away(*, actor: Actor, name: str) -> None:
    """Move a scan that was taken out of the way, so that nobody takes it twice."""
    path = _path(actor, name)
    aside = path.parent / TAKEN
    aside.mkdir(exist_ok=True)
    path.replace(aside / f"{timezone.now():%Y%m%d%H%M%S%f}-{path.name}")


def _path(actor: Actor, name: str) -> Path:
    folder = _folder(actor)
    if folder is None or name not in {scan.name for scan in waiting_scans(actor=actor)}:
        raise NotFound
    return folder / name


def _folder(actor: Actor) -> Path | None:
    if actor.unit_id is None or not actor.is_official:
        return None
    require(actor, DossierPermission.RECEIVE, unit_id=actor.unit_id)
    return Path(settings.TINHSO_HOME) / "quet" / organization.unit(actor.unit_id).uid
