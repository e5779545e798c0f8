"""What the resolving agency does with a dossier, from assignment to the sealed result."""

from uuid import UUID

from django.http import HttpRequest

from tinhso.dossiers import queries, services
from tinhso.dossiers.api import _shown
from tinhso.dossiers.api.reading import ONE, officer
from tinhso.dossiers.schemas import answered as out
from tinhso.dossiers.schemas import asked
from tinhso.dossiers.schemas import asked_at_work as at_work
from tinhso.dossiers.services import ConsultInput
from tinhso.kernel import files
from tinhso.kernel.api import Router, idempotent
from tinhso.kernel.errors import NotFound
from tinhso.organization import queries as organization

router = Router()


@router.post(ONE + "/assign", response=out.DossierLine)
@idempotent
def assign(request: HttpRequest, uid: UUID, body: at_work.AssignIn) -> out.DossierLine:
    """Give a dossier to a specialist, or to another one."""
    dossier = services.assign(
        uid=uid,
        assignee=body.assignee,
        actor=officer(request),
        note=body.note,
        version=body.version,
    )
    return _shown.line(dossier)


@router.post(ONE + "/take", response=out.DossierLine)
@idempotent
def take(request: HttpRequest, uid: UUID, body: at_work.VersionIn) -> out.DossierLine:
    """Take a dossier that is in nobody's hands."""
    return _shown.line(services.take(uid=uid, actor=officer(request), version=body.version))


@router.post(ONE + "/appraise", response=out.DossierLine)
@idempotent
def appraise(request: HttpRequest, uid: UUID, body: at_work.AppraiseIn) -> out.DossierLine:
    """Keep the appraisal sheet."""
    actor = officer(request)
    services.appraise(
        uid=uid, actor=actor, text=body.text, items=body.items or None, version=body.version
    )
    return _shown.line(queries.dossier_of(uid=uid, actor=actor))


@router.put(ONE + "/appraisal", response=out.NoteOut)
def keep_appraisal(request: HttpRequest, uid: UUID, body: at_work.AppraiseIn) -> out.NoteOut:
    """Keep the sheet while it is being written; only its writer reads it until `appraise`."""
    row = services.keep_appraisal(uid=uid, actor=officer(request), text=body.text, items=body.items)
    return out.NoteOut(kind=row.kind, text=row.text, by_name=row.by_name, at=row.at)


@router.post(ONE + "/obligation", response=out.DossierLine)
@idempotent
def ask_obligation(request: HttpRequest, uid: UUID, body: at_work.DocumentIn) -> out.DossierLine:
    """Wait for money to be paid elsewhere; the time stands still meanwhile."""
    dossier = services.ask_obligation(uid=uid, actor=officer(request), document=body.document)
    return _shown.line(dossier)


@router.post(ONE + "/obligation/proof", response=out.DossierLine)
@idempotent
def pass_on_proof(request: HttpRequest, uid: UUID, body: at_work.ProofIn) -> out.DossierLine:
    """As the desk, move a dossier on by the proof the applicant sent, or one he brings."""
    dossier = services.pass_on_proof(uid=uid, actor=officer(request), document=body.document)
    return _shown.line(dossier)


@router.post(ONE + "/obligation/settle", response=out.DossierLine)
@idempotent
def settle_obligation(request: HttpRequest, uid: UUID, body: at_work.DocumentIn) -> out.DossierLine:
    """Keep the proof of payment; the time goes on with what was left."""
    dossier = services.settle_obligation(uid=uid, actor=officer(request), document=body.document)
    return _shown.line(dossier)


@router.post(ONE + "/consultations", response={201: out.CountOut})
@idempotent
def consult(request: HttpRequest, uid: UUID, body: at_work.ConsultIn) -> tuple[int, out.CountOut]:
    """Ask several agencies at once, each with its own deadline."""
    rows = services.consult(
        uid=uid,
        actor=officer(request),
        parties=[
            ConsultInput(
                agency_id=organization.agency_by_uid(str(party.agency)).id,
                question=party.question,
                hours=party.hours,
            )
            for party in body.parties
        ],
        version=body.version,
    )
    return 201, out.CountOut(count=len(rows))


@router.post("/consultations/{uuid:uid}/answer", response=out.ConsultationOut)
@idempotent
def answer_consultation(
    request: HttpRequest, uid: UUID, body: at_work.OpinionIn
) -> out.ConsultationOut:
    """Give the consulted agency's opinion."""
    row = services.answer_consultation(
        consultation_uid=uid, actor=officer(request), opinion=body.opinion, answer=body.answer
    )
    return _shown.consultation_out(row, agency=organization.agency_name(row.agency_id))


@router.post(ONE + "/finish-consultation", response=out.DossierLine)
@idempotent
def finish_consultation(request: HttpRequest, uid: UUID) -> out.DossierLine:
    """Go on without those whose deadline has passed."""
    return _shown.line(services.finish_consultation(uid=uid, actor=officer(request)))


@router.post(ONE + "/field-checks", response={201: out.MadeOut})
@idempotent
def invite_field_check(
    request: HttpRequest, uid: UUID, body: at_work.FieldCheckIn
) -> tuple[int, out.MadeOut]:
    """Plan a visit and invite the applicant."""
    row = services.invite_field_check(uid=uid, actor=officer(request), **body.model_dump())
    return 201, out.MadeOut(uid=row.uid)


@router.post(ONE + "/field-checks/{uuid:check_uid}/findings", response=out.MadeOut)
@idempotent
def record_field_check(
    request: HttpRequest, uid: UUID, check_uid: UUID, body: at_work.FindingsIn
) -> out.MadeOut:
    """Write down what was found on site."""
    row = services.record_field_check(
        uid=uid,
        check_uid=check_uid,
        actor=officer(request),
        outcome=body.outcome,
        findings=body.findings,
    )
    return out.MadeOut(uid=row.uid)


@router.post(ONE + "/draft", response={201: out.DraftedOut})
@idempotent
def draft_result(
    request: HttpRequest, uid: UUID, body: at_work.DraftResultIn
) -> tuple[int, out.DraftedOut]:
    """Draft the result from the procedure's template; again makes a newer draft."""
    row = services.draft_result(
        uid=uid,
        actor=officer(request),
        data=dict(body.data),
        kind=body.kind,
        result_key=body.result_key,
        version=body.version,
    )
    if row.draft_file is None:
        raise NotFound
    return 201, out.DraftedOut(
        uid=row.uid,
        kind=row.kind,
        draft_version=row.draft_version,
        file=files.file_url(row.draft_file),
    )


@router.post(ONE + "/submit-for-signing", response=out.DossierLine)
@idempotent
def submit_for_signing(
    request: HttpRequest, uid: UUID, body: at_work.ForSigningIn
) -> out.DossierLine:
    """Put the draft before a leader of the resolving agency."""
    actor = officer(request)
    services.submit_for_signing(uid=uid, actor=actor, signer=body.signer, version=body.version)
    return _shown.line(queries.dossier_of(uid=uid, actor=actor))


@router.post(ONE + "/issue", response=out.ResultOut)
def issue(request: HttpRequest, uid: UUID) -> out.ResultOut:
    """Number and seal, the clerk's one act; again goes on where it stopped.

    It opens two transactions of its own, so it takes no idempotency key: it is done once anyhow.
    """
    return _shown.result_out(services.issue(uid=uid, actor=officer(request)))


@router.post(ONE + "/extend", response=out.DossierLine)
@idempotent
def extend(request: HttpRequest, uid: UUID, body: at_work.ExtendIn) -> out.DossierLine:
    """Move the promised time once, with an apology (form 04)."""
    actor = officer(request)
    services.extend(
        uid=uid, actor=actor, reason=body.reason, due_at=body.due_at, version=body.version
    )
    return _shown.line(queries.dossier_of(uid=uid, actor=actor))


@router.post(ONE + "/notes", response={201: out.NoteOut})
@idempotent
def add_note(request: HttpRequest, uid: UUID, body: asked.TextIn) -> tuple[int, out.NoteOut]:
    """Write to colleagues; the applicant never reads it."""
    row = services.add_note(uid=uid, actor=officer(request), text=body.text)
    return 201, out.NoteOut(kind=row.kind, text=row.text, by_name=row.by_name, at=row.at)


@router.post(ONE + "/links", response={201: out.LinkOut})
@idempotent
def link(request: HttpRequest, uid: UUID, body: at_work.LinkIn) -> tuple[int, out.LinkOut]:
    """Tie two dossiers that belong together."""
    row = services.link(uid=uid, other_uid=body.other, actor=officer(request), reason=body.reason)
    return 201, out.LinkOut(uid=row.other.uid, number=row.other.shown_number, reason=row.reason)


@router.post("/remind", response=out.CountOut)
@idempotent
def remind(request: HttpRequest, body: asked.RemindIn) -> out.CountOut:
    """Remind those who hold dossiers."""
    return out.CountOut(count=services.remind(uids=body.dossiers, actor=officer(request)))
