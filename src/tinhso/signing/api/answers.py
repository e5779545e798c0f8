"""Machine API of what an authority answers: whole spreadsheets, its paper and certificates."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import File, Form, Schema, Status
from ninja.files import UploadedFile

from tinhso.kernel.actors import Actor, actor_of
from tinhso.kernel.api import Router
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.files.checks import check
from tinhso.kernel.files.registry import file_uses
from tinhso.signing import services
from tinhso.signing.forms import weigh
from tinhso.signing.models import AnsweredCertificate, AnswerSheet
from tinhso.signing.queries import requests as asked
from tinhso.signing.rules_requests import ANSWER_USE
from tinhso.signing.services.requests.sheets import AT_ONCE

router = Router()


class AnswerOutcomeOut(Schema):
    """A line that could not be answered as the spreadsheet says, and why."""

    name: str
    words: str


class AnswerSheetOut(Schema):
    """A spreadsheet of answers: how far it was carried, and what it could not do."""

    uid: UUID
    given_at: datetime
    sha256: str
    total: int
    done: int
    finished_at: datetime | None
    failed: list[AnswerOutcomeOut]


class AnsweredPaperOut(Schema):
    """A paper of the authority, kept as it came, with what its check found."""

    uid: UUID
    number: str
    verdict: str
    signers: str
    given_at: datetime
    file: str


class AnsweredCertificateOut(Schema):
    """A certificate nobody has decided on yet, and the line it is for, if that is plain."""

    uid: UUID
    serial: str
    issuer: str
    name: str
    title: str
    organization: str
    not_before: datetime
    not_after: datetime
    line: UUID | None
    known_by: str


class AnswersBroughtOut(Schema):
    """What was brought back for a request, and what waits."""

    papers: list[AnsweredPaperOut]
    certificates: list[AnsweredCertificateOut]


class AnswerMatchIn(Schema):
    """For which line a certificate is."""

    certificate: UUID
    line: UUID


class AnswerLeaveIn(Schema):
    """Which certificate comes into no register."""

    certificate: UUID


class AnswersAcceptedOut(Schema):
    """How many lines were answered, and what kept the others."""

    taken: int
    refused: list[AnswerOutcomeOut]


@router.get("/requests/{uuid:uid}/answer-sheets", response=list[AnswerSheetOut])
def list_answer_sheets(request: HttpRequest, uid: UUID) -> list[AnswerSheetOut]:
    """List the spreadsheets of answers given to a request, the newest first."""
    actor = actor_of(request)
    asked.request_page(uid=uid, actor=actor)
    return [_sheet(one) for one in asked.answer_sheets(uid=uid, actor=actor)[:50]]


@router.post("/requests/{uuid:uid}/answer-sheets", response={201: AnswerSheetOut})
def give_answer_sheet(
    request: HttpRequest, uid: UUID, file: File[UploadedFile | None] = None
) -> Status[AnswerSheetOut]:
    """Answer line by line as a spreadsheet says; while one row is wrong nothing is answered.

    More than twenty lines become background work: read the list to see how far it is.
    """
    actor = actor_of(request)
    asked.request_page(uid=uid, actor=actor)
    if file is None:
        raise Invalid(fields={"file": _("Hãy gửi bảng trả lời.")})
    weigh(file)
    sheet = services.requests.take_answers(uid=uid, content=file.read(), actor=actor)
    if sheet.total <= AT_ONCE:
        sheet = services.requests.work_off_answers(
            sheet_uid=sheet.uid, say=lambda _done, _total: None, actor=actor
        )
    return Status(201, _sheet(sheet))


@router.get("/requests/{uuid:uid}/brought", response=AnswersBroughtOut)
def read_brought(request: HttpRequest, uid: UUID) -> AnswersBroughtOut:
    """Return what the authority's answers to a request hold and what waits for a decision."""
    return _brought(uid, actor_of(request))


@router.post("/requests/{uuid:uid}/brought", response={201: AnswersBroughtOut})
def bring_answer(
    request: HttpRequest,
    uid: UUID,
    paper: File[UploadedFile | None] = None,
    certificates: File[UploadedFile | None] = None,
    number: Form[str] = "",
) -> Status[AnswersBroughtOut]:
    """Keep the authority's paper as it came; let its certificates wait beside their lines."""
    actor = actor_of(request)
    _by_hand(uid, actor)
    weigh(*(one for one in (paper, certificates) if one is not None))
    services.requests.take_authority_answer(
        uid=uid,
        paper=check(paper.read(), paper.name or "", file_uses.get(ANSWER_USE)) if paper else None,
        number=number,
        certificates=certificates.read() if certificates else b"",
        name=certificates.name or "" if certificates else "",
        actor=actor,
    )
    return Status(201, _brought(uid, actor))


@router.post("/requests/{uuid:uid}/brought/match", response=AnswersBroughtOut)
def match_brought(request: HttpRequest, uid: UUID, body: AnswerMatchIn) -> AnswersBroughtOut:
    """Say for which line a certificate is that could not be recognised."""
    actor = actor_of(request)
    row = _waiting(uid, body.certificate, actor)
    services.requests.match_answered(uid=row.uid, line_uid=body.line, actor=actor)
    return _brought(uid, actor)


@router.post("/requests/{uuid:uid}/brought/leave", response=AnswersBroughtOut)
def leave_brought(request: HttpRequest, uid: UUID, body: AnswerLeaveIn) -> AnswersBroughtOut:
    """Leave a certificate aside; it comes into no register."""
    actor = actor_of(request)
    services.requests.leave_answered(uid=_waiting(uid, body.certificate, actor).uid, actor=actor)
    return _brought(uid, actor)


@router.post("/requests/{uuid:uid}/brought/accept", response=AnswersAcceptedOut)
def accept_brought(request: HttpRequest, uid: UUID) -> AnswersAcceptedOut:
    """Write every certificate whose line is known into the register, and answer its line."""
    actor = actor_of(request)
    _by_hand(uid, actor)
    done = services.requests.accept_answered(uid=uid, actor=actor)
    return AnswersAcceptedOut(
        taken=done.taken,
        refused=[AnswerOutcomeOut(name=name, words=words) for name, words in done.refused],
    )


def _by_hand(uid: UUID, actor: Actor) -> None:
    """Refuse a request that is not seen, or whose answers come by the house's own channel."""
    if not asked.request_page(uid=uid, actor=actor).by_hand:
        raise NotFound


def _waiting(uid: UUID, certificate: UUID, actor: Actor) -> AnsweredCertificate:
    _by_hand(uid, actor)
    for row in asked.brought(uid=uid, actor=actor).certificates:
        if row.uid == certificate:
            return row
    raise NotFound


def _sheet(sheet: AnswerSheet) -> AnswerSheetOut:
    return AnswerSheetOut(
        uid=sheet.uid,
        given_at=sheet.given_at,
        sha256=sheet.sha256,
        total=sheet.total,
        done=sheet.done,
        finished_at=sheet.finished_at,
        failed=[AnswerOutcomeOut(**one) for one in sheet.failed],
    )


def _brought(uid: UUID, actor: Actor) -> AnswersBroughtOut:
    _by_hand(uid, actor)
    found = asked.brought(uid=uid, actor=actor)
    return AnswersBroughtOut(
        papers=[
            AnsweredPaperOut(
                uid=one.uid,
                number=one.number,
                verdict=one.verdict,
                signers=one.signers,
                given_at=one.given_at,
                file=one.file.get_absolute_url() if one.file else "",
            )
            for one in found.papers
        ],
        certificates=[
            AnsweredCertificateOut(
                uid=row.uid,
                serial=row.serial,
                issuer=row.issuer,
                name=row.name,
                title=row.title,
                organization=row.organization,
                not_before=row.not_before,
                not_after=row.not_after,
                line=row.line.uid if row.line else None,
                known_by=row.known_by,
            )
            for row in found.certificates
        ],
    )
