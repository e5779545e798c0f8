"""What a tax agency is asked about a dossier and answers; who asks it, and who pays."""

import json
from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import File, Form, Query, Status
from ninja.files import UploadedFile

from tinhso.dossiers import queries
from tinhso.dossiers.api import _shown
from tinhso.dossiers.api.applicant import MINE, applicant
from tinhso.dossiers.api.reading import ONE, officer
from tinhso.dossiers.models import TaxNotice, TaxSlip
from tinhso.dossiers.queries.tax import TaxPage, tax_slips
from tinhso.dossiers.schemas import answered as out
from tinhso.dossiers.schemas import tax as schemas
from tinhso.dossiers.services.tax_answering import (
    NoticeInput,
    give_tax_notice,
    owe_nothing,
    replace_tax_notice,
    send_back_tax,
)
from tinhso.dossiers.services.tax_asking import ask_tax, recall_tax
from tinhso.dossiers.services.tax_lateness import extend_tax, sign_tax_apology
from tinhso.dossiers.services.tax_opening import open_tax
from tinhso.dossiers.services.tax_paying import send_tax_proof
from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.api import Page, PageQuery, Router, idempotent
from tinhso.kernel.db.paging import page_of
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.registry import file_uses
from tinhso.organization import queries as organization

router = Router()
SLIP = "/tax/{uuid:slip_uid}"


@router.post(ONE + "/tax", response={201: out.DossierLine})
@idempotent
def ask(request: HttpRequest, uid: UUID, body: schemas.AskTaxIn) -> tuple[int, out.DossierLine]:
    """Send the slip to the unit of a tax agency; its own working hours run from now on."""
    actor = officer(request)
    agency = organization.agency_by_code(body.agency)
    if agency is None:
        raise NotFound
    units = organization.units_of(agency.id).filter(unit__uid=body.unit)
    slip = ask_tax(
        uid=uid,
        actor=actor,
        unit_id=units.values_list("unit_id", flat=True).first() or 0,
        has_land_use_fee=body.has_land_use_fee,
        content=body.content,
        version=body.version,
    )
    return 201, _shown.line(slip.dossier)


@router.post(ONE + "/tax/recall", response=out.DossierLine)
@idempotent
def recall(request: HttpRequest, uid: UUID, body: schemas.TaxReasonIn) -> out.DossierLine:
    """Take the slip back before it is answered."""
    return _shown.line(recall_tax(uid=uid, actor=officer(request), reason=body.reason))


@router.get("/tax", response=Page[schemas.TaxSlipLine])
def list_slips(request: HttpRequest, query: Query[PageQuery]) -> Page[schemas.TaxSlipLine]:
    """List the slips of a tax officer's unit, what is due first first."""
    rows = tax_slips(actor=officer(request))
    found = page_of(rows, order=("due_at", "pk"), size=query.limit, cursor=query.cursor or "")
    return Page(
        items=[_line(row) for row in found.rows],
        next=found.next_cursor or None,
        previous=found.previous_cursor or None,
    )


@router.get(SLIP, response=schemas.TaxSlipOut)
def read_slip(request: HttpRequest, slip_uid: UUID) -> schemas.TaxSlipOut:
    """Return a slip with what it needs of the dossier; that somebody looked is kept."""
    return _slip(open_tax(slip_uid=slip_uid, actor=officer(request)))


@router.post(SLIP + "/notice", response={201: schemas.TaxSlipOut})
def give_notice(
    request: HttpRequest,
    slip_uid: UUID,
    body: Form[schemas.TaxNoticeIn],
    notice_file: File[UploadedFile],
    voucher_file: File[UploadedFile],
) -> Status[schemas.TaxSlipOut]:
    """Send the notice with its two files; the dossier's time stands still until it is paid."""
    actor = officer(request)
    with transaction.atomic():
        notice = _notice(body, notice_file, voucher_file, actor=actor)
        give_tax_notice(slip_uid=slip_uid, actor=actor, notice=notice)
    return Status(201, _slip(open_tax(slip_uid=slip_uid, actor=actor)))


@router.post("/tax/notices/{uuid:notice_uid}/replace", response={201: schemas.TaxSlipOut})
def replace_notice(
    request: HttpRequest,
    notice_uid: UUID,
    body: Form[schemas.TaxReplacementIn],
    notice_file: File[UploadedFile],
    voucher_file: File[UploadedFile],
) -> Status[schemas.TaxSlipOut]:
    """Put a right notice in the place of a wrong one before it is paid."""
    actor = officer(request)
    with transaction.atomic():
        notice = _notice(body, notice_file, voucher_file, actor=actor)
        given = replace_tax_notice(
            notice_uid=notice_uid, actor=actor, notice=notice, reason=body.reason
        )
    return Status(201, _slip(open_tax(slip_uid=given.slip.uid, actor=actor)))


@router.post(SLIP + "/nothing", response=schemas.TaxSlipOut)
@idempotent
def nothing(request: HttpRequest, slip_uid: UUID, body: schemas.TaxReasonIn) -> schemas.TaxSlipOut:
    """Answer that nothing is owed, or that it is exempt."""
    return _done(request, slip_uid, partial(owe_nothing, reason=body.reason))


@router.post(SLIP + "/send-back", response=schemas.TaxSlipOut)
@idempotent
def send_back(
    request: HttpRequest, slip_uid: UUID, body: schemas.TaxReasonIn
) -> schemas.TaxSlipOut:
    """Send the slip back because papers or facts lack."""
    return _done(request, slip_uid, partial(send_back_tax, missing=body.reason))


@router.post(SLIP + "/extend", response=schemas.TaxSlipOut)
@idempotent
def extend(request: HttpRequest, slip_uid: UUID, body: schemas.TaxLaterIn) -> schemas.TaxSlipOut:
    """Apologise as the tax agency and name another time, once."""
    act = partial(extend_tax, reason=body.reason, due_at=body.due_at)
    return _done(request, slip_uid, act)


@router.post(SLIP + "/apology/sign", response=schemas.TaxSlipOut)
@idempotent
def sign_apology(request: HttpRequest, slip_uid: UUID) -> schemas.TaxSlipOut:
    """Sign the tax agency's letter of apology as its head; the officer's shift must be open."""
    return _done(request, slip_uid, sign_tax_apology)


@router.post(MINE + "/tax-proof", response=out.DossierLine)
def send_proof(
    request: HttpRequest, uid: UUID, body: Form[schemas.TaxProofIn], file: File[UploadedFile]
) -> out.DossierLine:
    """Hand in the voucher by which one paid what the tax agency asks."""
    actor = applicant(request)
    queries.my_dossier(uid=uid, actor=actor)
    with transaction.atomic():
        kept = _kept(file, "dossiers.tax_proof", actor=actor)
        owed = send_tax_proof(uid=uid, actor=actor, number=body.number, file=kept)
    return _shown.line(owed.dossier)


def _done(request: HttpRequest, slip_uid: UUID, act: Callable[..., object]) -> schemas.TaxSlipOut:
    actor = officer(request)
    act(slip_uid=slip_uid, actor=actor)
    return _slip(open_tax(slip_uid=slip_uid, actor=actor))


def _kept(upload: UploadedFile, use: str, *, actor: Actor) -> StoredFile:
    return files.store(
        content=upload.read(file_uses.get(use).max_bytes + 1),
        name=upload.name or "",
        use=use,
        actor=actor,
        owner_class="personal",
    )


def _notice(
    body: schemas.TaxNoticeIn,
    notice_file: UploadedFile,
    voucher_file: UploadedFile,
    *,
    actor: Actor,
) -> NoticeInput:
    if not tax_slips(actor=actor).exists():
        raise NotFound
    return NoticeInput(
        number=body.number,
        issued_on=body.issued_on,
        pay_by=body.pay_by,
        amounts=_amounts(body.amounts),
        notice_file=_kept(notice_file, "dossiers.tax_notice", actor=actor),
        voucher_file=_kept(voucher_file, "dossiers.tax_voucher", actor=actor),
    )


def _amounts(text: str) -> dict[str, int]:
    wrong = Invalid(fields={"amounts": _("Hãy gửi một đối tượng JSON gồm mã khoản và số đồng.")})
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise wrong from error
    if not isinstance(said, dict):
        raise wrong
    if any(isinstance(value, bool) or not isinstance(value, int) for value in said.values()):
        raise wrong
    return said


def _line(row: TaxSlip) -> schemas.TaxSlipLine:
    end = row.answered_at or timezone.now()
    return schemas.TaxSlipLine(
        uid=row.uid,
        dossier=row.dossier.shown_number,
        procedure_code=row.dossier.procedure_code,
        asked_by=organization.agency_name(row.dossier.resolving_agency_id),
        asked_at=row.asked_at,
        due_at=row.due_at,
        is_late=end > row.due_at,
        outcome=row.outcome,
    )


def _slip(page: TaxPage) -> schemas.TaxSlipOut:
    slip = page.slip
    kinds = page.duty.kinds if page.duty is not None else ()
    return schemas.TaxSlipOut(
        **_line(slip).model_dump(),
        content=slip.content,
        has_land_use_fee=slip.has_land_use_fee,
        hours=slip.hours,
        kinds=[schemas.TaxKindOut(key=kind.key, name=kind.name) for kind in kinds],
        facts=[
            schemas.TaxFactOut(key=row.key, label=row.label, text=row.text)
            for section in page.summary
            for row in section.rows
        ],
        papers=[files.file_url(row.file) for _name, row in page.papers if row.file is not None],
        reason=slip.reason,
        answered_at=slip.answered_at,
        apologised_at=slip.apologised_at,
        notices=[_given(page, notice) for notice in page.notices],
    )


def _given(page: TaxPage, notice: TaxNotice) -> schemas.TaxNoticeOut:
    names = {kind.key: kind.name for kind in page.duty.kinds} if page.duty is not None else {}
    return schemas.TaxNoticeOut(
        uid=notice.uid,
        number=notice.number,
        issued_on=notice.issued_on,
        pay_by=notice.pay_by,
        amounts=[
            schemas.TaxKindOut(key=key, name=names.get(key, key), amount=amount)
            for key, amount in notice.amounts.items()
        ],
        total=notice.total,
        notice_file=files.file_url(notice.notice_file),
        voucher_file=files.file_url(notice.voucher_file),
        replaced=notice != page.notice,
        reason=notice.reason,
        sent_at=notice.sent_at,
    )
