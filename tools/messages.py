"""The catalogues of words: `python -m tools.messages check|compile|update`.

`compile` turns each room's `.po` into `.mo` without gettext's tools, so that a machine with Python
alone shows English. `update` brings the catalogues up to the source; `check` fails on a missing,
fuzzy or obsolete message, on a catalogue behind its source, on one sentence worded in two ways
in two rooms, and on words that the source hides (`tools.words_in_source`). `update` and `check`
need gettext's `xgettext`.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import polib

from tools.words_in_source import problems_of_words

ROOT: Final = Path(__file__).resolve().parents[1]
SOURCE: Final = ROOT / "src" / "tinhso"
DOMAINS: Final = ("django", "djangojs")
MAKE: Final = ("makemessages", "-l", "en", "--no-location", "--no-wrap", "--no-obsolete")


def catalogues() -> Iterator[Path]:
    """Yield every English catalogue of the house."""
    yield from sorted(SOURCE.glob("**/locale/en/LC_MESSAGES/*.po"))


def rooms() -> Iterator[Path]:
    """Yield every folder that keeps catalogues."""
    yield from sorted({file.parents[3] for file in catalogues()})


def compile_all() -> int:
    """Write the compiled catalogue beside each catalogue; return how many were written."""
    written = 0
    for file in catalogues():
        target = file.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= file.stat().st_mtime:
            continue
        polib.pofile(str(file)).save_as_mofile(str(target))
        written += 1
    return written


def extract(room: Path, place: Path) -> None:
    """Bring the catalogues in `place`, a room or its copy, up to the source that lies there."""
    django_admin = Path(sys.executable).with_name("django-admin")
    nested = (other.relative_to(room) for other in rooms() if room in other.parents)
    ignored = [f"--ignore={folder}/*" for folder in ("tests", *nested)]
    for domain in DOMAINS:
        if not (place / "locale" / "en" / "LC_MESSAGES" / f"{domain}.po").exists():
            continue
        command = [str(django_admin), *MAKE, "-d", domain, *ignored]
        subprocess.run(
            command, cwd=place, check=True, capture_output=True, text=True
        )  # our own command


def problems_in(file: Path) -> list[str]:
    """Return what is missing, fuzzy or obsolete in one catalogue."""
    found = []
    for entry in polib.pofile(str(file)):
        words = entry.msgid[:60]
        if entry.obsolete:
            found.append(f"obsolete: {words}")
        elif "fuzzy" in entry.flags:
            found.append(f"fuzzy: {words}")
        elif not entry.translated():
            found.append(f"missing: {words}")
    return found


def problems_of_source(room: Path) -> list[str]:
    """Return what the source says and the catalogue does not, or the other way round."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / room.name
        shutil.copytree(room, copy, ignore=shutil.ignore_patterns("*.mo", "__pycache__"))
        extract(room, copy)
        found = []
        for file in sorted((room / "locale" / "en" / "LC_MESSAGES").glob("*.po")):
            kept_ids = _ids(file)
            source_ids = _ids(copy / file.relative_to(room))
            found += [f"not in the catalogue: {m[:60]}" for m in sorted(source_ids - kept_ids)]
            found += [f"no longer in the source: {m[:60]}" for m in sorted(kept_ids - source_ids)]
        return found


def _ids(file: Path) -> set[str]:
    return {entry.msgid for entry in polib.pofile(str(file)) if not entry.obsolete}


def two_wordings() -> list[str]:
    """Return the sentences that two rooms word in two ways."""
    seen: dict[tuple[str, str], dict[str, Path]] = {}
    for file in catalogues():
        for entry in polib.pofile(str(file)):
            if entry.obsolete or not entry.msgstr:
                continue
            seen.setdefault((entry.msgctxt or "", entry.msgid), {})[entry.msgstr] = file
    found = []
    for (_context, msgid), wordings in sorted(seen.items()):
        if len(wordings) > 1:
            where = "; ".join(
                f"{words!r} in {file.relative_to(SOURCE).parts[0]}/{file.parents[3].name}"
                for words, file in wordings.items()
            )
            found.append(f"{msgid[:60]!r}: {where}")
    return found


def check() -> int:
    """Say all that is wrong; return the exit status."""
    status = 0
    for file in catalogues():
        for problem in problems_in(file):
            sys.stderr.write(f"{file.relative_to(ROOT)}: {problem}\n")
            status = 1
    if shutil.which("xgettext"):
        for room in rooms():
            for problem in problems_of_source(room):
                sys.stderr.write(f"{room.relative_to(ROOT)}: {problem}\n")
                status = 1
    else:
        sys.stderr.write("xgettext is not installed: the sources were not compared (gettext)\n")
        status = 1
    for problem in problems_of_words(SOURCE):
        sys.stderr.write(f"{problem}\n")
        status = 1
    for problem in two_wordings():
        sys.stderr.write(f"two wordings of {problem}\n")
        status = 1
    return status


def main(arguments: list[str]) -> int:
    """Run one verb."""
    match arguments:
        case ["check"]:
            return check()
        case ["compile"]:
            sys.stdout.write(f"{compile_all()} catalogues compiled\n")
            return 0
        case ["update"]:
            for room in rooms():
                extract(room, room)
            return 0
        case _:
            sys.stderr.write(f"{__doc__}\n")
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
