"""What the house foresaw for the caller: he reads, confirms, takes over, refuses or undoes it."""

from uuid import UUID

from django.http import HttpRequest

from tinhso.dossiers import services
from tinhso.dossiers.api.applicant import applicant
from tinhso.dossiers.queries.proactive import OfferLine, my_offers, offer_page
from tinhso.dossiers.schemas import proactive as body
from tinhso.kernel.actors import Actor
from tinhso.kernel.api import Router, idempotent

router = Router()
ONE = "/offers/{uuid:uid}"


def _out(uid: UUID, actor: Actor) -> body.OfferOut:
    page = offer_page(uid=uid, actor=actor)
    row = page.offer
    return body.OfferOut(
        uid=row.uid,
        procedure_code=row.procedure_code,
        procedure=page.procedure,
        cause=row.cause,
        level=row.level,
        state=row.state,
        option=row.option,
        expires_on=row.expires_on,
        answer_until=row.answer_until,
        dossier=page.dossier.uid if page.dossier is not None else None,
        draft=row.draft.uid if row.draft is not None else None,
        why=[_said(line) for line in page.why],
        done=[_said(line) for line in page.done],
        missing=page.missing,
        answers=sorted(page.answers),
    )


def _said(line: OfferLine) -> str:
    return f"{line.text} {line.data}".strip()


@router.get("/offers", response=list[body.OfferLineOut])
def list_offers(request: HttpRequest) -> list[body.OfferLineOut]:
    """List what the house foresaw for the caller and whom he represents, the newest first."""
    rows = my_offers(actor=applicant(request))[:100]
    return [body.OfferLineOut.model_validate(row, from_attributes=True) for row in rows]


@router.get(ONE, response=body.OfferOut)
def read_offer(request: HttpRequest, uid: UUID) -> body.OfferOut:
    """Read one: why it was made, what was done, what may be answered."""
    return _out(uid, applicant(request))


@router.post(ONE + "/confirm", response=body.OfferOut)
@idempotent
def confirm_offer(request: HttpRequest, uid: UUID, said: body.ConfirmOfferIn) -> body.OfferOut:
    """Confirm: what was prepared is filed, what was done by itself stands."""
    actor = applicant(request)
    services.confirm_offer(uid=uid, actor=actor, pledged=said.pledged, option=said.option)
    return _out(uid, actor)


@router.post(ONE + "/take-over", response=body.OfferOut)
@idempotent
def take_over_offer(request: HttpRequest, uid: UUID) -> body.OfferOut:
    """Make a draft of one's own of what was prepared."""
    actor = applicant(request)
    services.take_over_offer(uid=uid, actor=actor)
    return _out(uid, actor)


@router.post(ONE + "/refuse", response=body.OfferOut)
@idempotent
def refuse_offer(request: HttpRequest, uid: UUID, said: body.RefuseOfferIn) -> body.OfferOut:
    """Say no to what was offered."""
    actor = applicant(request)
    services.refuse_offer(uid=uid, actor=actor, reason=said.reason)
    return _out(uid, actor)


@router.post(ONE + "/undo", response=body.OfferOut)
@idempotent
def undo_offer(request: HttpRequest, uid: UUID, said: body.RefuseOfferIn) -> body.OfferOut:
    """Undo what the house did by itself; all is as it was before."""
    actor = applicant(request)
    services.undo_offer(uid=uid, actor=actor, reason=said.reason)
    return _out(uid, actor)


@router.post(ONE + "/correct", response=body.OfferOut)
@idempotent
def correct_offer(request: HttpRequest, uid: UUID, said: body.CorrectOfferIn) -> body.OfferOut:
    """Ask that what the house did be mended."""
    actor = applicant(request)
    services.ask_correction(uid=uid, actor=actor, text=said.text)
    return _out(uid, actor)
