"""The software key store: keys encrypted in the database, loaded once in each process."""

from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from uuid import uuid4

from tinhso.signing import pki
from tinhso.signing.algorithms import (
    Algorithm,
    KeyKind,
    PrivateKey,
    PublicKey,
    SignData,
    new_key,
    sign_with,
)
from tinhso.signing.models import SoftwareKey
from tinhso.signing.registry import KeySecret


class SoftwareKeyStore:
    """Keeps keys in a table, each encrypted under the installation's data key."""

    asks = KeySecret.NOTHING
    is_outside = False

    def make(self, kind: KeyKind = KeyKind.P256) -> tuple[str, PublicKey]:
        """Make a key; return its reference and public half."""
        key = new_key(kind)
        return self.keep(key), key.public_key()

    def keep(self, key: PrivateKey) -> str:
        """Keep a key that was made elsewhere; return its reference."""
        row = SoftwareKey.objects.create(reference=uuid4().hex, key=pki.key_text(key))
        return row.reference

    def signer(self, reference: str, algorithm: Algorithm) -> SignData:
        """Return what signs with the key; the same function for the same key."""
        return _signer(reference, algorithm)

    def begin(self, reference: str) -> None:
        """Prepare nothing."""

    def unlocked(self, reference: str, secret: str, count: int = 1) -> AbstractContextManager[None]:
        """Ask nothing more: the second factor was asked for before."""
        return nullcontext()


@lru_cache(maxsize=4096)
def _signer(reference: str, algorithm: Algorithm) -> SignData:
    return sign_with(pki.load_key(SoftwareKey.objects.get(reference=reference).key), algorithm)
