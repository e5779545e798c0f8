"""A client of the signing service: bounded in time and size, and trusting no answer's form."""

import json
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import Final

from django.conf import settings

from tinhso.signing.asked_web import Unanswered, asked

LONGEST_ANSWER: Final = 200_000


class RemoteTrouble(StrEnum):
    """Why the service did not do what was asked."""

    SILENT = "silent"
    REFUSED = "refused"
    GARBAGE = "garbage"
    WRONG_CODE = "wrong_code"


class RemoteFault(Exception):
    """The service did not do what was asked."""

    def __init__(self, trouble: RemoteTrouble) -> None:
        """Keep why."""
        super().__init__(str(trouble))
        self.trouble = trouble


@dataclass(frozen=True)
class Credential:
    """What the service tells of a person's key."""

    certificates: tuple[bytes, ...]
    is_enabled: bool
    binds_hashes: bool
    """Whether an activation names each hash before (SCAL 2), not how many alone (SCAL 1)."""


class Service:
    """One conversation with the service, under one access token."""

    def __init__(self) -> None:
        """Open it as the installation's own client."""
        told = self._post(
            f"{settings.TINHSO_CSC_URL}/oauth2/token",
            {
                "grant_type": "client_credentials",
                "client_id": settings.TINHSO_CSC_CLIENT,
                "client_secret": settings.TINHSO_CSC_SECRET,
            },
            token="",
        )
        self._token = _text(told, "access_token")

    def credential(self, known: str) -> Credential:
        """Return what is told of a credential: its certificates, and whether it may sign."""
        told = self._ask("credentials/info", credentialID=known, certificates="chain")
        key, certificate = told.get("key"), told.get("cert")
        if not isinstance(key, dict) or not isinstance(certificate, dict):
            raise RemoteFault(RemoteTrouble.GARBAGE)
        given = certificate.get("certificates")
        if not isinstance(given, list) or not given:
            raise RemoteFault(RemoteTrouble.GARBAGE)
        return Credential(
            certificates=tuple(_bytes(one) for one in given),
            is_enabled=key.get("status") == "enabled" and certificate.get("status") == "valid",
            binds_hashes=str(told.get("SCAL", "1")) == "2",
        )

    def send_code(self, known: str) -> None:
        """Have the service send its one-time code to the person."""
        self._ask("credentials/getChallenge", credentialID=known)

    def authorize(
        self,
        known: str,
        code: str,
        count: int,
        *,
        named: Sequence[bytes] = (),
        digest_oid: str = "",
    ) -> str:
        """Return the activation of a key by the person's code, for so many hashes or for these."""
        asked: dict[str, object] = {"numSignatures": len(named) or count}
        if named:
            asked["hashes"] = [b64encode(one).decode() for one in named]
            asked["hashAlgorithmOID"] = digest_oid
        try:
            told = self._ask(
                "credentials/authorize",
                credentialID=known,
                authData=[{"id": "OTP", "value": code}],
                **asked,
            )
        except RemoteFault as fault:
            if fault.trouble is RemoteTrouble.REFUSED:
                raise RemoteFault(RemoteTrouble.WRONG_CODE) from None
            raise
        return _text(told, "SAD")

    def sign(
        self, known: str, activation: str, digest: bytes, *, digest_oid: str, how: str, with_: str
    ) -> bytes:
        """Return the value over a digest."""
        asked: dict[str, object] = {
            "credentialID": known,
            "SAD": activation,
            "hashes": [b64encode(digest).decode()],
            "hashAlgorithmOID": digest_oid,
            "signAlgo": how,
        }
        if with_:
            asked["signAlgoParams"] = with_
        told = self._ask("signatures/signHash", **asked).get("signatures")
        if not isinstance(told, list) or len(told) != 1:
            raise RemoteFault(RemoteTrouble.GARBAGE)
        return _bytes(told[0])

    def _ask(self, act: str, **said: object) -> dict[str, object]:
        return self._post(f"{settings.TINHSO_CSC_URL}/csc/v2/{act}", said, token=self._token)

    def _post(self, url: str, said: dict[str, object], *, token: str) -> dict[str, object]:
        try:
            status, raw = asked(
                url,
                seconds=settings.TINHSO_CSC_SECONDS,
                longest=LONGEST_ANSWER,
                data=json.dumps(said).encode(),
                kind="application/json",
                token=token,
            )
        except Unanswered:
            raise RemoteFault(RemoteTrouble.SILENT) from None
        if status in {400, 401, 403}:
            raise RemoteFault(RemoteTrouble.REFUSED)
        if status != HTTPStatus.OK or len(raw) > LONGEST_ANSWER:
            raise RemoteFault(RemoteTrouble.GARBAGE)
        try:
            told = json.loads(raw)
        except ValueError:
            raise RemoteFault(RemoteTrouble.GARBAGE) from None
        if not isinstance(told, dict):
            raise RemoteFault(RemoteTrouble.GARBAGE)
        return told


def _text(told: dict[str, object], name: str) -> str:
    value = told.get(name)
    if not isinstance(value, str) or not value:
        raise RemoteFault(RemoteTrouble.GARBAGE)
    return value


def _bytes(value: object) -> bytes:
    try:
        return b64decode(str(value), validate=True)
    except NotBase64:
        raise RemoteFault(RemoteTrouble.GARBAGE) from None
