"""S3-compatible storage and a virus scanner, each a real peer on a socket of this machine."""

import socket
import socketserver
import threading
from collections.abc import Iterator

import pytest
from moto.server import ThreadedMotoServer
from pytest_django import Settings

from tinhso.kernel import files
from tinhso.kernel.errors import Invalid
from tinhso.kernel.files.checks import check
from tinhso.kernel.files.models import Blob
from tinhso.kernel.files.registry import PDFS, FileUse, file_uses
from tinhso.kernel.files.stores import Missing, S3Store, _store_for, the_store
from tinhso.kernel.files.testing import a_pdf
from tinhso.kernel.files.virus import ScannerAway
from tinhso.kernel.testing import make_actor

TAKES_PDF = file_uses.register("tests.outside", FileUse(types=PDFS))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def bucket(settings: Settings) -> Iterator[S3Store]:
    port = free_port()
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    settings.TINHSO_S3_BUCKET = "tinhso"
    settings.TINHSO_S3_ENDPOINT = f"http://127.0.0.1:{port}"
    settings.TINHSO_S3_REGION = "us-east-1"
    settings.TINHSO_S3_ACCESS_KEY = settings.TINHSO_S3_SECRET_KEY = "thu"
    _store_for.cache_clear()
    kept = the_store()
    assert isinstance(kept, S3Store)
    kept.client.create_bucket(Bucket="tinhso")
    yield kept
    _store_for.cache_clear()
    kept.client.close()
    server.stop()


@pytest.mark.django_db
def test_files_rest_encrypted_in_a_bucket(bucket: S3Store) -> None:
    content = a_pdf("trên kho")

    stored = files.store(content=content, name="a.pdf", use="tests.outside", actor=make_actor())

    place = Blob.objects.get().place
    assert [found for found, _written in bucket.places()] == [place]
    assert b"%PDF" not in b"".join(bucket.read(place))
    assert files.open_file(stored) == content
    bucket.delete(place)
    with pytest.raises(Missing):
        files.open_file(stored)


class Scanner(socketserver.BaseRequestHandler):
    """Speaks clamd's INSTREAM and calls everything with EICAR in it infected."""

    def handle(self) -> None:
        source = self.request.makefile("rb")
        assert source.read(10) == b"zINSTREAM\0"
        content = b""
        while size := int.from_bytes(source.read(4), "big"):
            content += source.read(size)
        found = b"Eicar-Test-Signature FOUND" if b"EICAR" in content else b"OK"
        self.request.sendall(b"stream: " + found + b"\0")


@pytest.fixture
def scanner(settings: Settings) -> Iterator[None]:
    with socketserver.TCPServer(("127.0.0.1", 0), Scanner) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.TINHSO_CLAMAV = f"127.0.0.1:{server.server_address[1]}"
        yield
        server.shutdown()


@pytest.mark.usefixtures("scanner")
def test_an_infected_file_is_refused_and_a_clean_one_taken() -> None:
    assert check(a_pdf("sạch"), "a.pdf", TAKES_PDF).pages == 1

    with pytest.raises(Invalid, match="có vi-rút"):
        check(a_pdf("EICAR"), "a.pdf", TAKES_PDF)


def test_nothing_is_kept_unscanned(settings: Settings) -> None:
    settings.TINHSO_CLAMAV = f"127.0.0.1:{free_port()}"

    with pytest.raises(ScannerAway):
        check(a_pdf(), "a.pdf", TAKES_PDF)
