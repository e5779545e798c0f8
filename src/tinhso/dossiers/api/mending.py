"""What the desk sets right: names, losses, scans to sign, papers on their way."""

from uuid import UUID

from django.http import HttpRequest

from tinhso.dossiers import queries, services
from tinhso.dossiers.api import _shown
from tinhso.dossiers.api.reading import ONE, officer
from tinhso.dossiers.models import PartyRole
from tinhso.dossiers.rules.answers import from_json, plain
from tinhso.dossiers.schemas import answered as out
from tinhso.dossiers.schemas import asked
from tinhso.kernel.api import Router, idempotent

router = Router()


@router.post(ONE + "/parties/{role}/mend", response=out.DossierLine)
@idempotent
def mend_party(
    request: HttpRequest, uid: UUID, role: PartyRole, body: asked.MendIn
) -> out.DossierLine:
    """Mend how a person was written down; the receipt is made again by `papers/01/reissue`."""
    dossier = services.mend_party(uid=uid, role=role, actor=officer(request), **body.model_dump())
    return _shown.line(dossier)


@router.post(ONE + "/parties/{role}/unmask", response=out.NumberOut)
def unmask_party(
    request: HttpRequest, uid: UUID, role: PartyRole, body: asked.PurposeIn
) -> out.NumberOut:
    """Read a full identity number; the person can see who read it and why."""
    number = services.unmask_party(uid=uid, role=role, purpose=body.purpose, actor=officer(request))
    return out.NumberOut(identity_number=number)


@router.post(ONE + "/unmask", response=out.AnswersOut)
def unmask_dossier(request: HttpRequest, uid: UUID, body: asked.PurposeIn) -> out.AnswersOut:
    """Read the answers, identity numbers in full; their people see who read them and why."""
    dossier = services.unmask_dossier(uid=uid, purpose=body.purpose, actor=officer(request))
    return out.AnswersOut.model_validate({"answers": plain(from_json(dossier.answers))})


@router.post(ONE + "/incidents", response={201: out.DossierLine})
@idempotent
def record_incident(
    request: HttpRequest, uid: UUID, body: asked.IncidentIn
) -> tuple[int, out.DossierLine]:
    """Keep that paper was lost or damaged, where, and what is done about it."""
    actor = officer(request)
    services.record_incident(uid=uid, actor=actor, **body.model_dump())
    return 201, _shown.line(queries.dossier_of(uid=uid, actor=actor))


@router.post(ONE + "/close", response=out.DossierLine)
@idempotent
def close_unanswered(request: HttpRequest, uid: UUID) -> out.DossierLine:
    """Close a dossier whose supplement never came, after the days of the law."""
    return _shown.line(services.close_unanswered(uid=uid, actor=officer(request)))


@router.post(ONE + "/attachments/{uuid:attachment_uid}/sign", response=out.AttachmentOut)
def sign_scan(request: HttpRequest, uid: UUID, attachment_uid: UUID) -> out.AttachmentOut:
    """Sign a scan within one's shift; `POST /api/v1/signing/shift` opens one."""
    row = services.sign_scan(uid=uid, attachment_uid=attachment_uid, actor=officer(request))
    return _shown.attachment_out(row)


@router.post("/hand-over", response=out.CountOut)
@idempotent
def receive_paper(request: HttpRequest, body: asked.RemindIn) -> out.CountOut:
    """Confirm that the paper dossiers of a hand-over list arrived."""
    return out.CountOut(count=services.receive_paper(uids=body.dossiers, actor=officer(request)))
