"""Services outside that break off in the middle of an answer: said at once, never a fault."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pytest_django import Settings

from tinhso.signing.asked_web import Unanswered, asked
from tinhso.signing.remote.client import RemoteFault, RemoteTrouble, Service

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"
BROKEN = {
    "stalls": (HEAD, True),
    "ends early": (HEAD, False),
    "no chunk": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", False),
    "no answer": (b"xin chao\r\n", False),
}


@contextmanager
def service(said: bytes, *, waits: bool) -> Iterator[str]:
    """Say that to whoever comes, and hang up or wait."""
    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            caller, _address = server.accept()
            with caller:
                caller.recv(65_536)
                caller.sendall(said)
                done.wait(9 if waits else 0)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        done.set()
        thread.join()


@pytest.mark.parametrize("case", BROKEN)
def test_an_answer_that_breaks_off_is_none(case: str) -> None:
    said, waits = BROKEN[case]
    with service(said, waits=waits) as url, pytest.raises(Unanswered):
        asked(url, seconds=0.3, longest=1000)


@pytest.mark.parametrize("case", BROKEN)
def test_a_signing_service_that_breaks_off_is_silent(case: str, settings: Settings) -> None:
    said, waits = BROKEN[case]
    settings.TINHSO_CSC_SECONDS = 0.3
    with service(said, waits=waits) as url:
        settings.TINHSO_CSC_URL = url
        with pytest.raises(RemoteFault) as fault:
            Service()
    assert fault.value.trouble is RemoteTrouble.SILENT
