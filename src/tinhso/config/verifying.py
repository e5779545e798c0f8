"""Is all that is kept still what was written? `tinhso verify` asks, and the house each night.

What the night's look found is kept in the data folder, so that the look round tells operators of it
as of everything else (facts, law 2026, section 7: integrity is checked on a schedule).
"""

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from tinhso.kernel.jobs.running import describe
from tinhso.kernel.registry.operations import Concern, Finding, verifications

MOST_NAMED = 100
"""So many findings of a night are kept word for word; `tinhso verify` names all."""


def check_everything() -> Iterator[tuple[str, list[Finding]]]:
    """Yield each check of the house by its name, with what it found."""
    for name, check in verifications:
        yield name, list(_to_its_end(check))


def _to_its_end(check: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    """Yield what a check finds; a row it cannot read is a finding and ends it alone."""
    try:
        yield from check()
    except Exception as fault:  # noqa: BLE001  the other checks go on
        said = f"the check stopped at what it could not read ({describe(fault)})"
        yield Finding("config.check_stopped", said)


def check_nightly() -> None:
    """Run every check and keep what is wrong."""
    wrong = [
        f"{name}: {finding.sentence}"
        for name, found in check_everything()
        for finding in found
        if finding.is_error
    ]
    said = {
        "at": timezone.now().isoformat(),
        "count": len(wrong),
        "first": wrong[:MOST_NAMED],
    }
    path = _note()
    new = path.with_suffix(".new")
    new.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    new.replace(path)


def concerns() -> list[Concern]:
    """Return what the last night's checks found altered or missing; nothing before the first."""
    try:
        said = json.loads(_note().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    if not said["count"]:
        return []
    values = {"count": said["count"], "first": said["first"][0], "day": said["at"][:10]}
    return [Concern(code="config.verify_found", values=values)]


def _note() -> Path:
    return Path(settings.TINHSO_HOME) / "verified.json"
