"""The signature value of an XML signature, by the key of its certificate."""

from asn1crypto import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from tinhso.signing.checking.trust import readable
from tinhso.signing.formats.names import DS

MORE = "http://www.w3.org/2001/04/xmldsig-more#"
NEWER = "http://www.w3.org/2007/05/xmldsig-more#"
HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha1": hashes.SHA1(),  # noqa: S303  read, to be refused as weak
    "sha224": hashes.SHA224(),
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
METHODS = {
    f"{DS}rsa-sha1": ("rsa", "sha1"),
    **{f"{MORE}rsa-{name}": ("rsa", name) for name in HASHES if name != "sha1"},
    **{f"{MORE}ecdsa-{name}": ("ecdsa", name) for name in HASHES},
    **{f"{NEWER}{name}-rsa-MGF1": ("rsa-pss", name) for name in HASHES},
}


class UnknownSignature(ValueError):
    """A way of signing that is not known here."""


def fits(
    certificate: x509.Certificate, method: str, signed: bytes, value: bytes
) -> tuple[bool, str, str]:
    """Return whether the value fits, how it was made, and its digest's name."""
    if method not in METHODS:
        raise UnknownSignature(method)
    scheme, digest = METHODS[method]
    known = readable(certificate.dump())
    key = known.public_key() if known is not None else None
    name, hashed = f"{scheme}-{digest}", HASHES[digest]
    try:
        if scheme == "ecdsa":
            if not isinstance(key, ec.EllipticCurvePublicKey) or len(value) % 2:
                return False, name, digest
            half = len(value) // 2
            numbers = int.from_bytes(value[:half], "big"), int.from_bytes(value[half:], "big")
            key.verify(encode_dss_signature(*numbers), signed, ec.ECDSA(hashed))
        elif isinstance(key, rsa.RSAPublicKey):
            padded: padding.AsymmetricPadding = padding.PKCS1v15()
            if scheme == "rsa-pss":
                padded = padding.PSS(padding.MGF1(hashed), hashed.digest_size)
            key.verify(value, signed, padded, hashed)
        else:
            return False, name, digest
    except InvalidSignature:
        return False, name, digest
    return True, name, digest
