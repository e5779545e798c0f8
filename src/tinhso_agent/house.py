"""Call the installation: over TLS (or on this very computer), within limits of time and size."""

import json
import ssl
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import urlsplit

from tinhso.signing.agents.words import PROTOCOL
from tinhso_agent.doubting import PDF
from tinhso_agent.keeping import Pairing

SECONDS: Final = 30.0
LARGEST: Final = 4 * 1024 * 1024
MOST_PAPERS: Final = 100
LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")
ROOT: Final = "/api/v1/signing/agent"
UNAUTHORIZED: Final = 401
FORBIDDEN: Final = 403

Json = Mapping[str, object]


class Away(Exception):
    """The installation cannot be reached, or says what nobody can read."""


class Refused(Exception):
    """The installation says no; `status` and its own sentence say why."""

    def __init__(self, status: int, sentence: str) -> None:
        """Keep both."""
        super().__init__(sentence)
        self.status = status


class UnsafeAddress(Exception):
    """A token goes out over TLS only."""


@dataclass(frozen=True)
class Paper:
    """One paper of a turn, as the installation tells of it."""

    uid: str
    title: str
    sha256: str
    algorithm: str
    to_sign: bytes
    form: str = PDF
    manifest: bytes = b""
    properties: bytes = b""


@dataclass(frozen=True)
class Turn:
    """What the person is to be asked: papers, and the certificate by which he would sign.

    Those of a batch (`title`) come in portions: `whole` in all.
    """

    uid: str
    title: str
    whole: int
    expires_at: datetime
    device: str
    place: str
    certificate: bytes
    papers: tuple[Paper, ...]


@dataclass(frozen=True)
class Given:
    """What is answered for one paper: a value, or why there is none."""

    paper: str
    value: bytes = b""
    trouble: str = ""


@dataclass(frozen=True)
class Result:
    """What became of an answer: how many were signed, why others not, whether more follows."""

    signed: int
    unsigned: tuple[str, ...]
    more: bool


@dataclass(frozen=True)
class Standing:
    """How the pairing stands at the installation."""

    installation: str
    person: str
    accepted: bool
    poll_seconds: float


class House:
    """One installation, as this computer calls it."""

    def __init__(self, url: str, *, token: str = "", authorities: str = "") -> None:
        """Take its address; `authorities` is a PEM file when its certificate is of an own CA."""
        parts = urlsplit(url)
        self.host, self.port = parts.hostname or "", parts.port
        self.is_safe = parts.scheme == "https"
        if not self.host or not (self.is_safe or self.host in LOOPBACK):
            raise UnsafeAddress(url)
        self._root = parts.path.rstrip("/") + ROOT
        self._token, self._authorities = token, authorities

    @classmethod
    def of(cls, pairing: Pairing) -> "House":
        """Return the installation of a pairing."""
        return cls(pairing.url, token=pairing.token, authorities=pairing.authorities)

    def join(self, code: str, name: str) -> tuple[str, str, str]:
        """Join by the code of the page; return token, check number and the installation's name."""
        told = self._call("POST", "/join", {"code": code, "name": name})
        return _text(told, "token"), _text(told, "check"), _text(told, "installation")

    def standing(self) -> Standing:
        """Return how the pairing stands."""
        told = self._call("GET", "/state")
        seconds = told.get("poll_seconds")
        return Standing(
            installation=_text(told, "installation"),
            person=_text(told, "person"),
            accepted=told.get("accepted") is True,
            poll_seconds=min(max(float(seconds), 0.1), 60.0)
            if isinstance(seconds, int | float)
            else 2.0,
        )

    def leave(self) -> None:
        """End the pairing there too."""
        self._call("POST", "/leave", {})

    def offer_key(
        self, request: str, device: str, place: str, certificates: Sequence[bytes] = ()
    ) -> str:
        """Show a key; return its fingerprint as the installation worked it out."""
        body = {
            "request": request,
            "device": device,
            "place": place,
            "certificates": [_packed(one) for one in certificates],
        }
        return _text(self._call("POST", "/keys", body), "fingerprint")

    def next_turn(self) -> Turn | None:
        """Return what waits, if anything."""
        found = self._call("GET", f"/next?protocol={PROTOCOL}").get("turn")
        return None if found is None else _turn(found)

    def refuse(self, turn: str, trouble: str, pin: str = "") -> str:
        """Say that nothing is signed; return the sentence that the person's page shows."""
        told = self._call("POST", f"/turns/{turn}/refuse", {"trouble": trouble, "pin": pin})
        return _text(told, "said")

    def answer(self, turn: str, certificate: bytes, given: Sequence[Given]) -> Result:
        """Give the values; return what became of them."""
        values = [
            {"paper": one.paper, "value": _packed(one.value), "trouble": one.trouble}
            for one in given
        ]
        body = {"certificate": _packed(certificate), "values": values}
        told = self._call("POST", f"/turns/{turn}/values", body)
        papers = told.get("papers")
        if not isinstance(papers, list):
            raise Away("garbage")
        refused = [_text(one, "message") for one in papers if one.get("signed") is not True]
        unsigned = tuple(said for said in (*refused, _text(told, "said")) if said)
        return Result(
            signed=len(papers) - len(refused),
            unsigned=tuple(dict.fromkeys(unsigned)),
            more=told.get("more") is True,
        )

    def _call(self, method: str, path: str, body: Json | None = None) -> dict[str, object]:
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        content = None if body is None else json.dumps(body).encode()
        calling = self._connection()
        try:
            calling.request(method, self._root + path, content, headers)
            answer = calling.getresponse()
            status, raw = answer.status, answer.read(LARGEST + 1)
        except (OSError, HTTPException) as fault:
            raise Away(str(fault)) from None
        finally:
            calling.close()
        if len(raw) > LARGEST:
            raise Away("too long")
        return _read(status, raw)

    def _connection(self) -> HTTPConnection:
        if not self.is_safe:
            return HTTPConnection(self.host, self.port, timeout=SECONDS)
        trust = ssl.create_default_context(cafile=self._authorities or None)
        return HTTPSConnection(self.host, self.port, timeout=SECONDS, context=trust)


def _read(status: int, raw: bytes) -> dict[str, object]:
    """Return what was answered; redirects are not followed, an answer is JSON or no answer."""
    try:
        told = json.loads(raw) if raw else {}
    except ValueError:
        raise Away("garbage") from None
    if not isinstance(told, dict):
        raise Away("garbage")
    if status >= 500 or 300 <= status < 400:
        raise Away(str(status))
    if status >= 400:
        raise Refused(status, str(told.get("detail") or status))
    return told


def _text(told: Json, name: str) -> str:
    found = told.get(name, "")
    return found if isinstance(found, str) else ""


def _packed(content: bytes) -> str:
    return b64encode(content).decode()


def _turn(found: object) -> Turn:
    """Read a turn strictly: whatever is not as agreed is no turn."""
    try:
        if not isinstance(found, dict) or len(found["papers"]) > MOST_PAPERS:
            raise ValueError("no turn")
        return Turn(
            uid=str(found["uid"]),
            title=str(found.get("title", "")),
            whole=int(found.get("whole", len(found["papers"]))),
            expires_at=datetime.fromisoformat(found["expires_at"]),
            device=str(found["device"]),
            place=str(found["place"]),
            certificate=b64decode(found["certificate"], validate=True),
            papers=tuple(
                Paper(
                    uid=str(one["uid"]),
                    title=str(one["title"]),
                    sha256=str(one["sha256"]),
                    form=str(one.get("format", PDF)),
                    manifest=b64decode(one.get("manifest", ""), validate=True),
                    properties=b64decode(one.get("properties", ""), validate=True),
                    algorithm=str(one["algorithm"]),
                    to_sign=b64decode(one["to_sign"], validate=True),
                )
                for one in found["papers"]
            ),
        )
    except (KeyError, TypeError, ValueError):
        raise Away("garbage") from None
