"""Whom to believe: the path of a certificate to a trusted root, its purpose, its strength."""

import asyncio
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from asn1crypto import x509
from cryptography import x509 as plain
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from pyhanko_certvalidator import CertificateValidator
from pyhanko_certvalidator import errors as trust_errors
from pyhanko_certvalidator.context import ValidationContext

from tinhso.signing.algorithms import SHORTEST_CURVE, SHORTEST_RSA
from tinhso.signing.checking.faults import READ_FAULTS
from tinhso.signing.checking.report import Reason

if TYPE_CHECKING:
    from tinhso.signing.checking.stamps import Stamped

MOST_GIVEN: Final = 200
MOST_PROOFS: Final = 500
"""How many lists, and how many answers, of a stranger's file are looked at."""

MOST_ABOVE: Final = 5
"""How many authorities of a stranger's file are looked at: ways through such as issued one another
are tried one by one, and eight have more of them than anybody waits for."""

WEAK_DIGESTS: Final = frozenset({"md2", "md5", "sha1"})
TIME_STAMPING: Final = "time_stamping"
OTHER_PURPOSES: Final = frozenset(
    {"server_auth", TIME_STAMPING, "ocsp_signing", "code_signing", "ipsec_user", "ipsec_tunnel"}
)
"""A certificate for nothing but these signs no documents."""

SIGNING_USES: Final = frozenset({"digital_signature", "non_repudiation"})
MIXED_IN: Final = ("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "FULLWIDTH")
"""Scripts whose letters look like Latin ones."""


@dataclass(frozen=True)
class Given:
    """What an authority outside gave when it was asked: lists, answers, or why there are none."""

    lists: tuple[bytes, ...] = ()
    answers: tuple[bytes, ...] = ()
    said: str = ""


Ask = Callable[[bytes, bytes], Given]
"""Asks about a certificate (DER) that a second one issued."""

KnowsAgency = Callable[[str], bool]
"""Tells whether a certificate, by its serial number, is an agency's in the house's register."""


@dataclass(frozen=True)
class Trust:
    """What the reader believes: roots, more certificates, revocation lists and answers.

    `ask` is who may ask authorities outside where nothing else tells; `seen` are moments at which
    the whole file is proved to have existed. `knows_agency` is the register's word on whose a
    certificate is that does not say so itself.
    """

    roots: Sequence[bytes]
    others: Sequence[bytes] = ()
    crls: Sequence[bytes] = ()
    answers: Sequence[bytes] = ()
    ask: Ask | None = None
    seen: "Sequence[Stamped]" = ()
    knows_agency: KnowsAgency | None = None


@dataclass(frozen=True)
class Path:
    """The way from a certificate to a trusted root, nearest first; empty when there is none."""

    steps: tuple[bytes, ...] = ()
    reason: Reason | None = None

    @property
    def names(self) -> str:
        """Return the names along the way."""
        return " < ".join(name_of(x509.Certificate.load(step)) for step in self.steps)


def path_of(
    certificate: x509.Certificate, others: Sequence[bytes], trust: Trust, at: datetime
) -> Path:
    """Return the path at a moment, or why there is none; nothing is fetched."""
    return _path(certificate.dump(), tuple(others), tuple(trust.roots), tuple(trust.others), at)


@lru_cache(maxsize=1024)
def _path(
    der: bytes,
    others: tuple[bytes, ...],
    roots: tuple[bytes, ...],
    known: tuple[bytes, ...],
    at: datetime,
) -> Path:
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(root) for root in roots],
        moment=at,
        allow_fetching=False,
        revocation_mode="soft-fail",
        weak_hash_algos=set(WEAK_DIGESTS),
        time_tolerance=timedelta(0),
    )
    leaf = x509.Certificate.load(der)
    # A container that keeps a file brings certificates among those known: all are counted together.
    above = _loaded(issuers_of(der, (*known, *others)))
    validator = CertificateValidator(leaf, above, validation_context=context)
    try:
        found = asyncio.run(validator.async_validate_path())
    except trust_errors.DisallowedAlgorithmError:
        return Path(reason=Reason.WEAK_ALGORITHM)
    except trust_errors.ExpiredError:
        return Path(reason=Reason.CERTIFICATE_EXPIRED)
    except trust_errors.NotYetValidError:
        return Path(reason=Reason.CERTIFICATE_NOT_YET)
    except (trust_errors.PathError, trust_errors.ValidationError, *READ_FAULTS):
        return Path(reason=Reason.ISSUER_UNKNOWN)
    _root, *below = found
    # The certificate itself is looked at by whoever asks, a root is believed by itself.
    if not all(is_strong(one) for one in below[:-1]):
        return Path(reason=Reason.WEAK_ALGORITHM)
    return Path(tuple(one.dump() for one in found)[::-1])


def issuers_of(der: bytes, given: Sequence[bytes]) -> tuple[bytes, ...]:
    """Return, of what a file carries, who stands above a certificate, nearest first."""
    left = list(dict.fromkeys(given[:MOST_GIVEN]))
    below, found = [der], list[bytes]()
    while below and len(found) < MOST_ABOVE:
        one = readable(below.pop(0))
        above = [other for other in left if one is not None and _is_issued_by(one, other)]
        above = above[: MOST_ABOVE - len(found)]
        found += above
        below += above
        left = [other for other in left if other not in above]
    return tuple(found)


def _is_issued_by(one: plain.Certificate, above: bytes) -> bool:
    issuer = readable(above)
    try:
        if issuer is None or issuer.subject != one.issuer:
            return False
        if _is_weakly_issued(one):
            return True  # by its name alone; the path then says that it is too weak
        one.verify_directly_issued_by(issuer)
    except (*READ_FAULTS, InvalidSignature):
        return False
    return True


def _is_weakly_issued(one: plain.Certificate) -> bool:
    """Tell whether a certificate was signed by a digest that nobody checks any more."""
    try:
        digest = one.signature_hash_algorithm
    except UnsupportedAlgorithm:
        return True
    return digest is not None and digest.name in WEAK_DIGESTS


def forget_paths() -> None:
    """Forget every path that was found."""
    _path.cache_clear()
    readable.cache_clear()


def _loaded(others: tuple[bytes, ...]) -> list[x509.Certificate]:
    """Return the certificates that can be read; a stranger's file may carry rubbish."""
    found: list[x509.Certificate] = []
    for der in others:
        try:
            one = x509.Certificate.load(der)
            _read = (one.subject.native, one.issuer.native, one.public_key.algorithm)
        except READ_FAULTS:
            continue
        found.append(one)
    return found


def name_of(certificate: x509.Certificate) -> str:
    """Return the name by which people know a certificate."""
    native = certificate.subject.native
    return first(native.get("common_name") or native.get("organization_name") or "")


def first(value: object) -> str:
    """Return a part of a name; the first where it has several."""
    return str(value[0]) if isinstance(value, list) and value else str(value)


@lru_cache(maxsize=1024)
def readable(der: bytes) -> plain.Certificate | None:
    """Return a certificate as the checks of revocation read it."""
    try:
        return plain.load_der_x509_certificate(der)
    except READ_FAULTS:
        return None


def is_strong(certificate: x509.Certificate) -> bool:
    """Tell whether the certificate's key is long enough (Circular 15/2025)."""
    key = certificate.public_key
    if key.algorithm in {"rsa", "rsassa_pss"}:
        return int(key.bit_size) >= SHORTEST_RSA
    return key.algorithm == "ec" and int(key.bit_size) >= SHORTEST_CURVE


def signs_documents(certificate: x509.Certificate) -> bool:
    """Tell whether the certificate was issued for signing documents, or for nothing in particular.

    One whose uses leave out signing, or that is an authority's own, signs none.
    """
    usage = certificate.key_usage_value
    if usage is not None and not SIGNING_USES & usage.native:
        return False
    if certificate.ca:
        return False
    extended = certificate.extended_key_usage_value
    if extended is None:
        return True
    return bool(set(extended.native) - OTHER_PURPOSES)


def stamps_time(certificate: x509.Certificate) -> bool:
    """Tell whether the certificate was issued for time-stamps, and for nothing else.

    Its purpose is marked critical, so that nobody uses the key for anything else (RFC 3161, 2.3);
    its key signs, and no certificates.
    """
    extended = certificate.extended_key_usage_value
    if extended is None or "extended_key_usage" not in certificate.critical_extensions:
        return False
    usage = certificate.key_usage_value
    signs = usage is None or bool(SIGNING_USES & usage.native)
    return extended.native == [TIME_STAMPING] and signs and not certificate.ca


def is_misleading(name: str) -> bool:
    """Tell whether a name looks like another: foreign letters among Latin ones, unseen signs."""
    if any(unicodedata.category(sign) in {"Cf", "Cc", "Co", "Cn"} for sign in name):
        return True
    scripts = {unicodedata.name(sign, "").split(" ")[0] for sign in name if sign.isalpha()}
    return "LATIN" in scripts and bool(scripts.intersection(MIXED_IN))
