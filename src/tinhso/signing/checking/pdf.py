"""Check the signatures of anybody's PDF and say what is known, in codes and values.

Bytes, digests and later changes are judged here and by pyHanko's difference analysis; a range
that is intact proves nothing about what was put behind it.
"""

import hashlib
import io
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from asn1crypto import cms, parser
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError, SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from tinhso.signing.checking.cms import (
    algorithm_of,
    digests_of,
    integrity_reasons,
    message_digest,
)
from tinhso.signing.checking.evidence import evidence_in
from tinhso.signing.checking.faults import PDF_FAULTS
from tinhso.signing.checking.judging import Found, judge
from tinhso.signing.checking.order import signed_over
from tinhso.signing.checking.pdf_actions import actions_of
from tinhso.signing.checking.pdf_changes import (
    against_changes,
    changes_of,
    has_loose_end,
    is_filled,
    is_redrawn,
)
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
from tinhso.signing.checking.signers import certificates_in, unsigned_values
from tinhso.signing.checking.stamps import (
    BROKEN,
    MOST_STAMPS,
    Stamped,
    check_stamp,
    digest_of,
)
from tinhso.signing.checking.trust import Trust
from tinhso.signing.pdf.limits import MOST_REVISIONS, MOST_SIGNATURES, has_too_many_revisions

FAULTS = (SigningError, SignatureValidationError, *PDF_FAULTS)
WHOLE = frozenset({SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION})


@dataclass(frozen=True)
class _Document:
    """A PDF that was read, with what it keeps for its readers."""

    pdf: bytes
    reader: PdfFileReader
    lists: tuple[bytes, ...]
    answers: tuple[bytes, ...]
    certificates: tuple[bytes, ...]
    stamps: tuple[tuple[int, Stamped], ...]
    against_all: tuple[Reason, ...]
    last: int
    """The revision of the last signature of a person."""

    signed_over: frozenset[int]
    """The revisions of the seals behind which a person signed."""


def check_signatures(pdf: bytes, trust: Trust) -> Report:
    """Return what is known about every signature of a PDF; never raises for what is in it."""
    sha256 = hashlib.sha256(pdf).hexdigest()

    def unread(trouble: Trouble) -> Report:
        return Report(Verdict.UNREADABLE, sha256, len(pdf), (), Kind.PDF, trouble)

    if has_too_many_revisions(pdf):
        return unread(Trouble.TOO_MANY_SIGNATURES)
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        if reader.encrypted:
            return unread(Trouble.ENCRYPTED)
        fields = list(islice(enumerate_sig_fields(reader, filled_status=True), MOST_SIGNATURES + 1))
        if len(fields) > MOST_SIGNATURES or reader.xrefs.total_revisions > MOST_REVISIONS:
            return unread(Trouble.TOO_MANY_SIGNATURES)
        embedded = list(reader.embedded_regular_signatures)
        document = _document(pdf, reader, trust, embedded)
    except FAULTS:
        return unread(Trouble.BROKEN)
    found = tuple(_check_one(document, signature, trust) for signature in embedded)
    actions = actions_of(pdf) if found else ()
    return Report(worst(found), sha256, len(pdf), found, Kind.PDF, actions=actions)


def _document(
    pdf: bytes, reader: PdfFileReader, trust: Trust, embedded: Sequence[EmbeddedPdfSignature]
) -> _Document:
    lists, answers, certificates = _kept(reader)
    stamps = tuple(
        (stamp.signed_revision, _checked(stamp, trust, lists, answers))
        for stamp in reader.embedded_timestamp_signatures
    )
    return _Document(
        pdf,
        reader,
        lists,
        answers,
        certificates,
        stamps,
        against_all=tuple(_against_all(reader)),
        last=max((one.signed_revision for one in embedded), default=0),
        signed_over=signed_over(embedded, trust),
    )


def _kept(
    reader: PdfFileReader,
) -> tuple[tuple[bytes, ...], tuple[bytes, ...], tuple[bytes, ...]]:
    """Return lists, answers and certificates of the file's security store."""
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return (), (), ()
    return (
        tuple(one.get_object().data for one in store.crls),
        tuple(one.get_object().data for one in store.ocsps),
        tuple(one.dump() for one in store.load_certs()),
    )


def _checked(
    stamp: EmbeddedPdfSignature, trust: Trust, lists: Sequence[bytes], answers: Sequence[bytes]
) -> Stamped:
    """Return what the document's own time-stamp proves of all that stands before it."""
    if stamp.evaluate_signature_coverage() not in WHOLE:
        return BROKEN
    return check_stamp(stamp.pkcs7_content, stamp.compute_digest, trust, lists, answers)


def _against_all(reader: PdfFileReader) -> list[Reason]:
    """Return what keeps any signature of such a file from being plainly valid."""
    reasons: list[Reason] = []
    if reader.xrefs.hybrid_xrefs_present:
        # Two tables of contents: old and new readers may show two different documents.
        reasons.append(Reason.HYBRID_FILE)
    if "/AcroForm" in reader.root and "/XFA" in reader.root["/AcroForm"]:
        reasons.append(Reason.ACTIVE_FORM)
    return reasons


def _check_one(
    document: _Document, signature: EmbeddedPdfSignature, trust: Trust
) -> SignatureFinding:
    name = str(signature.field_name)
    try:
        finding = _judged(document, signature, trust, name)
    except FAULTS:
        finding = None
    return finding or SignatureFinding(name, Verdict.INVALID, (Reason.MALFORMED,))


def _judged(
    document: _Document, signature: EmbeddedPdfSignature, trust: Trust, name: str
) -> SignatureFinding | None:
    certificate = signature.signer_cert
    signer = signature.signer_info
    used = signer["digest_algorithm"]["algorithm"].native
    ranges = [int(edge) for edge in signature.byte_range]
    digest = _digest_of(document.pdf, ranges, used)
    if certificate is None or digest is None:
        return None
    signature.compute_integrity_info()
    summary = signature.summarise_integrity_info()
    own_lists, own_answers = evidence_in(signature.signed_data, signer)
    lists = (*document.lists, *own_lists)
    answers = (*document.answers, *own_answers)
    covers_all = summary["coverage"] == SignatureCoverageLevel.ENTIRE_FILE
    reasons = [
        *_integrity(signature, signer, digest),
        *_later(document, signature, ranges, summary),
        *document.against_all,
    ]
    level, filled = changes_of(summary["diff_result"])
    return judge(
        Found(
            name=name,
            certificate=certificate,
            others=[
                *(one.dump() for one in certificates_in(signature.signed_data)),
                *document.certificates,
            ],
            lists=lists,
            answers=answers,
            claimed_at=_claimed(signature),
            stamps=_stamps(document, signature, signer, trust, lists, answers),
            algorithm=algorithm_of(signer),
            digests=digests_of(signer),
            digest=digest.hex(),
            reasons=reasons,
            whole_file=covers_all,
            filled_after=level == ModificationLevel.FORM_FILLING and not covers_all,
            changes_after=filled,
            not_covered=filled if Reason.PARTLY_COVERED in reasons else (),
            evidence={
                CheckName.STRUCTURE: f"PDF, {ranges}",
                CheckName.INTEGRITY: f"{used} {digest.hex()}",
                CheckName.SIGNATURE: algorithm_of(signer),
                CheckName.COVERAGE: summary["coverage"].name,
                CheckName.CHANGES: "NONE" if covers_all else getattr(level, "name", "OTHER"),
            },
        ),
        trust,
    )


def _claimed(signature: EmbeddedPdfSignature) -> datetime | None:
    """Return when the signer says that he signed, however his program writes it."""
    try:
        return signature.self_reported_timestamp
    except PdfError:
        return _loosely(str(signature.sig_object.get("/M", "")))


def _loosely(said: str) -> datetime | None:
    """Read a moment in universal time that ends as it should not (LibreOffice adds a quote)."""
    with suppress(ValueError):
        return datetime.strptime(said.rstrip("'"), "D:%Y%m%d%H%M%SZ").replace(tzinfo=UTC)
    return None


def _stamps(
    document: _Document,
    signature: EmbeddedPdfSignature,
    signer: cms.SignerInfo,
    trust: Trust,
    lists: Sequence[bytes],
    answers: Sequence[bytes],
) -> list[Stamped]:
    """Return the signature's own time-stamps and those over the file in which it stands."""
    own = [
        check_stamp(token, digest_of(signer["signature"].native), trust, lists, answers)
        for token in unsigned_values(signer, "signature_time_stamp_token")[:MOST_STAMPS]
    ]
    later = [stamp for revision, stamp in document.stamps if revision >= signature.signed_revision]
    return [*own, *later]


def _integrity(
    signature: EmbeddedPdfSignature, signer: cms.SignerInfo, digest: bytes
) -> list[Reason]:
    if signature.compute_digest() != digest:
        return [Reason.CONTENT_CHANGED]
    kind = signature.signed_data["encap_content_info"]["content_type"].native
    reasons = integrity_reasons(signer, signature.signer_cert, kind, digest)
    if not reasons and message_digest(signer) not in {b"", digest}:
        reasons.append(Reason.CONTENT_CHANGED)
    return reasons


def _later(
    document: _Document,
    signature: EmbeddedPdfSignature,
    ranges: list[int],
    summary: Mapping[str, object],
) -> list[Reason]:
    """Return what stands against all that was put behind the signature."""
    if summary["coverage"] == SignatureCoverageLevel.ENTIRE_FILE:
        return []
    result, allowed = summary["diff_result"], summary["docmdp_ok"]
    reasons = against_changes(result, allowed if isinstance(allowed, bool) else None)
    updates = document.reader.xrefs.total_revisions - signature.signed_revision - 1
    if not reasons and has_loose_end(document.pdf, sum(ranges[2:]), updates):
        reasons = [Reason.CHANGED_AFTER]
    if not reasons and is_redrawn(document.reader, signature.signed_revision):
        reasons = [Reason.CHANGED_AFTER]
    if not reasons and is_filled(result) and _is_last(document, signature):
        reasons = [Reason.PARTLY_COVERED]
    if not reasons and signature.signed_revision in document.signed_over:
        reasons = [Reason.SIGNED_AFTER_SEAL]
    return reasons


def _is_last(document: _Document, signature: EmbeddedPdfSignature) -> bool:
    """Tell whether no person signed later: what comes after is then signed by nobody."""
    return int(signature.signed_revision) >= document.last


def _digest_of(pdf: bytes, ranges: list[int], used: str) -> bytes | None:
    """Hash the signed bytes ourselves; None when the ranges do not leave out just the signature."""
    if len(ranges) != 4 or ranges[0] != 0 or min(ranges) < 0:
        return None
    start, length, second, rest = ranges
    if second < start + length or second + rest > len(pdf):
        return None
    gap = pdf[start + length : second]
    if not (gap.startswith(b"<") and gap.endswith(b">")):
        return None
    digits = gap[1:-1]
    if len(digits) % 2 or digits.strip(b"0123456789abcdefABCDEF"):
        return None
    kept = bytes.fromhex(digits.decode())
    # Nothing may hide in the room left behind the signature: no signature covers it.
    if kept[parser.peek(kept) :].strip(b"\0"):
        return None
    whole = memoryview(pdf)
    hashed = hashlib.new(used, whole[start : start + length])
    hashed.update(whole[second : second + rest])
    return hashed.digest()
