"""XAdES: signatures in XML, from B-B to B-LT (EN 319 132-1): around, inside or beside a content."""

import hashlib
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from urllib.parse import quote
from uuid import uuid4

from asn1crypto import x509
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from lxml import etree

from tinhso.signing.algorithms import Algorithm
from tinhso.signing.formats import safe_xml
from tinhso.signing.formats.canonical import canonical
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
from tinhso.signing.formats.signer import Evidence, SealingKey
from tinhso.signing.formats.stamping import stamp_by

NAMES = {"ds": DS, "xades": XADES}


class Packaging(StrEnum):
    """Where the signature stands to what it signs."""

    ENVELOPED = "enveloped"
    ENVELOPING = "enveloping"
    DETACHED = "detached"


@dataclass(frozen=True)
class Detached:
    """A content that stays outside: its name as the signature refers to it, and its type."""

    name: str
    content: bytes
    media_type: str = "application/octet-stream"


@dataclass(frozen=True)
class _Marks:
    """The names by which the parts of one signature refer to each other."""

    signature: str
    properties: str
    thing: str

    @classmethod
    def fresh(cls) -> "_Marks":
        mark = uuid4().hex
        return cls(f"sig-{mark}", f"props-{mark}", f"object-{mark}")

    def reference(self, number: int) -> str:
        """Return the name of one reference."""
        return f"ref-{number}-{self.signature[4:]}"


@dataclass(frozen=True)
class LaidDocument:
    """A signature without its value and without the content that it is to hold.

    `to_sign` is what its key signs: the canonical list of what the signature covers.
    """

    signature: bytes
    to_sign: bytes


def sign_enveloped(content: bytes, key: SealingKey, evidence: Evidence, *, at: datetime) -> bytes:
    """Return the XML document with a signature over all of it as the root's last child."""
    return sign_document(Packaging.ENVELOPED, [Detached("", content)], key, evidence, at=at)


def sign_document(
    packaging: Packaging,
    files: Sequence[Detached],
    key: SealingKey,
    evidence: Evidence,
    *,
    at: datetime,
) -> bytes:
    """Return what a packaging makes of files: one in or around a signature, or many beside it.

    Into an enveloping signature XML goes as XML, anything else in base64.
    """
    return _finished(packaging, _laid(packaging, files, key, at), files, key, evidence)


def lay_document(
    packaging: Packaging, files: Sequence[Detached], key: SealingKey, *, at: datetime
) -> LaidDocument:
    """Lay out what `sign_document` makes, for a key whose value comes later."""
    signature = _laid(packaging, files, key, at)
    return LaidDocument(etree.tostring(signature), canonical(signature[0], EXCLUSIVE))


def finish_document(
    packaging: Packaging,
    laid: bytes,
    files: Sequence[Detached],
    key: SealingKey,
    evidence: Evidence,
) -> bytes:
    """Return the signature that was laid out with its value, for those same files."""
    return _finished(packaging, safe_xml.read(laid).getroot(), files, key, evidence)


def properties_of(laid: bytes) -> bytes:
    """Return, as they are digested, the signed properties of a signature that was laid out."""
    path = f"{{{DS}}}Object/{{{XADES}}}QualifyingProperties/{{{XADES}}}SignedProperties"
    signed = safe_xml.read(laid).getroot().find(path)
    return b"" if signed is None else canonical(signed, EXCLUSIVE)


def _laid(
    packaging: Packaging, files: Sequence[Detached], key: SealingKey, at: datetime
) -> "etree._Element":
    """Return a signature without its value and without the content that it is to hold."""
    marks = _Marks.fresh()
    signature = etree.Element(f"{{{DS}}}Signature", nsmap={"ds": DS}, Id=marks.signature)
    info = _signed_info(signature, key)
    types = _cover(info, packaging, files, key, marks)
    etree.SubElement(signature, f"{{{DS}}}SignatureValue", Id=f"value-{marks.signature[4:]}")
    signature.append(_key_info(key))
    qualifying = _qualifying(signature, marks)
    signed = etree.SubElement(qualifying, f"{{{XADES}}}SignedProperties", Id=marks.properties)
    _describe(signed, marks, key, at, types)
    _reference(
        info,
        f"props-ref-{marks.signature[4:]}",
        f"#{marks.properties}",
        canonical(signed, EXCLUSIVE),
        key,
        [EXCLUSIVE],
        kind=SIGNED_PROPERTIES,
    )
    return signature


def _cover(
    info: "etree._Element",
    packaging: Packaging,
    files: Sequence[Detached],
    key: SealingKey,
    marks: _Marks,
) -> list[str]:
    """Refer to the content; return the type of each thing that is referred to."""
    first, mark = files[0], marks.reference(0)
    if packaging is Packaging.ENVELOPED:
        covered = canonical(safe_xml.read(first.content), EXCLUSIVE, with_comments=False)
        _reference(info, mark, "", covered, key, [ENVELOPED, EXCLUSIVE])
        return ["text/xml"]
    if packaging is Packaging.ENVELOPING:
        uri = f"#{marks.thing}"
        covered = canonical(_held(first, marks.thing), EXCLUSIVE)
        _reference(info, mark, uri, covered, key, [EXCLUSIVE], kind=OBJECT_TYPE)
        return [first.media_type]
    for number, one in enumerate(files):
        _reference(info, marks.reference(number), quote(one.name), one.content, key, [])
    return [one.media_type for one in files]


def _held(file: Detached, mark: str) -> "etree._Element":
    """Return a content as an enveloping signature holds it."""
    thing = etree.Element(f"{{{DS}}}Object", nsmap={"ds": DS}, Id=mark)
    if safe_xml.is_xml(file.content):
        thing.append(safe_xml.read(file.content).getroot())
    else:
        thing.set("MimeType", file.media_type)
        thing.set("Encoding", f"{DS}base64")
        thing.text = b64encode(file.content).decode()
    return thing


def _finished(
    packaging: Packaging,
    signature: "etree._Element",
    files: Sequence[Detached],
    key: SealingKey,
    evidence: Evidence,
) -> bytes:
    """Put content, value and evidence in; return the whole document."""
    info, value, qualifying = signature[0], signature[1], signature[-1][0]
    if packaging is Packaging.ENVELOPED:
        safe_xml.read(files[0].content).getroot().append(signature)
    elif packaging is Packaging.ENVELOPING:
        mark = info.find(f"{{{DS}}}Reference").attrib["URI"].removeprefix("#")
        signature[-1].addprevious(_held(files[0], mark))
    value.text = b64encode(_raw(key, key.sign(canonical(info, EXCLUSIVE)))).decode()
    _add_evidence(qualifying, value, key.algorithm.digest, key.chain, evidence)
    whole: bytes = etree.tostring(signature.getroottree(), xml_declaration=True, encoding="UTF-8")
    return whole


def _signed_info(signature: "etree._Element", key: SealingKey) -> "etree._Element":
    info = etree.SubElement(signature, f"{{{DS}}}SignedInfo")
    etree.SubElement(info, f"{{{DS}}}CanonicalizationMethod", Algorithm=EXCLUSIVE)
    etree.SubElement(info, f"{{{DS}}}SignatureMethod", Algorithm=SIGNATURE_NAMES[key.algorithm])
    return info


def _reference(
    info: "etree._Element",
    mark: str,
    uri: str,
    covered: bytes,
    key: SealingKey,
    transforms: list[str],
    *,
    kind: str = "",
) -> None:
    reference = etree.SubElement(info, f"{{{DS}}}Reference", Id=mark, URI=uri)
    if kind:
        reference.set("Type", kind)
    if transforms:
        steps = etree.SubElement(reference, f"{{{DS}}}Transforms")
        for one in transforms:
            etree.SubElement(steps, f"{{{DS}}}Transform", Algorithm=one)
    _digest(reference, covered, key.algorithm.digest)


def _digest(parent: "etree._Element", covered: bytes, name: str) -> None:
    etree.SubElement(parent, f"{{{DS}}}DigestMethod", Algorithm=DIGEST_NAMES[name])
    value = etree.SubElement(parent, f"{{{DS}}}DigestValue")
    value.text = b64encode(hashlib.new(name, covered).digest()).decode()


def _key_info(key: SealingKey) -> "etree._Element":
    info = etree.Element(f"{{{DS}}}KeyInfo")
    data = etree.SubElement(info, f"{{{DS}}}X509Data")
    for der in (key.certificate, *key.chain):
        parsed = x509.Certificate.load(der)
        if der == key.certificate or parsed.self_signed == "no":
            etree.SubElement(data, f"{{{DS}}}X509Certificate").text = b64encode(der).decode()
    return info


def _qualifying(signature: "etree._Element", marks: _Marks) -> "etree._Element":
    holder = etree.SubElement(signature, f"{{{DS}}}Object")
    return etree.SubElement(
        holder,
        f"{{{XADES}}}QualifyingProperties",
        nsmap={"xades": XADES},
        Target=f"#{marks.signature}",
    )


def _describe(
    signed: "etree._Element", marks: _Marks, key: SealingKey, at: datetime, media_types: list[str]
) -> None:
    """Write who signs when, and what kind of thing each reference is."""
    about = etree.SubElement(signed, f"{{{XADES}}}SignedSignatureProperties")
    moment = etree.SubElement(about, f"{{{XADES}}}SigningTime")
    moment.text = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    named = etree.SubElement(about, f"{{{XADES}}}SigningCertificateV2")
    one = etree.SubElement(named, f"{{{XADES}}}Cert")
    _digest(etree.SubElement(one, f"{{{XADES}}}CertDigest"), key.certificate, key.algorithm.digest)
    things = etree.SubElement(signed, f"{{{XADES}}}SignedDataObjectProperties")
    for number, media_type in enumerate(media_types):
        shape = etree.SubElement(
            things, f"{{{XADES}}}DataObjectFormat", ObjectReference=f"#{marks.reference(number)}"
        )
        etree.SubElement(shape, f"{{{XADES}}}MimeType").text = media_type


def _raw(key: SealingKey, value: bytes) -> bytes:
    """Return a signature value as XML has it: an elliptic one is two numbers side by side."""
    if key.algorithm not in {Algorithm.ECDSA_SHA256, Algorithm.ECDSA_SHA384}:
        return value
    width = 48 if key.algorithm is Algorithm.ECDSA_SHA384 else 32
    first, second = decode_dss_signature(value)
    return first.to_bytes(width, "big") + second.to_bytes(width, "big")


def extend_document(
    content: bytes, evidence: Evidence, *, certificates: Sequence[bytes] = ()
) -> bytes:
    """Return a document with time-stamp and revocation lists added to each of its signatures."""
    tree = safe_xml.read(content)
    for signature in list(tree.getroot().iter(f"{{{DS}}}Signature")):
        value = signature.find(f"{{{DS}}}SignatureValue")
        qualifying = signature.find(f"{{{DS}}}Object/{{{XADES}}}QualifyingProperties")
        if value is not None and qualifying is not None:
            _add_evidence(qualifying, value, "sha256", certificates, evidence)
    whole: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8")
    return whole


def _add_evidence(
    qualifying: "etree._Element",
    value: "etree._Element",
    digest: str,
    chain: Sequence[bytes],
    evidence: Evidence,
) -> None:
    """Add what the level asks and is not there yet: time-stamp, certificates, lists."""
    if evidence.time_stamper is None:
        return
    unsigned = _within(qualifying, "UnsignedProperties")
    kept = _within(unsigned, "UnsignedSignatureProperties")
    if kept.find(f"{{{XADES}}}SignatureTimeStamp") is None:
        imprint = hashlib.new(digest, canonical(value, EXCLUSIVE)).digest()
        token = stamp_by(evidence.time_stamper, imprint, digest)
        stamp = etree.SubElement(kept, f"{{{XADES}}}SignatureTimeStamp")
        etree.SubElement(stamp, f"{{{DS}}}CanonicalizationMethod", Algorithm=EXCLUSIVE)
        _put(stamp, "EncapsulatedTimeStamp", token)
    is_there = kept.find(f"{{{XADES}}}RevocationValues") is not None
    if is_there or not (evidence.crls or evidence.answers):
        return
    certificates = etree.SubElement(kept, f"{{{XADES}}}CertificateValues")
    for der in chain:
        _put(certificates, "EncapsulatedX509Certificate", der)
    revocation = etree.SubElement(kept, f"{{{XADES}}}RevocationValues")
    for held, name, proofs in (
        ("CRLValues", "EncapsulatedCRLValue", evidence.crls),
        ("OCSPValues", "EncapsulatedOCSPValue", evidence.answers),
    ):
        values = etree.SubElement(revocation, f"{{{XADES}}}{held}") if proofs else None
        for der in proofs:
            _put(values, name, der)


def _within(parent: "etree._Element", name: str) -> "etree._Element":
    """Return the part of that name, made when it is not there."""
    found = parent.find(f"{{{XADES}}}{name}")
    return found if found is not None else etree.SubElement(parent, f"{{{XADES}}}{name}")


def _put(parent: "etree._Element", name: str, der: bytes) -> None:
    etree.SubElement(parent, f"{{{XADES}}}{name}").text = b64encode(der).decode()
