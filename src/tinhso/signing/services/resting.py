"""A service outside that does not answer is left in peace, so that not each paper waits for it.

What is known stands in a small file of this machine, one for each address: every process here sees
it at once, also within loops and threads where the database cannot be asked.
"""

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils import timezone

SILENT_BEFORE: Final = 2
"""So many times in a row it may be silent; one lost packet stops nobody."""

FIRST_REST: Final = timedelta(seconds=60)
LONGEST_REST: Final = timedelta(minutes=10)


@dataclass(frozen=True)
class Silence:
    """A service that did not answer: how often in a row, since when, and until when it rests."""

    times: int
    since: datetime
    until: datetime

    @property
    def is_resting(self) -> bool:
        """Tell whether it is not asked now."""
        return self.times >= SILENT_BEFORE and timezone.now() < self.until


def silence_of(url: str) -> Silence | None:
    """Return what is known of a service's silence; None when it answered last."""
    try:
        held = json.loads(_place(url).read_text())
        since, until = (datetime.fromtimestamp(held[name], UTC) for name in ("since", "until"))
        return Silence(int(held["times"]), since, until)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def is_resting(url: str) -> bool:
    """Tell whether a service is not to be asked now."""
    known = silence_of(url)
    return known is not None and known.is_resting


def note_silence(url: str) -> None:
    """Write down that it did not answer; each further time it rests twice as long."""
    known, now = silence_of(url), timezone.now()
    times = known.times + 1 if known is not None else 1
    rest = min(FIRST_REST * 2 ** min(max(0, times - SILENT_BEFORE), 8), LONGEST_REST)
    silence = Silence(times, known.since if known is not None else now, now + rest)
    held = asdict(silence) | {
        "since": silence.since.timestamp(),
        "until": silence.until.timestamp(),
    }
    place = _place(url)
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = place.with_suffix(f".{os.getpid()}.{id(held)}")
    fresh.write_text(json.dumps(held))
    fresh.replace(place)


def note_answer(url: str) -> None:
    """Forget its silence: it answers again, whatever it said."""
    with suppress(FileNotFoundError):
        _place(url).unlink()


def _place(url: str) -> Path:
    name = hashlib.sha256(url.encode()).hexdigest()[:32]
    return Path(settings.TINHSO_HOME) / "resting" / f"{name}.json"
