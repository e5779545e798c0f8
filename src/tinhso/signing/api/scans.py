"""Scans that wait for the officer who made them, signed in one act."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Schema, Status

from tinhso.kernel.actors import actor_of, require
from tinhso.kernel.api import Router
from tinhso.signing import queries, services
from tinhso.signing.api.agents import TurnOut, turn_out
from tinhso.signing.api.queue import CodeIn, ConfirmationOut, OutcomeOut, SignIn, outcome_out
from tinhso.signing.permissions import SigningPermission

router = Router()


class ScanOut(Schema):
    """One scan that waits; `trouble` says why it was not signed the last time."""

    uid: UUID
    title: str
    file: str
    trouble: str


@router.get("/scans", response=list[ScanOut])
def list_scans(request: HttpRequest) -> list[ScanOut]:
    """List the scans that wait for one's own signature, the 100 oldest, in order."""
    actor = actor_of(request)
    require(actor, SigningPermission.SIGN_SCAN)
    return [
        ScanOut(
            uid=scan.uid,
            title=scan.title,
            file=scan.file.get_absolute_url(),
            trouble=scan.trouble,
        )
        for _source, scan in services.waiting_scans(actor=actor)
    ]


@router.post("/scans/confirmations", response={201: ConfirmationOut})
def ask_scans_confirmation(request: HttpRequest) -> Status[ConfirmationOut]:
    """Ask for the one second factor with which all waiting scans are signed."""
    asked = services.start_scans_confirmation(actor=actor_of(request))
    certificate = queries.certificate_of(account_uid=asked.account_uid)
    services.begin_secret(certificate)
    made = ConfirmationOut(
        uid=asked.uid,
        items=[UUID(text) for text in asked.items],
        expires_at=asked.expires_at,
        asks=services.secret_asked(certificate),
    )
    return Status(201, made)


@router.post("/scans/confirmations/{uid}/sign", response=list[OutcomeOut])
def sign_scans(request: HttpRequest, uid: UUID, body: SignIn) -> list[OutcomeOut]:
    """Sign the scans of a confirmation, each told apart; what is refused goes on waiting."""
    actor = actor_of(request)
    queries.open_confirmation(uid=uid, actor=actor)
    outcomes = services.sign_scans(
        confirmation_uid=uid, code=body.code, secret=body.secret, actor=actor
    )
    return [outcome_out(one) for one in outcomes]


@router.post("/scans/confirmations/{uid}/turn", response={201: TurnOut})
def start_scans_turn(request: HttpRequest, uid: UUID, body: CodeIn) -> Status[TurnOut]:
    """Ask one's own computer to sign the scans of a confirmation; `agent-turns` tells how far."""
    actor = actor_of(request)
    queries.open_confirmation(uid=uid, actor=actor)
    turn = services.start_scans_turn(confirmation_uid=uid, code=body.code, actor=actor)
    return Status(201, turn_out(turn))


@router.post("/scans/sign", response=list[OutcomeOut])
def sign_scans_in_shift(request: HttpRequest) -> list[OutcomeOut]:
    """Sign what waits within one's open shift; `POST /shift` opens one."""
    return [outcome_out(one) for one in services.sign_scans_in_shift(actor=actor_of(request))]
