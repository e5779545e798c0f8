"""Going through a sheet in batches that are kept: first looking, then writing.

Killed anywhere, a pass goes on behind the last batch that was committed: its place stands in the
run's own row, which each batch locks, so that two workers never do one batch.
"""

import heapq
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final
from uuid import UUID

from django.utils import timezone

from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.audit import record
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.db.among import Among
from tinhso.kernel.db.secrets import keyed_hash
from tinhso.kernel.db.text import canonical_json
from tinhso.kernel.db.writing import insert_many, update
from tinhso.kernel.errors import Invalid
from tinhso.kernel.files.workbook import as_words
from tinhso.kernel.importing.models import ImportedRow, ImportFault, ImportRun
from tinhso.kernel.importing.registry import Group, ImportPass, import_kinds
from tinhso.kernel.importing.rules import MOST_FAULTS, SAMPLES, ImportState, Problem, SheetRow
from tinhso.kernel.importing.services.reading import Read, open_sheet, strays_of

BATCH: Final = 500
_COUNTS: Final = (
    "line",
    "row_count",
    "good_count",
    "wrong_count",
    "known_count",
    "written_count",
)
_TOTALS: Final = ("sheet_totals", "house_totals")
"""Thousands of groups in a whole province: no batch of the second pass reads or writes them."""
Say = Callable[[int, int], None]


def check_sheet(*, uid: UUID | str, say: Say | None = None) -> ImportRun:
    """Look through a whole sheet and write nothing but what is wrong with it."""
    return _go_through(uid, ImportState.CHECKING, say)


def write_sheet(*, uid: UUID | str, say: Say | None = None) -> ImportRun:
    """Bring in what is right and not here yet, then count what the sheet's rows became."""
    return _go_through(uid, ImportState.WRITING, say)


def _go_through(uid: UUID | str, state: ImportState, say: Say | None) -> ImportRun:
    run = ImportRun.objects.select_related("file__blob").get(uid=uid)
    if run.state != state:
        return run
    try:
        return _walked(run, state, say)
    except Invalid as refusal:
        return _unreadable(run, str(refusal.fields.get("file", refusal)))


def _walked(run: ImportRun, state: ImportState, say: Say | None) -> ImportRun:
    kind = import_kinds.get(run.kind)
    sheet, archive = open_sheet(run)
    run.sheet_name, run.hidden_sheets = sheet.book.sheet_name[:40], sheet.book.hidden
    update(run, "sheet_name", "hidden_sheets")
    through = kind.open(_actor(run))
    through.archive = archive
    walk = _Walk(run, through, is_writing=state is ImportState.WRITING)
    for batch in walk.batches(sheet.rows()):
        if not walk.one(batch):
            return run
        if say is not None:
            say(walk.run.good_count + walk.run.wrong_count, max(run.row_count, walk.seen))
    return walk.finish()


@one_act()
def _unreadable(run: ImportRun, why: str) -> ImportRun:
    """Close a run whose file cannot be read on; what stands of it before that stays."""
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    run.state, run.fault = ImportState.UNREADABLE, why[:300]
    update(run, "state", "fault")
    record("importing.unreadable", actor=_actor(run), target=run)
    return run


def _actor(run: ImportRun) -> Actor:
    """Return who brings in, for the trail: his rights were asked for when he pressed the button."""
    return Actor(
        kind=ActorKind.SYSTEM,
        id=run.started_by or run.created_by,
        name="importing",
        sight_keys=frozenset({"system:importing"}),
    )


@dataclass
class _Walk:
    run: ImportRun
    through: ImportPass
    is_writing: bool
    lines: dict[int, int] = field(default_factory=dict)
    """Where each key stood first, by its hash: two hundred thousand take some megabytes."""
    seen: int = 0

    def batches(self, rows: Iterator[Read]) -> Iterator[list[Read]]:
        """Yield what is not done yet, and learn the keys of what is."""
        for read in rows:
            if read.row.line > self.run.line:
                yield from self._portions(read, rows)
                return
            self.seen += 1
            self.lines.setdefault(hash(read.row.key), read.row.line)

    def _portions(self, first: Read, rows: Iterator[Read]) -> Iterator[list[Read]]:
        portion = [first, *islice(rows, self.size - 1)]
        while portion:
            self.seen += len(portion)
            yield portion
            portion = list(islice(rows, self.size))

    @property
    def size(self) -> int:
        """How many rows are one batch."""
        return min(import_kinds.get(self.run.kind).batch, BATCH)

    @property
    def _state(self) -> ImportState:
        return ImportState.WRITING if self.is_writing else ImportState.CHECKING

    @one_act()
    def one(self, batch: Sequence[Read]) -> bool:
        """Do one batch; False when another worker has gone on meanwhile."""
        rows = ImportRun.objects.defer(*(_TOTALS if self.is_writing else ()))
        run = rows.select_for_update(of=("self",)).get(pk=self.run.pk)
        if run.line != self.run.line or run.state != self._state:
            return False
        self.run = run
        problems, good = self._judge(batch)
        self._keep(problems, batch)
        wrong = len(batch) - len(good)
        run.line = batch[-1].row.line
        run.good_count += len(good)
        run.wrong_count += wrong
        known = self._known(good)
        fresh = [row for row in good if row.key not in known]
        if self.is_writing:
            self._write(fresh, list(known.values()))
            self._draw(good)
            run.written_count += len(fresh)
        else:
            run.row_count += len(batch)
            run.sheet_totals = _added(run.sheet_totals, map(self.through.group, good))
        run.known_count += len(known)
        update(run, *_COUNTS, *(("samples",) if self.is_writing else _TOTALS))
        return True

    def _judge(self, batch: Sequence[Read]) -> tuple[list[Problem], list[SheetRow]]:
        problems = [problem for read in batch for problem in read.problems]
        for read in batch:
            first = self.lines.setdefault(hash(read.row.key), read.row.line)
            if read.row.key and first != read.row.line:
                column = import_kinds.get(self.run.kind).key_column
                problems.append(
                    Problem(
                        line=read.row.line,
                        column=column,
                        code="repeated",
                        values={"line": first},
                        typed=read.row.typed.get(column, read.row.key),
                    )
                )
        broken = {problem.line for problem in problems}
        whole = [read.row for read in batch if read.row.line not in broken]
        known = self._known(whole)
        problems += [
            Problem(
                line=row.line,
                column=import_kinds.get(self.run.kind).key_column,
                code="differs",
                typed=row.key,
                is_error=False,
            )
            for row in whole
            if row.key in known and known[row.key].digest != digest_of(row)
        ]
        # what is here already has moved on since, and need not be fit to come in once more
        problems += self.through.check([row for row in whole if row.key not in known])
        broken = {problem.line for problem in problems if problem.is_error}
        return problems, [row for row in whole if row.line not in broken]

    def _known(self, rows: Sequence[SheetRow]) -> dict[str, ImportedRow]:
        found = ImportedRow.objects.filter(kind=self.run.kind, source=self.run.source)
        keys = [row.key for row in rows]
        return {row.key: row for row in found.filter(Among("key", keys))} if keys else {}

    def _keep(self, problems: Sequence[Problem], batch: Sequence[Read]) -> None:
        faults = ImportFault.objects.filter(run=self.run)
        if self.is_writing:
            faults.filter(line__gte=batch[0].row.line, line__lte=batch[-1].row.line).delete()
        room = MOST_FAULTS - faults.count() if problems else 0
        insert_many(
            [
                ImportFault(
                    run=self.run,
                    line=problem.line,
                    column=problem.column,
                    code=problem.code,
                    values=dict(problem.values),
                    typed=problem.typed,
                    is_error=problem.is_error,
                )
                for problem in sorted(problems, key=lambda one: one.line)[: max(room, 0)]
            ]
        )

    def _write(self, fresh: Sequence[SheetRow], known: Sequence[ImportedRow]) -> None:
        run = self.run
        became = self.through.write(fresh, run=run) if fresh else {}
        insert_many(
            [
                ImportedRow(
                    kind=run.kind,
                    source=run.source,
                    key=row.key,
                    digest=digest_of(row),
                    object_id=became[row.key],
                    first_run=run,
                    last_run=run,
                )
                for row in fresh
            ]
        )
        ids = [row.pk for row in known]
        if ids:
            ImportedRow.objects.filter(Among("id", ids)).update(last_run=run)
        if fresh:
            record("importing.rows_written", actor=_actor(run), target=run, rows=len(fresh))

    def _draw(self, rows: Sequence[SheetRow]) -> None:
        """Keep those whose key, hashed with the run, comes first: drawn, yet alike again."""
        held = json.loads(self.run.samples)
        ranked = [
            [
                keyed_hash(f"{self.run.uid}:{row.key}", purpose="importing.draw"),
                row.line,
                row.key,
                {name: as_words(value) for name, value in row.values.items()},
            ]
            for row in rows
        ]
        self.run.samples = canonical_json(
            heapq.nsmallest(SAMPLES, held + ranked, key=lambda one: str(one[0]))
        )

    @one_act()
    def finish(self) -> ImportRun:
        """Close the pass."""
        run = ImportRun.objects.select_for_update(of=("self",)).get(pk=self.run.pk)
        if run.state != self._state:
            return run
        now = timezone.now()
        if self.is_writing:
            mine = ImportedRow.objects.filter(last_run=run)
            totals = import_kinds.get(run.kind).totals(mine)
            run.house_totals = [[*group, count] for group, count in sorted(totals.items())]
            run.state, run.written_at, run.counted_at = ImportState.WRITTEN, now, now
        else:
            run.state, run.checked_at = ImportState.CHECKED, now
            if self.through.archive is not None:
                strays = strays_of(import_kinds.get(run.kind), self.through.archive)
                run.strays, run.stray_count = canonical_json(strays), len(strays)
        update(run)
        record(
            "importing.written" if self.is_writing else "importing.checked",
            actor=_actor(run),
            target=run,
            good=run.good_count,
            wrong=run.wrong_count,
            known=run.known_count,
        )
        return run


def digest_of(row: SheetRow) -> str:
    """Return what tells whether a row said the same before, and nothing of what it said."""
    return keyed_hash(canonical_json(dict(row.typed)), purpose="importing.row")


def _added(totals: "list[list[str | int]]", groups: "Iterator[Group]") -> list[list[str | int]]:
    counted: Counter[Group] = Counter()
    for one in totals:
        counted[str(one[0]), str(one[1]), str(one[2])] = int(one[3])
    counted.update(groups)
    return [[*group, count] for group, count in sorted(counted.items())]
