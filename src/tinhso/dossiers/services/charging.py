"""What is owed: reckoned at filing, set by the desk where the catalogue does not know, forgiven."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.events import FeeCharged, FeeClaimDecided
from tinhso.dossiers.models import Charge, Dossier
from tinhso.dossiers.permissions import DossierPermission
from tinhso.dossiers.rules.fees import (
    MOST_VND,
    SHORTEST_BASIS,
    ChargeOrigin,
    ChargeState,
    ClaimState,
    FeeKind,
)
from tinhso.dossiers.rules.process import TERM_CHANNEL
from tinhso.dossiers.rules.states import DossierState, PaymentState
from tinhso.dossiers.services import _core
from tinhso.dossiers.services.errors import FeeKnown, FeeSettled, NothingOwed
from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.db.cursors import cursor
from tinhso.kernel.db.text import nfc
from tinhso.kernel.db.writing import insert
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.events import publish
from tinhso.kernel.files.models import StoredFile
from tinhso.procedures import queries as procedures

_REFERENCE_TAKEN: Final = (
    "SELECT 1 FROM dossiers_charge WHERE reference = %s"
    " UNION ALL SELECT 1 FROM dossiers_jointbill WHERE reference = %s"
)


def charge_by_catalogue(
    dossier: Dossier, answers: Mapping[str, object], *, at: datetime, is_new: bool = False
) -> Charge | None:
    """Write down what these answers cost; nothing when it is free or not known here.

    Answers changed before anything is paid change the amount: the old row is cancelled, and an
    exemption that was asked for stays asked for. The caller saves the dossier.
    """
    rule = procedures.fee_for(
        version=dossier.procedure_version,
        channel=TERM_CHANNEL[dossier.channel],
        case=dossier.case,
    )
    amount = procedures.amount_due(
        version=dossier.procedure_version,
        channel=TERM_CHANNEL[dossier.channel],
        answers=answers,
        case=dossier.case,
    )
    if rule is None or amount is None:
        return None
    last = None if is_new else _charged_before(dossier)
    if last is not None and last.state == ChargeState.DUE:
        if last.amount_vnd == amount:
            return last
        _cancel(last, at=at)
        dossier.payment_state = PaymentState.NONE
    elif last is not None and last.state != ChargeState.CANCELLED:
        return None
    if amount == 0:
        return None
    rule = rule.charged
    return _write(
        dossier,
        Charge(
            kind=rule.kind or FeeKind.CHARGE,
            origin=ChargeOrigin.CATALOGUE,
            amount_vnd=amount,
            unit_vnd=rule.amount_vnd or 0,
            per=rule.per,
            legal_basis=rule.note[:300],
            **(_claim_of(last) if last is not None else {}),
        ),
        actor=system_actor("dossiers.fees"),
        at=at,
    )


def _charged_before(dossier: Dossier) -> Charge | None:
    return Charge.objects.filter(dossier=dossier, origin=ChargeOrigin.CATALOGUE).last()


@one_act()
def set_fee(
    *,
    uid: UUID,
    actor: Actor,
    amount_vnd: int,
    legal_basis: str,
    kind: str = FeeKind.CHARGE,
    version: int | None = None,
) -> Charge:
    """Write down an amount the catalogue does not know, with the law it rests on.

    `FeeKnown` where the catalogue knows: nobody asks for more than the rule (118/2025 5(1)đ).
    """
    dossier = load_at_desk(uid=uid, actor=actor, version=version)
    rule = procedures.fee_for(
        version=dossier.procedure_version,
        channel=TERM_CHANNEL[dossier.channel],
        case=dossier.case,
    )
    if rule is not None and rule.is_known:
        raise FeeKnown
    if dossier.is_over:
        raise NothingOwed
    errors = {}
    if not 0 < amount_vnd <= MOST_VND:
        errors["amount_vnd"] = _("Hãy ghi số tiền bằng đồng, lớn hơn 0.")
    if len(nfc(legal_basis)) < SHORTEST_BASIS:
        errors["legal_basis"] = _("Hãy ghi văn bản quy định mức thu này.")
    if errors:
        raise Invalid(fields=errors)
    now = timezone.now()
    last = Charge.objects.fees().filter(dossier=dossier).last()
    if last is not None and last.state not in (ChargeState.DUE, ChargeState.CANCELLED):
        raise FeeSettled
    if last is not None and last.state == ChargeState.DUE:
        _cancel(last, at=now)
    charge = _write(
        dossier,
        Charge(
            kind=kind,
            origin=ChargeOrigin.DESK,
            amount_vnd=amount_vnd,
            legal_basis=nfc(legal_basis)[:300],
            made_by=actor.id,
            made_by_name=actor.name,
        ),
        actor=actor,
        at=now,
    )
    dossier.version += 1
    dossier.save(update_fields=["payment_state", "version"])
    _core.audit("fee_set", dossier, actor=actor, amount=amount_vnd)
    return charge


@one_act()
def claim_exemption(
    *, uid: UUID, actor: Actor, key: str, words: str = "", file: StoredFile | None = None
) -> Charge:
    """Ask to be exempt, with proof; until the desk has answered nothing is to be paid."""
    dossier = _core.load(uid=uid, actor=actor)
    _core.permit_applicant(actor, dossier)
    charge = due_charge(dossier)
    if charge.claim_state:
        raise Invalid(fields={"key": _("Bạn đã đề nghị miễn cho khoản này.")})
    _check_claim(dossier, key=key, words=words, file=file)
    now = timezone.now()
    charge.claim_state = ClaimState.CLAIMED
    charge.claim_key, charge.claim_words, charge.claim_file = key, nfc(words), file
    charge.claimed_at = now
    charge.save()
    _core.tell("fee_claimed", dossier, actor=actor, at=now)
    _core.audit("fee_claimed", dossier, actor=actor, exemption=key)
    return charge


@one_act()
def decide_exemption(
    *,
    uid: UUID,
    actor: Actor,
    granted: bool,
    reason: str = "",
    key: str = "",
    words: str = "",
    version: int | None = None,
) -> Charge:
    """Answer a claimed exemption, or grant one to somebody at the counter who shows his proof.

    `key` and `words` (the paper that was shown) are for the one who claims it at the desk.
    """
    dossier = load_at_desk(uid=uid, actor=actor, version=version)
    charge = due_charge(dossier)
    now = timezone.now()
    if charge.claim_state != ClaimState.CLAIMED:
        if not granted:
            raise NothingOwed
        _check_claim(dossier, key=key, words=words, file=None)
        charge.claim_key, charge.claim_words, charge.claimed_at = key, nfc(words), now
    if not granted and not nfc(reason):
        raise Invalid(fields={"reason": _("Hãy ghi vì sao không được miễn; người nộp đọc.")})
    charge.claim_state = ClaimState.GRANTED if granted else ClaimState.REFUSED
    charge.claim_answer = nfc(reason)
    charge.decided_by, charge.decided_by_name, charge.decided_at = actor.id, actor.name, now
    if granted:
        charge.state, charge.settled_at = ChargeState.WAIVED, now
    charge.save()
    if granted:
        say_paid(dossier, PaymentState.NONE)
    said = "fee_waived" if granted else "fee_not_waived"
    go_on(dossier, said, {} if granted else {"note": charge.claim_answer[:100]}, actor=actor)
    _core.audit(said, dossier, actor=actor, exemption=charge.claim_key)
    publish(
        FeeClaimDecided(**_core.envelope(dossier, actor), charge_uid=charge.uid, is_granted=granted)
    )
    return charge


def go_on(dossier: Dossier, said: str, values: Mapping[str, _core.Value], *, actor: Actor) -> None:
    """Let a dossier that waited for its fee go on to intake; any other keeps its place."""
    _core.tell(said, dossier, actor=actor, values=values)
    waited = dossier.state == DossierState.PREPAY_WAIT
    if waited and dossier.payment_state != PaymentState.DUE:
        dossier.has_wait = False
        _core.move("settle_prepayment", dossier, actor=actor)
        return
    dossier.version += 1
    dossier.save(update_fields=["payment_state", "version"])


def load_at_desk(*, uid: UUID, actor: Actor, version: int | None = None) -> Dossier:
    """Return the locked dossier of a desk at which the actor receives."""
    dossier = _core.load(uid=uid, actor=actor, version=version)
    _core.permit(
        actor,
        DossierPermission.RECEIVE,
        unit_id=dossier.receiving_unit_id,
        agency_id=dossier.receiving_agency_id,
    )
    return dossier


def due_charge(dossier: Dossier, *, is_duty: bool = False) -> Charge:
    """Return the fee that is owed, or the duty of a tax notice; `NothingOwed` when nothing is."""
    rows = Charge.objects.due().filter(dossier=dossier)
    try:
        kept = rows.duties() if is_duty else rows.fees()
        charge = fetch(kept.select_for_update(of=("self",)))
    except NotFound:
        raise NothingOwed from None
    charge.dossier = dossier
    return charge


def say_paid(dossier: Dossier, state: PaymentState) -> None:
    """Set how a fee stands; while a duty is owed as well, the dossier still waits for money."""
    owes = dossier.state == DossierState.FIN_OBLIGATION
    dossier.payment_state = PaymentState.DUE if owes else state


def _check_claim(dossier: Dossier, *, key: str, words: str, file: StoredFile | None) -> None:
    rule = procedures.fee_for(
        version=dossier.procedure_version,
        channel=TERM_CHANNEL[dossier.channel],
        case=dossier.case,
    )
    errors = {}
    if rule is None or key not in {one.key for one in rule.charged.exemptions}:
        errors["key"] = _("Hãy chọn một diện được miễn trong danh sách.")
    if file is None and not nfc(words):
        errors["words"] = _("Hãy gửi giấy tờ chứng minh, hoặc ghi tên và số của giấy đó.")
    if errors:
        raise Invalid(fields=errors)


def _write(dossier: Dossier, charge: Charge, *, actor: Actor, at: datetime) -> Charge:
    charge.dossier = dossier
    charge.reference = new_reference()
    charge.made_at = at
    insert(charge)
    dossier.payment_state = PaymentState.DUE
    _core.tell("fee_charged", dossier, actor=actor, at=at, values={"amount": charge.amount_vnd})
    publish(
        FeeCharged(
            **_core.envelope(dossier, actor),
            charge_uid=charge.uid,
            amount_vnd=charge.amount_vnd,
            origin=charge.origin,
        )
    )
    return charge


def _claim_of(charge: Charge) -> dict[str, Any]:
    """Return what was asked about an amount, to be asked about the one that takes its place."""
    kept = ("claim_state", "claim_key", "claim_words", "claim_file", "claimed_at", "claim_answer")
    return {name: getattr(charge, name) for name in kept}


def _cancel(charge: Charge, *, at: datetime) -> None:
    charge.state, charge.settled_at = ChargeState.CANCELLED, at
    charge.save(update_fields=["state", "settled_at"])


def new_reference() -> str:
    """Return twelve digits nobody can guess: short enough for the words of a transfer."""
    while True:
        text = str(10**11 + secrets.randbelow(9 * 10**11))
        with cursor() as asking:
            asking.execute(_REFERENCE_TAKEN, [text, text])
            if asking.fetchone() is None:
                return text
