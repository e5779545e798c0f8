"""One's own papers: what is here, until when it is valid, what was put away."""

from uuid import UUID

from django.http import HttpRequest

from tinhso.dossiers.api.applicant import applicant
from tinhso.dossiers.queries.paper_store import StoredPaper, own_paper, own_papers
from tinhso.dossiers.schemas import paper_store as schemas
from tinhso.dossiers.services.paper_store import put_paper_away, set_validity, take_paper_back
from tinhso.kernel.api import Router

router = Router()


@router.get("/papers", response=list[schemas.OwnPaperOut])
def list_papers(request: HttpRequest) -> list[schemas.OwnPaperOut]:
    """List the caller's papers and results, the newest first."""
    return [_shown(row) for row in own_papers(actor=applicant(request))]


@router.put("/papers/{uuid:uid}", response=schemas.OwnPaperOut)
def keep_paper(request: HttpRequest, uid: UUID, body: schemas.OwnPaperIn) -> schemas.OwnPaperOut:
    """Write down until when a paper is valid, put it away or take it back."""
    actor = applicant(request)
    if own_paper(uid=uid, actor=actor).is_own_date or body.valid_until is not None:
        set_validity(uid=uid, valid_until=body.valid_until, actor=actor)
    if body.is_away:
        put_paper_away(uid=uid, actor=actor)
    else:
        take_paper_back(uid=uid, actor=actor)
    return _shown(own_paper(uid=uid, actor=actor))


def _shown(row: StoredPaper) -> schemas.OwnPaperOut:
    return schemas.OwnPaperOut(
        uid=row.uid,
        is_result=row.is_result,
        title=row.title,
        number=row.number,
        dossier=row.source.uid,
        at=row.at,
        valid_until=row.valid_until,
        has_run_out=row.has_run_out,
        is_away=row.removed_at is not None,
        used_in=[one.uid for one in row.used_in],
    )
