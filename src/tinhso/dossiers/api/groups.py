"""A business files a list: the same steps as its page."""

from typing import Annotated
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Path, Status
from ninja.files import UploadedFile

from tinhso.dossiers import services
from tinhso.dossiers.api._uploads import agency_id_of, keep
from tinhso.dossiers.api.applicant import applicant
from tinhso.dossiers.models import GroupFiling
from tinhso.dossiers.queries.groups import RowLine, group_page, my_groups, row_of, rows_of
from tinhso.dossiers.rules.groups import MOST_LINES
from tinhso.dossiers.schemas import groups as shapes
from tinhso.kernel.actors import Actor
from tinhso.kernel.api import Router, idempotent
from tinhso.kernel.files.sheets import MOST_BYTES

router = Router()
ONE = "/groups/{uuid:uid}"
ROW = ONE + "/rows/{int:line}"
MOST_LISTS = 50
Line = Annotated[int, Path(ge=1, le=1_048_576)]
"""As many lines as a spreadsheet has."""


def _line(group: GroupFiling, *, total: int, filed: int) -> dict[str, object]:
    return {
        "uid": group.uid,
        "procedure_code": group.procedure_version.procedure.code,
        "state": group.state,
        "made_at": group.made_at,
        "done_at": group.done_at,
        "total": total,
        "filed": filed,
    }


def _row(one: RowLine) -> shapes.GroupRowOut:
    errors = {cell.column.key: cell.error for cell in one.wrong} | one.missing
    if one.whole:
        errors[""] = one.whole
    return shapes.GroupRowOut(
        line=one.row.line,
        texts={cell.column.key: cell.text for cell in one.cells if cell.text},
        errors=errors,
        refused=one.row.refused,
        dossier=one.row.dossier.uid if one.row.dossier else None,
    )


def _out(uid: UUID, actor: Actor) -> shapes.GroupOut:
    page = group_page(uid=uid, actor=actor)
    return shapes.GroupOut.model_validate(
        {
            **_line(page.group, total=page.total, filed=page.filed),
            "wrong": page.wrong,
            "refused": page.refused,
            "columns": [column.key for column in page.columns],
            "rows": [_row(one) for one in rows_of(page, size=MOST_LINES)],
        }
    )


@router.get("/groups", response=list[shapes.GroupLine])
def list_groups(request: HttpRequest) -> list[shapes.GroupLine]:
    """List the caller's lists, the newest first."""
    return [
        shapes.GroupLine.model_validate(
            _line(one, total=vars(one)["total"], filed=vars(one)["filed"])
        )
        for one in my_groups(actor=applicant(request))[:MOST_LISTS]
    ]


@router.post("/groups", response={201: shapes.GroupOut})
@idempotent
def start_group(request: HttpRequest, body: shapes.GroupIn) -> tuple[int, shapes.GroupOut]:
    """Begin a list of one procedure; only a business or organisation may."""
    actor = applicant(request)
    made = services.start_group(
        procedure_code=body.procedure_code,
        resolving_agency_id=agency_id_of(body.agency) or 0,
        actor=actor,
    )
    return 201, _out(made.uid, actor)


@router.get(ONE, response=shapes.GroupOut)
def read_list(request: HttpRequest, uid: UUID) -> shapes.GroupOut:
    """Read a list with its rows, what is wrong in them and what became of each."""
    return _out(uid, applicant(request))


@router.get(ONE + "/template")
def read_template(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take the spreadsheet to fill in."""
    content = services.group_template(uid=uid, actor=applicant(request))
    return HttpResponse(
        content,
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )


@router.post(ONE + "/sheet", response=shapes.GroupOut)
@idempotent
def put_sheet(request: HttpRequest, uid: UUID, file: File[UploadedFile]) -> shapes.GroupOut:
    """Send the filled spreadsheet: its rows take the place of those that were there."""
    actor = applicant(request)
    services.read_group(uid=uid, content=file.read(MOST_BYTES + 1), actor=actor)
    return _out(uid, actor)


@router.post(ONE + "/papers", response=shapes.GroupOut)
@idempotent
def put_paper(
    request: HttpRequest, uid: UUID, body: Form[shapes.GroupPaperIn], file: File[UploadedFile]
) -> shapes.GroupOut:
    """Put a paper into every dossier of the list."""
    actor = applicant(request)
    with transaction.atomic():
        group_page(uid=uid, actor=actor)
        services.put_group_paper(
            uid=uid,
            component_key=body.component_key,
            file=keep(file, actor=actor),
            actor=actor,
        )
    return _out(uid, actor)


@router.get(ROW, response=shapes.GroupRowOut)
def read_row(request: HttpRequest, uid: UUID, line: Line) -> shapes.GroupRowOut:
    """Read one row."""
    _page, row = row_of(uid=uid, line=line, actor=applicant(request))
    return _row(row)


@router.put(ROW, response=shapes.GroupRowOut)
def mend_row(
    request: HttpRequest, uid: UUID, line: Line, body: shapes.GroupRowIn
) -> shapes.GroupRowOut:
    """Put other words into some cells of a row."""
    actor = applicant(request)
    services.mend_group_row(uid=uid, line=line, texts=body.texts, actor=actor)
    _page, row = row_of(uid=uid, line=line, actor=actor)
    return _row(row)


@router.delete(ROW, response={204: None})
def drop_row(request: HttpRequest, uid: UUID, line: Line) -> Status[None]:
    """Leave a row out."""
    services.drop_group_row(uid=uid, line=line, actor=applicant(request))
    return Status(204, None)


@router.post(ONE + "/confirm", response=shapes.GroupOut)
@idempotent
def confirm(request: HttpRequest, uid: UUID, body: shapes.GroupConfirmIn) -> shapes.GroupOut:
    """Hand the whole list in; a job files row by row."""
    actor = applicant(request)
    services.confirm_group(uid=uid, declared=body.declared, actor=actor)
    return _out(uid, actor)


@router.delete(ONE, response={204: None})
def delete(request: HttpRequest, uid: UUID) -> Status[None]:
    """Throw a list away that was not handed in."""
    services.delete_group(uid=uid, actor=applicant(request))
    return Status(204, None)
