"""The desk: a dossier is taken in with its code and promise, or refused."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.events import DossierMoved, IntakeRefused
from tinhso.dossiers.models import Arrival, Charge, Dossier, HandOver
from tinhso.dossiers.permissions import DossierPermission
from tinhso.dossiers.rules.arrival import CARRIERS, carrier_faults, channel_of, place_of
from tinhso.dossiers.rules.fees import PaymentMethod
from tinhso.dossiers.rules.states import DossierState, Form, PaymentState
from tinhso.dossiers.services import _core
from tinhso.dossiers.services._papers import make_paper
from tinhso.dossiers.services.filing import submit
from tinhso.dossiers.services.inputs import (
    Answers,
    ArrivalInput,
    AttachmentInput,
    Checks,
    PartyInput,
)
from tinhso.dossiers.services.linking import accept_request
from tinhso.dossiers.services.paying import collect
from tinhso.dossiers.services.sittings import join
from tinhso.dossiers.services.waiting.queueing import join_dossier
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.db.text import nfc
from tinhso.kernel.db.writing import insert
from tinhso.kernel.errors import Invalid
from tinhso.kernel.events import publish

AT_THE_DESK: Final = ArrivalInput()


@one_act()
def accept(
    *,
    uid: UUID,
    actor: Actor,
    checks: Checks | None = None,
    version: int | None = None,
    has_paper: bool = False,
) -> Dossier:
    """Take a dossier in: its code, its promise, receipt and process, all or nothing.

    Electronic data goes to the resolving agency at once; `has_paper` starts the deadline of the
    paper dossier behind it (118/2025 Art. 18, 20). The code is given last.
    """
    dossier = _core.begin("accept", uid=uid, actor=actor, version=version)
    return accept_request(dossier, actor=actor, checks=checks or Checks(), has_paper=has_paper)


@one_act()
def take_in(
    *,
    token: UUID,
    procedure_code: str,
    resolving_agency_id: int,
    answers: Answers,
    parties: Sequence[PartyInput],
    actor: Actor,
    attachments: Sequence[AttachmentInput] = (),
    receiving_agency_id: int | None = None,
    support_agency_id: int | None = None,
    arrival: ArrivalInput = AT_THE_DESK,
    electronic_only: bool = False,
    is_priority: bool = False,
    copies: int = 1,
    checks: Checks | None = None,
    has_paper: bool = True,
    together_with: UUID | None = None,
    part_order: Mapping[str, int] = MappingProxyType({}),
) -> Dossier:
    """Take in what reached the counter in one call: filed and accepted together, or neither.

    The ticket his counter serves, if it serves one, names the dossier from then on. One taken in
    `together_with` another of the same person today stands on one receipt with it. What came by the
    post or a hired service (118/2025 Art. 15) belongs to nobody who waits. `part_order` says
    at which turn each part of a linked request begins (Art. 20(2)).
    """
    _require_carrier(arrival)
    dossier = submit(
        token=token,
        procedure_code=procedure_code,
        resolving_agency_id=resolving_agency_id,
        receiving_agency_id=receiving_agency_id or actor.agency_id,
        support_agency_id=support_agency_id,
        answers=answers,
        parties=parties,
        attachments=attachments,
        actor=actor,
        channel=channel_of(arrival.way),
        place=place_of(arrival.way),
        electronic_only=electronic_only,
        is_priority=is_priority,
        copies=copies,
        is_taken_in=True,
    )
    if arrival.way in CARRIERS:
        _write_arrival(dossier, arrival)
    else:
        join_dossier(dossier=dossier, actor=actor)
    if dossier.state != DossierState.SUBMITTED:
        return dossier
    if not dossier.is_new:
        return accept(uid=dossier.uid, actor=actor, checks=checks, has_paper=has_paper)
    _core.permit_move(actor, "accept", dossier)
    taken = accept_request(
        dossier,
        actor=actor,
        checks=checks or Checks(),
        has_paper=has_paper,
        order=part_order,
    )
    if together_with is not None:
        first = _core.load(uid=together_with, actor=actor)
        join(taken, first=first, actor=actor, at=timezone.now())
    return taken


def _require_carrier(arrival: ArrivalInput) -> None:
    """Raise `Invalid` where the number or the name is missing by which a sending is found again."""
    faults = carrier_faults(arrival.way, carrier=arrival.carrier, tracking=arrival.tracking)
    if faults:
        raise Invalid(fields=faults)


def _write_arrival(dossier: Dossier, arrival: ArrivalInput) -> None:
    """Keep who brought a new dossier, once however often it is sent."""
    if dossier.is_new:
        row = Arrival(
            dossier=dossier,
            kind=CARRIERS[arrival.way],
            carrier=nfc(arrival.carrier)[:120],
            tracking=nfc(arrival.tracking)[:40],
        )
        insert(row)


@one_act()
def refuse_intake(
    *,
    uid: UUID,
    actor: Actor,
    reasons: Sequence[str],
    note: str = "",
    version: int | None = None,
) -> Dossier:
    """Refuse to take a dossier in, with reasons from the procedure's own list (form 03)."""
    dossier = _core.begin("refuse_intake", uid=uid, actor=actor, version=version)
    texts = reason_texts(dossier, reasons, kind="refusal")
    if not texts and not note.strip():
        raise Invalid(fields={"reasons": _("Hãy chọn hoặc ghi lý do từ chối.")})
    now = timezone.now()
    dossier.supplements.filter(answered_at__isnull=True, closed_at__isnull=True).update(
        closed_at=now
    )
    dossier.answered_at = dossier.answered_at or now
    dossier.finished_at = now
    dossier.has_wait = False
    _core.move("refuse_intake", dossier, actor=actor, at=now, values={"reasons": ",".join(reasons)})
    make_paper(
        dossier, Form.REFUSAL, actor=actor, at=now, more={"reasons": texts, "note": note.strip()}
    )
    _core.audit("refuse_intake", dossier, actor=actor, reasons=len(texts))
    publish(IntakeRefused(**_core.envelope(dossier, actor)))
    return dossier


@one_act()
def ask_prepayment(*, uid: UUID, actor: Actor, note: str = "") -> Dossier:
    """Ask for a fee that is due before acceptance."""
    return _pay_move("ask_prepayment", uid=uid, actor=actor, waits=True, note=note)


@one_act()
def settle_prepayment(*, uid: UUID, actor: Actor, document: str) -> Dossier:
    """Keep the proof of payment and go on with the intake.

    Where the amount is written down the proof pays it, with its receipt.
    """
    if not document.strip():
        raise Invalid(fields={"document": _("Hãy ghi số chứng từ nộp tiền.")})
    dossier = _core.begin("settle_prepayment", uid=uid, actor=actor)
    if Charge.objects.fees().due().filter(dossier=dossier).exists():
        collect(uid=uid, actor=actor, method=PaymentMethod.TRANSFER, document=document)
        dossier.refresh_from_db()
        return dossier
    return _pay_move("settle_prepayment", uid=uid, actor=actor, waits=False, note=document)


def _pay_move(act: str, *, uid: UUID, actor: Actor, waits: bool, note: str) -> Dossier:
    dossier = _core.begin(act, uid=uid, actor=actor)
    dossier.has_wait = waits
    dossier.payment_state = PaymentState.DUE if waits else PaymentState.PAID
    old = _core.move(act, dossier, actor=actor, values={"note": note[:100]})
    _core.audit(act, dossier, actor=actor)
    publish(DossierMoved(**_core.envelope(dossier, actor), act=act, old_state=old))
    return dossier


@one_act()
def receive_paper(*, uids: Sequence[UUID], actor: Actor) -> int:
    """Confirm that the paper dossiers of a hand-over list arrived; returns how many."""
    now = timezone.now()
    done = 0
    for uid in sorted(set(uids), key=str):
        dossier = _core.load(uid=uid, actor=actor)
        _core.permit(
            actor,
            DossierPermission.APPRAISE,
            unit_id=dossier.resolving_unit_id,
            agency_id=dossier.resolving_agency_id,
        )
        waiting = HandOver.objects.filter(
            dossier=dossier, has_paper=True, paper_received_at__isnull=True
        )
        for line in waiting:
            line.paper_received_at = now
            line.received_by, line.received_by_name = actor.id, actor.name
            line.save(update_fields=["paper_received_at", "received_by", "received_by_name"])
            done += 1
            _core.tell("paper_received", dossier, actor=actor, at=now, is_told=False)
            _core.audit("paper_received", dossier, actor=actor, line=line.sequence)
    return done


def reason_texts(dossier: Dossier, keys: Sequence[str], *, kind: str) -> list[str]:
    """Return the sentences behind reason keys; an unknown key is refused at its field."""
    version = dossier.procedure_version
    known = version.supplement_reasons if kind == "supplement" else version.refusal_reasons
    texts = {reason.key: reason.text for reason in known}
    unknown = [key for key in keys if key not in texts]
    if unknown:
        raise Invalid(fields={"reasons": _("Lý do này không có trong danh mục của thủ tục.")})
    return [texts[key] for key in keys]
