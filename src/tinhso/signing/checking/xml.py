"""XML signatures and XAdES: what they cover, and whether anything hides beside it.

The document is read without document type, entities or network. A signature is judged by what its
references reach: content that none of them reaches is named, and an unsigned twin of a signed
element is taken for what it is, an element wrapped away so that a reader finds another.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import unquote

from asn1crypto import x509
from lxml import etree

from tinhso.signing.checking.faults import READ_FAULTS
from tinhso.signing.checking.judging import Found, judge
from tinhso.signing.checking.report import (
    CheckName,
    Kind,
    Reason,
    Report,
    SignatureFinding,
    Trouble,
    Verdict,
    worst,
)
from tinhso.signing.checking.stamps import (
    MOST_STAMPS,
    Stamped,
    check_stamp,
    digest_of,
)
from tinhso.signing.checking.trust import Trust
from tinhso.signing.checking.xml_coverage import not_reached, twins_of
from tinhso.signing.checking.xml_values import UnknownSignature, fits
from tinhso.signing.formats import safe_xml
from tinhso.signing.formats.canonical import METHODS, UnknownMethod, canonical, without
from tinhso.signing.formats.names import (
    BASE64,
    DIGESTS,
    DS,
    ENVELOPED,
    INCLUSIVE,
    SIGNED_PROPERTIES,
    XADES,
)

NAMES = {"ds": DS, "xades": XADES}
MOST_SIGNATURES = 64
MOST_REFERENCES = 1000
MOST_BYTES = 300 * 1024 * 1024
MOST_STEPS = 4_000_000
"""Each signature is held against every element of its document."""

ID_NAMES = ("Id", "ID", "id", "{http://www.w3.org/XML/1998/namespace}id")
TROUBLES = {"document_type": Trouble.DOCUMENT_TYPE, "too_many_nodes": Trouble.TOO_LARGE_INSIDE}


@dataclass
class _Document:
    """A document that was read, and how much more of it may be read again for its signatures."""

    root: "etree._Element"
    trust: Trust
    outside: Mapping[str, bytes]
    ids: Mapping[str, Sequence["etree._Element"]]
    size: int = 0
    left: int = MOST_BYTES
    copied: int = 0

    def spend(self, covered: bytes) -> bytes:
        """Count what was read; a thousand references to a large document cost no more than this."""
        self.left -= len(covered)
        if self.left < 0:
            raise UnknownMethod("too much to read")
        return covered

    def copy(self) -> None:
        """Count a copy without a signature: it costs as much for a part as for the whole."""
        self.copied += self.size
        if self.copied > MOST_BYTES:
            raise UnknownMethod("too much to copy")


@dataclass
class _Reached:
    """What the references of one signature reach, and what stands against them."""

    elements: list["etree._Element"] = field(default_factory=list)
    whole: bool = False
    properties: "etree._Element | None" = None
    names: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    digests: set[str] = field(default_factory=set)


def check_document(
    content: bytes, trust: Trust, outside: Mapping[str, bytes] | None = None
) -> Report:
    """Return what is known about every XML signature of a document.

    `outside` holds the files to which detached signatures refer, by name; one under "" stands for
    any name.
    """
    sha256, size = hashlib.sha256(content).hexdigest(), len(content)
    try:
        root = safe_xml.read(content).getroot()
    except safe_xml.UnsafeXml as error:
        trouble = TROUBLES.get(str(error), Trouble.BROKEN)
        return Report(Verdict.UNREADABLE, sha256, size, (), Kind.XML, trouble)
    signatures = list(root.iter(f"{{{DS}}}Signature"))
    steps = len(signatures) * sum(1 for _node in root.iter())
    if len(signatures) > MOST_SIGNATURES or steps > MOST_STEPS:
        trouble = Trouble.TOO_MANY_SIGNATURES
        return Report(Verdict.UNREADABLE, sha256, size, (), Kind.XML, trouble)
    document = _Document(root, trust, outside or {}, _ids(root), size)
    found = tuple(
        _check_one(node, document, f"XML {number}")
        for number, node in enumerate(signatures, start=1)
    )
    return Report(worst(found), sha256, size, found, Kind.XML)


def _check_one(signature: "etree._Element", document: _Document, name: str) -> SignatureFinding:
    try:
        return _judged(signature, document, name)
    except (UnknownMethod, UnknownSignature):
        return SignatureFinding(name, Verdict.UNKNOWN, (Reason.UNSUPPORTED,))
    except (*READ_FAULTS, etree.XPathError):
        return SignatureFinding(name, Verdict.INVALID, (Reason.MALFORMED,))


def _judged(signature: "etree._Element", document: _Document, name: str) -> SignatureFinding:
    root, trust = document.root, document.trust
    info = _only(signature, "ds:SignedInfo")
    held = [_der(node) for node in _all(signature, "ds:KeyInfo/ds:X509Data/ds:X509Certificate")]
    reached = _reach(info, signature, document)
    certificate, bound = _signer(held, reached.properties)
    if certificate is None:
        return SignatureFinding(name, Verdict.UNKNOWN, (Reason.UNSUPPORTED,))
    method = _only(info, "ds:SignatureMethod").get("Algorithm", "")
    value = _only(signature, "ds:SignatureValue")
    shape, prefixes = _method(_only(info, "ds:CanonicalizationMethod"))
    signed = canonical(info, shape, prefixes=prefixes)
    good, algorithm, digest = fits(certificate, method, signed, _der(value))
    reasons = list(reached.reasons)
    if not good:
        reasons.append(Reason.SIGNATURE_BROKEN)
    if not bound:
        reasons.append(Reason.CERTIFICATE_SWAPPED)
    own = [reached.properties] if reached.properties is not None else []
    left = not_reached(root, signature, [*reached.elements, *own])
    if not reached.whole and twins_of(root, signature, reached.elements):
        reasons.append(Reason.WRAPPED)
    elif left:
        reasons.append(Reason.PARTLY_COVERED)
    lists = _values(signature, "xades:CRLValues/xades:EncapsulatedCRLValue")
    answers = _values(signature, "xades:OCSPValues/xades:EncapsulatedOCSPValue")
    return judge(
        Found(
            name=signature.get("Id") or name,
            certificate=certificate,
            others=[*held, *_values(signature, "xades:EncapsulatedX509Certificate")],
            lists=lists,
            answers=answers,
            claimed_at=_claimed(reached.properties),
            stamps=_stamps(signature, value, trust, lists, answers),
            algorithm=algorithm,
            digests=frozenset({*reached.digests, digest}),
            digest=hashlib.sha256(signed).hexdigest(),
            reasons=reasons,
            whole_file=not left,
            covers=reached.names,
            files=reached.files,
            not_covered=left,
            evidence={
                CheckName.STRUCTURE: "XAdES" if reached.properties is not None else "XML-DSig",
                CheckName.INTEGRITY: f"{len(reached.names)} references",
                CheckName.SIGNATURE: algorithm,
                CheckName.COVERAGE: ", ".join(reached.names)[:300],
            },
        ),
        trust,
    )


def _reach(info: "etree._Element", signature: "etree._Element", document: _Document) -> _Reached:
    """Follow every reference; compare each digest."""
    references = _all(info, "ds:Reference")
    if not references or len(references) > MOST_REFERENCES:
        raise ValueError("references")
    reached = _Reached()
    for reference in references:
        _follow(reference, signature, document, reached)
    return reached


def _follow(
    reference: "etree._Element",
    signature: "etree._Element",
    document: _Document,
    reached: _Reached,
) -> None:
    root, outside = document.root, document.outside
    uri = reference.get("URI")
    if uri is None:
        raise UnknownMethod("a reference to nothing named")
    digest_uri = _only(reference, "ds:DigestMethod").get("Algorithm", "")
    if digest_uri not in DIGESTS:
        raise UnknownMethod(digest_uri)
    digest = DIGESTS[digest_uri]
    reached.digests.add(digest)
    covered: bytes | None
    if uri.startswith("#xpointer("):
        raise UnknownMethod(uri)
    if uri == "" or uri.startswith("#"):
        target = root if uri == "" else _by_id(document, uri[1:])
        if target is None:
            reached.reasons.append(Reason.WRAPPED)
            return
        covered = _transformed(target, reference, signature, document, whole=uri == "")
        _remember(target, reference, root, reached)
    else:
        name = unquote(uri)
        covered = outside.get(name, outside.get(""))
        reached.names.append(name)
        if covered is None:
            reached.reasons.append(Reason.CONTENT_MISSING)
            return
        reached.files.append(name)
        covered = _transformed_bytes(covered, reference)
    document.spend(covered)
    if hashlib.new(digest, covered).digest() != _der(_only(reference, "ds:DigestValue")):
        reached.reasons.append(Reason.CONTENT_CHANGED)


def _remember(
    target: "etree._Element",
    reference: "etree._Element",
    root: "etree._Element",
    reached: _Reached,
) -> None:
    if target.tag == f"{{{XADES}}}SignedProperties":
        if reference.get("Type") == SIGNED_PROPERTIES or reached.properties is None:
            reached.properties = target
        return
    reached.elements.append(target)
    if target is root:
        reached.whole = True
    reached.names.append(etree.QName(target).localname)


def _ids(root: "etree._Element") -> dict[str, list["etree._Element"]]:
    """Return the elements of each name that a reference can mean."""
    found: dict[str, list[etree._Element]] = {}
    for node in root.iter(etree.Element):
        for mark in {node.get(name) for name in ID_NAMES} - {None}:
            found.setdefault(mark, []).append(node)
    return found


def _by_id(document: _Document, wanted: str) -> "etree._Element | None":
    """Return the one element of that name; a second of the same name is a trap."""
    found = document.ids.get(wanted, ())
    return found[0] if len(found) == 1 else None


def _transformed(
    target: "etree._Element",
    reference: "etree._Element",
    signature: "etree._Element",
    document: _Document,
    *,
    whole: bool,
) -> bytes:
    """Return the bytes of a part of the document, transformed as the reference says."""
    shape, prefixes, decode = INCLUSIVE, list[str](), False
    node: etree._Element | etree._ElementTree = target.getroottree() if whole else target
    for step in _all(reference, "ds:Transforms/ds:Transform"):
        method = step.get("Algorithm", "")
        if method == ENVELOPED:
            if signature is target or target not in signature.iterancestors():
                raise UnknownMethod(method)
            document.copy()
            bare = without(signature, target)
            node = bare.getroottree() if whole else _same_place(bare, target)
        elif method in METHODS:
            shape, prefixes = _method(step)
        elif method == BASE64:
            decode = True
        else:
            raise UnknownMethod(method)
    if decode:
        return base64.b64decode(str(target.xpath("string()")))
    return canonical(node, shape, prefixes=prefixes, with_comments=not whole)


def _same_place(copy: "etree._Element", target: "etree._Element") -> "etree._Element":
    """Return the element of a copied document that stands where `target` stands."""
    path = target.getroottree().getelementpath(target)
    found = copy if path == "." else copy.find(path)
    if found is None:
        raise UnknownMethod("enveloped")
    return found


def _transformed_bytes(content: bytes, reference: "etree._Element") -> bytes:
    """Return an outside file as the reference takes it: as it is, or as canonical XML."""
    for step in _all(reference, "ds:Transforms/ds:Transform"):
        shape, prefixes = _method(step)
        content = canonical(safe_xml.read(content), shape, prefixes=prefixes)
    return content


def _method(step: "etree._Element") -> tuple[str, list[str]]:
    method = step.get("Algorithm", "")
    if method not in METHODS:
        raise UnknownMethod(method)
    named = [node.get("PrefixList", "") for node in step.iter("{*}InclusiveNamespaces")]
    return method, " ".join(named).split()


def _signer(
    held: Sequence[bytes], properties: "etree._Element | None"
) -> tuple[x509.Certificate | None, bool]:
    """Return the signer's certificate, and whether the signed properties name that very one."""
    if not held:
        return None, False
    if properties is None:
        return x509.Certificate.load(held[0]), True
    digests = _all(
        properties,
        "xades:SignedSignatureProperties/*[self::xades:SigningCertificateV2 or "
        "self::xades:SigningCertificate]/xades:Cert/xades:CertDigest",
    )
    for one in digests[:1]:
        name = DIGESTS.get(_only(one, "ds:DigestMethod").get("Algorithm", ""), "")
        wanted = _der(_only(one, "ds:DigestValue"))
        for der in held:
            if name and hashlib.new(name, der).digest() == wanted:
                return x509.Certificate.load(der), True
    return x509.Certificate.load(held[0]), not digests


def _claimed(properties: "etree._Element | None") -> datetime | None:
    if properties is None:
        return None
    for node in _all(properties, "xades:SignedSignatureProperties/xades:SigningTime"):
        return datetime.fromisoformat((node.text or "").strip())
    return None


def _stamps(
    signature: "etree._Element",
    value: "etree._Element",
    trust: Trust,
    lists: list[bytes],
    answers: list[bytes],
) -> list[Stamped]:
    found: list[Stamped] = []
    for stamp in _own(signature, "xades:SignatureTimeStamp")[:MOST_STAMPS]:
        shape, prefixes = INCLUSIVE, list[str]()
        for step in _all(stamp, "ds:CanonicalizationMethod"):
            shape, prefixes = _method(step)
        covered = digest_of(canonical(value, shape, prefixes=prefixes))
        tokens = [_der(token) for token in _all(stamp, "xades:EncapsulatedTimeStamp")]
        left = tokens[: MOST_STAMPS - len(found)]
        found += [check_stamp(token, covered, trust, lists, answers) for token in left]
    return found


def _values(signature: "etree._Element", path: str) -> list[bytes]:
    return [_der(node) for node in _own(signature, path)]


def _own(signature: "etree._Element", path: str) -> list["etree._Element"]:
    """Return parts of this signature's own unsigned properties."""
    return _all(
        signature,
        "ds:Object/xades:QualifyingProperties/xades:UnsignedProperties"
        f"/xades:UnsignedSignatureProperties//{path}",
    )


def _all(node: "etree._Element", path: str) -> list["etree._Element"]:
    found: list[etree._Element] = node.xpath(path, namespaces=NAMES)
    return found


def _only(node: "etree._Element", path: str) -> "etree._Element":
    (found,) = _all(node, path)
    return found


def _der(node: "etree._Element") -> bytes:
    return base64.b64decode("".join((node.text or "").split()), validate=True)
