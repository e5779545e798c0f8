"""A key on a device in the shape of the cryptography library's own, for certificates and lists."""

from typing import Any, Final, NoReturn

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric import utils as asymmetric

from tinhso.signing.algorithms import Algorithm, KeyKind
from tinhso.signing.tokens.store import DeviceKeyStore

MARK: Final = "pkcs11:"
"""What a kept text of such a key begins with; it holds a reference and the public half."""


class DeviceKey(ec.EllipticCurvePrivateKey):
    """An elliptic key of the installation's own device: it signs, and nothing else."""

    def __init__(self, reference: str, public: ec.EllipticCurvePublicKey) -> None:
        """Take where it lies and its public half."""
        self._reference = reference
        self._public = public

    @classmethod
    def make(cls) -> "DeviceKey":
        """Make one on the installation's own device."""
        reference, public = DeviceKeyStore().make(KeyKind.P256)
        if not isinstance(public, ec.EllipticCurvePublicKey):
            raise TypeError("The device made another kind of key.")
        return cls(reference, public)

    @classmethod
    def load(cls, text: str) -> "DeviceKey":
        """Return the key kept by `text`."""
        reference, _space, public = text.removeprefix(MARK).partition(" ")
        loaded = serialization.load_der_public_key(bytes.fromhex(public))
        if not isinstance(loaded, ec.EllipticCurvePublicKey):
            raise TypeError("An authority's key on a device is elliptic.")
        return cls(reference, loaded)

    @property
    def reference(self) -> str:
        """Return where it lies."""
        return self._reference

    @property
    def text(self) -> str:
        """Return what is kept of it: where it lies, never the key."""
        public = self._public.public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return f"{MARK}{self._reference} {public.hex()}"

    @property
    def curve(self) -> ec.EllipticCurve:
        """Return its curve."""
        return self._public.curve

    @property
    def key_size(self) -> int:
        """Return its length in bits."""
        return self._public.key_size

    def public_key(self) -> ec.EllipticCurvePublicKey:
        """Return its public half."""
        return self._public

    def sign(self, data: Any, signature_algorithm: ec.EllipticCurveSignatureAlgorithm) -> bytes:
        """Return the value that the device gives; SHA-256 over the bytes, as all else here."""
        digest = signature_algorithm.algorithm
        if isinstance(digest, asymmetric.Prehashed) or digest.name != "sha256":
            raise ValueError("A device's key signs with SHA-256 over the bytes themselves.")
        sign = DeviceKeyStore().signer(self._reference, Algorithm.ECDSA_SHA256)
        return sign(bytes(data))

    def exchange(self, algorithm: ec.ECDH, peer_public_key: ec.EllipticCurvePublicKey) -> bytes:
        """Agree on nothing."""
        self._never()

    def private_numbers(self) -> ec.EllipticCurvePrivateNumbers:
        """Tell nothing: the key does not leave its device."""
        self._never()

    def private_bytes(
        self,
        encoding: serialization.Encoding,
        format: serialization.PrivateFormat,
        encryption_algorithm: serialization.KeySerializationEncryption,
    ) -> bytes:
        """Tell nothing: the key does not leave its device."""
        self._never()

    def __copy__(self) -> "DeviceKey":
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> "DeviceKey":
        return self

    def _never(self) -> NoReturn:
        raise NotImplementedError("A key on a device signs, and nothing else.")
