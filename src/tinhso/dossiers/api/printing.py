"""What is printed: official forms, the control sheet, the book of the desk, a draft as Word."""

from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query

from tinhso.dossiers import queries, services
from tinhso.dossiers.api import _shown
from tinhso.dossiers.api.reading import ONE, officer
from tinhso.dossiers.models import Paper
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.books import issued_books
from tinhso.dossiers.schemas import answered as out
from tinhso.dossiers.schemas import asked, narrowing
from tinhso.dossiers.services.complaint_receipts import complaint_receipt
from tinhso.dossiers.services.rebuilding import rebuilt_dossier
from tinhso.kernel.actors import actor_of, require
from tinhso.kernel.api import Router, idempotent
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import NotFound

router = Router()
PDF: Final = "application/pdf"
WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@router.get(ONE + "/papers", response=list[out.PaperOut])
def list_papers(request: HttpRequest, uid: UUID) -> list[out.PaperOut]:
    """List the official forms made for a dossier, the oldest first."""
    dossier = queries.dossier_of(uid=uid, actor=officer(request))
    return [_shown.paper_out(row) for row in dossier.papers.order_by("made_at", "pk")]


@router.get(ONE + "/papers/{uuid:paper_uid}", response={200: bytes})
def print_paper(request: HttpRequest, uid: UUID, paper_uid: UUID) -> HttpResponse:
    """Give one official form as PDF."""
    dossier = queries.dossier_of(uid=uid, actor=officer(request))
    paper = fetch(Paper.objects.filter(dossier=dossier), uid=paper_uid)
    return HttpResponse(services.pdf_of(paper), content_type=PDF)


@router.get(ONE + "/rebuilt", response={200: bytes})
def print_rebuilt(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give a lost or damaged dossier made anew as PDF; 404 without such a loss."""
    return HttpResponse(rebuilt_dossier(uid=uid, actor=officer(request)), content_type=PDF)


@router.get("/complaint-receipts/{uuid:uid}", response={200: bytes})
def print_complaint_receipt(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give the receipt of a complaint: one's own, or one that the officer wrote down."""
    return HttpResponse(complaint_receipt(uid=uid, actor=actor_of(request)), content_type=PDF)


@router.post(ONE + "/papers/{uuid:paper_uid}/sign", response=out.PaperOut)
def sign_paper(request: HttpRequest, uid: UUID, paper_uid: UUID) -> out.PaperOut:
    """Sign a form one made, within one's shift; `POST /api/v1/signing/shift` opens one."""
    row = services.sign_paper(uid=uid, paper_uid=paper_uid, actor=officer(request))
    return _shown.paper_out(row)


@router.post("/desk/papers/sign", response=out.CountOut)
def sign_papers(request: HttpRequest) -> out.CountOut:
    """Sign every form one made and has not signed, within one's shift; without one, none."""
    return out.CountOut(count=services.sign_new_papers(actor=officer(request)))


@router.get("/mine/{uuid:uid}/papers/{uuid:paper_uid}", response={200: bytes})
def print_my_paper(request: HttpRequest, uid: UUID, paper_uid: UUID) -> HttpResponse:
    """Give a form one was given, as PDF: the receipt, a request to complete, an apology."""
    paper = queries.my_paper(uid=uid, paper_uid=paper_uid, actor=actor_of(request))
    return HttpResponse(services.pdf_of(paper), content_type=PDF)


@router.get(ONE + "/control-sheet", response={200: bytes})
def print_control_sheet(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give the control sheet (form 06; 05 of 2018) as it stands now, as PDF."""
    return HttpResponse(queries.control_sheet(uid=uid, actor=officer(request)), content_type=PDF)


@router.post(ONE + "/control-sheet", response={201: out.PaperOut})
@idempotent
def issue_control_sheet(request: HttpRequest, uid: UUID) -> tuple[int, out.PaperOut]:
    """Make the control sheet a paper with a number, to be signed; `GET` only shows it."""
    return 201, _shown.paper_out(services.issue_control_sheet(uid=uid, actor=officer(request)))


@router.get("/desk/book", response={200: bytes})
def print_book(request: HttpRequest, query: Query[narrowing.SpanQuery]) -> HttpResponse:
    """Give the book of one's own desk (form 07; 06 of 2018) for some days, as PDF."""
    actor = officer(request)
    if actor.agency_id is None or actor.unit_id is None:
        raise NotFound
    require(actor, P.RECEIVE, unit_id=actor.unit_id)
    content = queries.book(
        actor=actor,
        agency_id=actor.agency_id,
        unit_id=actor.unit_id,
        start=query.start,
        end=query.end,
    )
    return HttpResponse(content, content_type=PDF)


@router.get("/desk/books", response=list[out.BookOut])
def list_books(request: HttpRequest) -> list[out.BookOut]:
    """List the books lately issued at one's own desk, the newest first."""
    return [_shown.book_out(row) for row in issued_books(actor=officer(request))]


@router.post("/desk/books", response={201: out.BookOut})
@idempotent
def issue_book(request: HttpRequest, body: asked.SpanIn) -> tuple[int, out.BookOut]:
    """Issue the book of one's own desk for some days: it gets its number; signing follows."""
    row = services.issue_book(start=body.start, end=body.end, actor=officer(request))
    return 201, _shown.book_out(row)


@router.get("/desk/books/{uuid:uid}", response={200: bytes})
def print_issued_book(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give an issued book as PDF."""
    return HttpResponse(services.book_pdf(uid=uid, actor=officer(request)), content_type=PDF)


@router.post("/desk/books/{uuid:uid}/sign", response=out.BookOut)
def sign_book(request: HttpRequest, uid: UUID) -> out.BookOut:
    """Sign a book one issued, within one's shift; `POST /api/v1/signing/shift` opens one."""
    return _shown.book_out(services.sign_book(uid=uid, actor=officer(request)))


@router.get(ONE + "/draft/word", response={200: bytes})
def print_draft(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give the draft of the result as a Word file; the PDF is what is signed."""
    return HttpResponse(services.draft_as_word(uid=uid, actor=officer(request)), content_type=WORD)
