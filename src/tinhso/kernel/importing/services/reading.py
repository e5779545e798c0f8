"""A stored sheet as rows of a kind, with what is wrong in their cells."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from tinhso.kernel.errors import Invalid
from tinhso.kernel.errors.sentences import joined, told
from tinhso.kernel.files.archives import Archive
from tinhso.kernel.files.services import open_file
from tinhso.kernel.files.tables import Table, open_table
from tinhso.kernel.files.workbook import Value, as_words
from tinhso.kernel.importing.models import ImportRun
from tinhso.kernel.importing.registry import ImportKind, import_kinds
from tinhso.kernel.importing.rules import INDEX, MARKED, Column, Problem, SheetRow, read_cell

MOST_MERGED: Final = 2_000_000


@dataclass(frozen=True)
class Read:
    """One row and what is wrong in its cells."""

    row: SheetRow
    problems: Sequence[Problem]


@dataclass
class Sheet:
    """A sheet whose first row was found to name the kind's columns."""

    kind: ImportKind
    book: Table
    places: dict[int, Column] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read the headings; raises `Invalid` at `file`."""
        first = next(self.book.rows(), (0, []))
        self.places = places_of(self.kind, first[1])
        self.head = first[0]
        self.merged = _merged_cells(self.book)

    def rows(self) -> Iterator[Read]:
        """Yield every row behind the headings that holds something."""
        for line, cells in self.book.rows():
            if line > self.head:
                read = self._read(line, cells)
                if read is not None:
                    yield read

    def _read(self, line: int, cells: Sequence[Value]) -> Read | None:
        values = {}
        typed = {}
        problems = []
        spoilt = self.merged.get(line, frozenset())
        for place, column in self.places.items():
            cell = cells[place] if place < len(cells) else None
            words = as_words(cell)
            value, code, said = read_cell(column, cell)
            if place + 1 in spoilt:
                value, code, said = None, "merged", {}
            values[column.key] = value
            typed[column.key] = words
            if code:
                problems.append(
                    Problem(line=line, column=column.key, code=code, values=said, typed=words[:200])
                )
        if not any(typed.values()):
            return None
        row = SheetRow(line=line, key=self.kind.key_of(values), values=values, typed=typed)
        return Read(row, problems)


def open_sheet(run: ImportRun) -> tuple[Sheet, Archive | None]:
    """Open what a run holds: its sheet and, where the kind has one, the archive around it.

    Raises `Invalid` at `file`.
    """
    kind, content = import_kinds.get(run.kind), open_file(run.file)
    if not kind.in_archive:
        return Sheet(kind, open_table(content)), None
    archive = Archive(content, run.file_name)
    return Sheet(kind, open_table(archive.read(_index_of(archive)))), archive


def strays_of(kind: ImportKind, archive: Archive) -> list[str]:
    """Return the files of an archive that no row of its index names, wrong rows counted too."""
    index = _index_of(archive)
    rows = Sheet(kind, open_table(archive.read(index))).rows()
    named = {index, *(read.row.typed[kind.file_column].strip() for read in rows)}
    return sorted(path for path in archive.paths() if path not in named)


def _index_of(archive: Archive) -> str:
    found = next((name for name in INDEX if name in archive), None)
    if found is None:
        said = _("Trong tệp nén không có %(names)s ở ngoài cùng. Hãy tải tệp mẫu về dùng.")
        raise Invalid(fields={"file": told(said, names=" / ".join(INDEX))})
    return found


def places_of(kind: ImportKind, head: Sequence[Value]) -> dict[int, Column]:
    """Return which column stands where; raises `Invalid` naming what is missing or not clear."""
    known = {column.key: column for column in kind.columns}
    places: dict[int, Column] = {}
    found: set[str] = set()
    unknown, doubled = [], []
    for place, cell in enumerate(head):
        name = as_words(cell).strip().lower()
        if name in found:
            doubled.append(name)
        elif name in known:
            found.add(name)
            places[place] = known[name]
        elif name and name != MARKED:
            unknown.append(as_words(cell).strip()[:40])
    missing = [column.key for column in kind.columns if column.required and column.key not in found]
    said: list[str] = []
    if missing:
        said.append(told(_("Dòng đầu thiếu cột: %(names)s."), names=", ".join(missing)))
    if doubled:
        said.append(
            told(_("Dòng đầu có hai cột cùng tên: %(names)s."), names=", ".join(doubled[:8]))
        )
    if unknown:
        said.append(told(_("Không biết cột: %(names)s."), names=", ".join(unknown[:8])))
    if said:
        said.append(_("Hãy tải tệp mẫu về dùng."))
        raise Invalid(fields={"file": joined(said)})
    return places


def _merged_cells(book: Table) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    cells = 0
    for merged in book.merged():
        width = merged.last_column - merged.first_column + 1
        cells += (merged.last_row - merged.first_row + 1) * width
        if cells > MOST_MERGED:
            raise Invalid(fields={"file": _("Bảng có quá nhiều ô gộp. Hãy bỏ gộp rồi tải lại.")})
        for line in range(merged.first_row, merged.last_row + 1):
            found.setdefault(line, set()).update(range(merged.first_column, merged.last_column + 1))
    return {line: frozenset(columns) for line, columns in found.items()}
