"""Prove that a key is on a device: a certification request (PKCS#10) that the key itself signed."""

import hashlib
from collections.abc import Sequence
from typing import Final

from asn1crypto import csr, keys, pem, x509

from tinhso.signing.algorithms import Algorithm
from tinhso.signing.tokens.client import Helper

MOST_ABOVE: Final = 5
SIGNED_BY: Final = {
    Algorithm.ECDSA_SHA256: "sha256_ecdsa",
    Algorithm.ECDSA_SHA384: "sha384_ecdsa",
    Algorithm.RSA_SHA256: "sha256_rsa",
}


def request_for(device: Helper, place: str, public: bytes) -> str:
    """Return the request (PEM) for a key of an opened device; who it is for, the house knows."""
    known = public_info(public)
    algorithm = _algorithm(known)
    asked = csr.CertificationRequestInfo(
        {
            "version": "v1",
            "subject": x509.Name.build({"common_name": "Tinh So"}),
            "subject_pk_info": known,
            "attributes": csr.CRIAttributes([]),
        }
    )
    made = csr.CertificationRequest(
        {
            "certification_request_info": asked,
            "signature_algorithm": {"algorithm": SIGNED_BY[algorithm]},
            "signature": device.sign(place, asked.dump(), algorithm),
        }
    )
    armored: bytes = pem.armor("CERTIFICATE REQUEST", made.dump())
    return armored.decode()


def fingerprint_of(public: bytes) -> str:
    """Return the SHA-256 of a public key, by which people compare it."""
    return hashlib.sha256(public_info(public).dump()).hexdigest()


def in_fours(fingerprint: str) -> str:
    """Return the beginning of a fingerprint as people read it to each other."""
    shown = fingerprint[:24].upper()
    return " ".join(shown[at : at + 4] for at in range(0, len(shown), 4))


def public_info(public: bytes) -> keys.PublicKeyInfo:
    """Return a public key as certificates have it, also where a device tells the RSA key bare."""
    try:
        known = keys.PublicKeyInfo.load(public, strict=True)
        known.algorithm  # noqa: B018  # reading it tells whether it is one
    except (ValueError, TypeError):
        return keys.PublicKeyInfo.wrap(keys.RSAPublicKey.load(public, strict=True), "rsa")
    return known


def path_of(public: bytes, certificates: Sequence[bytes]) -> list[bytes]:
    """Return the key's own certificate among these, then each that issued the one before."""
    known = public_info(public).dump()
    parsed = [x509.Certificate.load(one) for one in certificates]
    path = [one for one in parsed if one.public_key.dump() == known][:1]
    while path and len(path) <= MOST_ABOVE:
        above = [one for one in parsed if one.subject == path[-1].issuer and one not in path]
        if not above:
            break
        path.append(above[0])
    return [one.dump() for one in path]


def _algorithm(known: keys.PublicKeyInfo) -> Algorithm:
    if known.algorithm == "rsa":
        return Algorithm.RSA_SHA256
    return Algorithm.ECDSA_SHA384 if known.curve[1] == "secp384r1" else Algorithm.ECDSA_SHA256
