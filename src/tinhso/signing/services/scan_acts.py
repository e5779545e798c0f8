"""All scans that wait for an officer, signed in one act by one second factor, wherever his key is.

A key on the server, on a device by its PIN or at a service by its code signs at once; a key on his
own computer is asked there (`scan_turns`). Each scan is kept by itself: what was signed stays
signed when the device is pulled out, and the rest goes on waiting and says why.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.kernel import files
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.errors import DomainError, Invalid
from tinhso.signing.agents.store import ELSEWHERE, AgentNeeded
from tinhso.signing.models import Certificate, Confirmation
from tinhso.signing.pdf.sealing import Look
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.registry import KeySecret, ScanSource, WaitingScan, scan_sources
from tinhso.signing.rules import MOST_AT_ONCE, UseSource
from tinhso.signing.services.confirming import (
    ShiftNeeded,
    ask_for,
    require_shift,
    use_confirmation,
)
from tinhso.signing.services.devices import binds_hashes, secret_asked, unlocked
from tinhso.signing.services.key_uses import key_act
from tinhso.signing.services.plans import LaidPdf, Plan
from tinhso.signing.services.queue import own_certificate
from tinhso.signing.services.queue_signing import Outcome
from tinhso.signing.services.scan_signing import SCAN_FIELD, SCAN_REASON
from tinhso.signing.services.signatures import lay_pdf, sign_pdf

SCANS = "scans"
COUNTED: Final = 1000


def waiting_scans(
    *, actor: Actor, limit: int = MOST_AT_ONCE
) -> list[tuple[ScanSource, WaitingScan]]:
    """Return scans that wait for the actor's own signature, each with the room it is of.

    The oldest of each room, as many in all as one act signs.
    """
    if not actor.may(SigningPermission.SIGN_SCAN):
        return []
    found = [(one, scan) for _room, one in scan_sources for scan in one.waiting(actor, limit)]
    return found[:limit]


def count_waiting_scans(*, actor: Actor) -> int:
    """Return how many scans wait for the actor's own signature, at most 1,000 of each room."""
    if not actor.may(SigningPermission.SIGN_SCAN):
        return 0
    return sum(source.count(actor, COUNTED) for _room, source in scan_sources)


def start_scans_confirmation(*, actor: Actor) -> Confirmation:
    """Ask for the one second factor with which all waiting scans are signed.

    Raises `NoCertificate` when the actor has nothing to sign with, `Invalid` when nothing waits.
    """
    require(actor, SigningPermission.SIGN_SCAN)
    own_certificate(actor)
    found = waiting_scans(actor=actor)
    if not found:
        raise Invalid(_("Không có bản quét nào chờ bạn ký."))
    return ask_for(actor, SCANS, [str(scan.uid) for _source, scan in found], "")


def scans_confirmed(asked: Confirmation, actor: Actor) -> list[tuple[ScanSource, WaitingScan]]:
    """Return which scans of a confirmation still wait, in their order."""
    found = {str(scan.uid): (source, scan) for source, scan in waiting_scans(actor=actor)}
    return [found[uid] for uid in asked.items if uid in found]


def sign_scans(
    *, confirmation_uid: UUID, code: str, actor: Actor, secret: str = ""
) -> list[Outcome]:
    """Sign the scans of a confirmation, each in a transaction of its own; told apart.

    `secret` is what the store of the officer's key asks of him (`secret_asked`): used once, kept
    nowhere. Raises `DeviceRefused` when the key does not open, and `AgentNeeded` when it is on his
    own computer. What is signed already is left out, so that trying again signs nothing twice.
    """
    require(actor, SigningPermission.SIGN_SCAN)
    certificate = own_certificate(actor)
    if secret_asked(certificate) is KeySecret.AGENT:
        raise AgentNeeded(str(ELSEWHERE))
    asked = use_confirmation(
        confirmation_uid=confirmation_uid, code=code, purpose=SCANS, actor=actor
    )
    return _sign_all(scans_confirmed(asked, actor), certificate, actor, secret)


def sign_scans_in_shift(*, actor: Actor) -> list[Outcome]:
    """Sign what waits within the actor's confirmed shift, by a key that asks nothing each time."""
    require_shift(actor)
    certificate = own_certificate(actor)
    if secret_asked(certificate) is not KeySecret.NOTHING:
        raise ShiftNeeded(_("Khóa của bạn hỏi mã mỗi lần ký; hãy xác nhận để ký các bản quét."))
    return _sign_all(waiting_scans(actor=actor), certificate, actor, "")


def _sign_all(
    found: Sequence[tuple[ScanSource, WaitingScan]],
    certificate: Certificate,
    actor: Actor,
    secret: str,
) -> list[Outcome]:
    wanted, outcomes = [], list[Outcome]()
    for source, scan in found:
        try:
            wanted.append((source, source.prepared(scan, actor)))
        except DomainError as refusal:
            outcomes.append(_refused(source, scan, refusal, actor))
    plan = _plan_of(wanted, certificate) if binds_hashes(certificate) else None
    with unlocked(certificate, secret, max(len(wanted), 1), plan):
        for source, scan in wanted:
            try:
                _sign_one(source, scan, certificate, actor)
                outcomes.append(Outcome(scan.uid, signed=True))
            except DomainError as refusal:
                outcomes.append(_refused(source, scan, refusal, actor))
    return outcomes


def _refused(source: ScanSource, scan: WaitingScan, refusal: DomainError, actor: Actor) -> Outcome:
    said = str(refusal.message)
    source.refused(scan.uid, said, actor)
    return Outcome(scan.uid, signed=False, code=refusal.code, message=said)


def _plan_of(wanted: Sequence[tuple[ScanSource, WaitingScan]], certificate: Certificate) -> Plan:
    """Lay out what is to be signed, for a service that must know it before; the rest is refused."""
    plan = Plan()
    for _source, scan in wanted:
        content = files.open_file(scan.file)
        with suppress(DomainError):
            plan.add(content, lay_scan(content, certificate, name=scan.title))
    return plan


def lay_scan(content: bytes, certificate: Certificate, *, name: str) -> LaidPdf:
    """Lay a scan out for its officer's signature, which shows nothing on the page."""
    look = Look(reason=SCAN_REASON)
    return lay_pdf(content, certificate=certificate, field=SCAN_FIELD, look=look, name=name)


def _sign_one(
    source: ScanSource, scan: WaitingScan, certificate: Certificate, actor: Actor
) -> None:
    with key_act(
        source=UseSource.SHIFT,
        actor=actor,
        title=scan.title,
        sha256=files.sha256_of(scan.file),
        item_uid=scan.uid,
    ):
        signed = sign_pdf(
            files.open_file(scan.file),
            certificate=certificate,
            field=SCAN_FIELD,
            reason=SCAN_REASON,
            visible=False,
        )
        source.signed(scan.uid, signed, actor, of=scan.file)
