"""The key store of a remote signing service: one activation for a batch, by the person's code."""

import hashlib
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from asn1crypto import algos
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.signing.algorithms import Algorithm, KeyKind, PublicKey, SignData
from tinhso.signing.registry import KeySecret
from tinhso.signing.remote.client import RemoteFault, RemoteTrouble, Service
from tinhso.signing.tokens.store import DeviceRefused

HOW: Final = {
    Algorithm.ECDSA_SHA256: "1.2.840.10045.4.3.2",
    Algorithm.ECDSA_SHA384: "1.2.840.10045.4.3.3",
    Algorithm.RSA_SHA256: "1.2.840.113549.1.1.11",
    Algorithm.RSA_PSS_SHA256: "1.2.840.113549.1.1.10",
}
SAID: Final[dict[RemoteTrouble, Promise]] = {
    RemoteTrouble.SILENT: gettext_lazy(
        "Dịch vụ ký từ xa không trả lời kịp; văn bản này chưa được ký."
    ),
    RemoteTrouble.REFUSED: gettext_lazy("Dịch vụ ký từ xa từ chối; văn bản này chưa được ký."),
    RemoteTrouble.GARBAGE: gettext_lazy(
        "Dịch vụ ký từ xa trả lời không đúng quy cách; văn bản này chưa được ký."
    ),
    RemoteTrouble.WRONG_CODE: gettext_lazy(
        "Mã của dịch vụ ký từ xa chưa đúng hoặc đã hết hạn. Chưa có gì được ký."
    ),
}


UNNAMED: Final = gettext_lazy(
    "Khóa này ở dịch vụ chỉ ký đúng văn bản đã nêu trước khi nhập mã; chưa có gì được ký."
)


class ServiceRefused(DeviceRefused):
    """The remote signing service did not sign."""

    code = "signing.service_refused"


@dataclass(frozen=True)
class _Activated:
    """A credential that may sign within this batch."""

    credential: str
    activation: str
    service: Service


@dataclass(frozen=True)
class Named:
    """The hashes that an activation is to be for, and no others."""

    digests: tuple[bytes, ...]
    digest: str


_activated: ContextVar[_Activated | None] = ContextVar("activated_credential", default=None)
_named: ContextVar[Named | None] = ContextVar("named_hashes", default=None)


@contextmanager
def naming(named: Named) -> Iterator[None]:
    """Let a key whose activations are bound to hashes be opened within for these."""
    token = _named.set(named)
    try:
        yield
    finally:
        _named.reset(token)


@contextmanager
def told() -> Iterator[None]:
    """Say in words what the service did."""
    try:
        yield
    except RemoteFault as fault:
        raise ServiceRefused(str(SAID[fault.trouble])) from None


class RemoteKeyStore:
    """Keys that a signing service keeps; they were made there and are linked here."""

    asks = KeySecret.CODE
    is_outside = True

    def __init__(self, *, binds_hashes: bool) -> None:
        """Take whether the service lets each activation sign only hashes named before (SCAL 2)."""
        self.binds_hashes = binds_hashes

    def make(self, kind: KeyKind = KeyKind.P256) -> tuple[str, PublicKey]:
        """Make none: a service makes its keys itself."""
        raise ServiceRefused(_("Khóa ở dịch vụ ký từ xa do dịch vụ tạo; hãy liên kết khóa đã có."))

    def signer(self, reference: str, algorithm: Algorithm) -> SignData:
        """Return what has the service sign; the same function for the same key."""
        return _signer(reference, algorithm)

    def begin(self, reference: str) -> None:
        """Have the service send its code to the person."""
        with told():
            Service().send_code(reference)

    @contextmanager
    def unlocked(self, reference: str, secret: str, count: int = 1) -> Iterator[None]:
        """Let a key sign so many hashes within, by the code that the service sent."""
        if not secret:
            raise ServiceRefused(_("Hãy nhập mã mà dịch vụ ký từ xa đã gửi cho bạn."))
        named = _named.get() if self.binds_hashes else None
        if self.binds_hashes and (named is None or not named.digests):
            raise ServiceRefused(str(UNNAMED))
        with told():
            service = Service()
            activation = service.authorize(
                reference,
                secret,
                count,
                named=named.digests if named is not None else (),
                digest_oid=_oid(named.digest) if named is not None else "",
            )
        token = _activated.set(_Activated(reference, activation, service))
        try:
            yield
        finally:
            _activated.reset(token)


@lru_cache(maxsize=4096)
def _signer(reference: str, algorithm: Algorithm) -> SignData:
    digest_oid = _oid(algorithm.digest)
    parameters = b64encode(_salted()).decode() if algorithm.is_pss else ""

    def sign(data: bytes) -> bytes:
        current = _activated.get()
        if current is None or current.credential != reference:
            raise ServiceRefused(_("Hãy nhập mã mà dịch vụ ký từ xa đã gửi cho bạn."))
        with told():
            return current.service.sign(
                reference,
                current.activation,
                hashlib.new(algorithm.digest, data).digest(),
                digest_oid=digest_oid,
                how=HOW[algorithm],
                with_=parameters,
            )

    return sign


def _oid(digest: str) -> str:
    return str(algos.DigestAlgorithmId.unmap(digest))


def _salted() -> bytes:
    """Return the parameters of PSS as this house signs: SHA-256, a salt of its length."""
    digest = algos.DigestAlgorithm({"algorithm": "sha256"})
    mask = algos.MaskGenAlgorithm({"algorithm": "mgf1", "parameters": digest})
    encoded: bytes = algos.RSASSAPSSParams(
        {"hash_algorithm": digest, "mask_gen_algorithm": mask, "salt_length": 32}
    ).dump()
    return encoded
