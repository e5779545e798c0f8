"""One judgement for every format: who signed, when, and whether that can be relied on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from asn1crypto import x509
from django.utils import timezone

from tinhso.signing.checking.chains import standings_of
from tinhso.signing.checking.report import (
    CheckName,
    DoubtedStamp,
    Reason,
    Revocation,
    SignatureFinding,
    TimeSource,
    checks_of,
    verdict_of,
)
from tinhso.signing.checking.revocation import UNKNOWN, Standing
from tinhso.signing.checking.stamps import Stamped, StampState
from tinhso.signing.checking.trust import (
    MOST_PROOFS,
    WEAK_DIGESTS,
    Path,
    Trust,
    first,
    is_misleading,
    is_strong,
    name_of,
    path_of,
    signs_documents,
)

CLOCKS_APART: Final = timedelta(minutes=10)
"""How far a signer's clock may go before ours."""

FAR: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a format knows of one signature before anybody is believed."""

    name: str
    certificate: x509.Certificate
    others: Sequence[bytes] = ()
    lists: Sequence[bytes] = ()
    answers: Sequence[bytes] = ()
    claimed_at: datetime | None = None
    stamps: Sequence[Stamped] = ()
    algorithm: str = ""
    digests: frozenset[str] = frozenset()
    digest: str = ""
    reasons: Sequence[Reason] = ()
    whole_file: bool = False
    filled_after: bool = False
    covers: Sequence[str] = ()
    files: Sequence[str] = ()
    not_covered: Sequence[str] = ()
    changes_after: Sequence[str] = ()
    evidence: dict[CheckName, str] = field(default_factory=dict)


def judge(found: Found, trust: Trust) -> SignatureFinding:
    """Return the finding on a signature: its time, its signer's path, revocation and purpose."""
    stamp = _earliest(found, trust)
    at, source = _time_of(found, stamp)
    certificate = found.certificate
    reasons = list(dict.fromkeys(found.reasons))
    if any(one.state is StampState.BROKEN for one in found.stamps):
        reasons.append(Reason.STAMP_BROKEN)
    if found.digests & WEAK_DIGESTS or not is_strong(certificate):
        reasons.append(Reason.WEAK_ALGORITHM)
    moment = at or timezone.now()
    if source is TimeSource.CLAIMED and moment > timezone.now() + CLOCKS_APART:
        reasons.append(Reason.CLAIMED_AHEAD)
    reasons += _validity(certificate, moment)
    path = path_of(certificate, found.others, trust, moment)
    standing, above = _standing(path, found, trust, moment)
    reasons += _believed(path, standing, above, at, source, reasons)
    if _rests_on_unsure(stamp, certificate, standing):
        reasons.append(Reason.STAMP_UNSURE)
    if not signs_documents(certificate):
        reasons.append(Reason.WRONG_PURPOSE)
    subject = certificate.subject.native
    shown = [first(value) for value in subject.values()]
    if any(is_misleading(text) for text in shown):
        reasons.append(Reason.MISLEADING_NAME)
    held = tuple(dict.fromkeys(reasons))
    return SignatureFinding(
        field_name=found.name,
        verdict=verdict_of(held),
        reasons=held,
        signer=name_of(certificate),
        organization=first(subject.get("organization_name", "")),
        title=first(subject.get("title", "")),
        issuer=first(certificate.issuer.native.get("common_name", "")),
        serial=f"{certificate.serial_number:x}",
        valid_from=certificate.not_valid_before,
        valid_until=certificate.not_valid_after,
        signed_at=at,
        time_source=source,
        stamped_by=stamp.by if stamp is not None else "",
        doubted_stamps=_doubted((*found.stamps, *trust.seen)),
        algorithm=found.algorithm,
        whole_file=found.whole_file,
        filled_after=found.filled_after,
        revocation=standing.revocation,
        digest=found.digest,
        covers=tuple(found.covers),
        files=tuple(found.files),
        not_covered=tuple(found.not_covered),
        changes_after=tuple(found.changes_after),
        checks=checks_of(held, {**found.evidence, **_evidence(found, path, standing, at, source)}),
    )


def _earliest(found: Found, trust: Trust) -> Stamped | None:
    """Return the time-stamp that proves the earliest moment at which the signature existed."""
    told = (*found.stamps, *trust.seen)
    proved = [one for one in told if one.state is StampState.PROVED and one.at]
    return min(proved, key=lambda one: one.at or FAR, default=None)


def _time_of(found: Found, stamp: Stamped | None) -> tuple[datetime | None, TimeSource]:
    """Return the moment of signing: the earliest proved one, else the signer's own claim."""
    if stamp is not None:
        return stamp.at, TimeSource.TIME_STAMP
    if found.claimed_at is None:
        return None, TimeSource.NONE
    claimed = found.claimed_at
    return (
        claimed.astimezone(UTC) if claimed.tzinfo else claimed.replace(tzinfo=UTC),
        TimeSource.CLAIMED,
    )


def _rests_on_unsure(
    stamp: Stamped | None, certificate: x509.Certificate, standing: Standing
) -> bool:
    """Tell whether nothing but a time-stamp of unknown standing keeps a signature valid.

    A certificate in force today needs no proof of when it signed.
    """
    if stamp is None or stamp.reason is not Reason.REVOCATION_UNKNOWN:
        return False
    is_revoked = standing.revocation is Revocation.REVOKED
    return is_revoked or timezone.now() > certificate.not_valid_after


def _doubted(stamps: Sequence[Stamped]) -> tuple[DoubtedStamp, ...]:
    """Return the time-stamps that are intact but of whose service not all is well."""
    found = (
        DoubtedStamp(one.by, one.of, one.reason)
        for one in stamps
        if one.reason is not None and one.state is not StampState.BROKEN
    )
    return tuple(dict.fromkeys(found))


def _validity(certificate: x509.Certificate, at: datetime) -> list[Reason]:
    if at > certificate.not_valid_after:
        return [Reason.CERTIFICATE_EXPIRED]
    return [Reason.CERTIFICATE_NOT_YET] if at < certificate.not_valid_before else []


def _standing(path: Path, found: Found, trust: Trust, at: datetime) -> tuple[Standing, Standing]:
    """Return what is known of the signer's certificate, and of the authorities above it.

    A revoked authority is the signer's own fate; else the first is told of whom nothing is known.
    The root is believed by itself.
    """
    lists = [*trust.crls, *found.lists[:MOST_PROOFS]]
    answers = [*trust.answers, *found.answers[:MOST_PROOFS]]
    told = standings_of(path, lists, answers, trust.ask, at)
    if not told:
        return UNKNOWN, UNKNOWN
    revoked = next((one for one in told if one.revocation is Revocation.REVOKED), None)
    if revoked is not None:
        return revoked, revoked
    own, *authorities = told
    unknown = (one for one in authorities if one.revocation is Revocation.UNKNOWN)
    return own, next(unknown, own)


def _believed(
    path: Path,
    standing: Standing,
    above: Standing,
    at: datetime | None,
    source: TimeSource,
    already: Sequence[Reason],
) -> list[Reason]:
    """Return what stands against believing the certificate."""
    if path.reason is not None:
        return [] if already and path.reason is Reason.ISSUER_UNKNOWN else [path.reason]
    if standing.revocation is Revocation.REVOKED:
        if at is None or standing.since is None or standing.since <= at:
            return [Reason.CERTIFICATE_REVOKED]
        # Whoever holds a stolen key can claim any time before it was reported.
        return [] if source is TimeSource.TIME_STAMP else [Reason.REVOKED_SINCE]
    if standing.revocation is Revocation.UNKNOWN:
        return [Reason.REVOCATION_UNKNOWN]
    is_unknown = above.revocation is Revocation.UNKNOWN
    return [Reason.ISSUER_REVOCATION_UNKNOWN] if is_unknown else []


def _evidence(
    found: Found, path: Path, standing: Standing, at: datetime | None, source: TimeSource
) -> dict[CheckName, str]:
    """Return what each check of the certificate rests on."""
    certificate = found.certificate
    until = f"{certificate.not_valid_before:%Y-%m-%d} - {certificate.not_valid_after:%Y-%m-%d}"
    said = {
        CheckName.ALGORITHM: f"{found.algorithm}; {certificate.public_key.bit_size} bit",
        CheckName.VALIDITY: until,
        CheckName.PURPOSE: ", ".join(sorted(_uses(certificate))),
        CheckName.NAME: name_of(certificate),
    }
    if at is not None:
        said[CheckName.TIME] = f"{at:%Y-%m-%dT%H:%M:%SZ} ({source})"
    if path.steps:
        said[CheckName.CHAIN] = path.names
        said[CheckName.REVOCATION] = standing.evidence
    return said


def _uses(certificate: x509.Certificate) -> set[str]:
    uses = certificate.key_usage_value
    extended = certificate.extended_key_usage_value
    return set(uses.native if uses is not None else ()) | set(
        extended.native if extended is not None else ()
    )
