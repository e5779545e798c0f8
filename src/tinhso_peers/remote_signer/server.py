"""The service's HTTP side: `/oauth2/token` and `/csc/v2/…`, JSON both ways."""

import hmac
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from typing import Any

from tinhso_peers.remote_signer.vault import Refused, Vault
from tinhso_peers.stopping import wait_until_stopped

MOST_BYTES = 200_000
PREFIX = "/csc/v2/"
Said = dict[str, Any]


@dataclass
class Asked:
    """What the service was asked, and what it answers next time instead of doing it."""

    paths: list[str] = field(default_factory=list)
    troubles: list[tuple[int, bytes]] = field(default_factory=list)


class RemoteSigner:
    """One service: its client, its vault, its server."""

    def __init__(self, *, client: str, secret: str, port: int = 0, bind: str = "127.0.0.1") -> None:
        """Bind the port."""
        self.client, self.secret = client, secret
        self.vault, self.asked = Vault(), Asked()
        self.tokens: set[str] = set()
        signer = self

        class Handler(_Handler):
            signer_of_all = signer

        self.server = ThreadingHTTPServer((bind, port), Handler)
        self.server.daemon_threads = True
        self.url = f"http://{bind}:{self.server.server_address[1]}"
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

    def answer(self, path: str, said: Said) -> Said:
        """Do what one address of the API asks."""
        vault = self.vault
        acts: dict[str, Callable[[], Said]] = {
            "credentials/list": lambda: {"credentialIDs": vault.of(said["userID"])},
            "credentials/info": lambda: vault.info(said["credentialID"]),
            "credentials/getChallenge": lambda: self._send_code(said["credentialID"]),
            "credentials/authorize": lambda: {
                "SAD": vault.authorize(
                    said["credentialID"],
                    next(one["value"] for one in said["authData"] if one["id"] == "OTP"),
                    said["numSignatures"],
                    said.get("hashes"),
                ),
                "expiresIn": 300,
            },
            "signatures/signHash": lambda: {
                "signatures": vault.sign(
                    said["credentialID"], said["SAD"], said["hashes"], said["signAlgo"]
                )
            },
        }
        if path not in acts:
            raise Refused("invalid_request: address")
        return acts[path]()

    def _send_code(self, credential: str) -> Said:
        self.vault.send_code(credential)
        return {}


class _Handler(BaseHTTPRequestHandler):
    signer_of_all: RemoteSigner

    def do_POST(self) -> None:
        """Answer one call."""
        signer = self.signer_of_all
        length = min(int(self.headers.get("Content-Length") or 0), MOST_BYTES)
        said: Said = json.loads(self.rfile.read(length) or b"{}")
        signer.asked.paths.append(self.path)
        if signer.asked.troubles:
            self._say(*signer.asked.troubles.pop(0))
            return
        if self.path == "/oauth2/token":
            self._token(said)
            return
        given = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if given not in signer.tokens:
            self._answer(401, {"error": "invalid_token"})
            return
        try:
            self._answer(200, signer.answer(self.path.removeprefix(PREFIX), said))
        except (Refused, KeyError, StopIteration) as refusal:
            self._answer(400, {"error": "invalid_request", "error_description": str(refusal)})

    def _token(self, said: Said) -> None:
        signer = self.signer_of_all
        known = hmac.compare_digest(str(said.get("client_secret", "")), signer.secret)
        if said.get("client_id") != signer.client or not known:
            self._answer(401, {"error": "invalid_client"})
            return
        token = token_urlsafe(24)
        signer.tokens.add(token)
        self._answer(200, {"access_token": token, "token_type": "Bearer", "expires_in": 3600})

    def _answer(self, status: int, told: Said) -> None:
        self._say(status, json.dumps(told).encode())

    def _say(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet: codes stay out of logs."""
