"""Handing messages in at the province's system: a token, one message after the other, again."""

import json
import threading
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import Final

from tinhso_peers.national_portal.rules import Json
from tinhso_peers.national_portal.store import Message, Store

TIMEOUT: Final = 20
PAUSE: Final = 2.0


@dataclass(frozen=True, kw_only=True)
class House:
    """Where the province's system answers, and who the portal is to it."""

    url: str
    client_id: str
    client_secret: str


class Unreachable(Exception):
    """The province's system did not take the message now; it is brought again."""


class HandingIn(threading.Thread):
    """Brings what waits, in order, until told to stop; a message that fails holds its dossier."""

    def __init__(self, store: Store, house: House) -> None:
        """Begin with what the store still has waiting."""
        super().__init__(daemon=True, name="handing-in")
        self._store = store
        self._house = house
        self._asked = threading.Event()
        self._ended = threading.Event()

    def wake(self) -> None:
        """Look for something to bring now."""
        self._asked.set()

    def stop(self) -> None:
        """End after the message under way."""
        self._ended.set()
        self._asked.set()
        self.join(timeout=TIMEOUT)

    def run(self) -> None:
        """Bring what waits, then ask what became of it."""
        while not self._ended.is_set():
            self._asked.clear()
            self.bring_all()
            self._asked.wait(PAUSE)

    def bring_all(self) -> None:
        """Bring every waiting message once, in order, and look after those under way."""
        held: set[str] = set()
        for message in self._store.messages(state="waiting"):
            if message.number in held:
                continue
            if not self._bring(message):
                held.add(message.number)
        for message in self._store.messages(state="taken"):
            self._ask(message)

    def _bring(self, message: Message) -> bool:
        times = 3 if self._store.next_fault("repeat") else 1
        body: dict[str, Json] = {"id": message.id, "kind": message.kind, "data": message.body}
        try:
            for _time in range(times):
                answer = self._call("POST", "/api/v1/dossiers/national/messages", body)
        except Unreachable as fault:
            self._store.note_message(message.id, state="waiting", answer=str(fault))
            return False
        self._note(message, answer)
        return True

    def _ask(self, message: Message) -> None:
        try:
            answer = self._call("GET", f"/api/v1/dossiers/national/messages/{message.id}", None)
        except Unreachable:
            return
        self._note(message, answer)

    def _note(self, message: Message, answer: dict[str, Json]) -> None:
        state = {"done": "done", "refused": "refused", "malformed": "refused"}.get(
            str(answer.get("state", "")), "taken"
        )
        said = json.dumps(answer, ensure_ascii=False)
        if (state, said) != (message.state, message.answer):
            self._store.note_message(message.id, state=state, answer=said)

    def _call(self, method: str, path: str, body: dict[str, Json] | None) -> dict[str, Json]:
        token = self._token()
        request = urllib.request.Request(  # noqa: S310  the address was given at the start
            f"{self._house.url}{path}",
            data=None if body is None else json.dumps(body).encode(),
            method=method,
            headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        )
        try:
            return _read(request)
        except urllib.error.HTTPError as refusal:
            if refusal.code in {400, 409, 422}:
                said = refusal.read(20_000).decode(errors="replace")
                return {"state": "malformed", "answer": said}
            raise Unreachable(f"HTTP {refusal.code}") from None
        except (OSError, ValueError) as fault:
            raise Unreachable(type(fault).__name__) from None

    def _token(self) -> str:
        given = urllib.parse.urlencode(
            {
                "grant_type": "client_credentials",
                "client_id": self._house.client_id,
                "client_secret": self._house.client_secret,
            }
        )
        request = urllib.request.Request(  # noqa: S310  the address was given at the start
            f"{self._house.url}/api/v1/oauth/token", data=given.encode(), method="POST"
        )
        try:
            return str(_read(request)["access_token"])
        except (OSError, ValueError, KeyError) as fault:
            raise Unreachable(f"token: {type(fault).__name__}") from None


def _read(request: urllib.request.Request) -> dict[str, Json]:
    with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310  as above
        read: dict[str, Json] = json.load(answer)
    return read
