"""A key that stays loaded, in the shape in which every format uses it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from asn1crypto import algos, x509
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator.context import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tinhso.signing.algorithms import Algorithm, SignData

LONGEST_ELLIPTIC = 104
"""Bytes of an ECDSA value on P-384 in DER, the longest elliptic one made here."""


@dataclass(frozen=True)
class SealingKey:
    """A certificate, its chain, and a way to use its key."""

    certificate: bytes
    chain: tuple[bytes, ...]
    sign: SignData
    algorithm: Algorithm = Algorithm.ECDSA_SHA256


@dataclass(frozen=True)
class Evidence:
    """What goes into the file beside the signature, for readers long after.

    None of it gives level B-B; a time-stamper gives B-T; validation data, which formats other than
    PDF take as plain revocation lists, gives B-LT; `archive` adds the time-stamp of B-LTA (PDF).
    `authorities` are the certificates of those whose lists `crls` are; `validation` lets the
    general library find out what else it needs, and is made when that is asked. `answers` are OCSP
    answers of authorities that give no lists.
    """

    time_stamper: TimeStamper | None = None
    validation: Callable[[], ValidationContext] | None = None
    crls: tuple[bytes, ...] = ()
    answers: tuple[bytes, ...] = ()
    authorities: tuple[bytes, ...] = ()
    archive: bool = False


class LoadedSigner(Signer):
    """A signer whose key was loaded and checked once, not for every signature."""

    def __init__(self, key: SealingKey) -> None:
        """Take the key; certificate and chain are parsed here once."""
        store = SimpleCertificateStore()
        store.register_multiple([x509.Certificate.load(der) for der in key.chain])
        self._sign = key.sign
        self._digest = key.algorithm.digest
        own = x509.Certificate.load(key.certificate)
        is_rsa = own.public_key.algorithm == "rsa"
        self._length = own.public_key.byte_size if is_rsa else LONGEST_ELLIPTIC
        super().__init__(
            signing_cert=own,
            cert_registry=store,
            embed_roots=False,
            signature_mechanism=_pss() if key.algorithm.is_pss else None,
        )

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        """Return the signature value; a dry run is only asked for its length."""
        if digest_algorithm != self._digest:
            raise ValueError(f"This key signs with {self._digest}.")
        return b"\0" * self._length if dry_run else self._sign(data)


def mechanism_of(
    certificate: x509.Certificate, algorithm: Algorithm
) -> algos.SignedDigestAlgorithm:
    """Return how a CMS signature names the way its value was made."""
    if algorithm.is_pss:
        return _pss()
    scheme = "rsa" if certificate.public_key.algorithm == "rsa" else "ecdsa"
    return algos.SignedDigestAlgorithm({"algorithm": f"{algorithm.digest}_{scheme}"})


def _pss() -> algos.SignedDigestAlgorithm:
    """Return how `sign_with` pads: salt as long as the digest, as every verifier takes it."""
    digest = algos.DigestAlgorithm({"algorithm": "sha256"})
    return algos.SignedDigestAlgorithm(
        {
            "algorithm": "rsassa_pss",
            "parameters": algos.RSASSAPSSParams(
                {
                    "hash_algorithm": digest,
                    "mask_gen_algorithm": algos.MaskGenAlgorithm(
                        {"algorithm": "mgf1", "parameters": digest}
                    ),
                    "salt_length": 32,
                }
            ),
        }
    )


@lru_cache(maxsize=4096)
def loaded(key: SealingKey) -> LoadedSigner:
    """Return the signer of a key, made once in this process."""
    return LoadedSigner(key)
