"""Lists a business files at once: its own, one with its rows, what can be filed so."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import get_language

from tinhso.dossiers.models import GroupFiling, GroupFilingQuerySet, GroupPaper, GroupRow, RowPaper
from tinhso.dossiers.queries import applying
from tinhso.dossiers.rules.answers import FORM_COMPONENTS, from_json, plain
from tinhso.dossiers.rules.groups import PAPER, SheetColumn, columns_of, means_yes
from tinhso.dossiers.rules.represented_rows import BY_ANOTHER, proof_among
from tinhso.dossiers.rules.sources import as_of_owner
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.eforms import FormSpec, Json
from tinhso.kernel.errors import NotFound
from tinhso.procedures import queries as procedures

if TYPE_CHECKING:
    from tinhso.identity.models import Person
    from tinhso.procedures.models import ProcedureVersion
    from tinhso.procedures.parts import Component

SHOWN: Final = 50


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell of a row as it was typed, with what is wrong in it."""

    column: SheetColumn
    text: str
    error: str


@dataclass(frozen=True, kw_only=True)
class RowLine:
    """One row with its cells; those that are wrong first to be seen."""

    row: GroupRow
    cells: list[Cell]
    whole: str
    """What is wrong with the row as such."""
    missing: dict[str, str] = field(default_factory=dict)
    """The sentence for each paper that is missing, by its key."""
    missing_names: list[str] = field(default_factory=list)
    papers: list[RowPaper] = field(default_factory=list)
    """What was sent for this row alone."""

    @property
    def said(self) -> list[str]:
        """Return every sentence about what is wrong with the row, and at which column."""
        whole = [self.whole] if self.whole else []
        cells = [f"{cell.column.label}: {cell.error}" for cell in self.wrong]
        return [*whole, *self.missing.values(), *cells]

    @property
    def for_whom(self) -> str:
        """Return whom the row is filed for, where that is somebody else."""
        said = {
            as_of_owner(cell.column.field.prefill) or cell.column.key: cell.text
            for cell in self.cells
        }
        if not means_yes(said.get(BY_ANOTHER, "")):
            return ""
        return said.get("business.name", "") or said.get("applicant.name", "")

    @property
    def wrong(self) -> list[Cell]:
        """Return the cells with something wrong."""
        return [cell for cell in self.cells if cell.error]


@dataclass(frozen=True, kw_only=True)
class PaperLine:
    """A paper the dossiers of the list may need, and whether it is there for all of them."""

    key: str
    name: str
    paper: GroupPaper | None
    is_of_one: bool = False
    """It is a single row's own: the authorisation of whom that row is filed for."""


@dataclass(frozen=True, kw_only=True)
class GroupPage:
    """One list whole."""

    group: GroupFiling
    version: "ProcedureVersion"
    columns: list[SheetColumn]
    papers: list[PaperLine]
    total: int
    wrong: int
    filed: int
    refused: int

    @property
    def may_confirm(self) -> bool:
        """Tell whether every row is sound and nothing was handed in yet."""
        return self.group.state == "draft" and self.total > 0 and self.wrong == 0

    @property
    def left(self) -> int:
        """Return how many rows are still to be handed in."""
        return self.total - self.filed - self.refused


def may_file_groups(actor: Actor) -> bool:
    """Tell whether the signed-in person is a business or another organisation."""
    return actor.person_id is not None and applying.myself(actor=actor).is_legal_entity


def my_groups(*, actor: Actor) -> GroupFilingQuerySet:
    """Return the lists of the actor's business, the newest first."""
    rows: GroupFilingQuerySet = GroupFiling.objects.visible_to(actor)
    counted = rows.annotate(
        total=Count("rows"), filed=Count("rows", filter=Q(rows__dossier__isnull=False))
    )
    return counted.select_related("procedure_version__procedure").order_by("-made_at", "-pk")


def group_page(*, uid: UUID, actor: Actor) -> GroupPage:
    """Return one list; another's does not exist."""
    group = fetch(my_groups(actor=actor), uid=uid)
    version = group.procedure_version
    numbers = group.rows.aggregate(
        total=Count("pk"),
        wrong=Count("pk", filter=Q(is_sound=False)),
        filed=Count("pk", filter=Q(dossier__isnull=False)),
        refused=Count("pk", filter=~Q(refused="")),
    )
    kept = {paper.component_key: paper for paper in group.papers.select_related("file")}
    proof = proof_of(version)
    return GroupPage(
        group=group,
        version=version,
        columns=columns_of(spec_of(version)),
        papers=[
            PaperLine(key=one.key, name=one.name, paper=kept.get(one.key), is_of_one=one == proof)
            for one in version.components
            if one.key not in FORM_COMPONENTS and not one.shown_only
        ],
        **numbers,
    )


def rows_of(
    page: GroupPage, *, only_wrong: bool = False, start: int = 0, size: int = SHOWN
) -> list[RowLine]:
    """Return some rows with their cells, what is wrong first."""
    rows = page.group.rows.select_related("dossier").order_by("is_sound", "line")
    if only_wrong:
        rows = rows.filter(is_sound=False)
    shown = list(rows[start : start + size])
    own: dict[int | None, list[RowPaper]] = defaultdict(list)
    for paper in page.group.row_papers.filter(line__in=[row.line for row in shown]):
        own[paper.line].append(paper)
    return [row_line(row, page, own[row.line]) for row in shown]


def unplaced_of(page: GroupPage) -> list[RowPaper]:
    """Return the papers of single rows whose names fit no row."""
    return list(page.group.row_papers.filter(line__isnull=True).select_related("file"))


def row_line(row: GroupRow, page: GroupPage, papers: Sequence[RowPaper] = ()) -> RowLine:
    """Return a row with its cells and its own papers."""
    texts, errors = from_json(row.texts), _said(row)
    missing = {key: str(said) for key, said in errors.items() if key.startswith(PAPER)}
    names = {f"{PAPER}{line.key}": line.name for line in page.papers}
    return RowLine(
        row=row,
        cells=[
            Cell(
                column=column,
                text=str(texts.get(column.key, "")),
                error=str(errors.get(column.key, "")),
            )
            for column in page.columns
        ],
        whole=str(errors.get("", "")),
        missing=missing,
        missing_names=[names.get(key, key.removeprefix(PAPER)) for key in missing],
        papers=list(papers),
    )


def _said(row: GroupRow) -> Mapping[str, object]:
    """Return what is wrong with a row in the reader's language."""
    kept = from_json(row.errors)
    found = kept.get(get_language() or "vi", kept.get("vi", {}))
    return found if isinstance(found, dict) else {}


def row_of(*, uid: UUID, line: int, actor: Actor) -> tuple[GroupPage, RowLine]:
    """Return one row of one's own list, to be mended."""
    page = group_page(uid=uid, actor=actor)
    papers = list(page.group.row_papers.filter(line=line))
    return page, row_line(fetch(page.group.rows.all(), line=line), page, papers)


def spec_of(version: "ProcedureVersion") -> FormSpec:
    """Return the procedure's form; `NotFound` where it is only described."""
    spec = procedures.form_of(version=version)
    if spec is None:
        raise NotFound
    return spec


def proof_of(version: "ProcedureVersion") -> "Component | None":
    """Return the authorisation a procedure wants of who files for somebody else, if it does."""
    return proof_among(version.components, today=timezone.localdate())


def can_be_grouped(version: "ProcedureVersion") -> bool:
    """Tell whether a procedure is filed here online by a form of its own."""
    return procedures.form_of(version=version) is not None and procedures.may_be_filed(
        version=version, at=timezone.now(), channel="online"
    )


def known_of(person: "Person | None", spec: FormSpec) -> Mapping[str, Json]:
    """Return what the house knows of a business, as its form would have been typed.

    Of nobody it knows the day alone.
    """
    known: dict[str, object] = {}
    if person is not None:
        known |= applying.known_about(person, prefix="applicant")
        known |= applying.known_about(person, prefix="filer")
        known |= applying.known_about(person, prefix="business")
    known["today"] = timezone.localdate().isoformat()
    return spec.prefilled(plain(known))
