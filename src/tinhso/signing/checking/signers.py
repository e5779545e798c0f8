"""What a CMS message carries: its signers and their certificates."""

from collections.abc import Sequence

from asn1crypto import cms, core, x509


def certificates_in(signed: cms.SignedData) -> list[x509.Certificate]:
    """Return the X.509 certificates of a message."""
    held = signed["certificates"]
    if held is core.VOID or not held:
        return []
    return [one.chosen.untag() for one in held if one.name == "certificate"]


def certificate_of(
    signer: cms.SignerInfo, held: Sequence[x509.Certificate]
) -> x509.Certificate | None:
    """Return the certificate that a signer names."""
    return certificate_named(signer["sid"], held)


def certificate_named(
    sid: cms.SignerIdentifier, held: Sequence[x509.Certificate]
) -> x509.Certificate | None:
    """Return, of the certificates of a message, the one that is named."""
    if sid.name == "issuer_and_serial_number":
        named = sid.chosen
        for one in held:
            if one.serial_number == named["serial_number"].native and _is_same(one, named):
                return one
        return None
    for one in held:
        if one.key_identifier == sid.chosen.native:
            return one
    return None


def _is_same(one: x509.Certificate, named: cms.IssuerAndSerialNumber) -> bool:
    """Tell whether a certificate is from the issuer that is named, nearly always byte for byte."""
    return bool(one.issuer.dump() == named["issuer"].dump() or one.issuer == named["issuer"])


def unsigned_values(signer: cms.SignerInfo, kind: str) -> list[bytes]:
    """Return the values of an unsigned attribute (DER)."""
    attributes = signer["unsigned_attrs"]
    if attributes is core.VOID or not attributes:
        return []
    return [
        value.dump()
        for attribute in attributes
        if attribute["type"].native == kind
        for value in attribute["values"]
    ]
