"""What an agent keeps: where it is paired and with which token, in a file of its owner alone."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

FOLDER_MODE: Final = 0o700
FILE_MODE: Final = 0o600


class NotPaired(Exception):
    """There is nothing kept, or others may read it."""


@dataclass(frozen=True)
class Pairing:
    """With which installation this computer is paired; the token is the one secret here."""

    url: str
    token: str
    installation: str
    authorities: str = ""


def usual_place() -> Path:
    """Return where the pairing is kept unless said otherwise."""
    base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(base) / "tinhso-agent" / "pairing.json"


def keep(pairing: Pairing, place: Path) -> None:
    """Write the pairing so that nobody else ever could read it, not even while it is written."""
    place.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    fresh = place.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump(asdict(pairing), out, ensure_ascii=False, indent=1)
    fresh.replace(place)


def kept(place: Path) -> Pairing:
    """Return the pairing; raise `NotPaired` when there is none or others can read it."""
    try:
        if place.stat().st_mode & 0o077:
            raise NotPaired("open")
        return Pairing(**json.loads(place.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        raise NotPaired("absent") from None


def forget(place: Path) -> None:
    """Keep nothing any more."""
    place.unlink(missing_ok=True)
