"""Keys outside the house, for who issues certificates: shown by agents, or on plugged devices."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Schema, Status
from pydantic import Base64Bytes

from tinhso.identity.queries import names_of_officials
from tinhso.kernel.actors import actor_of
from tinhso.kernel.api import Asked, Router
from tinhso.signing import queries, services
from tinhso.signing.models import Certificate
from tinhso.signing.rules import CertificateRole

router = Router()


class WaitingKeyOut(Schema):
    """A key on an official's own device; `holds` is the certificate that lies there beside it."""

    uid: UUID
    person: str
    computer: str
    device: str
    kind: str
    fingerprint: str
    holds: str
    may_seal: bool
    asked_at: datetime


class CertifyIn(Asked):
    """What the key is for; `compared` says that its holder read the fingerprint to the caller.

    A certificate that the device holds is used instead of a new one; `name_reason` says why it is
    the holder's where its name is another.
    """

    compared: bool
    years: int = Field(3, ge=1, le=5)
    for_agency: bool = False
    name_reason: str = Field("", max_length=500)


class TakeOverIn(Asked):
    """A key that lies on a plugged device: its holder, and his PIN, which is kept nowhere.

    `place` is needed where the device holds several keys, `certificate` (PEM, DER or PKCS#7,
    base64) where it holds none.
    """

    role: CertificateRole
    holder: str = Field(max_length=64)
    device: str = Field(max_length=64)
    pin: str = Field("", max_length=64)
    place: str = Field("", max_length=64)
    certificate: Base64Bytes = Field(b"", max_length=262_144)
    name_reason: str = Field("", max_length=500)


class BringIn(Asked):
    """A key in a file (PKCS#12, base64) with its certificate: its holder, and its password.

    Neither file nor password is kept; `name_reason` as with a device.
    """

    role: CertificateRole
    holder: str = Field(max_length=64)
    file: Base64Bytes = Field(max_length=400_000)
    password: str = Field("", max_length=200)
    name_reason: str = Field("", max_length=500)


class NowUsedOut(Schema):
    """The certificate by which the key signs from now on."""

    uid: UUID
    serial: str
    name: str
    role: str
    issuer: str
    not_after: datetime


@router.get("/agent-keys", response=list[WaitingKeyOut])
def list_waiting(request: HttpRequest) -> list[WaitingKeyOut]:
    """List the keys on officials' own computers that wait for a certificate, oldest first."""
    rows = list(queries.keys_to_certify(actor=actor_of(request)))
    names = names_of_officials({row.account_uid for row in rows})
    found = [(row, queries.held_certificate(key=row)) for row in rows]
    return [
        WaitingKeyOut(
            uid=row.uid,
            person=names.get(row.account_uid, ""),
            computer=row.agent.name,
            device=row.device,
            kind=row.kind,
            fingerprint=row.fingerprint,
            holds=held.serial if held is not None else "",
            may_seal=services.may_hold_seal(row),
            asked_at=row.asked_at,
        )
        for row, held in found
    ]


@router.post("/agent-keys/{uid}/certify", response={201: NowUsedOut})
def certify(request: HttpRequest, uid: UUID, body: CertifyIn) -> Status[NowUsedOut]:
    """Issue the certificate of a key whose fingerprint was compared, or use the one beside it."""
    actor = actor_of(request)
    made = services.certify_shown_key(
        uid=uid,
        years=body.years,
        compared=body.compared,
        for_agency=body.for_agency,
        name_reason=body.name_reason,
        actor=actor,
    )
    return Status(201, _now_used(made))


@router.post("/agent-keys/{uid}/decline", response={204: None})
def decline(request: HttpRequest, uid: UUID) -> Status[None]:
    """Issue nothing for a key."""
    services.decline_agent_key(uid=uid, actor=actor_of(request))
    return Status(204, None)


@router.post("/certificates/take-over", response={201: NowUsedOut})
def take_over(request: HttpRequest, body: TakeOverIn) -> Status[NowUsedOut]:
    """Let a key that lies on a device plugged into the server sign here; it proves itself."""
    made = services.take_over_key(
        role=body.role,
        holder=body.holder,
        device=body.device,
        pin=body.pin,
        place=body.place,
        certificate=body.certificate,
        name_reason=body.name_reason,
        actor=actor_of(request),
    )
    return Status(201, _now_used(made))


@router.post("/certificates/bring", response={201: NowUsedOut})
def bring(request: HttpRequest, body: BringIn) -> Status[NowUsedOut]:
    """Let a key that came in a file sign here; it proves itself and rests encrypted."""
    made = services.bring_key(
        role=body.role,
        holder=body.holder,
        file=body.file,
        password=body.password,
        name_reason=body.name_reason,
        actor=actor_of(request),
    )
    return Status(201, _now_used(made))


def _now_used(made: Certificate) -> NowUsedOut:
    return NowUsedOut(
        uid=made.uid,
        serial=made.serial,
        name=made.name,
        role=made.role,
        issuer=made.issuer,
        not_after=made.not_after,
    )
