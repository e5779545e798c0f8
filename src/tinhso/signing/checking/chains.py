"""What is known of every certificate on the way to a trusted root."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from asn1crypto import x509

from tinhso.signing.checking.asking import asked_standing
from tinhso.signing.checking.report import Reason, Revocation
from tinhso.signing.checking.revocation import UNKNOWN, Standing, standing_of
from tinhso.signing.checking.trust import (
    Ask,
    Path,
    Trust,
    is_strong,
    issuers_of,
    name_of,
    readable,
)

ANY_PURPOSE = "any_extended_key_usage"


def standings_of(
    path: Path,
    lists: Sequence[bytes],
    answers: Iterable[bytes],
    ask: Ask | None,
    at: datetime,
) -> list[Standing]:
    """Return the standing of each certificate below the root, nearest first.

    The root is believed by itself.
    """
    told: list[Standing] = []
    known = list(answers)
    for below, above in zip(path.steps, path.steps[1:], strict=False):
        one, issuer = readable(below), readable(above)
        if one is None or issuer is None:
            told.append(UNKNOWN)
            continue
        standing = standing_of(one, issuer, lists, known, at)
        if standing.revocation is Revocation.UNKNOWN and ask is not None:
            standing = asked_standing(below, above, ask, at)
        told.append(standing)
    return told


def authority_for_else(path: Path, purpose: str) -> str:
    """Return the name of an authority on the way that issues certificates for other purposes only.

    One that says for what it issues them, and leaves this purpose out, issues none for it; ""
    where there is none such.
    """
    for step in path.steps[1:-1]:
        authority = x509.Certificate.load(step)
        extended = authority.extended_key_usage_value
        if extended is not None and not {purpose, ANY_PURPOSE} & set(extended.native):
            return name_of(authority)
    return ""


def where_it_breaks(
    certificate: x509.Certificate,
    others: Sequence[bytes],
    trust: Trust,
    at: datetime,
    reason: Reason,
) -> tuple[Reason, str]:
    """Return why there is no path to a trusted root, and which certificate on the way is to blame.

    Without one that shows why, the reason stays and the name is that of the last issuer named.
    """
    der = certificate.dump()
    way = [certificate, *map(x509.Certificate.load, issuers_of(der, [*others, *trust.others]))]
    for one in way:
        if at > one.not_valid_after:
            return Reason.CERTIFICATE_EXPIRED, name_of(one)
        if at < one.not_valid_before:
            return Reason.CERTIFICATE_NOT_YET, name_of(one)
    for authority in way[1:]:
        if not _issues_certificates(authority):
            return Reason.WRONG_PURPOSE, name_of(authority)
        if not is_strong(authority):
            return Reason.WEAK_ALGORITHM, name_of(authority)
    return reason, name_of(way[-1])


def _issues_certificates(authority: x509.Certificate) -> bool:
    usage = authority.key_usage_value
    return bool(authority.ca) and (usage is None or "key_cert_sign" in usage.native)
