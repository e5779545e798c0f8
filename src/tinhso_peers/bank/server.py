"""The bank's HTTP side, and the thread that tells what happened."""

import hashlib
import hmac
import json
import threading
import time
import urllib.error
import urllib.request
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tinhso_peers.bank import pages
from tinhso_peers.bank.books import Books, Call
from tinhso_peers.bank.vietqr import Unreadable, scan
from tinhso_peers.stopping import wait_until_stopped

HANOI = timezone(timedelta(hours=7))
MOST_BYTES = 100_000
OLDEST_SECONDS = 15 * 60
PAUSE_SECONDS = 0.2


class Bank:
    """One bank: its books, its server, its messenger."""

    def __init__(
        self, *, home: Path, secret: str, bind: str, port: int, calls_to: str = ""
    ) -> None:
        """Open the books and bind the port."""
        self.books = Books(home)
        self.secret = secret.encode()
        self.calls_to = calls_to
        self._stopped = threading.Event()
        bank = self

        class Handler(_Handler):
            bank_of_all = bank

        self.server = ThreadingHTTPServer((bind, port), Handler)
        self.server.daemon_threads = True
        self.address = f"http://{bind}:{self.server.server_address[1]}"
        self._threads = [
            threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.1}),
            threading.Thread(target=self._tell),
        ]

    def start(self) -> None:
        """Serve and tell in the background."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End both and close the books."""
        self._stopped.set()
        self.server.shutdown()
        for thread in self._threads:
            thread.join()
        self.server.server_close()
        self.books.close()

    def serve_until_stopped(self) -> None:
        """Serve until a signal comes or the parent is gone."""
        self.start()
        wait_until_stopped(self._stopped)
        self.stop()

    def sign(self, sent: str, body: bytes) -> str:
        """Return the signature over the time of sending and a body."""
        return hmac.new(self.secret, sent.encode() + b"." + body, hashlib.sha256).hexdigest()

    def _tell(self) -> None:
        while not self._stopped.wait(PAUSE_SECONDS):
            for call in self.books.next_calls():
                if self._stopped.is_set():
                    return
                self._send(call)

    def _send(self, call: Call) -> None:
        sent = str(int(time.time()))
        signature = "0" * 64 if call.is_forged else self.sign(sent, call.body)
        request = urllib.request.Request(  # noqa: S310  the address of the one who ordered
            call.url,
            data=call.body,
            headers={
                "Content-Type": "application/json",
                "X-Bank-Time": sent,
                "X-Bank-Signature": signature,
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
                self.books.told(call, is_taken=True, answer=answer.read(300).decode())
        except urllib.error.HTTPError as refused:
            taken = call.is_forged or 400 <= refused.code < 500
            self.books.told(call, is_taken=taken, answer=str(refused.code))
            refused.close()
        except OSError as problem:
            self.books.told(call, is_taken=False, answer=type(problem).__name__)


class _Handler(BaseHTTPRequestHandler):
    bank_of_all: Bank
    server_version = "DemonstrationBank"

    @property
    def books(self) -> Books:
        return self.bank_of_all.books

    def log_message(self, format: str, *args: object) -> None:
        """Keep no access log."""

    def do_GET(self) -> None:
        """Show a page."""
        path = urlsplit(self.path).path
        if path == "/":
            self._page(pages.home_page())
        elif path == "/qr":
            self._page(pages.scan_page())
        elif path == "/faults":
            self._page(pages.fault_page(self.books.faults(), self.books.calls()))
        elif path.startswith("/pay/"):
            order = self.books.order(path.removeprefix("/pay/"))
            self._page(pages.order_page(order) if order else pages.page("Không có đơn này", ""))
        else:
            self._answer(404, b"", "text/plain")

    def do_POST(self) -> None:
        """Take a form or a signed question."""
        length = int(self.headers.get("Content-Length") or 0)
        if length > MOST_BYTES:
            self._answer(413, b"", "text/plain")
            return
        body = self.rfile.read(length)
        path = urlsplit(self.path).path
        if path.startswith("/api/"):
            self._api(path, body)
            return
        typed = {name: rows[0] for name, rows in parse_qs(body.decode("utf-8", "replace")).items()}
        if path == "/faults":
            self.books.play({k: int(v) for k, v in typed.items() if v.lstrip("-").isdecimal()})
            self._go("/faults")
        elif path == "/qr":
            self._scanned(typed)
        elif path.startswith("/pay/"):
            self._paid(path.removeprefix("/pay/"), typed.get("act", ""))
        else:
            self._answer(404, b"", "text/plain")

    def _paid(self, number: str, act: str) -> None:
        order = self.books.order(number)
        if order is None:
            self._answer(404, b"", "text/plain")
            return
        if act == "pay":
            self.books.pay_order(number)
        else:
            self.books.cancel_order(number)
        self._go(str(order["return_url"]))

    def _scanned(self, typed: dict[str, str]) -> None:
        try:
            code = scan(typed.get("payload", ""))
        except Unreadable:
            self._page(pages.scan_page("Không đọc được mã này.", typed.get("payload", "")))
            return
        other = typed.get("amount", "").strip()
        amount = int(other) if other.isdecimal() and int(other) else code.amount
        key = self.books.transfer(
            account=code.account,
            amount=amount,
            words=code.words,
            call_url=self.bank_of_all.calls_to,
        )
        self._page(pages.done_page(amount, code.words, key))

    def _api(self, path: str, body: bytes) -> None:
        if self.books.faults()["down"]:
            self._answer(503, b"{}", "application/json")
            return
        if not self._is_signed(body):
            self._answer(401, b"{}", "application/json")
            return
        try:
            said = json.loads(body)
            status, told = self._told(path, said)
        except (KeyError, TypeError, ValueError):
            status, told = 400, {}
        self._answer(status, json.dumps(told, ensure_ascii=False).encode(), "application/json")

    def _told(self, path: str, said: dict[str, object]) -> tuple[int, dict[str, object]]:
        if path == "/api/orders":
            self.books.add_order(said)
            return 200, {"pay_url": f"{self.bank_of_all.address}/pay/{said['order']}"}
        if path == "/api/refunds":
            return (200, {}) if self.books.refund(said) else (409, {})
        if path == "/api/statement":
            start = datetime.fromisoformat(str(said["day"])).replace(tzinfo=HANOI).timestamp()
            rows = self.books.statement(str(said["account"]), start, start + 86_400)
            return 200, {
                "lines": [
                    {
                        "bank_reference": row["bank_reference"],
                        "amount": row["amount"],
                        "at": datetime.fromtimestamp(float(str(row["at"])), HANOI).isoformat(),
                        "words": row["words"],
                    }
                    for row in rows
                ]
            }
        return 404, {}

    def _is_signed(self, body: bytes) -> bool:
        sent = self.headers.get("X-Bank-Time", "")
        wanted = self.bank_of_all.sign(sent, body)
        if not hmac.compare_digest(wanted, self.headers.get("X-Bank-Signature", "")):
            return False
        return sent.isdecimal() and abs(time.time() - int(sent)) <= OLDEST_SECONDS

    def _page(self, content: bytes) -> None:
        self._answer(200, content, "text/html; charset=utf-8")

    def _go(self, where: str) -> None:
        self.send_response(303)
        self.send_header("Location", where)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _answer(self, status: int, content: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
