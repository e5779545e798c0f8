"""The house's own time-stamp service (RFC 3161), asked without a network, its key kept loaded."""

import asyncio
import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from secrets import randbits
from typing import Final

from asn1crypto import algos, cms, core, tsp, x509
from django.utils import timezone
from pyhanko.sign.timestamps import TimeStamper

from tinhso.signing.formats.der import INSIDE, OCTETS, SEQUENCE, general_time, number, piece
from tinhso.signing.formats.messages import signed_message
from tinhso.signing.formats.signer import SealingKey

POLICY = "2.25.64120805417110867887463870588093198328"
"""A policy of demonstration, under a number that is nobody else's (ITU-T X.667).

These stamps prove nothing outside a demonstration's trust.
"""

_POLICY: Final[bytes] = core.ObjectIdentifier(POLICY).dump()


@lru_cache(maxsize=16)
def _digest_named(name: str) -> bytes:
    encoded: bytes = algos.DigestAlgorithm({"algorithm": name}).dump()
    return encoded


Now = Callable[[], datetime]
"""Tells the time of a stamp, or raises while it cannot be trusted."""


class DirectTimeStamper(TimeStamper, ABC):
    """Gives a token over a digest at once, with no request of the general library's."""

    def __init__(self) -> None:
        """Begin with nothing asked."""
        super().__init__()  # type: ignore[no-untyped-call]  # pyHanko leaves it untyped

    @abstractmethod
    def token(self, digest: bytes, name: str) -> bytes:
        """Return the token (DER) over a digest, by the digest's name."""


class LocalTimeStamper(DirectTimeStamper):
    """Answers requests at once with the key of a time-stamp certificate."""

    def __init__(self, key: SealingKey, now: Now = timezone.now) -> None:
        """Take the key, used for every stamp without being read again, and who tells the time."""
        super().__init__()
        self._key = key
        self._now = now
        subject = x509.Certificate.load(key.certificate).subject
        self._name = piece(INSIDE, x509.GeneralName(name="directory_name", value=subject).dump())

    @property
    def certificates(self) -> tuple[bytes, ...]:
        """Return the service's certificate and those above it."""
        return (self._key.certificate, *self._key.chain)

    def token(self, digest: bytes, name: str, *, nonce: int | None = None) -> bytes:
        """Return the token (DER) over a digest, by the digest's name."""
        imprint = piece(SEQUENCE, _digest_named(name), piece(OCTETS, digest))
        return self._stamp(imprint, self._now(), nonce)

    def asked(self, request: tsp.TimeStampReq) -> bytes:
        """Return the token (DER) that a request asks for."""
        nonce = request["nonce"].native
        return self._stamp(request["message_imprint"].dump(), self._now(), nonce)

    def _stamp(self, imprint: bytes, at: datetime, nonce: int | None) -> bytes:
        info = piece(
            SEQUENCE,
            number(1),
            _POLICY,
            imprint,
            number(randbits(63)),
            general_time(at),
            b"" if nonce is None else number(nonce),
            self._name,
        )
        covered = hashlib.new(self._key.algorithm.digest, info).digest()
        return signed_message(self._key, covered, at=at, time_stamp_info=info)

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Return the stamp of a request."""
        token = self.asked(req)
        granted = tsp.PKIStatusInfo({"status": tsp.PKIStatus("granted")})
        return tsp.TimeStampResp(
            {"status": granted, "time_stamp_token": cms.ContentInfo.load(token)}
        )


def stamp_by(stamper: TimeStamper, digest: bytes, name: str) -> bytes:
    """Return a service's token (DER) over a digest, by the digest's name."""
    if isinstance(stamper, DirectTimeStamper):
        return stamper.token(digest, name)
    token: bytes = asyncio.run(stamper.async_timestamp(digest, name)).dump()
    return token
