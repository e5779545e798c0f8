"""The socket: what a room brings so that its records can be imported."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from django.db.models import QuerySet
from django.utils.functional import Promise

from tinhso.kernel.actors import Actor
from tinhso.kernel.importing.permissions import ImportPermission
from tinhso.kernel.importing.rules import Column, Problem, SheetRow
from tinhso.kernel.registry import Registry

if TYPE_CHECKING:
    from tinhso.kernel.files.archives import Archive
    from tinhso.kernel.importing.models import ImportedRow, ImportRun

Group = tuple[str, str, str]
"""By what an import is counted, as for dossiers agency, procedure and state: in codes or words."""


class ImportPass(ABC):
    """One going through of a sheet; it may keep what it has looked up."""

    archive: "Archive | None" = None
    """Where the files lie that the rows name, of a kind that comes as an archive."""

    @abstractmethod
    def check(self, rows: Sequence[SheetRow]) -> Iterable[Problem]:
        """Yield what is wrong with rows whose cells are well formed; write nothing."""

    @abstractmethod
    def write(self, rows: Sequence[SheetRow], *, run: "ImportRun") -> Mapping[str, int]:
        """Write rows that were checked a moment ago; return the id of what each key became."""

    @abstractmethod
    def group(self, row: SheetRow) -> Group:
        """Say under what a row is counted."""


class ImportKind(ABC):
    """One kind of record: its sheet as data, and how it is checked, written and counted."""

    title: ClassVar[str | Promise]
    about: ClassVar[str | Promise]
    order: ClassVar[int] = 100
    columns: ClassVar[Sequence[Column]]
    key_column: ClassVar[str]
    """The column that holds the old system's code."""
    in_archive: ClassVar[bool] = False
    """Whether it comes as an archive: the sheet, named `rules.INDEX`, and the files it names."""
    file_column: ClassVar[str] = ""
    """The column that names a row's file in the archive."""
    batch: ClassVar[int] = 500
    """So many rows are one transaction; fewer where a row is a file to be looked at and kept."""
    permission: ClassVar[str] = ImportPermission.IMPORT
    """Who holds it hands this kind in. Where it is the room's own, it need not be held everywhere:
    the pass bounds each row by what the one who lets it in may do, and who has no more than that
    sees his own imports alone."""
    needs: ClassVar[Sequence[str]] = ()
    """What whoever lets it in must be permitted besides, everywhere."""
    group_labels: ClassVar[tuple[str | Promise, str | Promise, str | Promise]]
    sentences: ClassVar[Mapping[str, str | Promise]] = {}
    """What its own problems say, under their codes."""

    def key_of(self, values: Mapping[str, object]) -> str:
        """Return what a row is known by: what its key column says."""
        return str(values.get(self.key_column) or "")

    @abstractmethod
    def open(self, actor: Actor) -> ImportPass:
        """Begin a going through."""

    @abstractmethod
    def totals(self, rows: "QuerySet[ImportedRow]") -> Counter[Group]:
        """Count in the house what these rows became, from the house's own tables."""

    @abstractmethod
    def shown(self, object_ids: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
        """Return what the house holds, column by column, to be laid beside the sheet."""


import_kinds: Registry[ImportKind] = Registry("kinds of import")
"""Keyed by room and kind, as `dossiers.open`."""
