"""How a file rests: AES-256-GCM in chunks, under a key of its own.

Each chunk's nonce is its number and each chunk says whether it is the last, so chunks cannot be
altered, moved, dropped or added without being noticed. The file's key is used once only and is
itself wrapped under the key of its class of sensitivity.
"""

import base64
import os
from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tinhso.kernel.db.secrets import key_for
from tinhso.kernel.files.rules import CHUNK

MAGIC = b"TSF1"
TAG = 16


class Damaged(RuntimeError):
    """What rests in the store is not what was put there."""


def new_key() -> bytes:
    """Return a fresh key for one file."""
    return AESGCM.generate_key(256)


def wrap_key(key: bytes, *, owner_class: str, lookup: str) -> str:
    """Return a file's key, encrypted under its class and bound to its file."""
    nonce = os.urandom(12)
    sealed = AESGCM(key_for(f"files:{owner_class}")).encrypt(nonce, key, lookup.encode())
    return base64.b64encode(nonce + sealed).decode()


def unwrap_key(wrapped: str, *, owner_class: str, lookup: str) -> bytes:
    """Return the key behind `wrap_key`; `Damaged` when it was altered or belongs elsewhere."""
    raw = base64.b64decode(wrapped)
    try:
        return AESGCM(key_for(f"files:{owner_class}")).decrypt(raw[:12], raw[12:], lookup.encode())
    except InvalidTag:
        raise Damaged("key") from None


def encrypt(content: bytes, key: bytes) -> Iterator[bytes]:
    """Yield the encrypted file: a mark, then its chunks."""
    box = AESGCM(key)
    yield MAGIC
    count = max(1, -(-len(content) // CHUNK))
    for number in range(count):
        last = b"\1" if number == count - 1 else b"\0"
        piece = content[number * CHUNK : (number + 1) * CHUNK]
        yield box.encrypt(number.to_bytes(12, "big"), piece, last)


def decrypt(pieces: Iterable[bytes], key: bytes) -> Iterator[bytes]:
    """Yield the plain chunks of an encrypted file; `Damaged` at the first altered one."""
    box = AESGCM(key)
    held = b""
    number = 0
    marked = False
    for piece in pieces:
        held += piece
        if not marked:
            if len(held) < len(MAGIC):
                continue
            if not held.startswith(MAGIC):
                raise Damaged("mark")
            held, marked = held[len(MAGIC) :], True
        while len(held) > CHUNK + TAG:
            yield _open(box, number, held[: CHUNK + TAG], b"\0")
            held = held[CHUNK + TAG :]
            number += 1
    yield _open(box, number, held, b"\1")


def _open(box: AESGCM, number: int, piece: bytes, last: bytes) -> bytes:
    try:
        return box.decrypt(number.to_bytes(12, "big"), piece, last)
    except (InvalidTag, ValueError):
        raise Damaged(f"chunk {number}") from None
