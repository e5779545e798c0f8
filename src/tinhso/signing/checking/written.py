"""Messages of signed data that tools and mail programs write as text (RFC 7468, RFC 8551)."""

import base64
import codecs
from email.message import Message
from email.parser import BytesHeaderParser
from typing import Final

PEM: Final = b"-----BEGIN"
BARE: Final = b"MI"
"""How every message begins in base64: a sequence longer than 127 bytes."""

SPACE: Final = b" \t\r\n"
MOST_HEAD: Final = 64 * 1024
MAIL_TYPES: Final = frozenset(
    {"multipart/signed", "application/pkcs7-mime", "application/x-pkcs7-mime"}
)


def is_written(content: bytes) -> bool:
    """Tell whether a file may be a message of signed data written as text."""
    start = _start(content)[: len(PEM)]
    return start.startswith((PEM, BARE)) or _bare_body(content) is not None


def is_signed_mail(content: bytes) -> bool:
    """Tell whether a file is a letter by electronic mail, signed or locked as S/MIME."""
    head, _body = _parts(content)
    return head.get("Content-Type") is not None and head.get_content_type() in MAIL_TYPES


def der_of(content: bytes) -> bytes:
    """Return the bytes of a message, out of PEM, bare base64 or the body of a `smime.p7m`.

    Raises `ValueError` when what looks like base64 is none.
    """
    start = _start(content)
    if start.startswith(PEM):
        lines = [line for line in start.split(b"\n") if line.strip() and b"-----" not in line]
        return base64.b64decode(b"".join(lines))
    body = _bare_body(content)
    if body is None and start.startswith(BARE):
        body = start
    if body is None:
        return content
    return base64.b64decode(body.translate(None, SPACE), validate=True)


def _start(content: bytes) -> bytes:
    return content.removeprefix(codecs.BOM_UTF8).lstrip(SPACE)


def _bare_body(content: bytes) -> bytes | None:
    """Return the body of a message that carries its content and no field that nobody signed.

    A subject or a sender before it would pass for signed, so a whole letter is none.
    """
    head, body = _parts(content)
    names = {name.lower() for name in head}
    is_bare = all(one == "mime-version" or one.startswith("content-") for one in names)
    if not names or not is_bare or head.get_content_type() not in MAIL_TYPES:
        return None
    is_base64 = str(head.get("Content-Transfer-Encoding", "")).strip().lower() == "base64"
    return body if is_base64 and head.get_content_maintype() == "application" else None


def _parts(content: bytes) -> tuple["Message[str, str]", bytes]:
    """Return the fields at the head of a letter and what follows them; no fields, no letter."""
    top = content[:MOST_HEAD]
    ends = [(at, len(gap)) for gap in (b"\r\n\r\n", b"\n\n") if (at := top.find(gap)) > 0]
    if not ends:
        return Message(), content
    at, gap = min(ends)
    return BytesHeaderParser().parsebytes(content[:at] + b"\n\n"), content[at + gap :]
