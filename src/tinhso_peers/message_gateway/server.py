"""The gateway's HTTP side: `POST /send` with a bearer token, a JSON object or a form."""

import hmac
import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

from tinhso_peers.stopping import wait_until_stopped

MOST_BYTES = 20_000
TAKEN, WRONG_KEY, NO_NUMBER, NO_MONEY = "100", "101", "118", "103"


@dataclass
class Taken:
    """What the gateway was told, and what it answers next time instead of taking it."""

    messages: list[dict[str, str]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    troubles: list[int | str] = field(default_factory=list)
    """Statuses, or codes with 200, with which the next calls are answered."""


class MessageGateway:
    """One gateway: its token, its server, what it took."""

    def __init__(self, *, token: str, port: int = 0, bind: str = "127.0.0.1") -> None:
        """Bind the port."""
        self.token = token
        self.taken = Taken()
        gateway = self

        class Handler(_Handler):
            gateway_of_all = gateway

        self.server = ThreadingHTTPServer((bind, port), Handler)
        self.server.daemon_threads = True
        self.url = f"http://{bind}:{self.server.server_address[1]}/send"
        self._thread = threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.05}
        )

    def start(self) -> None:
        """Serve in the background."""
        self._thread.start()

    def stop(self) -> None:
        """End, and close the port."""
        self.server.shutdown()
        self._thread.join()
        self.server.server_close()

    def serve_until_stopped(self) -> None:
        """Serve until asked to stop."""
        self.start()
        wait_until_stopped(threading.Event())
        self.stop()


class _Handler(BaseHTTPRequestHandler):
    gateway_of_all: MessageGateway

    def do_POST(self) -> None:
        """Take one message, once for each key."""
        length = min(int(self.headers.get("Content-Length") or 0), MOST_BYTES)
        raw = self.rfile.read(length).decode()
        gateway = self.gateway_of_all
        given = self.headers.get("Authorization", "").encode()
        if not hmac.compare_digest(given, f"Bearer {gateway.token}".encode()):
            self._answer(401, WRONG_KEY)
            return
        if gateway.taken.troubles:
            trouble = gateway.taken.troubles.pop(0)
            self._answer(*(trouble, "") if isinstance(trouble, int) else (200, trouble))
            return
        is_json = self.headers.get("Content-Type", "").startswith("application/json")
        said = json.loads(raw) if is_json else dict(parse_qsl(raw))
        if not str(said.get("to", "")).isdigit():
            self._answer(422, NO_NUMBER)
            return
        key = self.headers.get("Idempotency-Key", "")
        if key not in gateway.taken.keys:
            gateway.taken.keys.add(key)
            gateway.taken.messages.append(said)
        self._answer(200, TAKEN)

    def _answer(self, status: int, code: str) -> None:
        body = json.dumps({"result": {"code": code}}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet: telephone numbers stay out of logs."""
