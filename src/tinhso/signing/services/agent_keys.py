"""Keys on people's own devices, as their agents show them: given a certificate, or with theirs."""

from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.identity.queries import AccountLine, accounts_in, actor_of_account
from tinhso.kernel import audit
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import Conflict, Invalid
from tinhso.organization.queries import AgencyInfo, agency
from tinhso.signing.agents.store import certifying
from tinhso.signing.algorithms import KeyKind, PublicKey, algorithms_for
from tinhso.signing.models import AgentKey, Certificate, SigningAgent
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.queries.agents import STORE
from tinhso.signing.rules import CertificateRole
from tinhso.signing.services.adopting import (
    MOST_ABOVE,
    adopt,
    held_as,
    in_pem,
    own_and_above,
)
from tinhso.signing.services.agents import AGENT
from tinhso.signing.services.holders import certify_account, certify_agency

if TYPE_CHECKING:
    from django.db.models import QuerySet


@transaction.atomic
def offer_key(
    *,
    agent: SigningAgent,
    request: str,
    device: str,
    place: str,
    certificates: Sequence[bytes] = (),
) -> AgentKey:
    """Take in the public half of a key that an agent holds, proved by its request (PKCS#10).

    A key known already goes with this computer from now on: the token was plugged in there. One
    that belongs to somebody else is refused, unless it is an agency's and he seals for it too.
    `certificates` (DER) are what the device holds of another authority: the key's own, then those
    above it.
    """
    public = _proved(request)
    shown = _shown(public, certificates)
    content = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    fingerprint = sha256(content).hexdigest()
    known = AgentKey.objects.select_for_update(of=("self",)).filter(fingerprint=fingerprint).first()
    if known is not None:
        if known.account_uid != agent.account_uid and not _may_take_over(known, agent):
            raise Conflict(_("Khóa này là của người khác."))
        if known.account_uid != agent.account_uid:
            audit.record("signing.agent_key_handed_on", actor=AGENT, target=known)
        known.account_uid = agent.account_uid
        known.agent, known.device, known.place = agent, device, place
        known.declined_at, known.shown = None, shown or known.shown
        known.save()
        return known
    waiting = AgentKey.objects.filter(account_uid=agent.account_uid, certificate=None)
    waiting.filter(declined_at=None).delete()
    made = AgentKey.objects.create(
        agent=agent,
        account_uid=agent.account_uid,
        device=device,
        place=place,
        public=public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
        fingerprint=fingerprint,
        kind=_kind_of(public),
        shown=shown,
        asked_at=timezone.now(),
    )
    audit.record("signing.agent_key_offered", actor=AGENT, target=made)
    return made


def may_hold_seal(key: AgentKey) -> bool:
    """Tell whether the holder of a key is a clerk, so that it may be his agency's."""
    return _agency_of_clerk(key.account_uid) is not None


def _agency_of_clerk(account_uid: UUID) -> int | None:
    person = actor_of_account(account_uid)
    return person.agency_id if person.may(SigningPermission.SEAL_DOCUMENT) else None


def _may_take_over(key: AgentKey, agent: SigningAgent) -> bool:
    """Tell whether an agency's device may go from one of its clerks to another."""
    own = key.certificate
    return (
        own is not None
        and own.role == CertificateRole.AGENCY
        and own.agency_id == _agency_of_clerk(agent.account_uid)
    )


@transaction.atomic
def certify_agent_key(
    *, uid: UUID, years: int, actor: Actor, for_agency: bool = False
) -> Certificate:
    """Issue the certificate of a key that an official's agent showed, in his main office.

    With `for_agency` it is the key with which his agency seals, held by him as its clerk. Who
    issues has compared the fingerprint with the one that the official reads at his computer.
    """
    require(actor, SigningPermission.MANAGE_CERTIFICATES)
    key = fetch(_waiting_keys().select_for_update(of=("self",)), uid=uid)
    line = _line_of(key)
    with certifying(key.reference, _loaded(key.public)):
        if for_agency:
            code = _agency_sealed_for(key).code
            certificate = certify_agency(code=code, years=years, actor=actor, key_store=STORE)
        else:
            certificate = certify_account(line=line, years=years, actor=actor, key_store=STORE)
    key.certificate = certificate
    key.save(update_fields=["certificate"])
    return certificate


@transaction.atomic
def adopt_agent_key(
    *, uid: UUID, actor: Actor, for_agency: bool = False, name_reason: str = ""
) -> Certificate:
    """Let an official sign with the certificate of another authority that his device holds.

    With `for_agency` it is the one with which his agency seals.

    The register's row of it is used when there is one; it must be nobody else's. What this house
    issued to him before is superseded. Who adopts has compared the fingerprint; the name is
    compared here, and where it is another `name_reason` says why it is his all the same.
    """
    require(actor, SigningPermission.MANAGE_CERTIFICATES)
    key = fetch(_waiting_keys().select_for_update(of=("self",)), uid=uid)
    if not key.shown:
        raise Conflict(_("Thiết bị này không mang chứng thư nào của khóa."))
    own, *above = x509.load_pem_x509_certificates(key.shown.encode())
    line = _line_of(key)
    held = held_as(
        own,
        role=CertificateRole.AGENCY if for_agency else CertificateRole.PERSON,
        agency_id=_agency_sealed_for(key).id if for_agency else line.agency_id,
        account_uid=None if for_agency else line.uid,
        name=line.name,
    )
    row = adopt(
        [own, *above],
        held,
        store=STORE,
        reference=key.reference,
        actor=actor,
        name_reason=name_reason,
    )
    key.certificate = row
    key.save(update_fields=["certificate"])
    audit.record("signing.agent_key_adopted", actor=actor, target=row, serial=row.serial)
    return row


def certify_shown_key(
    *,
    uid: UUID,
    years: int,
    compared: bool,
    actor: Actor,
    for_agency: bool = False,
    name_reason: str = "",
) -> Certificate:
    """Use the certificate that a device holds of its key, else issue one.

    Refused unless who issues says that he compared the fingerprint with its holder.
    """
    require(actor, SigningPermission.MANAGE_CERTIFICATES)
    if not compared:
        raise Invalid(fields={"compared": _("Hãy đối chiếu dấu vân tay với cán bộ trước khi cấp.")})
    if fetch(_waiting_keys(), uid=uid).shown:
        return adopt_agent_key(uid=uid, actor=actor, for_agency=for_agency, name_reason=name_reason)
    return certify_agent_key(uid=uid, years=years, actor=actor, for_agency=for_agency)


@transaction.atomic
def decline_agent_key(*, uid: UUID, actor: Actor) -> AgentKey:
    """Issue nothing for a key."""
    require(actor, SigningPermission.MANAGE_CERTIFICATES)
    key = fetch(_waiting_keys().select_for_update(of=("self",)), uid=uid)
    key.declined_at = timezone.now()
    key.save(update_fields=["declined_at"])
    audit.record("signing.agent_key_declined", actor=actor, target=key)
    return key


def _waiting_keys() -> "QuerySet[AgentKey]":
    return AgentKey.objects.filter(certificate=None, declined_at=None)


def _proved(request: str) -> PublicKey:
    """Return the public key of a request that the private one signed; refuse any other."""
    try:
        asked = x509.load_pem_x509_csr(request.encode())
        public, holds = asked.public_key(), asked.is_signature_valid
    except (ValueError, InvalidSignature, TypeError):
        raise Invalid(_("Yêu cầu cấp chứng thư (PKCS#10) không đọc được.")) from None
    if (
        not isinstance(public, ec.EllipticCurvePublicKey | rsa.RSAPublicKey)
        or not holds
        or not algorithms_for(public)
    ):
        raise Invalid(_("Khóa trong yêu cầu không đủ mạnh, hoặc yêu cầu không do chính khóa ký."))
    return public


def _shown(public: PublicKey, certificates: Sequence[bytes]) -> str:
    """Return the certificates (PEM) that a device holds of this key; refuse what does not fit."""
    if not certificates:
        return ""
    try:
        given = [x509.load_der_x509_certificate(one) for one in certificates[: MOST_ABOVE + 1]]
    except ValueError:
        raise Invalid(_("Chứng thư trên thiết bị không đọc được.")) from None
    own_and_above(public, given[:1])
    return in_pem(given)


def _agency_sealed_for(key: AgentKey) -> AgencyInfo:
    """Return the agency for which the holder of a key seals."""
    agency_id = _agency_of_clerk(key.account_uid)
    if agency_id is None:
        raise Invalid(fields={"whose": _("Người này không làm văn thư nên không giữ con dấu.")})
    return agency(agency_id)


def _line_of(key: AgentKey) -> AccountLine:
    held = accounts_in(account_uid=key.account_uid)
    if not held:
        raise Invalid(_("Cán bộ này chưa được phân công ở cơ quan nào."))
    return held[0]


def _loaded(text: str) -> PublicKey:
    public = load_pem_public_key(text.encode())
    if not isinstance(public, ec.EllipticCurvePublicKey | rsa.RSAPublicKey):
        raise TypeError("Only strong keys are kept.")
    return public


def _kind_of(public: PublicKey) -> str:
    if isinstance(public, rsa.RSAPublicKey):
        return f"rsa-{public.key_size}"
    return KeyKind.P384 if isinstance(public.curve, ec.SECP384R1) else KeyKind.P256
