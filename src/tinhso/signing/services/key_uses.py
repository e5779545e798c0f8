"""Write down each use of a key of a person or an agency, for its owner to read.

    with key_act(source=UseSource.QUEUE, actor=actor, title=item.title) as used:
        signed = sign_pdf(...)              # outside any transaction
        with transaction.atomic():
            ...                             # what the signature is for
            used.keep()                     # and that the key was used: one statement

What was signed within an act that then fails is kept as discarded, after the rollback: the key
was used all the same. A file signed outside any act is an act of its own.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final
from uuid import UUID

from django.db import connection
from django.utils import timezone

from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.db.writing import fresh, insert_unread
from tinhso.kernel.errors import DomainError
from tinhso.signing.algorithms import Algorithm, SignData
from tinhso.signing.models import KeyUse
from tinhso.signing.rules import UseOutcome, UseSource

LONGEST_TITLE: Final = 1200


@dataclass
class KeyAct:
    """Who uses a key now and what for; what was used waits here to be kept."""

    source: UseSource
    actor: Actor | None
    title: str
    sha256: str
    item_uid: UUID | None
    batch_uid: UUID | None = None
    waiting: list[KeyUse] = field(default_factory=list)

    def keep(self) -> None:
        """Write the uses that wait, within the caller's transaction."""
        rows, self.waiting = self.waiting, []
        insert_unread(rows)

    def discard(self) -> None:
        """Write the uses that wait as such of which nothing came."""
        for row in self.waiting:
            if row.outcome == UseOutcome.SIGNED:
                row.outcome = UseOutcome.DISCARDED
        # within a transaction that is to be rolled back nothing can be kept
        if not connection.needs_rollback:
            self.keep()


@dataclass(frozen=True)
class _Subject:
    """The files that one signature covers."""

    names: tuple[str, ...]
    contents: tuple[bytes, ...]


_act: ContextVar[KeyAct | None] = ContextVar("key_act", default=None)
_subject: ContextVar[_Subject | None] = ContextVar("key_subject", default=None)


@contextmanager
def key_act(
    *,
    source: UseSource,
    actor: Actor | None = None,
    title: str = "",
    sha256: str = "",
    item_uid: UUID | None = None,
    batch_uid: UUID | None = None,
) -> Iterator[KeyAct]:
    """Say for whom and for what keys are used within; what was not kept by then is kept after."""
    act = KeyAct(source, actor, title, sha256, item_uid, batch_uid)
    token = _act.set(act)
    try:
        yield act
    except BaseException:
        act.discard()
        raise
    else:
        act.keep()
    finally:
        _act.reset(token)


@contextmanager
def signing_over(names: Sequence[str], contents: Sequence[bytes]) -> Iterator[None]:
    """Say which files the signature made within covers; without an act it is one of its own."""
    token = _subject.set(_Subject(tuple(names), tuple(contents)))
    try:
        with nullcontext() if _act.get() else key_act(source=UseSource.DIRECT):
            yield
    finally:
        _subject.reset(token)


@lru_cache(maxsize=4096)
def watched(certificate_id: int, sign: SignData, algorithm: Algorithm) -> SignData:
    """Return what signs as `sign` does and tells of it; the same function for the same key."""

    def sign_and_tell(data: bytes) -> bytes:
        try:
            value = sign(data)
        except DomainError as refusal:
            _tell(certificate_id, algorithm, UseOutcome.FAILED, refusal.code)
            raise
        _tell(certificate_id, algorithm, UseOutcome.SIGNED, "")
        return value

    return sign_and_tell


def _tell(certificate_id: int, algorithm: Algorithm, outcome: UseOutcome, reason: str) -> None:
    act = _act.get()
    if act is None:
        raise RuntimeError("A key is used only within `key_act` or `signing_over`.")
    subject = _subject.get()
    title, sha256 = act.title, act.sha256
    if subject is not None:
        title = title or ", ".join(name for name in subject.names if name)
        sha256 = sha256 or " ".join(hashlib.sha256(one).hexdigest() for one in subject.contents)
    is_system = act.actor is not None and act.actor.kind is ActorKind.SYSTEM
    act.waiting.append(
        fresh(
            KeyUse,
            certificate_id=certificate_id,
            at=timezone.now(),
            actor_id=act.actor.id if act.actor is not None else None,
            actor_code=act.actor.name if act.actor is not None and is_system else "",
            source=act.source,
            title=title[:LONGEST_TITLE],
            sha256=sha256,
            item_uid=act.item_uid,
            batch_uid=act.batch_uid,
            algorithm=algorithm,
            outcome=outcome,
            reason=reason,
        )
    )
