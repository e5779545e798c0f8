"""Papers of single rows of a list by machine."""

from uuid import UUID

from django.http import HttpRequest
from ninja import File, Form, Status
from ninja.files import UploadedFile

from tinhso.dossiers import services
from tinhso.dossiers.api.applicant import applicant
from tinhso.dossiers.api.groups import ONE
from tinhso.dossiers.models import RowPaper
from tinhso.dossiers.queries.groups import group_page
from tinhso.dossiers.schemas import groups as shapes
from tinhso.dossiers.services.row_papers import MOST_BYTES
from tinhso.kernel.api import Router, idempotent

router = Router()
PAPERS = ONE + "/row-papers"
PAPER = PAPERS + "/{uuid:paper_uid}"


def _paper(row: RowPaper) -> shapes.RowPaperOut:
    return shapes.RowPaperOut(
        uid=row.uid, component_key=row.component_key, name=row.name, line=row.line
    )


@router.get(PAPERS, response=list[shapes.RowPaperOut])
def read_row_papers(request: HttpRequest, uid: UUID) -> list[shapes.RowPaperOut]:
    """Read the papers of single rows; one without a line fits no row by its name."""
    page = group_page(uid=uid, actor=applicant(request))
    return [_paper(row) for row in page.group.row_papers.all()]


@router.post(PAPERS, response=shapes.RowPapersPutOut)
@idempotent
def put_row_papers(
    request: HttpRequest,
    uid: UUID,
    body: Form[shapes.GroupPaperIn],
    file: File[list[UploadedFile]],
) -> shapes.RowPapersPutOut:
    """Send papers of single rows, or archives of them; each goes to the row its name tells."""
    put = services.put_row_papers(
        uid=uid,
        component_key=body.component_key,
        sent=((one.name or "", one.read(MOST_BYTES + 1)) for one in file),
        actor=applicant(request),
    )
    return shapes.RowPapersPutOut(placed=put.placed, unplaced=put.unplaced, refused=put.refused)


@router.put(PAPER, response=shapes.RowPaperOut)
def place_row_paper(
    request: HttpRequest, uid: UUID, paper_uid: UUID, body: shapes.RowPaperIn
) -> shapes.RowPaperOut:
    """Say to which row a paper belongs."""
    placed = services.place_row_paper(
        uid=uid, paper_uid=paper_uid, line=body.line, actor=applicant(request)
    )
    return _paper(placed)


@router.delete(PAPER, response={204: None})
def drop_row_paper(request: HttpRequest, uid: UUID, paper_uid: UUID) -> Status[None]:
    """Take a paper of a single row out of the list."""
    services.drop_row_paper(uid=uid, paper_uid=paper_uid, actor=applicant(request))
    return Status(204, None)
