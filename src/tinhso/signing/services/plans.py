"""What is to be signed, laid out before the key is opened: some services must know each hash.

Within `following` a file of the plan is finished as it was laid out; any other is signed as ever,
and a service that was told the plan's hashes refuses it.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from tinhso.signing.algorithms import Algorithm
from tinhso.signing.pdf.laid import Laid
from tinhso.signing.remote.store import Named


@dataclass(frozen=True)
class LaidPdf:
    """A file laid out for a signature, and what its key is to sign for it.

    Of what is no PDF only the digest is laid; of a container `laid.first` is its list of files.
    """

    laid: Laid
    to_sign: bytes
    algorithm: Algorithm


@dataclass(frozen=True)
class Plan:
    """Files that are to be signed by one activation, each laid out, by their SHA-256.

    Two files of the same content are laid out and signed each for itself.
    """

    laid: dict[bytes, list[LaidPdf]] = field(default_factory=dict)

    def add(self, pdf: bytes, made: LaidPdf) -> None:
        """Put a file in."""
        self.laid.setdefault(hashlib.sha256(pdf).digest(), []).append(made)

    def take(self, pdf: bytes) -> LaidPdf | None:
        """Return how a file was laid out, once for each time it was put in."""
        waiting = self.laid.get(hashlib.sha256(pdf).digest())
        return waiting.pop(0) if waiting else None

    def named(self) -> Named:
        """Return the hashes of what the key is to sign."""
        every = [one for same in self.laid.values() for one in same]
        digest = every[0].algorithm.digest
        values = [hashlib.new(digest, one.to_sign).digest() for one in every]
        return Named(tuple(values), digest)


_plan: ContextVar[Plan | None] = ContextVar("signing_plan", default=None)


@contextmanager
def following(plan: Plan) -> Iterator[None]:
    """Sign within as the plan laid it out."""
    token = _plan.set(plan)
    try:
        yield
    finally:
        _plan.reset(token)


def planned(pdf: bytes) -> LaidPdf | None:
    """Return how a PDF was laid out, where a plan is followed that has it."""
    plan = _plan.get()
    return plan.take(pdf) if plan is not None else None
