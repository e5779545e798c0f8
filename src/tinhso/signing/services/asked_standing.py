"""Whether other authorities revoked a certificate: their OCSP answers and lists, asked by HTTP.

Asked only where nothing else tells, only at addresses that `TINHSO_REVOCATION_URLS` allows, within
`TINHSO_REVOCATION_SECONDS` for all that one check asks. No word is believed that does not prove
itself; what was answered is remembered until it ends, and who did not answer is left in peace.
"""

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from tinhso.signing.asked_web import Unanswered, asked
from tinhso.signing.checking.faults import READ_FAULTS
from tinhso.signing.checking.report import Revocation
from tinhso.signing.checking.revocation import standing_of
from tinhso.signing.checking.trust import Given, Trust, readable

LONGEST_ANSWER: Final = 100_000
LONGEST_LIST: Final = 20_000_000
MOST_ASKED: Final = 8
"""So many questions for one check; more wants nobody who is honest."""

REMEMBERED: Final = timedelta(hours=12)
"""So long at most: a revocation is told within half a day, whatever term an answer gives itself."""

WITHOUT_TERM: Final = timedelta(hours=1)
AHEAD_BY: Final = timedelta(minutes=5)
"""Clocks of two houses may differ so much; what was said later than that was not said yet."""

LEFT_IN_PEACE: Final = 120
"""Seconds in which an address that did not answer is not asked again."""


class StandingTrouble(StrEnum):
    """Why an authority's answer is not used."""

    SILENT = "silent"
    REFUSED = "refused"
    GARBAGE = "garbage"
    NOT_PROVED = "not_proved"
    WRONG_TIME = "wrong_time"
    NOT_ALLOWED = "address_not_allowed"


class _Refused(Exception):
    def __init__(self, trouble: StandingTrouble) -> None:
        self.trouble = trouble


@dataclass(frozen=True)
class _Place:
    """Where to ask, and for what."""

    url: str
    is_list: bool

    @property
    def key(self) -> str:
        """Return under which key its silence is remembered."""
        return f"signing:silent:{hashlib.sha256(self.url.encode()).hexdigest()}"


@dataclass
class Asker:
    """Asks for one check; keeps what was answered, so that it can be put beside the file."""

    lists: list[bytes] = field(default_factory=list)
    answers: list[bytes] = field(default_factory=list)
    until: float = field(
        default_factory=lambda: time.monotonic() + settings.TINHSO_REVOCATION_SECONDS
    )
    count: int = 0

    def __call__(self, certificate: bytes, issuer: bytes) -> Given:
        """Return what proves the certificate's standing now, and what went wrong on the way."""
        own, above = readable(certificate), readable(issuer)
        if own is None or above is None:
            return Given()
        said: list[str] = []
        for place in _places(own):
            if not is_allowed(place.url):
                said.append(f"{place.url} {StandingTrouble.NOT_ALLOWED}")
                continue
            try:
                der = self._proof(place, own, above)
            except _Refused as refusal:
                said.append(f"{place.url} {refusal.trouble}")
                continue
            (self.lists if place.is_list else self.answers).append(der)
            return Given((der,), ()) if place.is_list else Given((), (der,))
        return Given(said="; ".join(said))

    def _proof(self, place: _Place, own: x509.Certificate, above: x509.Certificate) -> bytes:
        """Return a proof from memory or from its place."""
        key = _key(place, own, above)
        known = cache.get(key)
        if isinstance(known, bytes):
            return known
        left = self.until - time.monotonic()
        if self.count >= MOST_ASKED or left <= 0 or cache.get(place.key):
            raise _Refused(StandingTrouble.SILENT)
        self.count += 1
        der = _fetched(place, own, above, left)
        until = _believed(place, der, own, above)
        cache.set(key, der, timeout=max(1, int((until - timezone.now()).total_seconds())))
        return der


def asker() -> Asker | None:
    """Return who asks for one check, or None where configuration allows no address."""
    return Asker() if settings.TINHSO_REVOCATION_URLS else None


def with_asked(trust: Trust, ask: Asker | None) -> Trust:
    """Return the trust with what was answered, to be put beside a file."""
    if ask is None:
        return trust
    return replace(trust, crls=(*trust.crls, *ask.lists), answers=(*trust.answers, *ask.answers))


def is_allowed(url: str) -> bool:
    """Tell whether an address stands below one that configuration names, to the letter."""
    try:
        wanted = urlsplit(url)
    except ValueError:
        return False
    if wanted.username is not None or "\\" in url or any(part == ".." for part in _steps(url)):
        return False
    for text in settings.TINHSO_REVOCATION_URLS:
        named = urlsplit(text)
        place = wanted.scheme, wanted.netloc.lower()
        path = named.path.rstrip("/")
        below = wanted.path == path or wanted.path.startswith(f"{path}/")
        if place == (named.scheme, named.netloc.lower()) and (below or not path):
            return True
    return False


def _steps(url: str) -> list[str]:
    return urlsplit(url).path.replace("%2e", ".").replace("%2E", ".").split("/")


def _places(own: x509.Certificate) -> Iterator[_Place]:
    """Yield where a certificate tells to ask: answers are smaller than lists."""
    try:
        held = list(own.extensions)
    except READ_FAULTS:
        return
    values = [extension.value for extension in held]
    for value in values:
        if isinstance(value, x509.AuthorityInformationAccess):
            for one in value:
                if one.access_method == AuthorityInformationAccessOID.OCSP:
                    yield from _web(one.access_location, is_list=False)
    for value in values:
        if isinstance(value, x509.CRLDistributionPoints):
            for point in value:
                for name in point.full_name or ():
                    yield from _web(name, is_list=True)


def _web(name: x509.GeneralName, *, is_list: bool) -> Iterator[_Place]:
    url = name.value if isinstance(name, x509.UniformResourceIdentifier) else ""
    if url.lower().startswith(("http://", "https://")):
        yield _Place(url, is_list)


def _key(place: _Place, own: x509.Certificate, above: x509.Certificate) -> str:
    whose = above.fingerprint(hashes.SHA256())
    if not place.is_list:
        whose += own.fingerprint(hashes.SHA256())
    return f"signing:standing:{hashlib.sha256(place.url.encode() + whose).hexdigest()}"


def _fetched(
    place: _Place, own: x509.Certificate, above: x509.Certificate, seconds: float
) -> bytes:
    """Ask, and take no more than an answer may be long."""
    longest = LONGEST_LIST if place.is_list else LONGEST_ANSWER
    question = None
    if not place.is_list:
        builder = ocsp.OCSPRequestBuilder().add_certificate(own, above, hashes.SHA256())
        question = builder.build().public_bytes(Encoding.DER)
    kind = "" if question is None else "application/ocsp-request"
    try:
        status, read = asked(place.url, seconds=seconds, longest=longest, data=question, kind=kind)
    except Unanswered:
        cache.set(place.key, 1, timeout=LEFT_IN_PEACE)
        raise _Refused(StandingTrouble.SILENT) from None
    if status in {401, 403, 404, 429, 503}:
        raise _Refused(StandingTrouble.REFUSED)
    if status != 200 or len(read) > longest:
        raise _Refused(StandingTrouble.GARBAGE)
    return read


def _believed(
    place: _Place, der: bytes, own: x509.Certificate, above: x509.Certificate
) -> datetime:
    """Return until when an answer may be repeated; refuse one that does not prove itself now."""
    now = timezone.now()
    said_at, ends = _term(place, der)
    if said_at > now + AHEAD_BY or ends <= now:
        raise _Refused(StandingTrouble.WRONG_TIME)
    lists, answers = ([der], []) if place.is_list else ([], [der])
    if standing_of(own, above, lists, answers, now).revocation is Revocation.UNKNOWN:
        raise _Refused(StandingTrouble.NOT_PROVED)
    return min(ends, now + REMEMBERED)


def _term(place: _Place, der: bytes) -> tuple[datetime, datetime]:
    """Return when an answer was given and when it ends."""
    try:
        if place.is_list:
            known = x509.load_der_x509_crl(der)
            said_at, ends = known.last_update_utc, known.next_update_utc
        else:
            answer = ocsp.load_der_ocsp_response(der)
            if answer.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
                raise _Refused(StandingTrouble.REFUSED)
            said_at, ends = answer.this_update_utc, answer.next_update_utc
    except READ_FAULTS:
        raise _Refused(StandingTrouble.GARBAGE) from None
    return said_at.astimezone(UTC), ends or said_at + WITHOUT_TERM
