"""Another authority on a real socket: it answers and gives its list as it is told."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from django.utils import timezone
from pytest_django import Settings

from tinhso.signing import pki
from tinhso.signing.algorithms import Algorithm, new_key, sign_with
from tinhso.signing.formats.signer import SealingKey

GOOD, REVOKED = ocsp.OCSPCertStatus.GOOD, ocsp.OCSPCertStatus.REVOKED
HOUR = timedelta(hours=1)

Told = Callable[["OutsideAuthority"], tuple[int, bytes]]


def der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)


def keep_root_list(root: pki.Identity, settings: Settings, folder: Path) -> None:
    """Let this house know that a root revoked none of the authorities below it."""
    listed = pki.revocation_list(root, [], at=timezone.now(), number=1)
    folder.joinpath("root.crl").write_bytes(listed)
    settings.TINHSO_TRUST_ROOTS = str(folder)


class OutsideAuthority:
    """An authority whose certificates name its own socket; `asked` is what was asked of it."""

    def __init__(self) -> None:
        now = timezone.now() - timedelta(days=1)
        self.root = pki.make_root(at=now)
        self.issuing = pki.make_issuing(self.root, at=now)
        self.asked: list[str] = []
        self.ocsp: Told = lambda one: (200, one.answer())
        self.crl: Told = lambda one: (200, one.list())
        authority = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                authority.asked.append("ocsp")
                self._tell(authority.ocsp)

            def do_GET(self) -> None:
                authority.asked.append("crl")
                self._tell(authority.crl)

            def _tell(self, told: Told) -> None:
                status, said = told(authority)
                self.send_response(status)
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                try:
                    self.wfile.write(said)
                except OSError:
                    return  # whoever asked has hung up

            def log_message(self, *_said: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        self.signer = self.issued("Nguyễn Ngoài", now)

    def close(self) -> None:
        """Answer nobody any more."""
        self.server.shutdown()
        self.server.server_close()

    def issued(self, name: str, at: datetime) -> pki.Identity:
        key = new_key()
        until = at + timedelta(days=300)
        certificate = pki.issue(
            self.issuing,
            pki.Subject(common_name=name),
            key.public_key(),
            at=at,
            until=until,
            address=f"{self.url}/pki",
        )
        return pki.Identity(key, certificate)

    @property
    def key(self) -> SealingKey:
        sign = sign_with(self.signer.key, Algorithm.ECDSA_SHA256)
        chain = (der(self.issuing.certificate),)
        return SealingKey(der(self.signer.certificate), chain, sign, Algorithm.ECDSA_SHA256)

    def answer(
        self,
        status: ocsp.OCSPCertStatus = GOOD,
        *,
        of: pki.Identity | None = None,
        by: pki.Identity | None = None,
        at: datetime | None = None,
        holds: timedelta = HOUR,
    ) -> bytes:
        now, by, of = at or timezone.now(), by or self.issuing, of or self.signer
        is_revoked = status is REVOKED
        builder = (
            ocsp.OCSPResponseBuilder()
            .add_response(
                cert=of.certificate,
                issuer=self.issuing.certificate,
                algorithm=hashes.SHA256(),
                cert_status=status,
                this_update=now,
                next_update=now + holds,
                revocation_time=now - HOUR if is_revoked else None,
                revocation_reason=x509.ReasonFlags.key_compromise if is_revoked else None,
            )
            .responder_id(ocsp.OCSPResponderEncoding.HASH, by.certificate)
            .certificates([by.certificate])
        )
        return builder.sign(by.key, hashes.SHA256()).public_bytes(Encoding.DER)

    def list(
        self,
        *revoked: pki.Identity,
        by: pki.Identity | None = None,
        at: datetime | None = None,
        days: int = 7,
    ) -> bytes:
        now = at or timezone.now()
        rows = [(one.certificate.serial_number, now - HOUR) for one in revoked]
        return pki.revocation_list(by or self.issuing, rows, at=now, number=1, days=days)
