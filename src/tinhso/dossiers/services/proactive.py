"""The person answers what the house foresaw: he confirms, fills in himself, refuses, undoes."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.events import DossierStopped
from tinhso.dossiers.models import Party, PartyRole, ProactiveOffer, Result
from tinhso.dossiers.rules.answers import from_json
from tinhso.dossiers.rules.proactive import ANSWERS, OPEN, OfferState
from tinhso.dossiers.services import _core
from tinhso.dossiers.services._content import is_pledge
from tinhso.dossiers.services.drafts import add_draft_file, save_draft, start_draft
from tinhso.dossiers.services.ending import stop_work
from tinhso.dossiers.services.errors import OfferAnswered
from tinhso.dossiers.services.filing import submit
from tinhso.dossiers.services.foreseeing import owner_again, prepare
from tinhso.dossiers.services.returning import send_message
from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import Invalid
from tinhso.kernel.events import publish
from tinhso.procedures import queries as procedures
from tinhso.procedures.queries import Degree, Proactive


@one_act()
def confirm_offer(
    *, uid: UUID, actor: Actor, pledged: bool = False, option: str = ""
) -> ProactiveOffer:
    """Confirm: what was prepared is filed as the person's own, what was done by itself stands.

    Filing wants his pledge, and takes another option than the recommended one if he says so.
    """
    row = _mine(uid, actor, "confirm")
    if row.level == Degree.EXECUTE:
        if row.dossier is not None:
            _core.tell("foreseen_confirmed", row.dossier, actor=actor)
        return _answered(row, OfferState.CONFIRMED, actor=actor)
    if not pledged:
        raise Invalid(fields={"pledged": _("Hãy đọc lại và cam đoan trước khi nộp.")})
    version, proactive = row.procedure_version, _proactive(row)
    now = timezone.now()
    prepared = prepare(row.source, proactive, version, at=now, option=option or row.option)
    if prepared.missing:
        raise Invalid(fields={"option": _("Phương án này còn chỗ phải điền. Hãy điền tiếp.")})
    spec = procedures.form_of(version=version)
    pledges = [key for key in spec.fields if is_pledge(spec, key)] if spec is not None else []
    owner = Party.objects.get(dossier=row.source.dossier_id, role=PartyRole.OWNER)
    row.dossier = submit(
        token=row.uid,
        procedure_code=row.procedure_code,
        resolving_agency_id=row.agency_id,
        answers={**prepared.answers, **dict.fromkeys(pledges, True)},
        parties=[owner_again(owner)],
        attachments=prepared.attachments,
        actor=actor,
    )
    row.option = prepared.option
    row.save(update_fields=["dossier", "option"])
    return _answered(row, OfferState.CONFIRMED, actor=actor)


@one_act()
def take_over_offer(*, uid: UUID, actor: Actor) -> ProactiveOffer:
    """Go on by oneself: what was prepared becomes a draft of one's own, nothing is filed."""
    row = _mine(uid, actor, "take_over")
    draft = start_draft(
        procedure_code=row.procedure_code, actor=actor, resolving_agency_id=row.agency_id
    )
    proactive = _proactive(row)
    prepared = prepare(
        row.source, proactive, row.procedure_version, at=timezone.now(), option=row.option
    )
    draft = save_draft(uid=draft.uid, version=draft.version, actor=actor, answers=prepared.answers)
    for paper in prepared.attachments:
        if paper.file is not None:
            add_draft_file(
                uid=draft.uid, component_key=paper.component_key, actor=actor, file=paper.file
            )
    row.draft = draft
    row.save(update_fields=["draft"])
    return _answered(row, OfferState.TAKEN_OVER, actor=actor)


@one_act()
def refuse_offer(*, uid: UUID, actor: Actor, reason: str = "") -> ProactiveOffer:
    """Say no: nothing is filed, and the house does not ask again for this result."""
    row = _mine(uid, actor, "refuse")
    row.reason = reason.strip()
    row.save(update_fields=["reason"])
    return _answered(row, OfferState.REFUSED, actor=actor)


@one_act()
def undo_offer(*, uid: UUID, actor: Actor, reason: str = "") -> ProactiveOffer:
    """Undo what the house did by itself: all is as it was just before (224/2026 Art. 16).

    The work stops, a result that came of it no longer counts, the former one goes on as it stood.
    """
    row = _mine(uid, actor, "undo")
    now = timezone.now()
    if row.dossier is not None:
        dossier = _core.load(uid=row.dossier.uid, actor=system_actor("dossiers.proactive"))
        _core.check_state("undo_proactive", dossier)
        Result.objects.filter(dossier=dossier, withdrawn_at__isnull=True).update(
            withdrawn_at=now, fault=_("Người được phục vụ từ chối việc cơ quan tự làm.")
        )
        stop_work(dossier, actor=actor, at=now, act="undo_proactive")
        _core.audit("undo_proactive", dossier, actor=actor)
        publish(DossierStopped(**_core.envelope(dossier, actor)))
    _put_back(row)
    row.reason = reason.strip()
    row.save(update_fields=["reason"])
    return _answered(row, OfferState.UNDONE, actor=actor)


@one_act()
def ask_correction(*, uid: UUID, actor: Actor, text: str) -> ProactiveOffer:
    """Ask that what the house did be mended; the officers read it as his message."""
    row = _mine(uid, actor, "correct")
    if not text.strip():
        raise Invalid(fields={"text": _("Hãy ghi chỗ cần sửa.")})
    if row.dossier is not None:
        send_message(uid=row.dossier.uid, actor=actor, text=text)
        _core.tell("foreseen_correction", row.dossier, actor=actor)
    row.state, row.reason = OfferState.CORRECTING, text.strip()
    row.save(update_fields=["state", "reason"])
    record("dossiers.offer_correcting", actor=actor, target=row)
    return row


@one_act()
def lapse_offer(*, offer_id: int) -> bool:
    """Close an offer nobody answered: what was done by itself stands, the rest is over."""
    row = ProactiveOffer.objects.select_for_update(of=("self",)).get(pk=offer_id)
    if row.state not in OPEN:
        return False
    row.state = OfferState.LAPSED
    row.save(update_fields=["state"])
    record("dossiers.offer_lapsed", actor=system_actor("dossiers.proactive"), target=row)
    return True


def lapse_offers(*, at: datetime) -> int:
    """Close every offer whose time to answer is over; returns how many."""
    today = timezone.localdate(at)
    over = ProactiveOffer.objects.open().filter(
        Q(answer_until__lt=at) | Q(answer_until__isnull=True, expires_on__lt=today)
    )
    return sum(lapse_offer(offer_id=pk) for pk in list(over.values_list("pk", flat=True)[:500]))


def _put_back(row: ProactiveOffer) -> None:
    """Let the former result stand as it stood just before the house acted."""
    before = from_json(row.before)
    result = Result.objects.select_for_update(of=("self",)).get(pk=row.source_id)
    if not before.get("withdrawn_at") and result.withdrawn_at is not None:
        result.withdrawn_at = None
        result.save(update_fields=["withdrawn_at"])


def _mine(uid: UUID, actor: Actor, answer: str) -> ProactiveOffer:
    rows = ProactiveOffer.objects.visible_to(actor).select_for_update(of=("self",))
    row = fetch(rows.select_related("source__dossier"), uid=uid)
    row.procedure_version = procedures.version_by_id(version_id=row.procedure_version_id)
    if row.state not in ANSWERS[answer]:
        raise OfferAnswered
    return row


def _proactive(row: ProactiveOffer) -> Proactive:
    found = procedures.proactive_of(version=row.procedure_version)
    if found is None:
        raise OfferAnswered
    return found


def _answered(row: ProactiveOffer, state: OfferState, *, actor: Actor) -> ProactiveOffer:
    row.state, row.answered_at, row.answered_by = state, timezone.now(), actor.id
    row.save(update_fields=["state", "answered_at", "answered_by"])
    record(f"dossiers.offer_{state}", actor=actor, target=row, level=row.level)
    return row
