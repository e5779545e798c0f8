"""Money that is paid elsewhere while the time stands still, until it came or its proof did."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.events import DossierMoved, DueDateMoved
from tinhso.dossiers.models import Charge, Dossier, Obligation
from tinhso.dossiers.rules.clocks import DueGround
from tinhso.dossiers.rules.fees import ChargeState
from tinhso.dossiers.rules.states import PaymentState
from tinhso.dossiers.services import _core, _flow
from tinhso.dossiers.services._clock import reckon, set_due
from tinhso.dossiers.services.work import in_hand
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import Invalid
from tinhso.kernel.events import publish

LONGEST = 200


@one_act()
def ask_obligation(*, uid: UUID, actor: Actor, document: str) -> Dossier:
    """Wait for money to be paid elsewhere (land tax); the time stands still meanwhile."""
    dossier = _core.begin("ask_obligation", uid=uid, actor=actor)
    in_hand(dossier, actor)
    if not document.strip():
        raise Invalid(fields={"document": _("Hãy ghi văn bản thông báo nghĩa vụ tài chính.")})
    now = timezone.now()
    Obligation.objects.create(
        dossier=dossier,
        document=document.strip()[:LONGEST],
        asked_by=_core.who(actor),
        asked_at=now,
    )
    dossier.has_wait = True
    dossier.paused_at = now
    dossier.payment_state = PaymentState.DUE
    _flow.pause(dossier, actor=actor, reason="obligation", at=now)
    old = _core.move("ask_obligation", dossier, actor=actor, at=now)
    _core.audit("ask_obligation", dossier, actor=actor)
    publish(DossierMoved(**_core.envelope(dossier, actor), act="ask_obligation", old_state=old))
    return dossier


@one_act()
def settle_obligation(*, uid: UUID, actor: Actor, document: str) -> Dossier:
    """Keep the proof of payment; the time goes on with what was left."""
    dossier = _core.begin("settle_obligation", uid=uid, actor=actor)
    return _by_proof("settle_obligation", dossier, document, actor=actor)


@one_act()
def pass_on_proof(
    *, uid: UUID, actor: Actor, document: str = "", version: int | None = None
) -> Dossier:
    """Let the desk move a dossier on by the voucher the applicant sent or brings to the counter.

    The resolving agency then compares the notice with the voucher; the tax agency confirms nothing.
    """
    dossier = _core.begin("pass_on_proof", uid=uid, actor=actor, version=version)
    sent = _open(dossier).sent_proof
    return _by_proof("pass_on_proof", dossier, document.strip() or sent, actor=actor)


def close_obligation(
    act: str, dossier: Dossier, *, proof: str, actor: Actor, at: datetime
) -> Dossier:
    """Let the time go on: the money came, or its proof did. Part of the caller's act.

    What a tax agency's notice asked is asked no more, however it was paid.
    """
    row = _open(dossier)
    row.proof, row.settled_at = proof[:LONGEST], at
    row.save()
    dossier.has_wait = False
    dossier.paused_at = None
    dossier.payment_state = PaymentState.PAID
    if row.tax_notice_id is not None:
        owed = Charge.objects.due().filter(dossier=dossier)
        owed.duties().update(state=ChargeState.PAID, settled_at=at)
    if Charge.objects.fees().due().filter(dossier=dossier).exists():
        dossier.payment_state = PaymentState.DUE
    old_due = dossier.due_at
    legal, national = reckon(dossier, start=dossier.clock_started_at or at)
    set_due(
        dossier,
        legal=legal,
        national=national.at,
        ground=DueGround.OBLIGATION_DONE,
        actor=actor,
        decision=row.proof,
        at=at,
    )
    _flow.resume(dossier, actor=actor, restart=False, at=at)
    _core.move(act, dossier, actor=actor, at=at, values={"due": _core.iso(legal.at)})
    _core.audit(act, dossier, actor=actor)
    publish(
        DueDateMoved(
            **_core.envelope(dossier, actor),
            ground=DueGround.OBLIGATION_DONE,
            old_due_at=old_due,
            new_due_at=legal.at,
        )
    )
    return dossier


def _by_proof(act: str, dossier: Dossier, document: str, *, actor: Actor) -> Dossier:
    if not document.strip():
        raise Invalid(fields={"document": _("Hãy ghi số chứng từ nộp tiền.")})
    return close_obligation(act, dossier, proof=document.strip(), actor=actor, at=timezone.now())


def _open(dossier: Dossier) -> Obligation:
    return fetch(Obligation.objects.filter(dossier=dossier), settled_at__isnull=True)
