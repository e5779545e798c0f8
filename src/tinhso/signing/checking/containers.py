"""ASiC containers: which file each signature in them covers, read within bounds."""

import hashlib
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import unquote

from lxml import etree

from tinhso.signing.checking.cms import check_signers, read_message
from tinhso.signing.checking.faults import READ_FAULTS
from tinhso.signing.checking.kept import CheckInside, check_kept, is_kept
from tinhso.signing.checking.report import (
    Kind,
    Reason,
    Report,
    SignatureFinding,
    Verdict,
    verdict_of,
    with_rest,
    worst,
)
from tinhso.signing.checking.trust import Trust
from tinhso.signing.checking.unpacking import META, Refused, is_data, unpacked
from tinhso.signing.checking.xml import check_document
from tinhso.signing.formats import safe_xml
from tinhso.signing.formats.names import ASIC, DIGESTS, DS

MANIFESTS: Final = (f"{META}ASiCManifest", f"{META}ASiCArchiveManifest")
NAMES = {"asic": ASIC, "ds": DS}


def check_container(content: bytes, trust: Trust, inner: CheckInside | None = None) -> Report:
    """Return what is known about every signature of a container, and what none of them covers.

    `inner` checks the files in a container that stands under time-stamps alone.
    """
    sha256, size = hashlib.sha256(content).hexdigest(), len(content)
    try:
        inside = unpacked(content)
    except Refused as refused:
        return Report(Verdict.UNREADABLE, sha256, size, (), Kind.ASIC, refused.trouble)
    if inner is not None and is_kept(inside):
        kept = check_kept(inside, trust, lambda name: _list_of(name, inside), inner)
        return Report(worst(kept), sha256, size, kept, Kind.ASIC)
    data = {name: one for name, one in inside.items() if is_data(name)}
    found: list[SignatureFinding] = []
    for name, one in sorted(inside.items()):
        if not name.startswith(META):
            continue
        if name.endswith(".p7s"):
            try:
                found += _by_message(name, one, inside, data, trust)
            except READ_FAULTS:
                found.append(SignatureFinding(name, Verdict.INVALID, (Reason.MALFORMED,)))
        elif "signature" in name.lower() and name.endswith(".xml"):
            found += _by_document(name, one, data, trust)
    whole = tuple(_with_rest(one, data) for one in found)
    return Report(worst(whole), sha256, size, whole, Kind.ASIC)


def _by_message(
    name: str,
    message: bytes,
    inside: Mapping[str, bytes],
    data: Mapping[str, bytes],
    trust: Trust,
) -> list[SignatureFinding]:
    """Check a CMS signature over a list of files, or over the only file there is."""
    signed = read_message(message)
    if signed is None:
        return [SignatureFinding(name, Verdict.INVALID, (Reason.MALFORMED,))]
    listed = _list_of(name, inside)
    if listed is None:
        only = next(iter(data.items())) if len(data) == 1 else ("", None)
        covers: tuple[str, ...] = (only[0],) if only[0] else ()
        found = check_signers(signed, trust, only[1], name=name)
        return [replace(one, covers=covers, files=covers) for one in found]
    manifest, reasons, covers = listed
    found = check_signers(signed, trust, manifest, name=name)
    return [_against(replace(one, covers=covers, files=covers), reasons) for one in found]


def _list_of(
    name: str, inside: Mapping[str, bytes]
) -> tuple[bytes, list[Reason], tuple[str, ...]] | None:
    """Return the manifest that a signature covers, what stands against it, and what it names."""
    for path, content in inside.items():
        if not (path.startswith(MANIFESTS) and path.endswith(".xml")):
            continue
        try:
            root = safe_xml.read(content).getroot()
        except safe_xml.UnsafeXml:
            continue
        signature = root.find(f"{{{ASIC}}}SigReference")
        if signature is None or unquote(signature.get("URI", "")) != name:
            continue
        return content, *_compared(root, inside)
    return None


def _compared(
    root: "etree._Element", inside: Mapping[str, bytes]
) -> tuple[list[Reason], tuple[str, ...]]:
    """Compare every file that a manifest names with its digest there."""
    reasons: list[Reason] = []
    names: list[str] = []
    for reference in root.iterfind(f"{{{ASIC}}}DataObjectReference"):
        name = unquote(reference.get("URI", ""))
        names.append(name)
        method = reference.find(f"{{{DS}}}DigestMethod")
        value = reference.find(f"{{{DS}}}DigestValue")
        digest = DIGESTS.get(method.get("Algorithm", "") if method is not None else "")
        if value is None or digest is None:
            reasons.append(Reason.UNSUPPORTED)
        elif name not in inside:
            reasons.append(Reason.CONTENT_MISSING)
        elif digest in {"sha1", "md5"}:
            reasons.append(Reason.WEAK_ALGORITHM)
        elif hashlib.new(digest, inside[name]).digest() != _decoded(value.text or ""):
            reasons.append(Reason.CONTENT_CHANGED)
    return reasons, tuple(names)


def _decoded(text: str) -> bytes:
    try:
        return b64decode("".join(text.split()), validate=True)
    except ValueError:
        return b""


def _by_document(
    name: str, content: bytes, data: Mapping[str, bytes], trust: Trust
) -> list[SignatureFinding]:
    """Check the signatures of a part; one that the standard keeps for them must hold one.

    Else anything could lie there, covered by nobody and named to no reader (EN 319 162-1, 4.4.3).
    """
    report = check_document(content, trust, data)
    if report.verdict is Verdict.UNREADABLE or not (report.signatures or is_data(name)):
        return [SignatureFinding(name, Verdict.INVALID, (Reason.MALFORMED,))]
    return list(report.signatures)


def _with_rest(finding: SignatureFinding, data: Mapping[str, bytes]) -> SignatureFinding:
    """Name the files that a signature does not cover."""
    is_whole = not {Reason.CONTENT_CHANGED, Reason.CONTENT_MISSING} & set(finding.reasons)
    return with_rest(replace(finding, whole_file=is_whole), data)


def _against(finding: SignatureFinding, reasons: list[Reason]) -> SignatureFinding:
    held = tuple(dict.fromkeys((*finding.reasons, *reasons)))
    return replace(finding, reasons=held, verdict=verdict_of(held))
