"""A client of the national portal's services: a session, calls with a time limit, files.

Pure protocol: what is said is built by `services.national`. Facts 1.3: a session by name and
password, headers `dstcode` and `madonvi`, a reply `{error_code, message}`.
"""

import json
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin, urlsplit

import requests
from django.conf import settings

from tinhso.dossiers.rules.national import Message, Trouble
from tinhso.kernel.events import ReceiverDown

CONNECT_SECONDS: Final = 5
LONGEST_FILE: Final = 40 * 1024 * 1024
LONGEST_REPLY: Final = 200_000


class PortalSilent(ReceiverDown):
    """The portal could not be asked: it is down, too slow, or does not let us in."""

    code = "dossiers.national_silent"

    def __init__(self, trouble: str) -> None:
        """Carry the code of what happened."""
        super().__init__()
        self.trouble = trouble


class PortalFault(Exception):
    """The portal answered, but not in a way that tells what became of the message."""

    def __init__(self, trouble: str, code: str = "") -> None:
        """Carry the code of what happened and the status."""
        super().__init__(trouble)
        self.trouble = trouble
        self.status = code


class FileMissing(Exception):
    """The portal does not have a file that its message names, or it lies elsewhere."""


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What the portal says of one call."""

    code: str
    message: str


@dataclass(frozen=True, kw_only=True)
class _Answer:
    status_code: int
    content: bytes


class _Sessions:
    """The one session of this process, opened when first needed and again when it has ended."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._token = ""

    def current(self) -> str:
        with self._lock:
            if not self._token:
                self._token = _log_in()
            return self._token

    def forget(self) -> None:
        with self._lock:
            self._token = ""

    def ended(self, token: str) -> None:
        with self._lock:
            if self._token == token:
                self._token = ""


_sessions: Final = _Sessions()


def forget_session() -> None:
    """Open a new session with the next call, as after the portal's address has changed."""
    _sessions.forget()


def call(service: str, data: Sequence[Message], *, is_updating: bool) -> Reply:
    """Call a service; `PortalSilent` or `PortalFault` when no reply of it came back."""
    for last in (False, True):
        token = _sessions.current()
        answer = _post(
            settings.TINHSO_NATIONAL_URL,
            {
                "session": token,
                "service": service,
                "isUpdating": "True" if is_updating else "False",
                "data": list(data),
            },
        )
        if answer.status_code == 401:
            _sessions.ended(token)
            if last:
                raise PortalSilent(Trouble.LOGIN_REFUSED)
            continue
        said = _said(answer)
        code, message = said.get("error_code"), said.get("message")
        if isinstance(code, bool) or not isinstance(code, str | int) or code == "":
            # no word of what became of the message: the next try asks again
            raise PortalFault(Trouble.NONSENSE, "200")
        return Reply(code=_storable(str(code)), message=_storable(str(message or "")))
    raise PortalSilent(Trouble.LOGIN_REFUSED)


def fetch_file(address: str) -> bytes:
    """Return the bytes of a file the portal names; only from the portal's own place."""
    base = settings.TINHSO_NATIONAL_URL
    url = urljoin(base, address)
    if urlsplit(url)[:2] != urlsplit(base)[:2]:
        raise FileMissing
    for _time in range(2):
        token = _sessions.current()
        try:
            with requests.get(
                url,
                headers={**_headers(), "session": token},
                timeout=_timeout(),
                allow_redirects=False,
                stream=True,
            ) as answer:
                if answer.status_code == 401:
                    _sessions.ended(token)
                    continue
                if answer.status_code >= 500:
                    raise PortalFault(Trouble.SERVER_ERROR, str(answer.status_code))
                if answer.status_code != 200:
                    raise FileMissing
                return _bounded(answer)
        except requests.Timeout:
            raise PortalSilent(Trouble.TIMEOUT) from None
        except requests.RequestException:
            raise PortalSilent(Trouble.UNREACHABLE) from None
    raise PortalSilent(Trouble.LOGIN_REFUSED)


def _bounded(answer: requests.Response) -> bytes:
    got = bytearray()
    for piece in answer.iter_content(64 * 1024):
        got += piece
        if len(got) > LONGEST_FILE:
            raise FileMissing
    return bytes(got)


def _log_in() -> str:
    answer = _post(
        settings.TINHSO_NATIONAL_LOGIN_URL,
        {
            "username": settings.TINHSO_NATIONAL_USERNAME,
            "password": settings.TINHSO_NATIONAL_PASSWORD,
        },
    )
    if answer.status_code in {400, 401, 403}:
        raise PortalSilent(Trouble.LOGIN_REFUSED)
    token = _said(answer).get("session")
    if not isinstance(token, str) or not token:
        raise PortalSilent(Trouble.LOGIN_REFUSED)
    return token


def _post(url: str, body: Mapping[str, object]) -> _Answer:
    """Ask, and take no more of what comes back than a reply can be, nor wait for it longer."""
    try:
        with requests.post(
            url,
            data=json.dumps(body).encode(),
            headers={**_headers(), "Content-Type": "application/json"},
            timeout=_timeout(),
            allow_redirects=False,
            stream=True,
        ) as answer:
            return _Answer(status_code=answer.status_code, content=_short(answer))
    except requests.Timeout:
        raise PortalSilent(Trouble.TIMEOUT) from None
    except requests.RequestException:
        raise PortalSilent(Trouble.UNREACHABLE) from None


def _short(answer: requests.Response) -> bytes:
    """Return what was answered; of what never ends enough to see that it is no reply."""
    until = time.monotonic() + 2 * settings.TINHSO_NATIONAL_TIMEOUT
    got = bytearray()
    for piece in answer.iter_content(16 * 1024):
        got += piece
        if len(got) > LONGEST_REPLY:
            break
        if time.monotonic() > until:
            raise requests.Timeout
    return bytes(got)


def _said(answer: _Answer) -> dict[str, object]:
    if answer.status_code != 200:
        trouble = Trouble.SERVER_ERROR if answer.status_code >= 500 else Trouble.NONSENSE
        raise PortalFault(trouble, str(answer.status_code))
    try:
        said = json.loads(answer.content) if len(answer.content) <= LONGEST_REPLY else None
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise PortalFault(Trouble.NONSENSE, "200")
    return said


def _storable(text: str) -> str:
    """Return text without what no database keeps: signs of nought, halves of signs."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _headers() -> dict[str, str]:
    return {
        "dstcode": settings.TINHSO_NATIONAL_DSTCODE,
        "madonvi": settings.TINHSO_NATIONAL_AGENCY,
    }


def _timeout() -> tuple[int, int]:
    limit = settings.TINHSO_NATIONAL_TIMEOUT
    return min(CONNECT_SECONDS, limit), limit
