"""Verbs for running the house."""

import os
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.utils import translation

from tinhso.config import backup, benches, loading, preparing, removing, run, upgrading
from tinhso.config.environment import forget_made_secrets
from tinhso.config.verifying import check_everything
from tinhso.kernel.audit.verifying import Head, findings, read_head, unsealed
from tinhso.kernel.errors import Invalid
from tinhso.kernel.registry.operations import (
    demo_loaders,
    doctor_notes,
    look_round,
    stories,
    word_concern,
)
from tinhso.kernel.registry.verbs import verb

say = run.say


@verb("run", "prepare everything, start web and background work, print the address")
def run_house(_arguments: Namespace) -> int:
    """Run the whole house in one command."""
    return run.run()


@verb("serve", "serve pages and API only (background work runs elsewhere)")
def serve(_arguments: Namespace) -> int:
    """Serve pages and API."""
    preparing.check_settings()
    return run.serve()


@verb("work", "do background work only (pages are served elsewhere)")
def work(_arguments: Namespace) -> int:
    """Do background work."""
    preparing.check_settings()
    return run.work()


@verb("migrate", "apply pending migrations, fill a new database, gather static files")
def migrate(_arguments: Namespace) -> int:
    """Bring an installation up to this version without starting it."""
    preparing.check_settings()
    preparing.compile_messages(say)
    preparing.gather_static_files(say)
    preparing.migrate(say)
    preparing.first_start(say)
    return 0


def _backup_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--to", type=Path, help="folder to write into (TINHSO_HOME/backups)")
    parser.add_argument("--encrypt-with", type=Path, help="file that holds the passphrase")
    parser.add_argument("--with-secrets", action="store_true", help="take the keys along")


def _passphrase(path: Path | None) -> bytes | None:
    if path is None:
        return None
    found = path.read_bytes().strip()
    if len(found) < 12:
        raise Invalid("The passphrase needs at least 12 characters.")
    return found


@verb("backup", "back up the database and files while the house runs", arguments=_backup_arguments)
def back_up(arguments: Namespace) -> int:
    """Make one backup."""
    made = _made_backup(arguments)
    say(f"{made} ({made.stat().st_size:,} bytes)")
    return 0


def _made_backup(arguments: Namespace) -> Path:
    return backup.back_up(
        to=arguments.to or Path(settings.TINHSO_HOME) / "backups",
        passphrase=_passphrase(arguments.encrypt_with),
        with_secrets=arguments.with_secrets,
        say=say,
    )


def _restore_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--to", type=Path, required=True, help="the TINHSO_HOME to make")
    parser.add_argument("--passphrase", type=Path, help="file that holds the passphrase")
    parser.add_argument("--database", default="", help="PostgreSQL URL to restore into")
    parser.add_argument(
        "--replace", action="store_true", help="replace what is there (kept under another name)"
    )


@verb(
    "restore",
    "check a backup and restore it into another folder",
    arguments=_restore_arguments,
    needs_database=False,
)
def restore(arguments: Namespace) -> int:
    """Restore one backup."""
    target = arguments.to.resolve()
    if target == Path(settings.TINHSO_HOME):
        connections.close_all()
        forget_made_secrets()
    count = backup.restore(
        source=arguments.file,
        to=target,
        passphrase=_passphrase(arguments.passphrase),
        database_url=arguments.database,
        replace=arguments.replace,
        say=say,
    )
    say(f"{count} files restored to {target}. Now: TINHSO_HOME={target} tinhso verify")
    return 0


def _kept_head(path: Path) -> Head:
    """Return the head a file tells in its last line."""
    try:
        return read_head(path.read_text(encoding="utf-8").strip().splitlines()[-1])
    except (ValueError, LookupError, TypeError):
        raise Invalid(
            f"{path} tells no head: name a file of `tinhso audit head` or `tinhso audit export`."
        ) from None


def _verify_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--head", type=Path, help="a file of `tinhso audit head` or `export`")


@verb("verify", "check audit chain, files, numbers, signatures", arguments=_verify_arguments)
def verify(arguments: Namespace) -> int:
    """Run every check of the house and name what is wrong."""
    preparing.must_be_migrated()
    wrong = 0
    if arguments.head:
        for finding in findings(against=_kept_head(arguments.head)):
            wrong += 1
            say(f"audit against {arguments.head}: {finding.sentence}")
    for name, findings_of in check_everything():
        found = sum(finding.is_error for finding in findings_of)
        for finding in findings_of:
            say(f"{name}: {finding.sentence}")
        wrong += found
        if not found:
            say(f"{name}: ok")
    waiting = unsealed()
    say(f"audit: {waiting.count} unsealed, the oldest for {waiting.oldest.total_seconds():.0f} s")
    return 1 if wrong else 0


@verb("doctor", "look at clock, disk, permissions, settings, migrations, parked work")
def see_doctor(_arguments: Namespace) -> int:
    """Tell what an operator should look at, in the language of his terminal."""
    found = look_round()
    with translation.override(_language_of_terminal()):
        for said in map(word_concern, found):
            say(f"{'WRONG' if said.is_error else 'look '}  {said.sentence}")
            say(f"       {said.remedy}")
        if not preparing.pending_migrations():
            for _room, tell in doctor_notes:
                for sentence in tell():
                    say(f"note   {sentence}")
    if not found:
        say("all well")
    return 1 if any(concern.is_error for concern in found) else 0


def _language_of_terminal() -> str:
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    return "vi" if spoken.startswith("vi") else "en"


def _upgrade_arguments(parser: ArgumentParser) -> None:
    _backup_arguments(parser)
    parser.add_argument(
        "--while-serving", action="store_true", help="do not answer 503 while tables change"
    )


@verb("upgrade", "back up, then migrate to this version", arguments=_upgrade_arguments)
def upgrade(arguments: Namespace) -> int:
    """Bring an installation up to this version, with a backup first."""
    upgrading.bring_up(
        back_up=lambda: _made_backup(arguments), rests=not arguments.while_serving, say=say
    )
    return migrate(arguments)


def _maintenance_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("act", choices=["on", "off", "status"])


@verb(
    "maintenance",
    "answer 503 to all readers (on), serve again (off), or say which",
    arguments=_maintenance_arguments,
    needs_database=False,
)
def maintenance(arguments: Namespace) -> int:
    """Let the house rest, or serve again; pages and API of all processes obey at once."""
    mark = upgrading.rest_mark()
    if arguments.act == "on":
        mark.touch()
    elif arguments.act == "off":
        mark.unlink(missing_ok=True)
    say("the house rests" if mark.exists() else "the house serves")
    return 0


def _demo_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("act", choices=["load", "remove"])
    parser.add_argument("--size", choices=["small", "province"], default="small")
    parser.add_argument("--rows", type=int, help="so many dossiers, instead of what a size means")
    parser.add_argument("--story", default="", help="instead of a size: a province of the past")
    parser.add_argument("--to", type=Path, help="remove: folder into which it is backed up")
    parser.add_argument(
        "--with-own", action="store_true", help="remove: what others did here goes too"
    )


@verb(
    "demo",
    "load demonstration data (demo load --size small|province, or --story NAME), or take it away",
    arguments=_demo_arguments,
)
def demo(arguments: Namespace) -> int:
    """Load demonstration data of every room, in order, or take the demonstration away."""
    if arguments.act == "remove":
        return _remove_demonstration(arguments)
    if settings.PRODUCTION:
        raise Invalid("A production installation takes no demonstration data.")
    preparing.must_be_migrated()
    if arguments.story:
        return _load_story(arguments.story)
    for name, loader in sorted(demo_loaders, key=lambda item: (item[1].order, item[0])):
        say(name)
        loader.run(str(arguments.rows or arguments.size), lambda line: say(f"  {line}"))
    return 0


def _load_story(name: str) -> int:
    """Grow what every room knows of a story."""
    parts = sorted((part for part in stories if part[1].name == name), key=lambda p: p[1].order)
    if not parts:
        known = ", ".join(sorted({story.name for _key, story in stories}))
        raise Invalid(f"No story of this name. There are: {known}.")
    for key, story in parts:
        say(key)
        story.run(lambda line: say(f"  {line}"))
    return 0


def _remove_demonstration(arguments: Namespace) -> int:
    if arguments.to is None:
        raise Invalid("Name the folder into which the demonstration is backed up: --to FOLDER.")
    made = removing.remove_demonstration(to=arguments.to, also_own=arguments.with_own, say=say)
    say(f"{made}")
    say("The house is empty. Now: tinhso operator LOGIN --name NAME --agency CODE --agency-name …")
    return 0


def _bench_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("name", help="which bench; `list` names them")
    parser.add_argument("--rounds", type=int, default=200)


@verb("bench", "measure: bench raw, bench dossiers", arguments=_bench_arguments)
def bench(arguments: Namespace) -> int:
    """Run one bench and print CPU ms per request, median and 95th percentile."""
    preparing.must_be_migrated()
    return benches.run(arguments.name, arguments.rounds, sys.stdout)


def _load_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--rate", type=float, default=50, help="requests a second; 0: all it can")
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--processes", type=int, default=1, help="processes of the web server")
    parser.add_argument("--threads", type=int, default=loading.THREADS, help="askers at once")
    parser.add_argument(
        "--compare", action="store_true", help="one and two processes, all they can"
    )


@verb(
    "load", "ask a web server so often a second, and prove no act lost", arguments=_load_arguments
)
def load(arguments: Namespace) -> int:
    """Ask as people do all day, print how long it took, and prove that what was done is there."""
    preparing.must_be_migrated()
    plan = loading.Plan(arguments.rate, arguments.seconds, arguments.processes, arguments.threads)
    return (loading.compare if arguments.compare else loading.run)(plan, sys.stdout)
