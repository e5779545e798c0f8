"""Papers of dossiers that were brought in: each file of an archive to its dossier, by the index."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from tinhso.dossiers.models import Attachment, Dossier, TimelineEntry
from tinhso.dossiers.rules.bringing_papers import OTHER
from tinhso.dossiers.rules.states import DigitisedState
from tinhso.kernel import files
from tinhso.kernel.db.among import Among
from tinhso.kernel.db.writing import insert_many
from tinhso.kernel.errors import Invalid
from tinhso.kernel.files.archives import Archive
from tinhso.kernel.files.checks import check
from tinhso.kernel.files.registry import file_uses
from tinhso.kernel.files.rules import MIB, sniff
from tinhso.kernel.importing.models import ImportedRow
from tinhso.kernel.importing.registry import Group, ImportPass
from tinhso.kernel.importing.rules import NO_FILE, Problem, SheetRow
from tinhso.organization import queries as organization
from tinhso.procedures.queries import component_names

if TYPE_CHECKING:
    from tinhso.kernel.actors import Actor
    from tinhso.kernel.importing.models import ImportRun

USE: Final = "dossiers.component"
BROUGHT: Final = ("dossiers.open", "dossiers.closed")
"""The imports whose dossiers take papers afterwards."""


class PapersPass(ImportPass):
    """Goes through an index of papers; one file is in memory at a time."""

    def __init__(self, actor: "Actor") -> None:
        """Begin with nothing looked up."""
        self.actor = actor
        self.dossiers: dict[str, Dossier] = {}

    def check(self, rows: Sequence[SheetRow]) -> Iterator[Problem]:
        """Yield what names no dossier, no component or no file, and what may not be kept."""
        self._look_up(rows)
        brought = self._brought()
        for row in rows:
            dossier = self.dossiers.get(row.text("ma_ho_so"))
            if dossier is None:
                yield row.problem("ma_ho_so", "unknown_dossier")
            elif dossier.pk not in brought:
                yield row.problem("ma_ho_so", "not_brought")
            else:
                names, key = component_names(dossier.procedure_version), row.text("thanh_phan")
                if key and key != OTHER and key not in names:
                    known = ", ".join([*names, OTHER])
                    yield row.problem("thanh_phan", "unknown_component", known=known)
            yield from self._file_faults(row)

    def group(self, row: SheetRow) -> Group:
        """Count by agency, procedure and component."""
        self._look_up([row])
        dossier = self.dossiers[row.text("ma_ho_so")]
        agency = organization.agency(dossier.resolving_agency_id)
        return agency.code, dossier.procedure_code, _component(row)

    def write(self, rows: Sequence[SheetRow], *, run: "ImportRun") -> Mapping[str, int]:
        """Keep each file and put it to its dossier; each dossier's timeline says how many came."""
        self._look_up(rows)
        now, counts = timezone.now(), dict[int, int]()
        papers = []
        for row in rows:
            dossier, path = self.dossiers[row.text("ma_ho_so")], row.text("tep")
            stored = files.store(
                content=self._archive.read(path),
                name=path,
                use=USE,
                actor=self.actor,
                owner_class="personal",
            )
            papers.append(
                Attachment(
                    dossier=dossier,
                    component_key=_component(row),
                    file=stored,
                    digitised=DigitisedState.DIGITISED,
                    added_by=self.actor.id,
                    added_at=now,
                )
            )
            counts[dossier.pk] = counts.get(dossier.pk, 0) + 1
        insert_many(papers)
        insert_many(
            [
                TimelineEntry(
                    dossier=dossier,
                    at=now,
                    code="papers_brought_in",
                    state=dossier.state,
                    values={"source": run.source, "count": counts[dossier.pk]},
                    by=self.actor.id,
                    by_name=run.started_by_name,
                )
                for dossier in self.dossiers.values()
                if dossier.pk in counts
            ]
        )
        return {row.key: paper.pk for row, paper in zip(rows, papers, strict=True)}

    @property
    def _archive(self) -> Archive:
        if self.archive is None:
            raise LookupError
        return self.archive

    def _look_up(self, rows: Sequence[SheetRow]) -> None:
        codes = {row.text("ma_ho_so") for row in rows} - {""}
        if codes <= self.dossiers.keys():
            return
        found = Dossier.objects.filter(Among("code", sorted(codes)))
        # of one batch alone: a sheet may name a hundred thousand
        self.dossiers = {row.code or "": row for row in found.select_related("procedure_version")}

    def _brought(self) -> set[int]:
        ids = [dossier.pk for dossier in self.dossiers.values()]
        rows = ImportedRow.objects.filter(kind__in=BROUGHT).filter(Among("object_id", ids))
        return set(rows.values_list("object_id", flat=True)) if ids else set()

    def _file_faults(self, row: SheetRow) -> Iterator[Problem]:
        path, use = row.text("tep"), file_uses.get(USE)
        if path not in self._archive:
            yield row.problem("tep", NO_FILE)
            return
        if self._archive.size_of(path) > use.max_bytes:
            yield row.problem("tep", "too_large", limit=use.max_bytes // MIB)
            return
        content = self._archive.read(path)
        if sniff(content) not in use.types:
            yield row.problem("tep", "wrong_type")
            return
        try:
            check(content, path, use)
        except Invalid:
            yield row.problem("tep", "unsafe")


def _component(row: SheetRow) -> str:
    return row.text("thanh_phan") or OTHER
