"""What is asked about imports: runs, what is wrong, totals side by side, samples side by side."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from tinhso.kernel.actors import Actor, ActorKind, require
from tinhso.kernel.db import fetch
from tinhso.kernel.db.among import Among
from tinhso.kernel.db.paging import Slice, page_of
from tinhso.kernel.errors import NotFound
from tinhso.kernel.importing.models import ImportedRow, ImportFault, ImportRun
from tinhso.kernel.importing.permissions import ImportPermission
from tinhso.kernel.importing.registry import ImportKind, import_kinds
from tinhso.kernel.importing.rules import NO_FILE, SENTENCES


@dataclass(frozen=True, kw_only=True)
class TotalLine:
    """One group of an import: how many in the sheet, how many in the house."""

    group: tuple[str, str, str]
    in_sheet: int
    in_house: int

    @property
    def differs(self) -> bool:
        """Tell whether the two counts are not one."""
        return self.in_sheet != self.in_house


@dataclass(frozen=True, kw_only=True)
class SampleCell:
    """One cell of a drawn row, as the sheet says and as the house holds it."""

    label: str
    in_sheet: str
    in_house: str

    @property
    def differs(self) -> bool:
        """Tell whether the house holds something else; a day alone means any hour of it."""
        if not self.in_sheet or self.in_house.startswith(f"{self.in_sheet} "):
            return False
        return self.in_sheet != self.in_house


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One drawn row, side by side."""

    line: int
    key: str
    cells: Sequence[SampleCell]


def kinds(*, actor: Actor) -> list[tuple[str, ImportKind]]:
    """Return what the actor may hand in, in the order in which a new house needs it."""
    found = [(key, kind) for key, kind in import_kinds if may_hand_in(kind, actor=actor)]
    return sorted(found, key=lambda item: (item[1].order, item[0]))


def may_hand_in(kind: ImportKind, *, actor: Actor) -> bool:
    """Tell whether the actor brings this kind in."""
    return actor.kind is ActorKind.SYSTEM or actor.may(kind.permission)


def kind_for(key: str, *, actor: Actor) -> ImportKind:
    """Return a kind to who brings it in; refuses him who may not, `NotFound` where none is."""
    kind = import_kinds.find(key)
    require(actor, ImportPermission.IMPORT if kind is None else kind.permission)
    if kind is None:
        raise NotFound
    return kind


def runs(*, actor: Actor) -> "QuerySet[ImportRun]":
    """Return the imports the actor may see, the newest first.

    Who vouches sees all; who brings in, those of the kinds he may hand in; who holds a room's own
    permission for one kind and no more, those he handed in himself.
    """
    if actor.kind is ActorKind.SYSTEM or actor.may(ImportPermission.SIGN_OFF):
        return ImportRun.objects.all()
    mine = [key for key, _kind in kinds(actor=actor)]
    if not mine:
        require(actor, ImportPermission.IMPORT)
    seen = ImportRun.objects.filter(kind__in=mine)
    return seen if actor.may(ImportPermission.IMPORT) else seen.filter(created_by=actor.id)


def run_of(*, uid: UUID | str, actor: Actor) -> ImportRun:
    """Return one import; `NotFound`."""
    return fetch(runs(actor=actor), uid=uid)


def runs_page(*, actor: Actor, cursor: str = "", size: int = 50) -> "Slice[ImportRun]":
    """Return a page of imports by cursor, the newest first."""
    return page_of(runs(actor=actor), order=("-id",), size=size, cursor=cursor)


def faults_page(run: ImportRun, *, cursor: str = "", size: int = 50) -> "Slice[ImportFault]":
    """Return a page of what is wrong, row by row, with an import the caller may see."""
    return page_of(faults_of(run), order=("line", "id"), size=size, cursor=cursor)


def faults_of(run: ImportRun) -> "QuerySet[ImportFault]":
    """Return what is wrong with an import the caller may see, row by row."""
    return ImportFault.objects.filter(run=run).order_by("line", "id")


def sentence_of(fault: ImportFault, kind: ImportKind) -> str:
    """Say in the reader's language what is wrong and how to mend it."""
    words = kind.sentences.get(fault.code) or SENTENCES.get(fault.code, fault.code)
    said: str = str(words) % dict(fault.values)
    return said


def totals_of(run: ImportRun) -> list[TotalLine]:
    """Return the counts of the sheet's right rows and of what the house holds of them."""
    sheet = {(str(a), str(b), str(c)): int(n) for a, b, c, n in run.sheet_totals}
    house = {(str(a), str(b), str(c)): int(n) for a, b, c, n in run.house_totals}
    return [
        TotalLine(group=group, in_sheet=sheet.get(group, 0), in_house=house.get(group, 0))
        for group in sorted(sheet.keys() | house.keys())
    ]


def strays_of(run: ImportRun) -> list[str]:
    """Return the files of an archive that no row of its index names."""
    return [str(path) for path in json.loads(run.strays)]


def missing_files_of(run: ImportRun) -> "QuerySet[ImportFault]":
    """Return the rows that name a file the archive has not."""
    return faults_of(run).filter(code=NO_FILE)


def differences(run: ImportRun) -> list[TotalLine]:
    """Return the groups of which sheet and house count differently."""
    return [line for line in totals_of(run) if line.differs]


def samples_of(run: ImportRun) -> list[Sample]:
    """Return the drawn rows beside what the house holds of them now."""
    kind = import_kinds.get(run.kind)
    drawn = json.loads(run.samples)
    keys = [one[2] for one in drawn]
    became = dict(
        ImportedRow.objects.filter(kind=run.kind, source=run.source)
        .filter(Among("key", keys))
        .values_list("key", "object_id")
    )
    held = kind.shown(list(became.values()))
    samples = []
    for _rank, line, key, typed in sorted(drawn, key=lambda one: int(one[1])):
        here = held.get(became.get(key, 0), {})
        cells = [
            SampleCell(
                label=str(column.label),
                in_sheet=str(typed.get(column.key, "")),
                in_house=here.get(column.key, ""),
            )
            for column in kind.columns
            if column.key in here
        ]
        samples.append(Sample(line=line, key=key, cells=cells))
    return samples
