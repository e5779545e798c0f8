"""Bringing records in from the command line, where a sheet lies on the server."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from tinhso.kernel.actors import system_actor
from tinhso.kernel.importing import queries
from tinhso.kernel.importing.models import ImportRun
from tinhso.kernel.importing.registry import import_kinds
from tinhso.kernel.importing.rules import ImportState
from tinhso.kernel.importing.services import check_sheet, start, write, write_sheet
from tinhso.kernel.importing.services.sheets import template_file
from tinhso.kernel.registry.verbs import verb

STEP = 5_000


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("kind", nargs="?", default="", help="what to bring in; none lists them")
    parser.add_argument("file", nargs="?", type=Path, help="the .xlsx to bring in")
    parser.add_argument("--source", default="", help="the name of the old system")
    parser.add_argument("--dry-run", action="store_true", help="look through it and write nothing")
    parser.add_argument("--template", type=Path, help="write the sheet to fill in here")
    parser.add_argument("--resume", default="", help="go on with the run of this id")


@verb("import", "bring records of an old system in from a spreadsheet", arguments=_arguments)
def bring_in(arguments: Namespace) -> int:
    """Look a sheet through and bring it in; safe to run again."""
    if arguments.kind and arguments.kind not in import_kinds:
        _say(f"{arguments.kind}: no such kind")
        arguments.kind = ""
    if not arguments.kind and not arguments.resume:
        for key, kind in queries.kinds(actor=system_actor("importing.command")):
            _say(f"{key}: {kind.title}")
        return 2
    if arguments.template:
        with template_file(import_kinds.get(arguments.kind)) as sheet:
            arguments.template.write_bytes(sheet.read())
        return 0
    return _run(arguments)


def _run(arguments: Namespace) -> int:
    actor = system_actor("importing.command")
    if arguments.resume:
        run = queries.run_of(uid=arguments.resume, actor=actor)
    elif arguments.file is None:
        _say("name the .xlsx to bring in")
        return 2
    else:
        with arguments.file.open("rb") as content:
            run = start(
                kind=arguments.kind,
                source=arguments.source,
                content=content,
                name=arguments.file.name,
                actor=actor,
                is_queued=False,
            )
        _say(f"run {run.uid}")
    run = check_sheet(uid=run.uid, say=_Told())
    _tell(run)
    if run.state == ImportState.CHECKED and not arguments.dry_run and run.good_count:
        write(uid=run.uid, actor=actor, is_queued=False)
        run = ImportRun.objects.get(pk=run.pk)
    run = write_sheet(uid=run.uid, say=_Told())
    if run.state == ImportState.WRITTEN:
        _say(f"written: {run.written_count} new, {run.known_count} known")
        for line in queries.differences(run):
            _say(f"differs: {line.group}: {line.in_sheet} / {line.in_house}")
    return 1 if run.wrong_count or run.state == ImportState.UNREADABLE else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class _Told:
    """Tells each few thousand rows how far it is."""

    def __init__(self) -> None:
        """Begin with nothing told."""
        self.told = 0

    def __call__(self, done: int, total: int) -> None:
        """Tell it."""
        if done - self.told >= STEP or done == total:
            self.told = done
            _say(f"{done}/{total}")


def _tell(run: ImportRun) -> None:
    kind = import_kinds.get(run.kind)
    if run.fault:
        _say(run.fault)
    _say(f"{run.row_count} rows: {run.good_count} right, {run.wrong_count} wrong")
    for path in queries.strays_of(run)[:50]:
        _say(f"no row names {path}")
    for fault in queries.faults_of(run)[:50]:
        _say(f"{fault.line} {fault.column}: {queries.sentence_of(fault, kind)}")
