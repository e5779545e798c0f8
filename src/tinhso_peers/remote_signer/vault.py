"""The service's own side: credentials with their keys, one-time codes, activations for n hashes."""

import threading
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from secrets import randbelow, token_urlsafe
from time import time

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.x509.oid import NameOID

ECDSA_SHA256 = "1.2.840.10045.4.3.2"
RSA_SHA256 = "1.2.840.113549.1.1.11"
RSA_PSS = "1.2.840.113549.1.1.10"
SHA256 = "2.16.840.1.101.3.4.2.1"

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class Refused(Exception):
    """What the service answers with an error of its API."""


@dataclass
class Credential:
    """One person's key with its certificate, and the code that was sent to his telephone."""

    user: str
    key: Key
    chain: list[x509.Certificate]
    scal: str = "1"
    code: str = ""


@dataclass
class Activation:
    """What allows so many signatures with one credential; under SCAL 2 over these hashes alone."""

    credential: str
    left: int
    hashes: frozenset[str] | None = None


class Vault:
    """Every credential of the service; all of it lives as long as the process."""

    def __init__(self) -> None:
        """Make the authority that certifies the keys of this service."""
        self._lock = threading.Lock()
        self._authority = ec.generate_private_key(ec.SECP256R1())
        self.root = _certificate("Dich vu ky tu xa thu nghiem", None, self._authority, None)
        self.telephone: Callable[[str, str], None] | None = None
        self.credentials: dict[str, Credential] = {}
        self.activations: dict[str, Activation] = {}

    def add(self, user: str, name: str, *, is_rsa: bool = False, scal: str = "1") -> str:
        """Make a key and its certificate; return the credential's id."""
        key: Key = ec.generate_private_key(ec.SECP256R1())
        if is_rsa:
            key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        own = _certificate(name, self.root, self._authority, key)
        known = f"cred-{token_urlsafe(9)}"
        self.credentials[known] = Credential(user, key, [own, self.root], scal)
        return known

    def of(self, user: str) -> list[str]:
        """Return the ids of a person's credentials."""
        return [known for known, one in self.credentials.items() if one.user == user]

    def info(self, known: str) -> dict[str, object]:
        """Tell of a credential what the API tells."""
        one = self._credential(known)
        is_rsa = isinstance(one.key, rsa.RSAPrivateKey)
        return {
            "key": {
                "status": "enabled",
                "algo": [RSA_PSS, RSA_SHA256] if is_rsa else [ECDSA_SHA256],
                "len": one.key.key_size,
            },
            "cert": {
                "status": "valid",
                "certificates": [
                    b64encode(each.public_bytes(serialization.Encoding.DER)).decode()
                    for each in one.chain
                ],
            },
            "auth": {"mode": "explicit", "expression": "OTP", "objects": [{"id": "OTP"}]},
            "SCAL": one.scal,
            "multisign": 100,
        }

    def send_code(self, known: str) -> None:
        """Send a fresh one-time code to the person's telephone."""
        one = self._credential(known)
        one.code = f"{randbelow(1_000_000):06d}"
        if self.telephone is not None:
            self.telephone(one.user, one.code)

    def authorize(
        self, known: str, code: str, count: int, hashes: Sequence[str] | None = None
    ) -> str:
        """Take the code, once; return the activation for so many hashes.

        Under SCAL 2 they are named now, and no other is signed.
        """
        one = self._credential(known)
        if one.scal == "2" and (not hashes or len(hashes) != count):
            raise Refused("invalid_request: hashes")
        with self._lock:
            sent, one.code = one.code, ""
            if not sent or sent != code:
                raise Refused("invalid_otp")
            activation = token_urlsafe(24)
            bound = frozenset(hashes or ()) if one.scal == "2" else None
            self.activations[activation] = Activation(known, count, bound)
        return activation

    def sign(self, known: str, activation: str, given: list[str], how: str) -> list[str]:
        """Sign hashes within an activation, which each of them uses up by one."""
        one = self._credential(known)
        with self._lock:
            allowed = self.activations.get(activation)
            if allowed is None or allowed.credential != known or allowed.left < len(given):
                raise Refused("invalid_request: SAD")
            if allowed.hashes is not None and not allowed.hashes.issuperset(given):
                raise Refused("invalid_request: hash not authorized")
            allowed.left -= len(given)
        return [b64encode(_value(one.key, b64decode(text), how)).decode() for text in given]

    def _credential(self, known: str) -> Credential:
        if known not in self.credentials:
            raise Refused("invalid_request: credentialID")
        return self.credentials[known]


def _value(key: Key, digest: bytes, how: str) -> bytes:
    already = utils.Prehashed(hashes.SHA256())
    if isinstance(key, ec.EllipticCurvePrivateKey):
        if how != ECDSA_SHA256:
            raise Refused("invalid_request: signAlgo")
        return key.sign(digest, ec.ECDSA(already))
    if how == RSA_PSS:
        salted = padding.PSS(padding.MGF1(hashes.SHA256()), hashes.SHA256.digest_size)
        return key.sign(digest, salted, already)
    if how != RSA_SHA256:
        raise Refused("invalid_request: signAlgo")
    return key.sign(digest, padding.PKCS1v15(), already)


def _certificate(
    name: str, root: x509.Certificate | None, authority: ec.EllipticCurvePrivateKey, key: Key | None
) -> x509.Certificate:
    now = datetime.fromtimestamp(time(), UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if root is None else root.subject)
        .public_key((key or authority).public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=1))
        .not_valid_after(now + timedelta(days=365))
        .add_extension(x509.BasicConstraints(ca=root is None, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=root is not None,
                content_commitment=root is not None,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=root is None,
                crl_sign=root is None,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .sign(authority, hashes.SHA256())
    )
