"""What the authority answers to anybody who asks by HTTP: certificates, lists, OCSP, time-stamps.

Each answer is signed and proves itself, so it needs no secret way (RFC 5280, 6960, 3161).
"""

import base64
import hashlib
from datetime import datetime, timedelta
from typing import Final

from asn1crypto import tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from django.utils import timezone

from tinhso.kernel.errors import NotFound
from tinhso.signing import pki
from tinhso.signing.checking.revocation import key_hash
from tinhso.signing.formats.der import SEQUENCE, piece
from tinhso.signing.formats.opened import OpenedMessage
from tinhso.signing.formats.stamping import POLICY
from tinhso.signing.models import AuthorityKey, Certificate
from tinhso.signing.services.authority import (
    Authority,
    der,
    ensure_authority,
    revocation_flag,
    revocation_lists,
)
from tinhso.signing.services.clock import ClockNotTrusted
from tinhso.signing.services.signatures import local_time_stamper
from tinhso.signing.services.verification import TooManyChecks, count_asked

MOST_ASKED: Final = 16_384
"""A request for an answer or a stamp is some hundred bytes."""

FRESH: Final = timedelta(hours=1)
STAMPED_DIGESTS: Final = {"sha256": 32, "sha384": 48, "sha512": 64}


def published(*, name: str) -> bytes:
    """Return a certificate or list of the authority by the name under which it is published."""
    authority = ensure_authority()
    own, above = revocation_lists()
    known = {
        "goc.cer": der(authority.root.certificate),
        "cap.cer": der(authority.issuing.certificate),
        "dau-thoi-gian.cer": der(authority.time_stamp.certificate),
        "cap.crl": own,
        "goc.crl": above,
    }
    if name not in known:
        raise NotFound
    return known[name]


def status_asked(text: str) -> bytes:
    """Return the question that a reader of certificates put into an address (RFC 6960, A.1).

    What is no such question comes back empty, and is answered as a malformed one.
    """
    try:
        return base64.b64decode(text[: MOST_ASKED * 2], validate=True)
    except ValueError:
        return b""


def answer_status(*, asked: bytes, address: str) -> bytes:
    """Return whether a certificate of this authority is revoked (an OCSP answer, DER)."""
    try:
        count_asked("ocsp", address=address)
    except TooManyChecks:
        return _refused(ocsp.OCSPResponseStatus.TRY_LATER)
    try:
        request = ocsp.load_der_ocsp_request(asked[:MOST_ASKED])
        serial, algorithm = request.serial_number, request.hash_algorithm
        whose = request.issuer_name_hash, request.issuer_key_hash
        nonces = [one for one in request.extensions if isinstance(one.value, x509.OCSPNonce)]
    except (ValueError, NotImplementedError):
        return _refused(ocsp.OCSPResponseStatus.MALFORMED_REQUEST)
    authority = ensure_authority()
    for issuer in (authority.issuing, authority.root):
        if whose == (_name_hash(issuer, algorithm), key_hash(issuer.certificate, algorithm)):
            break
    else:
        return _refused(ocsp.OCSPResponseStatus.UNAUTHORIZED)
    status, since, reason = _status(serial, issuer, authority)
    now = timezone.now().replace(microsecond=0)
    builder = (
        ocsp.OCSPResponseBuilder()
        .add_response_by_hash(*whose, serial, algorithm, status, now, now + FRESH, since, reason)
        .responder_id(ocsp.OCSPResponderEncoding.HASH, issuer.certificate)
        .certificates([issuer.certificate])
    )
    for nonce in nonces[:1]:
        builder = builder.add_extension(nonce.value, critical=False)
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(Encoding.DER)


Status = tuple[ocsp.OCSPCertStatus, datetime | None, x509.ReasonFlags | None]


def _status(serial: int, issuer: pki.Identity, authority: Authority) -> Status:
    if issuer is authority.root:
        is_ours = serial == authority.issuing.certificate.serial_number
        return (ocsp.OCSPCertStatus.GOOD if is_ours else ocsp.OCSPCertStatus.UNKNOWN), None, None
    known = Certificate.objects.issued_here().filter(serial=f"{serial:x}").first()
    if known is None:
        own = AuthorityKey.objects.exclude(role="root")
        is_ours = any(serial in row.serials for row in own)
        return (ocsp.OCSPCertStatus.GOOD if is_ours else ocsp.OCSPCertStatus.UNKNOWN), None, None
    if known.revoked_at is None:
        return ocsp.OCSPCertStatus.GOOD, None, None
    since = known.revoked_at.replace(microsecond=0)
    return ocsp.OCSPCertStatus.REVOKED, since, revocation_flag(known)


def _name_hash(issuer: pki.Identity, algorithm: hashes.HashAlgorithm) -> bytes:
    return hashlib.new(algorithm.name, issuer.certificate.subject.public_bytes()).digest()


def _refused(status: ocsp.OCSPResponseStatus) -> bytes:
    return ocsp.OCSPResponseBuilder.build_unsuccessful(status).public_bytes(Encoding.DER)


def answer_time(*, asked: bytes, address: str) -> bytes:
    """Return a time-stamp over a digest (RFC 3161, DER), or why there is none."""
    try:
        count_asked("tsa", address=address)
    except TooManyChecks:
        return _no_stamp("system_failure")
    try:
        request = tsp.TimeStampReq.load(asked[:MOST_ASKED], strict=True)
        imprint = request["message_imprint"]
        name = imprint["hash_algorithm"]["algorithm"].native
        digest, policy = imprint["hashed_message"].native, request["req_policy"].native
        wants_certificates = bool(request["cert_req"].native)
        _nonce = request["nonce"].native
    except (ValueError, TypeError, KeyError):
        return _no_stamp("bad_data_format")
    if len(digest) != STAMPED_DIGESTS.get(name):
        return _no_stamp("bad_alg")
    if policy is not None and policy != POLICY:
        return _no_stamp("unaccepted_policy")
    try:
        token = local_time_stamper().asked(request)
    except ClockNotTrusted:
        return _no_stamp("time_not_available")
    granted = tsp.PKIStatusInfo({"status": "granted"}).dump()
    return piece(SEQUENCE, granted, token if wants_certificates else _bare(token))


def _bare(token: bytes) -> bytes:
    """Return a token without certificates, as some ask for it; they are not signed."""
    made = OpenedMessage.read(token)
    made.certificates = []
    return made.dump()


def _no_stamp(why: str) -> bytes:
    status = tsp.PKIStatusInfo({"status": "rejection", "fail_info": {why}})
    return piece(SEQUENCE, status.dump())
