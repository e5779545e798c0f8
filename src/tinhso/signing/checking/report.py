"""What a check found, in codes and values: the same for every format."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

NAMED: Final = 20
"""How many uncovered places are named."""

UNREAD: Final = "?"
"""Stands among a file's actions when they could not all be looked through."""


class Verdict(StrEnum):
    """What one may rely on."""

    VALID = "valid"
    INVALID = "invalid"
    UNKNOWN = "unknown"
    UNSIGNED = "unsigned"
    UNREADABLE = "unreadable"


class Kind(StrEnum):
    """What kind of file was checked."""

    PDF = "pdf"
    XML = "xml"
    CMS = "cms"
    ASIC = "asic"
    OTHER = "other"


class Trouble(StrEnum):
    """Why a file could not be read to its end, or takes no signature."""

    NONE = ""
    BROKEN = "broken"
    ENCRYPTED = "encrypted"
    DOCUMENT_TYPE = "document_type"
    TOO_LARGE_INSIDE = "too_large_inside"
    TOO_MANY_SIGNATURES = "too_many_signatures"
    UNKNOWN_KIND = "unknown_kind"
    SIGNED_MAIL = "signed_mail"
    HYBRID = "hybrid"
    ACTIVE_FORM = "active_form"
    CERTIFIED = "certified"
    FIELD_TAKEN = "field_taken"
    SEALED = "sealed"


class Reason(StrEnum):
    """Why a signature is not plainly valid."""

    CONTENT_CHANGED = "content_changed"
    SIGNATURE_BROKEN = "signature_broken"
    CHANGED_AFTER = "changed_after"
    WRAPPED = "wrapped"
    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_NOT_YET = "certificate_not_yet"
    CERTIFICATE_REVOKED = "certificate_revoked"
    CERTIFICATE_SWAPPED = "certificate_swapped"
    WRONG_PURPOSE = "wrong_purpose"
    WEAK_ALGORITHM = "weak_algorithm"
    STAMP_BROKEN = "stamp_broken"
    STAMP_UNSURE = "stamp_unsure"
    MALFORMED = "malformed"
    CLAIMED_AHEAD = "claimed_ahead"
    REVOKED_SINCE = "revoked_since"
    REVOCATION_UNKNOWN = "revocation_unknown"
    ISSUER_REVOCATION_UNKNOWN = "issuer_revocation_unknown"
    ISSUER_UNKNOWN = "issuer_unknown"
    MISLEADING_NAME = "misleading_name"
    PARTLY_COVERED = "partly_covered"
    SIGNED_AFTER_SEAL = "signed_after_seal"
    CONTENT_MISSING = "content_missing"
    UNSUPPORTED = "unsupported"
    HYBRID_FILE = "hybrid_file"
    ACTIVE_FORM = "active_form"


INVALID_REASONS: Final = frozenset(
    {
        Reason.CONTENT_CHANGED,
        Reason.SIGNATURE_BROKEN,
        Reason.CHANGED_AFTER,
        Reason.WRAPPED,
        Reason.CERTIFICATE_EXPIRED,
        Reason.CERTIFICATE_NOT_YET,
        Reason.CERTIFICATE_REVOKED,
        Reason.CERTIFICATE_SWAPPED,
        Reason.WRONG_PURPOSE,
        Reason.WEAK_ALGORITHM,
        Reason.STAMP_BROKEN,
        Reason.MALFORMED,
    }
)
"""All others leave a signature "not enough known"."""


class TimeSource(StrEnum):
    """How the moment of signing is known."""

    TIME_STAMP = "time_stamp"
    CLAIMED = "claimed"
    NONE = "none"


class Revocation(StrEnum):
    """What is known about revocation."""

    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


class CheckName(StrEnum):
    """What is looked at, in this order."""

    STRUCTURE = "structure"
    INTEGRITY = "integrity"
    SIGNATURE = "signature"
    ALGORITHM = "algorithm"
    TIME = "time"
    VALIDITY = "validity"
    CHAIN = "chain"
    REVOCATION = "revocation"
    PURPOSE = "purpose"
    NAME = "name"
    COVERAGE = "coverage"
    CHANGES = "changes"


class Outcome(StrEnum):
    """What one check came to."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"


DECIDED_BY: Final[Mapping[CheckName, frozenset[Reason]]] = {
    CheckName.STRUCTURE: frozenset({Reason.MALFORMED, Reason.UNSUPPORTED, Reason.HYBRID_FILE}),
    CheckName.INTEGRITY: frozenset({Reason.CONTENT_CHANGED, Reason.CONTENT_MISSING}),
    CheckName.SIGNATURE: frozenset({Reason.SIGNATURE_BROKEN, Reason.CERTIFICATE_SWAPPED}),
    CheckName.ALGORITHM: frozenset({Reason.WEAK_ALGORITHM}),
    CheckName.TIME: frozenset({Reason.STAMP_BROKEN, Reason.STAMP_UNSURE, Reason.CLAIMED_AHEAD}),
    CheckName.VALIDITY: frozenset({Reason.CERTIFICATE_EXPIRED, Reason.CERTIFICATE_NOT_YET}),
    CheckName.CHAIN: frozenset({Reason.ISSUER_UNKNOWN}),
    CheckName.REVOCATION: frozenset(
        {
            Reason.CERTIFICATE_REVOKED,
            Reason.REVOKED_SINCE,
            Reason.REVOCATION_UNKNOWN,
            Reason.ISSUER_REVOCATION_UNKNOWN,
        }
    ),
    CheckName.PURPOSE: frozenset({Reason.WRONG_PURPOSE}),
    CheckName.NAME: frozenset({Reason.MISLEADING_NAME}),
    CheckName.COVERAGE: frozenset(
        {Reason.PARTLY_COVERED, Reason.SIGNED_AFTER_SEAL, Reason.WRAPPED, Reason.ACTIVE_FORM}
    ),
    CheckName.CHANGES: frozenset({Reason.CHANGED_AFTER}),
}


@dataclass(frozen=True)
class Check:
    """One check with what it rests on."""

    name: CheckName
    outcome: Outcome
    evidence: str = ""


@dataclass(frozen=True)
class DoubtedStamp:
    """A time-stamp that is intact but not believed, or not all of it known: why, and of whom.

    `of` is the certificate on its service's way to a root that the reason is about; of a reason
    that leaves only something unknown the time still counts.
    """

    by: str
    of: str
    reason: Reason


@dataclass(frozen=True)
class SignatureFinding:
    """One signature and what was found out about it."""

    field_name: str
    verdict: Verdict
    reasons: tuple[Reason, ...]
    signer: str = ""
    organization: str = ""
    title: str = ""
    issuer: str = ""
    serial: str = ""
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    signed_at: datetime | None = None
    time_source: TimeSource = TimeSource.NONE
    stamped_by: str = ""
    doubted_stamps: tuple[DoubtedStamp, ...] = ()
    algorithm: str = ""
    whole_file: bool = False
    filled_after: bool = False
    revocation: Revocation = Revocation.UNKNOWN
    digest: str = ""
    covers: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    """Of what it covers, the files that lie beside it; elements may bear the same names."""

    not_covered: tuple[str, ...] = ()
    changes_after: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True)
class Report:
    """The verdict on a file: the worst of its signatures, with each of them."""

    verdict: Verdict
    sha256: str
    size: int
    signatures: tuple[SignatureFinding, ...] = field(default_factory=tuple)
    kind: Kind = Kind.PDF
    trouble: Trouble = Trouble.NONE
    actions: tuple[str, ...] = ()
    """What the file itself does when it is opened or used: kinds of actions as PDF names them."""


def verdict_of(reasons: Iterable[Reason]) -> Verdict:
    """Return what the reasons against a signature leave of it."""
    held = set(reasons)
    if held & INVALID_REASONS:
        return Verdict.INVALID
    return Verdict.UNKNOWN if held else Verdict.VALID


def with_rest(finding: SignatureFinding, given: Iterable[str]) -> SignatureFinding:
    """Name the files lying beside a signature that it does not cover."""
    left = tuple(sorted(set(given) - set(finding.files)))
    if not left:
        return finding
    reasons = tuple(dict.fromkeys((*finding.reasons, Reason.PARTLY_COVERED)))
    return replace(
        finding,
        reasons=reasons,
        verdict=verdict_of(reasons),
        not_covered=(*finding.not_covered, *left)[:NAMED],
        whole_file=False,
    )


def worst(findings: Iterable[SignatureFinding]) -> Verdict:
    """Return the verdict on a file by those on its signatures."""
    verdicts = {finding.verdict for finding in findings}
    for verdict in (Verdict.INVALID, Verdict.UNKNOWN, Verdict.VALID):
        if verdict in verdicts:
            return verdict
    return Verdict.UNSIGNED


def checks_of(reasons: Iterable[Reason], evidence: Mapping[CheckName, str]) -> tuple[Check, ...]:
    """Return every check with its outcome; one without evidence of its own was not reached."""
    held = frozenset(reasons)
    made: list[Check] = []
    for name, deciding in DECIDED_BY.items():
        against = held & deciding
        if not against and name not in evidence:
            continue
        outcome = Outcome.PASSED
        if against:
            outcome = Outcome.FAILED if against & INVALID_REASONS else Outcome.UNKNOWN
        made.append(Check(name, outcome, evidence.get(name, "")))
    return tuple(made)
