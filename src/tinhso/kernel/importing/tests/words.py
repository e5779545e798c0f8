"""The smallest kind there is: words, kept nowhere, so that tests see the machine alone."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from tinhso.kernel.actors import Actor
from tinhso.kernel.importing.registry import Group, ImportKind, ImportPass
from tinhso.kernel.importing.rules import Column, Kind, Problem, SheetRow

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from tinhso.kernel.importing.models import ImportedRow, ImportRun

WORDS = "importing.words"


class _Pass(ImportPass):
    def check(self, rows: Sequence[SheetRow]) -> Iterator[Problem]:
        """Find nothing wrong."""
        yield from ()

    def write(self, rows: Sequence[SheetRow], *, run: "ImportRun") -> Mapping[str, int]:
        """Give each word a number."""
        return {row.key: row.line for row in rows}

    def group(self, row: SheetRow) -> Group:
        """Count all together."""
        return "", "", ""


class Words(ImportKind):
    """A word, and a number if one likes."""

    title = "Words"
    about = ""
    key_column = "tu"
    group_labels = ("", "", "")
    columns: ClassVar[Sequence[Column]] = (
        Column(key="tu", label="Từ", required=True),
        Column(key="nghia", label="Nghĩa"),
        Column(key="so", label="Số", kind=Kind.NUMBER),
    )

    def open(self, actor: Actor) -> ImportPass:
        """Begin a going through."""
        return _Pass()

    def totals(self, rows: "QuerySet[ImportedRow]") -> Counter[Group]:
        """Count what was brought in."""
        return Counter({("", "", ""): rows.count()})

    def shown(self, object_ids: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
        """Show nothing."""
        return {}
