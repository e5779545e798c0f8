"""The portal's little web server: services for the province's system, pages for people."""

import json
import threading
import urllib.parse
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

from tinhso_peers.national_portal import filing, pages, service
from tinhso_peers.national_portal.house import HandingIn, House
from tinhso_peers.national_portal.rules import Json
from tinhso_peers.national_portal.store import Store

LONGEST_BODY: Final = 60 * 1024 * 1024
HTML: Final = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Given:
    """What came with a request: fields and files."""

    fields: dict[str, str]
    uploads: list[filing.Upload]


class Portal:
    """The portal as a whole: its memory, its server, and the thread that hands messages in."""

    def __init__(
        self,
        *,
        home: Path,
        access: service.Access,
        house: House,
        port: int = 0,
        hang_seconds: float = 30,
    ) -> None:
        """Open the memory and take the port; nothing is served before `start`."""
        self.store = Store(home / "portal.sqlite3")
        self.access = access
        self.hang_seconds = hang_seconds
        self.ended = threading.Event()
        self.procedures, self.agencies = filing.catalogue()
        self.handing_in = HandingIn(self.store, house)
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler_of(self))
        self._server.daemon_threads = True
        self._serving = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        """Return where it answers."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> None:
        """Serve, and hand in what waits."""
        self._serving.start()
        self.handing_in.start()

    def stop(self) -> None:
        """End all threads and let go of port and file."""
        self.ended.set()
        self.handing_in.stop()
        self._server.shutdown()
        self._server.server_close()
        self._serving.join(timeout=10)
        self.store.close()


def _handler_of(portal: Portal) -> type[BaseHTTPRequestHandler]:
    class Handler(_Handler):
        the_portal = portal

    return Handler


class _Handler(BaseHTTPRequestHandler):
    """One request."""

    the_portal: Portal
    server_version = "DemonstrationPortal"
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *arguments: object) -> None:
        """Keep the terminal quiet."""

    def do_GET(self) -> None:
        """Show a page, give a file or the portal's memory as JSON."""
        path = urllib.parse.unquote(urllib.parse.urlsplit(self.path).path)
        head, _slash, rest = path.strip("/").partition("/")
        store = self.the_portal.store
        if head == "tep":
            self._file(rest)
        elif head == "may":
            self._json(200, self._memory(rest))
        elif head == "":
            self._page(pages.home(self.the_portal.procedures, store.filings()))
        elif head == "nop" and rest in self.the_portal.procedures:
            self._page(pages.form(self.the_portal.procedures[rest], self.the_portal.agencies))
        elif head == "ho-so" and store.filing(rest) is not None:
            self._page(
                pages.dossier(
                    rest, store.record(rest), store.progress_of(rest), store.messages(number=rest)
                )
            )
        elif head == "dong-bo":
            self._page(pages.synced(store.records(), store.calls()))
        elif head == "dieu-khien":
            self._page(pages.control(store.faults()))
        else:
            self._answer(404, b"", HTML)

    def do_POST(self) -> None:
        """Do what a form or the province's system asks."""
        length = int(self.headers.get("Content-Length") or 0)
        if length > LONGEST_BODY:
            self._answer(413, b"", HTML)
            return
        body = self.rfile.read(length)
        head, _slash, rest = self.path.strip("/").partition("/")
        rest = urllib.parse.unquote(rest)
        if head == "phien":
            self._session(_json_of(body))
        elif head == "dich-vu":
            self._service(_json_of(body))
        elif head in {"nop", "ho-so", "dieu-khien"}:
            self._act(head, rest, self._given(body))
        else:
            self._answer(404, b"", HTML)

    # --- for the province's system

    def _session(self, body: dict[str, Json]) -> None:
        given = service.log_in(self.the_portal.store, self.the_portal.access, body)
        self._json(401 if given is None else 200, given or {"message": "Sai tài khoản"})

    def _service(self, body: dict[str, Json]) -> None:
        store = self.the_portal.store
        if not store.knows_session(str(body.get("session", ""))):
            self._json(401, {"message": "Phiên đã hết"})
            return
        fault = store.next_fault("timeout", "late", "500", "nonsense")
        if fault == "timeout":
            self._hang()
            return
        if fault == "500":
            store.note_call(str(body.get("service", "")), "", False, "500")
            self._json(500, {"message": "Lỗi máy chủ"})
            return
        if fault == "nonsense":
            store.note_call(str(body.get("service", "")), "", False, "nonsense")
            self._answer(200, b"<html>bao tri</html>", HTML)
            return
        reply = service.answer(store, body)
        if fault == "late":
            self._hang()
            return
        self._json(200, reply)

    def _hang(self) -> None:
        """Say nothing until the caller has given up, or the portal ends."""
        self.the_portal.store.note_call("", "", False, "timeout")
        self.the_portal.ended.wait(self.the_portal.hang_seconds)
        self.close_connection = True

    def _file(self, key: str) -> None:
        store = self.the_portal.store
        if not store.knows_session(self.headers.get("session", "")):
            self._json(401, {"message": "Phiên đã hết"})
            return
        found = store.file(key)
        if found is None:
            self._answer(404, b"", HTML)
            return
        self._answer(200, found[1], "application/octet-stream")

    def _memory(self, rest: str) -> Json:
        store = self.the_portal.store
        if rest == "calls":
            return list(store.calls())
        if rest == "faults":
            return list(store.faults())
        record = store.record(rest)
        return {
            "record": record,
            "progress": list(store.progress_of(rest)),
            "messages": [
                {"id": m.id, "kind": m.kind, "state": m.state, "answer": m.answer, "tries": m.tries}
                for m in store.messages(number=rest)
            ],
        }

    # --- for people

    def _act(self, head: str, rest: str, given: Given) -> None:
        portal, store = self.the_portal, self.the_portal.store
        number, _slash, act = rest.partition("/")
        if head == "nop" and rest in portal.procedures:
            number = filing.file_dossier(
                store, portal.procedures[rest], given.fields, given.uploads
            )
        elif head == "dieu-khien":
            if given.fields.get("het-phien"):
                store.end_sessions()
            store.order_faults(given.fields.get("loi", "").split())
            self._see_other("/dieu-khien/")
            return
        elif (
            head == "ho-so" and store.filing(number) is not None and self._sent(number, act, given)
        ):
            pass
        else:
            self._answer(404, b"", HTML)
            return
        portal.handing_in.wake()
        self._see_other(f"/ho-so/{number}")

    def _sent(self, number: str, act: str, given: Given) -> bool:
        store = self.the_portal.store
        reason = given.fields.get("ly_do", "").strip()
        answers: dict[str, Json] = {
            name: value
            for name, value in given.fields.items()
            if name not in {"ly_do", "truong", "gia_tri"} and value
        }
        if given.fields.get("truong"):
            answers[given.fields["truong"]] = given.fields.get("gia_tri", "")
        if act in {"BoSungHoSo", "ThayDoiNoiDung"}:
            filing.complete(store, number, act, answers, given.uploads)
        elif act == "RutHoSo":
            filing.take_back(store, number, reason)
        elif act == "ThongBaoDung":
            filing.stop(store, number, reason, pages.notice_pdf())
        else:
            return False
        return True

    def _given(self, body: bytes) -> Given:
        kind = self.headers.get("Content-Type", "")
        if not kind.startswith("multipart/form-data"):
            read = urllib.parse.parse_qs(body.decode(), keep_blank_values=True)
            return Given({name: values[-1] for name, values in read.items()}, [])
        parsed = BytesParser(policy=HTTP).parsebytes(
            f"Content-Type: {kind}\r\n\r\n".encode() + body
        )
        fields: dict[str, str] = {}
        uploads: list[filing.Upload] = []
        for part in parsed.iter_parts():
            name = str(part.get_param("name", "", header="content-disposition"))
            content = part.get_payload(decode=True)
            content = content if isinstance(content, bytes) else b""
            file_name = part.get_filename()
            if file_name is None:
                fields[name] = content.decode()
            elif content:
                uploads.append(filing.Upload(component=name, name=file_name, content=content))
        return Given(fields, uploads)

    # --- answering

    def _page(self, html: str) -> None:
        self._answer(200, html.encode(), HTML)

    def _json(self, status: int, value: Json) -> None:
        body = json.dumps(value, ensure_ascii=False).encode()
        self._answer(status, body, "application/json; charset=utf-8")

    def _see_other(self, place: str) -> None:
        self.send_response(303)
        self.send_header("Location", urllib.parse.quote(place))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _answer(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _json_of(body: bytes) -> dict[str, Json]:
    try:
        read = json.loads(body or b"{}")
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}
