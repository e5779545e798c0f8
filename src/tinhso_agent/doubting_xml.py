"""See that a signature in XML is over one document and over who signs it, and over no more.

What the key signs is a list of references (`SignedInfo`, XML-DSig): one to the document, one to the
signature's own properties, which come along and name the certificate by its digest (XAdES).
"""

import hashlib
from base64 import b64decode
from dataclasses import dataclass
from typing import Final

from lxml import etree

from tinhso.signing.algorithms import Algorithm
from tinhso.signing.formats.names import (
    DIGEST_NAMES,
    DS,
    ENVELOPED,
    EXCLUSIVE,
    OBJECT_TYPE,
    SIGNATURE_NAMES,
    SIGNED_PROPERTIES,
    XADES,
)
from tinhso.signing.formats.safe_xml import UnsafeXml, read
from tinhso_agent.doubting import DIGESTS_SAID, Clear, Doubt, signed_digest

AROUND: Final = "xades-enveloped"
HELD: Final = "xades-enveloping"
BESIDE: Final = "xades-detached"

SHAPES: Final = {
    AROUND: ("", (ENVELOPED, EXCLUSIVE)),
    HELD: (OBJECT_TYPE, (EXCLUSIVE,)),
    BESIDE: ("", ()),
}
"""Of each format: what kind of thing it refers to, and the steps to what is digested."""


@dataclass(frozen=True)
class _Reference:
    """What one reference says."""

    uri: str
    kind: str
    steps: tuple[str, ...]
    method: str
    digest: bytes


def require_clear_xml(
    to_sign: bytes,
    certificate: bytes,
    algorithm: str,
    *,
    form: str,
    sha256: str,
    properties: bytes,
) -> Clear:
    """Raise `Doubt` unless this signs one document by this certificate; return what to show.

    The digest of a file that stays beside the signature is the one that is told, where both are
    SHA-256; of a file in or around it the canonical form is digested, and what is told is shown.
    """
    by = Algorithm(algorithm).digest
    try:
        covered, own = _references(read(to_sign).getroot(), Algorithm(algorithm))
        is_named = _names(read(properties).getroot(), certificate, by, own.uri)
    except (UnsafeXml, ValueError, KeyError, TypeError, IndexError, AttributeError):
        raise Doubt("structure") from None
    is_own = (own.kind, own.steps) == (SIGNED_PROPERTIES, (EXCLUSIVE,))
    is_whole = own.digest == hashlib.new(by, properties).digest()
    is_one = (covered.kind, covered.steps) == SHAPES[form] and _is_there(covered.uri, form)
    if not (is_named and is_own and is_whole and is_one) or covered.uri == own.uri:
        raise Doubt("meaning")
    if form == BESIDE:
        return signed_digest(by, covered.digest, sha256)
    return Clear(DIGESTS_SAID["sha256"], sha256)


def _is_there(uri: str, form: str) -> bool:
    """Tell whether a reference leads to where the format has its document."""
    if form == AROUND:
        return uri == ""
    return uri.startswith("#") if form == HELD else uri != "" and not set(uri) & set("#:/")


def _references(info: "etree._Element", algorithm: Algorithm) -> tuple[_Reference, _Reference]:
    """Return both references of a list that has nothing else."""
    method, signs, covered, own = info
    tags = [one.tag for one in (info, method, signs, covered, own)]
    expected = ("SignedInfo", "CanonicalizationMethod", "SignatureMethod", *["Reference"] * 2)
    is_known = tags == [f"{{{DS}}}{name}" for name in expected]
    if not is_known or len(method) or len(signs):
        raise ValueError("structure")
    if (method.attrib["Algorithm"], signs.attrib["Algorithm"]) != (
        EXCLUSIVE,
        SIGNATURE_NAMES[algorithm],
    ):
        raise ValueError("method")
    first, second = _reference(covered), _reference(own)
    if {first.method, second.method} != {DIGEST_NAMES[algorithm.digest]}:
        raise ValueError("digest")
    return first, second


def _reference(node: "etree._Element") -> _Reference:
    *steps, method, digest = node
    if [method.tag, digest.tag] != [f"{{{DS}}}DigestMethod", f"{{{DS}}}DigestValue"]:
        raise ValueError("reference")
    if steps and (len(steps) > 1 or steps[0].tag != f"{{{DS}}}Transforms"):
        raise ValueError("reference")
    taken = [one for step in steps for one in step]
    if any(one.tag != f"{{{DS}}}Transform" or len(one) for one in taken):
        raise ValueError("step")
    return _Reference(
        uri=node.attrib["URI"],
        kind=node.get("Type", ""),
        steps=tuple(one.attrib["Algorithm"] for one in taken),
        method=method.attrib["Algorithm"],
        digest=b64decode(digest.text or "", validate=True),
    )


def _names(signed: "etree._Element", certificate: bytes, by: str, uri: str) -> bool:
    """Tell whether properties are those referred to and say a time and this certificate alone."""
    about, things = signed
    _moment, named = about
    (one,) = named
    method, digest = one[0]
    tags = [node.tag for node in (signed, *about, one, one[0], *things)]
    expected = ["SignedProperties", "SigningTime", "SigningCertificateV2", "Cert", "CertDigest"]
    expected += ["DataObjectFormat"] * len(things)
    return (
        tags == [f"{{{XADES}}}{name}" for name in expected]
        and len(one) == 1
        and uri == f"#{signed.attrib['Id']}"
        and method.attrib["Algorithm"] == DIGEST_NAMES[by]
        and b64decode(digest.text or "", validate=True) == hashlib.new(by, certificate).digest()
    )
