"""Who asks in a load run: accounts signed in by password, each thread by connections of its own."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.cookies import SimpleCookie
from typing import Final
from urllib.parse import urlencode
from uuid import uuid4

from tinhso.kernel.errors import DomainError
from tinhso.kernel.registry.loading import Ask, Told

PATIENCE: Final = 60.0
"""Seconds after which an answer is not waited for any more."""
_FIELD: Final = re.compile(r'name="([^"]+)" value="([^"]*)"')


class NotSignedIn(DomainError):
    """An account of the demonstration could not sign in at the house."""

    code = "config.not_signed_in"


@dataclass
class Session:
    """The cookies of one account."""

    cookies: dict[str, str] = field(default_factory=dict)

    def headers(self, port: int) -> dict[str, str]:
        """Return what a browser sends along."""
        return {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "X-CSRFToken": self.cookies.get("csrftoken", ""),
            "Referer": f"http://127.0.0.1:{port}/",
        }

    def keep(self, answer: HTTPResponse) -> None:
        """Keep the cookies of an answer."""
        for line in answer.headers.get_all("Set-Cookie") or ():
            self.cookies.update({n: morsel.value for n, morsel in SimpleCookie(line).items()})


class Browser:
    """One connection at a time to the house, kept open as browsers do."""

    def __init__(self, port: int, sessions: Mapping[str, Session]) -> None:
        """Ask for the accounts of these sessions."""
        self._port = port
        self._sessions = sessions
        self._connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    def send(self, ask: Ask) -> Told:
        """Ask and read the whole answer; a status of 0 says that there was none."""
        content, kind = _content(ask)
        headers = {**self._sessions[ask.login].headers(self._port), **kind}
        if ask.verb == "POST":
            headers["Idempotency-Key"] = str(uuid4())
        try:
            self._connection.request(ask.verb, ask.path, body=content, headers=headers)
            answer = self._connection.getresponse()
            text = answer.read()
        except (OSError, HTTPException):
            self._connection.close()
            return Told(0, {})
        is_json = "json" in (answer.headers.get("Content-Type") or "")
        said = json.loads(text) if is_json and text else {}
        return Told(answer.status, said if isinstance(said, dict) else {})

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()


def sign_in(*, port: int, login: str, password: str) -> Session:
    """Sign in as a person does: the page is opened, the form sent."""
    session = Session()
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", "/dang-nhap/")
        answer = connection.getresponse()
        page = answer.read().decode()
        session.keep(answer)
        hidden = dict(_FIELD.findall(page))
        fields = {
            "csrfmiddlewaretoken": hidden.get("csrfmiddlewaretoken", ""),
            "login": login,
            "password": password,
        }
        headers = {
            **session.headers(port),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection.request("POST", "/dang-nhap/", body=urlencode(fields), headers=headers)
        answer = connection.getresponse()
        answer.read()
        session.keep(answer)
    finally:
        connection.close()
    if "sessionid" not in session.cookies:
        raise NotSignedIn(f"{login}: {answer.status}")
    return session


def _content(ask: Ask) -> tuple[bytes | None, dict[str, str]]:
    """Return what is sent, and how it is called."""
    if ask.body is not None:
        return json.dumps(ask.body, default=str).encode(), {"Content-Type": "application/json"}
    if not ask.form and ask.file is None:
        return None, {}
    border = uuid4().hex
    parts = [
        f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in ask.form
    ]
    if ask.file is not None:
        name, called, content = ask.file
        head = f'--{border}\r\nContent-Disposition: form-data; name="{name}"; filename="{called}"'
        parts += [f"{head}\r\nContent-Type: image/jpeg\r\n\r\n".encode(), content, b"\r\n"]
    parts.append(f"--{border}--\r\n".encode())
    return b"".join(parts), {"Content-Type": f"multipart/form-data; boundary={border}"}
