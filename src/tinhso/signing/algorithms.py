"""Which keys sign, and how: RSA from 2048 bits, ECDSA P-256 and P-384, never SHA-1.

Circular 15/2025 asks for RSASSA-PSS or ECDSA with SHA-2. RSA with PKCS#1 v1.5 is made only when a
caller names it, for a token or a reader that knows nothing newer.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey
SignData = Callable[[bytes], bytes]
"""Signs bytes with the holder's key, wherever that key is kept."""

SHORTEST_RSA: Final = 2048
SHORTEST_CURVE: Final = 256


class KeyKind(StrEnum):
    """What a key store can be asked to make."""

    P256 = "ecdsa-p256"
    P384 = "ecdsa-p384"
    RSA2048 = "rsa-2048"
    RSA3072 = "rsa-3072"


class Algorithm(StrEnum):
    """How a signature value comes about: the key's scheme with its digest."""

    ECDSA_SHA256 = "ecdsa-sha256"
    ECDSA_SHA384 = "ecdsa-sha384"
    RSA_PSS_SHA256 = "rsa-pss-sha256"
    RSA_SHA256 = "rsa-sha256"

    @property
    def digest(self) -> str:
        """Return the name of the digest, as `hashlib` and CMS know it."""
        return "sha384" if self is Algorithm.ECDSA_SHA384 else "sha256"

    @property
    def is_pss(self) -> bool:
        """Tell whether an RSA signature is padded as Circular 15/2025 asks."""
        return self is Algorithm.RSA_PSS_SHA256


def new_key(kind: KeyKind = KeyKind.P256) -> PrivateKey:
    """Return a fresh key."""
    match kind:
        case KeyKind.P256:
            return ec.generate_private_key(ec.SECP256R1())
        case KeyKind.P384:
            return ec.generate_private_key(ec.SECP384R1())
        case KeyKind.RSA2048 | KeyKind.RSA3072:
            bits = 2048 if kind is KeyKind.RSA2048 else 3072
            return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def algorithms_for(key: PublicKey) -> tuple[Algorithm, ...]:
    """Return how a key may sign, the usual way first; nothing for a key too weak to sign."""
    if isinstance(key, rsa.RSAPublicKey):
        strong = key.key_size >= SHORTEST_RSA
        return (Algorithm.RSA_PSS_SHA256, Algorithm.RSA_SHA256) if strong else ()
    if isinstance(key.curve, ec.SECP384R1):
        return (Algorithm.ECDSA_SHA384,)
    return (Algorithm.ECDSA_SHA256,) if isinstance(key.curve, ec.SECP256R1) else ()


def is_made_by(key: PublicKey, algorithm: Algorithm, data: bytes, value: bytes) -> bool:
    """Tell whether a signature value over the bytes is that of the key."""
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(value, data, _padding(algorithm), hashes.SHA256())
        else:
            key.verify(value, data, ec.ECDSA(_digest(algorithm)))
    except InvalidSignature:
        return False
    return True


def _padding(algorithm: Algorithm) -> padding.AsymmetricPadding:
    if algorithm.is_pss:
        return padding.PSS(padding.MGF1(hashes.SHA256()), hashes.SHA256.digest_size)
    return padding.PKCS1v15()


def _digest(algorithm: Algorithm) -> hashes.HashAlgorithm:
    return hashes.SHA384() if algorithm.digest == "sha384" else hashes.SHA256()


def sign_with(key: PrivateKey, algorithm: Algorithm) -> SignData:
    """Return what signs bytes with a loaded key; an elliptic signature is DER, as CMS has it."""
    if isinstance(key, rsa.RSAPrivateKey):
        padded = _padding(algorithm)
        return lambda data: key.sign(data, padded, hashes.SHA256())
    digest = _digest(algorithm)
    return lambda data: key.sign(data, ec.ECDSA(digest))
