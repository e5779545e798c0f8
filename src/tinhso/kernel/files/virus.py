"""Ask ClamAV, when the installation has one: INSTREAM over a socket."""

import socket

from django.conf import settings
from django.utils.translation import gettext as _

from tinhso.kernel.errors import DomainError, Invalid
from tinhso.kernel.errors.sentences import told

TIMEOUT = 30
PIECE = 64 * 1024


class ScannerAway(DomainError):
    """The virus scanner that was set does not answer; nothing unscanned is kept."""

    code = "files.scanner_away"
    status = 503


def scan(content: bytes, name: str) -> None:
    """Refuse infected bytes; without a scanner set nothing happens.

    `TINHSO_CLAMAV` is `unix:/path/to/clamd.sock` or `host:port`.
    """
    where: str = settings.TINHSO_CLAMAV
    if not where:
        return
    try:
        answer = _ask(where, content)
    except OSError:
        raise ScannerAway(
            _("Máy quét vi-rút chưa trả lời nên tệp chưa được nhận; hãy gửi lại sau ít phút.")
        ) from None
    if answer.endswith(b"FOUND"):
        raise Invalid(
            told(_("Tệp “%(name)s” có vi-rút; hãy quét máy rồi gửi tệp sạch."), name=name)
        )
    if not answer.endswith(b"OK"):
        raise ScannerAway(
            _("Máy quét vi-rút báo lỗi nên tệp chưa được nhận; hãy gửi lại sau ít phút.")
        )


def _ask(where: str, content: bytes) -> bytes:
    if where.startswith("unix:"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(TIMEOUT)
        connection.connect(where.removeprefix("unix:"))
    else:
        host, _colon, port = where.rpartition(":")
        connection = socket.create_connection((host, int(port)), timeout=TIMEOUT)
    with connection:
        connection.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), PIECE):
            piece = content[start : start + PIECE]
            connection.sendall(len(piece).to_bytes(4, "big") + piece)
        connection.sendall(b"\0\0\0\0")
        answer = b""
        while piece := connection.recv(4096):
            answer += piece
            if answer.endswith(b"\0"):
                break
    return answer.rstrip(b"\0\n")
