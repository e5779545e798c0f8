"""Files encrypted under a passphrase, written and read as streams.

scrypt makes the key; each chunk is AES-256-GCM under a counter nonce, with its place and whether
it is the last as associated data, so that chunks can be neither changed, moved nor cut off.
"""

import os
import struct
from io import RawIOBase
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from tinhso.kernel.errors import DomainError

MAGIC = b"TINHSO-BACKUP-1\n"
CHUNK = 1 << 20


class WrongPassphrase(DomainError):
    """The backup cannot be opened with this passphrase, or it was damaged."""

    code = "config.wrong_passphrase"
    title = "The passphrase is wrong, or the backup is damaged."


def _key(passphrase: bytes, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase))


def _nonce(prefix: bytes, number: int) -> bytes:
    return prefix + struct.pack(">I", number)


class SealedWriter(RawIOBase):
    """A stream that encrypts what is written to it; close it, or the file counts as cut off."""

    def __init__(self, out: BinaryIO, passphrase: bytes) -> None:
        salt, self._prefix = os.urandom(16), os.urandom(8)
        self._out, self._aead = out, _key(passphrase, salt)
        self._waiting, self._number = bytearray(), 0
        out.write(MAGIC + salt + self._prefix)

    def writable(self) -> bool:
        """Say that this stream is for writing."""
        return True

    def write(self, data: object) -> int:
        """Encrypt whole chunks; keep the rest for later."""
        piece = memoryview(data).tobytes()  # type: ignore[arg-type]  # typeshed has no Buffer in 3.11
        self._waiting += piece
        while len(self._waiting) > CHUNK:
            self._put(bytes(self._waiting[:CHUNK]), is_last=False)
            del self._waiting[:CHUNK]
        return len(piece)

    def close(self) -> None:
        """Write the last chunk."""
        if not self.closed:
            self._put(bytes(self._waiting), is_last=True)
            self._waiting.clear()
        super().close()

    def _put(self, piece: bytes, *, is_last: bool) -> None:
        nonce = _nonce(self._prefix, self._number)
        sealed = self._aead.encrypt(nonce, piece, b"last" if is_last else b"more")
        self._out.write(struct.pack(">?I", is_last, len(sealed)) + sealed)
        self._number += 1


class SealedReader(RawIOBase):
    """A stream that decrypts; raises `WrongPassphrase` at the first chunk that does not hold."""

    def __init__(self, source: BinaryIO, passphrase: bytes) -> None:
        head = source.read(len(MAGIC) + 24)
        salt, self._prefix = head[len(MAGIC) : -8], head[-8:]
        self._source, self._aead = source, _key(passphrase, salt)
        self._ready, self._number, self._is_over = b"", 0, False

    def readable(self) -> bool:
        """Say that this stream is for reading."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes, all that is left without it."""
        parts = []
        while size != 0:
            if not self._ready and not self._next():
                break
            piece = self._ready if size < 0 else self._ready[:size]
            self._ready = self._ready[len(piece) :]
            size = size if size < 0 else size - len(piece)
            parts.append(piece)
        return b"".join(parts)

    def _next(self) -> bool:
        if self._is_over:
            return False
        head = self._source.read(5)
        if len(head) < 5:
            raise WrongPassphrase
        is_last, length = struct.unpack(">?I", head)
        nonce = _nonce(self._prefix, self._number)
        try:
            sealed = self._source.read(min(length, CHUNK + 16))
            self._ready = self._aead.decrypt(nonce, sealed, b"last" if is_last else b"more")
        except InvalidTag:
            raise WrongPassphrase from None
        self._number += 1
        self._is_over = is_last
        return bool(self._ready) or not is_last
