"""Signed electronic results made paper: listed, made, printed."""

from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query

from tinhso.dossiers import queries, services
from tinhso.dossiers.api.reading import ONE, officer
from tinhso.dossiers.models import PaperConversion
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.conversions import conversions, conversions_of
from tinhso.dossiers.rules.codes import in_groups
from tinhso.dossiers.schemas import conversions as shapes
from tinhso.identity.services import record_list_reading
from tinhso.kernel.actors import require
from tinhso.kernel.api import Page, PageQuery, Router, idempotent
from tinhso.kernel.db.paging import page_of

router = Router()
PDF: Final = "application/pdf"


@router.get("/conversions", response=Page[shapes.ConversionLine])
def list_conversions(request: HttpRequest, query: Query[PageQuery]) -> Page[shapes.ConversionLine]:
    """List what was made paper at one's desks, the newest first; that it was read is kept."""
    actor = officer(request)
    require(actor, P.RETURN_RESULT)
    found = page_of(
        conversions(actor=actor),
        order=("-made_at", "-id"),
        size=query.limit,
        cursor=query.cursor or "",
    )
    record_list_reading(
        actor=actor, list_name="dossiers.conversions", filters={}, count=len(found.rows)
    )
    return Page(
        items=[_line(row) for row in found.rows],
        next=found.next_cursor or None,
        previous=found.previous_cursor or None,
    )


@router.get(ONE + "/conversions", response=list[shapes.ConversionLine])
def list_of_dossier(request: HttpRequest, uid: UUID) -> list[shapes.ConversionLine]:
    """List the papers made of a dossier's results, the newest first."""
    dossier = queries.dossier_of(uid=uid, actor=officer(request))
    return [_line(row) for row in conversions_of(dossier)]


@router.post(ONE + "/conversions", response={201: shapes.ConversionLine})
@idempotent
def convert_result(
    request: HttpRequest, uid: UUID, body: shapes.ConversionIn
) -> tuple[int, shapes.ConversionLine]:
    """Make paper of the signed result (137/2024 Art. 5); 422 where its signatures do not hold."""
    row = services.convert_result(uid=uid, actor=officer(request), copies=body.copies)
    return 201, _line(row)


@router.get(ONE + "/conversions/{uuid:conversion_uid}", response={200: bytes})
def print_conversion(request: HttpRequest, uid: UUID, conversion_uid: UUID) -> HttpResponse:
    """Give a paper that was made as PDF, to be printed."""
    content = services.conversion_pdf(
        uid=uid, conversion_uid=conversion_uid, actor=officer(request)
    )
    return HttpResponse(content, content_type=PDF)


def _line(row: PaperConversion) -> shapes.ConversionLine:
    return shapes.ConversionLine(
        uid=row.uid,
        dossier=row.dossier.uid,
        number=row.dossier.shown_number,
        result_number=row.result.number,
        copies=row.copies,
        made_at=row.made_at,
        made_by=row.made_by_name,
        check_code=in_groups(row.check_code),
        is_replaced=row.result.withdrawn_at is not None,
    )
