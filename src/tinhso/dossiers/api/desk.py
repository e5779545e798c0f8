"""What a desk officer does with a dossier."""

from collections.abc import Mapping
from itertools import zip_longest
from typing import cast
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import File, Form
from ninja.files import UploadedFile
from pydantic import JsonValue

from tinhso.dossiers import queries, services
from tinhso.dossiers.api import _shown
from tinhso.dossiers.api._uploads import agency_id_of, answers_in, keep
from tinhso.dossiers.api.reading import ONE, officer
from tinhso.dossiers.forms.card import fields_of, known_from
from tinhso.dossiers.rules.states import Form as PaperForm
from tinhso.dossiers.schemas import answered as out
from tinhso.dossiers.schemas import asked
from tinhso.dossiers.services import (
    ArrivalInput,
    AttachmentInput,
    Checks,
    PartyInput,
    SupplementItem,
)
from tinhso.identity.queries import UnreadableCard, read_card
from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.api import Router, idempotent
from tinhso.kernel.errors import Invalid
from tinhso.kernel.files.models import StoredFile
from tinhso.organization import queries as organization
from tinhso.procedures import queries as procedures

router = Router()


def _signature(drawn: bytes | None, actor: Actor) -> StoredFile | None:
    """Keep the signature of who received, where he gave one."""
    if not drawn:
        return None
    return files.store(
        content=drawn,
        name="chu-ky.png",
        use="dossiers.receipt_signature",
        actor=actor,
        owner_class="personal",
    )


@router.post("/take-in", response={201: out.DossierLine})
@idempotent
def take_in(request: HttpRequest, body: asked.TakeInIn) -> tuple[int, out.DossierLine]:
    """Take in what reached the counter in one call: filed and accepted together, or neither."""
    dossier = services.take_in(
        token=body.token,
        procedure_code=body.procedure_code,
        resolving_agency_id=organization.agency_by_uid(str(body.resolving_agency)).id,
        support_agency_id=agency_id_of(body.support_agency),
        answers=body.answers,
        parties=[PartyInput(**party.model_dump()) for party in body.parties],
        attachments=[AttachmentInput(**paper.model_dump()) for paper in body.papers],
        actor=officer(request),
        checks=Checks(**body.checks.model_dump()),
        arrival=ArrivalInput(**body.arrival.model_dump()),
        has_paper=body.has_paper,
        electronic_only=body.electronic_only,
        is_priority=body.is_priority,
        copies=body.copies,
        together_with=body.together_with,
        part_order=body.part_order,
    )
    return 201, _shown.line(dossier)


@router.post("/desk/card", response=out.CardOut)
def read_id_card(request: HttpRequest, body: asked.CardIn) -> out.CardOut:
    """Read the text of an ID card's QR: who it is, what it fills, what does not fit. Keeps none."""
    officer(request)
    try:
        card = read_card(body.text, separator=body.separator)
    except UnreadableCard as error:
        raise Invalid(fields={"text": str(error)}) from None
    answers: Mapping[str, object] = {}
    if body.procedure_code:
        version = procedures.version_at(code=body.procedure_code, at=timezone.now())
        form = procedures.form_of(version=version)
        answers = form.prefilled(known_from(fields_of(card))) if form is not None else {}
    return out.CardOut(
        name=card.name,
        number=card.number,
        old_number=card.old_number,
        birth=str(card.birth or ""),
        sex=card.sex.value,
        address=card.address,
        doubts=[str(doubt) for doubt in card.doubts],
        answers=cast("dict[str, JsonValue]", answers),
    )


@router.post("/return-together", response=out.TogetherOut)
@idempotent
def return_together(request: HttpRequest, body: asked.ReturnTogetherIn) -> out.TogetherOut:
    """Hand several results of one person over with one signature: all of them or none."""
    actor = officer(request)
    with transaction.atomic():
        for uid in body.dossiers:
            queries.dossier_of(uid=uid, actor=actor)
        done = services.return_together(
            uids=body.dossiers,
            actor=actor,
            received_by=body.received_by,
            identity_checked=body.identity_checked,
            identity_shown=body.identity_shown or "",
            signature=_signature(body.signature, actor),
        )
    return out.TogetherOut(dossiers=[_shown.line(dossier) for dossier in done])


@router.post(ONE + "/accept", response=out.DossierLine)
@idempotent
def accept(request: HttpRequest, uid: UUID, body: asked.AcceptIn) -> out.DossierLine:
    """Accept: code, receipt, promised date and process, all or nothing."""
    dossier = services.accept(
        uid=uid,
        actor=officer(request),
        checks=Checks(**body.checks.model_dump()),
        version=body.version,
        has_paper=body.has_paper,
    )
    return _shown.line(dossier)


@router.post(ONE + "/prepayment", response=out.DossierLine)
@idempotent
def ask_prepayment(request: HttpRequest, uid: UUID, body: asked.PrepaymentIn) -> out.DossierLine:
    """Wait for a fee that is due before acceptance."""
    dossier = services.ask_prepayment(uid=uid, actor=officer(request), note=body.note)
    return _shown.line(dossier)


@router.post(ONE + "/prepayment/settle", response=out.DossierLine)
@idempotent
def settle_prepayment(request: HttpRequest, uid: UUID, body: asked.PrepaidIn) -> out.DossierLine:
    """Keep the proof of payment; the dossier waits for acceptance again."""
    dossier = services.settle_prepayment(uid=uid, actor=officer(request), document=body.document)
    return _shown.line(dossier)


@router.post(ONE + "/refuse", response=out.DossierLine)
@idempotent
def refuse(request: HttpRequest, uid: UUID, body: asked.RefuseIn) -> out.DossierLine:
    """Refuse to take a dossier in (form 03)."""
    dossier = services.refuse_intake(
        uid=uid,
        actor=officer(request),
        reasons=body.reasons,
        note=body.note,
        version=body.version,
    )
    return _shown.line(dossier)


@router.post(ONE + "/supplements", response={201: out.MadeOut})
@idempotent
def request_supplement(
    request: HttpRequest, uid: UUID, body: asked.SupplementIn
) -> tuple[int, out.MadeOut]:
    """Ask the applicant to complete the dossier, once and everything at once (form 02)."""
    row = services.request_supplement(
        uid=uid,
        actor=officer(request),
        items=[SupplementItem(**item.model_dump()) for item in body.items],
        reasons=body.reasons,
        note=body.note,
        override_reason=body.override_reason,
        version=body.version,
    )
    return 201, out.MadeOut(uid=row.uid)


@router.post(ONE + "/supplement", response=out.DossierLine)
@idempotent
def answer_at_desk(
    request: HttpRequest,
    uid: UUID,
    body: Form[asked.SupplementAnswerIn],
    files: File[list[UploadedFile]] = [],  # noqa: B006  # ninja reads it as "may be left out"
) -> out.DossierLine:
    """Take what somebody brought to the desk: `files` in the order of `component_keys`.

    A key without a file says that the paper itself was shown.
    """
    actor = officer(request)
    if len(files) > len(body.component_keys):
        raise Invalid(fields={"component_keys": _("Mỗi tệp cần đúng một mã thành phần.")})
    with transaction.atomic():
        queries.dossier_of(uid=uid, actor=actor)
        papers = [
            AttachmentInput(
                component_key=key,
                file=keep(file, actor=actor) if file is not None else None,
                is_original_shown=file is None,
            )
            for key, file in zip_longest(body.component_keys, files)
        ]
        dossier = services.answer_supplement(
            uid=uid,
            actor=actor,
            answers=answers_in(body.answers),
            attachments=papers,
            version=body.version,
        )
    return _shown.line(dossier)


@router.post(ONE + "/stop-wish", response=out.DossierLine)
@idempotent
def note_stop_wish(request: HttpRequest, uid: UUID, body: asked.StopWishIn) -> out.DossierLine:
    """Write down the wish to stop of somebody who came or wrote; it is answered afterwards."""
    wish = services.note_stop_wish(
        uid=uid,
        actor=officer(request),
        reason=body.reason,
        shown=body.shown,
        version=body.version,
    )
    return _shown.line(wish.dossier)


@router.post(ONE + "/stop-decision", response=out.DossierLine)
@idempotent
def decide_stop(request: HttpRequest, uid: UUID, body: asked.StopDecisionIn) -> out.DossierLine:
    """Answer the applicant who asked to stop (form 05), or say why not."""
    dossier = services.decide_stop(
        uid=uid,
        actor=officer(request),
        granted=body.granted,
        reason=body.reason,
        version=body.version,
    )
    return _shown.line(dossier)


@router.post(ONE + "/bring-to-desk", response=out.DossierLine)
@idempotent
def bring_to_desk(request: HttpRequest, uid: UUID) -> out.DossierLine:
    """Say that the paper result lies at the desk."""
    return _shown.line(services.bring_to_desk(uid=uid, actor=officer(request)))


@router.post(ONE + "/return", response=out.DossierLine)
@idempotent
def return_result(request: HttpRequest, uid: UUID, body: asked.ReturnIn) -> out.DossierLine:
    """Hand the result over, with what was shown and the signature of who received it."""
    actor = officer(request)
    with transaction.atomic():
        queries.dossier_of(uid=uid, actor=actor)
        dossier = services.return_result(
            uid=uid,
            actor=actor,
            received_by=body.received_by,
            identity_checked=body.identity_checked,
            identity_shown=body.identity_shown or "",
            signature=_signature(body.signature, actor),
            version=body.version,
        )
    return _shown.line(dossier)


@router.post(ONE + "/correct", response=out.DossierLine)
@idempotent
def correct_result(request: HttpRequest, uid: UUID, body: asked.FaultIn) -> out.DossierLine:
    """Send a wrong result back to be made right within three working days."""
    dossier = services.correct_result(
        uid=uid, actor=officer(request), fault=body.fault, version=body.version
    )
    return _shown.line(dossier)


@router.post(ONE + "/attachments", response={201: out.AttachmentOut})
@idempotent
def attach(
    request: HttpRequest,
    uid: UUID,
    body: Form[asked.ShownPaperIn],
    file: File[UploadedFile],
) -> tuple[int, out.AttachmentOut]:
    """Put a scan or photograph to a dossier."""
    actor = officer(request)
    with transaction.atomic():
        queries.dossier_of(uid=uid, actor=actor)
        row = services.attach(
            uid=uid,
            actor=actor,
            attachment=AttachmentInput(
                component_key=body.component_key,
                file=keep(file, actor=actor),
                is_original_shown=body.is_original_shown,
            ),
        )
    return 201, _shown.attachment_out(row)


@router.post(ONE + "/papers/{form}/reissue", response={201: out.PaperOut})
@idempotent
def reissue_paper(request: HttpRequest, uid: UUID, form: PaperForm) -> tuple[int, out.PaperOut]:
    """Make an official form again, as after a name was mended."""
    paper = services.reissue_paper(uid=uid, form=form, actor=officer(request))
    return 201, _shown.paper_out(paper)


@router.post(ONE + "/messages", response={201: out.MessageOut})
@idempotent
def write_message(
    request: HttpRequest, uid: UUID, body: asked.TextIn
) -> tuple[int, out.MessageOut]:
    """Write to the applicant."""
    row = services.send_message(uid=uid, actor=officer(request), text=body.text)
    return 201, _shown.message_out(row)
