"""Certificates that sign nothing here: of another day, for another purpose, too weak."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache

import pytest
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID as Use
from django.utils import timezone
from lxml import etree

from tinhso.kernel.files.testing import a_pdf
from tinhso.signing import pki, services
from tinhso.signing.algorithms import Algorithm, KeyKind, PrivateKey, new_key, sign_with
from tinhso.signing.checking.report import Reason, Verdict
from tinhso.signing.formats.cades import sign_detached
from tinhso.signing.formats.names import DS
from tinhso.signing.formats.signer import Evidence, SealingKey
from tinhso.signing.formats.xades import sign_enveloped
from tinhso.signing.pdf.sealing import Look, add_signature

pytestmark = pytest.mark.django_db

CONTENT = b"Kinh gui"
PURE = ("digital_signature", "content_commitment")
EVERY_USE = (*PURE, "key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign",
             "crl_sign", "encipher_only", "decipher_only")  # fmt: skip


@lru_cache(maxsize=1)
def a_key() -> PrivateKey:
    return new_key(KeyKind.RSA2048)


def certified(
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    uses: tuple[str, ...] = PURE,
    purposes: tuple[x509.ObjectIdentifier, ...] = (),
    key: PrivateKey | None = None,
) -> SealingKey:
    """Return a key that the house's own authority certified so, beside its register."""
    issuing, now, key = services.ensure_authority().issuing, timezone.now(), key or a_key()
    builder = (
        x509.CertificateBuilder()
        .subject_name(pki.Subject(common_name="Nông Thị Hạnh").name())
        .issuer_name(issuing.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since or now - timedelta(minutes=2))
        .not_valid_after(until or now + timedelta(days=9))
        .add_extension(x509.KeyUsage(**{use: use in uses for use in EVERY_USE}), critical=True)
    )
    if purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
    made = builder.sign(issuing.key, hashes.SHA256())
    algorithm = Algorithm.RSA_SHA256
    chain = (issuing.certificate.public_bytes(Encoding.DER),)
    own = made.public_bytes(Encoding.DER)
    return SealingKey(own, chain, sign_with(key, algorithm), algorithm)


def in_message(key: SealingKey) -> tuple[Reason, ...]:
    made = sign_detached(CONTENT, key, Evidence(), at=timezone.now())
    return services.verify(made, outside={"": CONTENT}).signatures[0].reasons


def in_document(key: SealingKey) -> tuple[Reason, ...]:
    made = sign_enveloped(b"<don><ten>A</ten></don>", key, Evidence(), at=timezone.now())
    return services.verify(made).signatures[0].reasons


def in_pdf(key: SealingKey) -> tuple[Reason, ...]:
    made = add_signature(a_pdf("a"), key, field_name="Ky", look=Look(), holder="Hạnh")
    return services.verify(made).signatures[0].reasons


EVERYWHERE = pytest.mark.parametrize("placed", [in_message, in_document, in_pdf])
Placed = Callable[[SealingKey], tuple[Reason, ...]]


@EVERYWHERE
def test_a_certificate_signs_within_its_own_days(placed: Placed) -> None:
    now = timezone.now()

    early = placed(certified(since=now + timedelta(hours=1)))
    late = placed(certified(since=now - timedelta(days=9), until=now - timedelta(hours=1)))

    assert early[:1] == (Reason.CERTIFICATE_NOT_YET,)
    assert late[:1] == (Reason.CERTIFICATE_EXPIRED,)
    assert placed(certified()) == ()


@EVERYWHERE
@pytest.mark.parametrize(
    ("uses", "purposes"),
    [
        (("key_encipherment",), ()),
        (("key_agreement",), ()),
        (PURE, (Use.SERVER_AUTH,)),
        (PURE, (Use.CODE_SIGNING,)),
        (PURE, (Use.OCSP_SIGNING, Use.TIME_STAMPING)),
    ],
)
def test_a_certificate_for_another_purpose_signs_nothing(
    placed: Placed, uses: tuple[str, ...], purposes: tuple[x509.ObjectIdentifier, ...]
) -> None:
    assert placed(certified(uses=uses, purposes=purposes)) == (Reason.WRONG_PURPOSE,)


def test_a_certificate_for_documents_among_others_signs() -> None:
    assert in_message(certified(purposes=(Use.EMAIL_PROTECTION,))) == ()
    assert in_message(certified(purposes=(Use.SERVER_AUTH, Use.CLIENT_AUTH))) == ()
    assert in_message(certified(uses=("content_commitment",))) == ()


@EVERYWHERE
def test_a_key_of_1024_bits_is_too_weak(placed: Placed) -> None:
    weak = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505  that is the point

    assert placed(certified(key=weak)) == (Reason.WEAK_ALGORITHM,)


def reissued_by_sha_1(key: SealingKey) -> SealingKey:
    """Return the same key with a certificate as authorities issued them long ago."""
    issuer = services.ensure_authority().issuing.key
    assert isinstance(issuer, ec.EllipticCurvePrivateKey)
    body = asn1_x509.Certificate.load(key.certificate)["tbs_certificate"].copy()
    body["signature"] = {"algorithm": "sha1_ecdsa"}
    value = issuer.sign(body.dump(), ec.ECDSA(hashes.SHA1()))  # noqa: S303  that is the point
    made = asn1_x509.Certificate(
        {
            "tbs_certificate": body,
            "signature_algorithm": {"algorithm": "sha1_ecdsa"},
            "signature_value": value,
        }
    )
    return replace(key, certificate=made.dump())


@EVERYWHERE
def test_a_certificate_issued_by_sha_1_is_too_weak(placed: Placed) -> None:
    assert placed(reissued_by_sha_1(certified())) == (Reason.WEAK_ALGORITHM,)


def test_sha_1_is_too_weak_in_xml_too() -> None:
    key = certified()
    root = etree.fromstring(
        sign_enveloped(b"<don><ten>A</ten></don>", key, Evidence(), at=timezone.now())
    )
    info = root.find(f"{{{DS}}}Signature/{{{DS}}}SignedInfo")
    value = root.find(f"{{{DS}}}Signature/{{{DS}}}SignatureValue")
    assert info is not None
    assert value is not None
    info.find(f"{{{DS}}}SignatureMethod").set("Algorithm", f"{DS}rsa-sha1")
    signed = etree.tostring(info, method="c14n", exclusive=True)
    by_rsa = a_key()
    assert isinstance(by_rsa, rsa.RSAPrivateKey)
    value.text = b64encode(by_rsa.sign(signed, padding.PKCS1v15(), hashes.SHA1())).decode()  # noqa: S303  that is the point

    (found,) = services.verify(etree.tostring(root)).signatures

    assert (found.verdict, found.reasons) == (Verdict.INVALID, (Reason.WEAK_ALGORITHM,))
