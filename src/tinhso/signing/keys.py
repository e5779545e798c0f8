"""The software key store: keys encrypted in the database, loaded once in each process."""

from collections.abc import Callable
from functools import lru_cache
from uuid import uuid4

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from tinhso.signing import pki
from tinhso.signing.models import SoftwareKey


class SoftwareKeyStore:
    """Keeps keys in a table, each encrypted under the installation's data key."""

    def make(self) -> tuple[str, ec.EllipticCurvePublicKey]:
        """Make a key; return its reference and public half."""
        key = pki.new_key()
        row = SoftwareKey.objects.create(reference=uuid4().hex, key=pki.key_text(key))
        return row.reference, key.public_key()

    def signer(self, reference: str) -> Callable[[bytes], bytes]:
        """Return what signs with the key; the same function for the same key."""
        return _signer(reference)


@lru_cache(maxsize=4096)
def _signer(reference: str) -> Callable[[bytes], bytes]:
    key = pki.load_key(SoftwareKey.objects.get(reference=reference).key)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("The software key store holds P-256 keys.")
    return lambda data: key.sign(data, ec.ECDSA(hashes.SHA256()))
