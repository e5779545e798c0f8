"""Machine API of imports: an old system hands its records in, looks at what is wrong, lets them in.

Vouching for an import stays with a person, who reads counts and samples on the page.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import FileResponse, HttpRequest
from ninja import Field, File, Form, Path, Query
from ninja.files import UploadedFile

from tinhso.kernel.actors import actor_of, require
from tinhso.kernel.api import Answer, Asked, Page, PageQuery, Router, idempotent
from tinhso.kernel.audit import record
from tinhso.kernel.errors import NotFound
from tinhso.kernel.files.registry import file_uses
from tinhso.kernel.files.rules import XLSX
from tinhso.kernel.importing import queries, services
from tinhso.kernel.importing.models import ImportFault, ImportRun
from tinhso.kernel.importing.permissions import ImportPermission
from tinhso.kernel.importing.registry import ImportKind, import_kinds
from tinhso.kernel.importing.services.running import use_of
from tinhso.kernel.importing.services.sheets import template_file, wrong_rows

router = Router()
ONE = "/{uuid:uid}"
Key = Annotated[str, Path(max_length=80)]


class ColumnOut(Answer):
    """One column of a kind's sheet; `choices` names what it takes, where that is a list."""

    key: str
    label: str
    about: str
    kind: str
    required: bool
    most: int
    choices: dict[str, str]


class KindOut(Answer):
    """One kind of record with its sheet; `key_column` holds the old system's code."""

    key: str
    title: str
    about: str
    key_column: str
    in_archive: bool
    columns: list[ColumnOut]


class RunIn(Asked):
    """What is handed in: the kind, and the name of the old system."""

    kind: str = Field(max_length=80)
    source: str = Field(max_length=60)


class TotalOut(Answer):
    """One group: how many rows of the sheet, how many records of the house."""

    group: list[str]
    in_sheet: int
    in_house: int


class RunOut(Answer):
    """One import: how far it is, what was counted; `done` rows were gone through in this pass.

    `stray_count` files of an archive are named by no row of its index.
    """

    uid: UUID
    kind: str
    source: str
    file_name: str
    file_sha256: str
    sheet_name: str
    state: str
    is_at_work: bool
    done: int
    row_count: int
    good_count: int
    wrong_count: int
    known_count: int
    written_count: int
    stray_count: int
    fault: str
    created_at: datetime
    checked_at: datetime | None
    written_at: datetime | None
    signed_at: datetime | None


class RunWithTotals(RunOut):
    """One import with the counts of both sides, once it is written."""

    totals: list[TotalOut]


class FaultOut(Answer):
    """What is wrong at one row and column; with an error the row stays out, a note bars nothing."""

    line: int
    column: str
    code: str
    sentence: str
    typed: str
    is_error: bool


def _column_lines(kind: ImportKind) -> list[ColumnOut]:
    return [
        ColumnOut(
            key=column.key,
            label=str(column.label),
            about=str(column.about),
            kind=column.kind,
            required=column.required,
            most=column.most,
            choices={key: str(words) for key, words in column.choices.items()},
        )
        for column in kind.columns
    ]


def _values(run: ImportRun) -> Mapping[str, object]:
    told = {name: getattr(run, name) for name in RunOut.model_fields if name != "done"}
    return {**told, "done": run.good_count + run.wrong_count}


def _whole(run: ImportRun) -> RunWithTotals:
    totals = queries.totals_of(run) if run.written_at else []
    return RunWithTotals.model_validate(
        {
            **_values(run),
            "totals": [
                TotalOut(group=list(line.group), in_sheet=line.in_sheet, in_house=line.in_house)
                for line in totals
            ],
        }
    )


def _fault(fault: ImportFault, kind: ImportKind) -> FaultOut:
    return FaultOut(
        line=fault.line,
        column=fault.column,
        code=fault.code,
        sentence=queries.sentence_of(fault, kind),
        typed=fault.typed,
        is_error=fault.is_error,
    )


@router.get("/kinds", response=list[KindOut], summary="What can be brought in")
def kinds(request: HttpRequest) -> list[KindOut]:
    """List the kinds of record with the columns of their sheets, in the order they are needed."""
    actor = actor_of(request)
    require(actor, ImportPermission.IMPORT)
    return [
        KindOut(
            key=key,
            title=str(kind.title),
            about=str(kind.about),
            key_column=kind.key_column,
            in_archive=kind.in_archive,
            columns=_column_lines(kind),
        )
        for key, kind in queries.kinds(actor=actor)
    ]


@router.get("/kinds/{key}/template", summary="The sheet to fill in")
def template(request: HttpRequest, key: Key) -> FileResponse:
    """Take a kind's spreadsheet."""
    kind = queries.kind_for(key, actor=actor_of(request))
    return FileResponse(template_file(kind), content_type=XLSX.content_type)


@router.get("", response=Page[RunOut], summary="Imports")
def runs(request: HttpRequest, query: Query[PageQuery]) -> Page[RunOut]:
    """List the imports, the newest first."""
    found = queries.runs_page(actor=actor_of(request), cursor=query.cursor or "", size=query.limit)
    return Page(
        items=[RunOut.model_validate(_values(run)) for run in found.rows],
        next=found.next_cursor or None,
        previous=found.previous_cursor or None,
    )


@router.post("", response={201: RunWithTotals}, summary="Hand a sheet in")
@idempotent
def start(
    request: HttpRequest, body: Form[RunIn], file: File[UploadedFile]
) -> tuple[int, RunWithTotals]:
    """Keep a spreadsheet (.xlsx or CSV), or an archive with its index where the kind comes as one.

    It is looked through in the background; nothing comes in.
    """
    actor = actor_of(request)
    kind = queries.kind_for(body.kind, actor=actor)
    run = services.start(
        kind=body.kind,
        source=body.source,
        content=file.read(file_uses.get(use_of(kind)).max_bytes + 1),
        name=file.name or "",
        actor=actor,
    )
    return 201, _whole(run)


@router.get(ONE, response=RunWithTotals, summary="One import")
def read(request: HttpRequest, uid: UUID) -> RunWithTotals:
    """Say how far an import is, and what sheet and house count."""
    return _whole(queries.run_of(uid=uid, actor=actor_of(request)))


@router.get(ONE + "/faults", response=Page[FaultOut], summary="What is wrong, row by row")
def faults(request: HttpRequest, uid: UUID, query: Query[PageQuery]) -> Page[FaultOut]:
    """List what is wrong, by row and column, with a sentence in the caller's language."""
    actor = actor_of(request)
    run = queries.run_of(uid=uid, actor=actor)
    found = queries.faults_page(run, cursor=query.cursor or "", size=query.limit)
    kind = import_kinds.get(run.kind)
    record("importing.faults_read", actor=actor, target=run)
    return Page(
        items=[_fault(fault, kind) for fault in found.rows],
        next=found.next_cursor or None,
        previous=found.previous_cursor or None,
    )


@router.get(ONE + "/stray-files", response=list[str], summary="Files that no row names")
def strays(request: HttpRequest, uid: UUID) -> list[str]:
    """List the files of an archive that no row of its index names: they are left out."""
    actor = actor_of(request)
    run = queries.run_of(uid=uid, actor=actor)
    record("importing.strays_read", actor=actor, target=run)
    return queries.strays_of(run)


@router.get(ONE + "/wrong-rows", summary="The rows to be mended")
def wrong(request: HttpRequest, uid: UUID) -> FileResponse:
    """Take the wrong rows as a spreadsheet, their cells marked, to be mended and sent again."""
    actor = actor_of(request)
    run = queries.run_of(uid=uid, actor=actor)
    if run.is_at_work or not run.wrong_count:
        raise NotFound
    record("importing.wrong_rows_taken", actor=actor, target=run)
    return FileResponse(wrong_rows(run), content_type=XLSX.content_type)


@router.post(ONE + "/write", response=RunWithTotals, summary="Bring in what is right")
@idempotent
def write(request: HttpRequest, uid: UUID) -> RunWithTotals:
    """Let the right rows of an import that was looked through come in, in the background."""
    return _whole(services.write(uid=uid, actor=actor_of(request)))
