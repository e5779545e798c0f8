"""The demonstration authority: a root, an issuing authority, a time-stamp service and a CRL.

It stands in for the government's own authority (Ban Cơ yếu Chính phủ) until an installation
is given real certificates. All is plain X.509 (RFC 5280) with ECDSA P-256 and SHA-256, which
Circular 15/2025 allows and every PDF reader knows.
"""

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from asn1crypto.core import GeneralizedTime
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import (
    AuthorityInformationAccessOID,
    ExtendedKeyUsageOID,
    NameOID,
    ObjectIdentifier,
)

from tinhso.signing.algorithms import PrivateKey, PublicKey

DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
AUTHORITY_NAME = "CA thử nghiệm Tỉnh Số"
ROOT_YEARS = 20
"""Decree 68/2024, Article 9: an authority's certificate holds at most 20 years."""

MAX_YEARS = 5
"""Decree 68/2024, Article 9: a new subscriber's certificate holds at most 5 years."""

SigningKey = PrivateKey
NewKey = Callable[[], SigningKey]
"""Makes a key: here, or on a device."""


@dataclass(frozen=True)
class Identity:
    """A key with its certificate."""

    key: SigningKey
    certificate: x509.Certificate


@dataclass(frozen=True)
class Subject:
    """What a certificate says about its holder."""

    common_name: str
    organization: str = ""
    unit: str = ""
    title: str = ""
    identifier: str = ""
    email: str = ""

    def name(self) -> x509.Name:
        """Return the X.509 name, empty parts left out."""
        parts = [
            (NameOID.COUNTRY_NAME, "VN"),
            (NameOID.ORGANIZATION_NAME, self.organization),
            (NameOID.ORGANIZATIONAL_UNIT_NAME, self.unit),
            (NameOID.TITLE, self.title),
            (NameOID.SERIAL_NUMBER, self.identifier),
            (NameOID.COMMON_NAME, self.common_name),
        ]
        # X.520 limits a name to 64 characters; the library counts bytes, too few for Vietnamese.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            return x509.Name(
                [x509.NameAttribute(oid, text[:64], _validate=False) for oid, text in parts if text]
            )


def new_key() -> ec.EllipticCurvePrivateKey:
    """Return a fresh P-256 key."""
    return ec.generate_private_key(ec.SECP256R1())


def key_text(key: SigningKey) -> str:
    """Return a key as PEM text, to be kept in an encrypted column."""
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def load_key(text: str) -> SigningKey:
    """Return the key kept by `key_text`."""
    key = serialization.load_pem_private_key(text.encode(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise TypeError("Keys kept here are RSA or elliptic.")
    return key


def pem(certificate: x509.Certificate) -> str:
    """Return a certificate as PEM text."""
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def load_certificate(text: str) -> x509.Certificate:
    """Return the certificate of a PEM text."""
    return x509.load_pem_x509_certificate(text.encode())


def make_root(*, at: datetime, made: NewKey = new_key) -> Identity:
    """Make the self-signed root, good for twenty years."""
    key = made()
    name = Subject(common_name=f"{AUTHORITY_NAME} - Gốc", organization="Tỉnh Số").name()
    certificate = _certificate(
        name, name, key.public_key(), key, at, at + timedelta(days=365 * ROOT_YEARS), authority=1
    )
    return Identity(key, certificate)


def make_issuing(root: Identity, *, at: datetime, made: NewKey = new_key) -> Identity:
    """Make the authority that issues to officials and agencies."""
    key = made()
    certificate = _certificate(
        Subject(common_name=AUTHORITY_NAME, organization="Tỉnh Số").name(),
        root.certificate.subject,
        key.public_key(),
        root.key,
        at,
        root.certificate.not_valid_after_utc - timedelta(days=1),
        authority=0,
        issuer=root.certificate,
    )
    return Identity(key, certificate)


def make_time_stamper(issuing: Identity, *, at: datetime, made: NewKey = new_key) -> Identity:
    """Make the time-stamp service's certificate (RFC 3161)."""
    key = made()
    certificate = _certificate(
        Subject(common_name=f"{AUTHORITY_NAME} - Dấu thời gian", organization="Tỉnh Số").name(),
        issuing.certificate.subject,
        key.public_key(),
        issuing.key,
        at,
        at + timedelta(days=365 * MAX_YEARS),
        issuer=issuing.certificate,
        usage=ExtendedKeyUsageOID.TIME_STAMPING,
    )
    return Identity(key, certificate)


def issue(
    issuing: Identity,
    subject: Subject,
    public_key: PublicKey,
    *,
    at: datetime,
    until: datetime,
    address: str = "",
) -> x509.Certificate:
    """Issue a certificate for signing documents; it names the trust services at `address`."""
    return _certificate(
        subject.name(),
        issuing.certificate.subject,
        public_key,
        issuing.key,
        at,
        until,
        issuer=issuing.certificate,
        usage=DOCUMENT_SIGNING,
        address=address,
        email=subject.email,
    )


def revocation_list(
    issuing: Identity,
    revoked: list[tuple[int, datetime]],
    *,
    at: datetime,
    number: int,
    days: int = 7,
    reasons: Mapping[int, x509.ReasonFlags] | None = None,
) -> bytes:
    """Return the DER list of revoked certificates: (serial, when); `reasons` by serial number."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuing.certificate.subject)
        .last_update(at)
        .next_update(at + timedelta(days=days))
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(_authority_key(issuing.certificate), critical=False)
        .add_extension(_keeps_expired(issuing.certificate), critical=False)
    )
    for serial, when in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(when)
        if reasons and serial in reasons:
            entry = entry.add_extension(x509.CRLReason(reasons[serial]), critical=False)
        builder = builder.add_revoked_certificate(entry.build())
    signed = builder.sign(issuing.key, hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.DER)


def _certificate(
    subject: x509.Name,
    issuer_name: x509.Name,
    public_key: PublicKey,
    signer: SigningKey,
    at: datetime,
    until: datetime,
    *,
    authority: int | None = None,
    issuer: x509.Certificate | None = None,
    usage: ObjectIdentifier | None = None,
    address: str = "",
    email: str = "",
) -> x509.Certificate:
    is_authority = authority is not None
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer_name)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(minutes=5))
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(is_authority, authority), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not is_authority,
                content_commitment=not is_authority and usage is DOCUMENT_SIGNING,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=is_authority,
                crl_sign=is_authority,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
    )
    if issuer is not None:
        builder = builder.add_extension(_authority_key(issuer), critical=False)
    if usage is not None:
        critical = usage == ExtendedKeyUsageOID.TIME_STAMPING
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=critical)
    if address:
        for extension in _where_to_ask(address):
            builder = builder.add_extension(extension, critical=False)
    if email.isascii() and email:
        names = x509.SubjectAlternativeName([x509.RFC822Name(email)])
        builder = builder.add_extension(names, critical=False)
    return builder.sign(signer, hashes.SHA256())


def _where_to_ask(address: str) -> tuple[x509.ExtensionType, x509.ExtensionType]:
    """Return where readers find revocation answers, the issuer's certificate and its list."""
    ocsp, above, crl = (
        x509.UniformResourceIdentifier(f"{address}/{name}")
        for name in ("ocsp", "cap.cer", "cap.crl")
    )
    told = [
        x509.AccessDescription(AuthorityInformationAccessOID.OCSP, ocsp),
        x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, above),
    ]
    point = x509.DistributionPoint([crl], None, None, None)
    return x509.AuthorityInformationAccess(told), x509.CRLDistributionPoints([point])


def _keeps_expired(issuer: x509.Certificate) -> x509.UnrecognizedExtension:
    """Say that a list names revoked certificates for good, expired ones too (X.509, 2.5.29.60)."""
    since = GeneralizedTime(issuer.not_valid_before_utc).dump()
    return x509.UnrecognizedExtension(ObjectIdentifier("2.5.29.60"), since)


def _authority_key(issuer: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    key_id = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(key_id)
