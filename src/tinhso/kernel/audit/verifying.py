"""Checking the chain: what was altered, is missing, or was put in between."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone

from tinhso.kernel.audit.models import AuditEntry, AuditSeal, UnsealedEntry
from tinhso.kernel.audit.recording import mac_of
from tinhso.kernel.audit.sealing import GENESIS, entry_hash_of, last_seal, seal_hash_of
from tinhso.kernel.registry.operations import Finding

BATCH = 1000
UNREADABLE = (ValueError, TypeError, AttributeError)
"""What Django raises for a column into which something was written that it never writes itself."""


@dataclass(frozen=True)
class Head:
    """The newest link of the chain at a moment, kept outside the house."""

    position: int
    seal: str


@dataclass(frozen=True)
class Unsealed:
    """How many entries wait for the sealer, and for how long the oldest has."""

    count: int
    oldest: timedelta


def head() -> Head:
    """Return the newest link; position 0 when nothing is sealed."""
    newest = last_seal()
    return Head(newest.position, newest.seal_hash) if newest is not None else Head(0, GENESIS)


def unsealed() -> Unsealed:
    """Return how much is not chained yet."""
    first = UnsealedEntry.objects.order_by("pk").first()
    if first is None:
        return Unsealed(0, timedelta())
    entry = AuditEntry.objects.filter(pk=first.entry_id).first()
    age = timezone.now() - entry.at if entry is not None else timedelta()
    return Unsealed(UnsealedEntry.objects.count(), max(age, timedelta()))


def findings(*, against: Head | None = None) -> Iterator[Finding]:
    """Yield the first thing wrong with the chain, or nothing.

    `against` is a head exported earlier; with it, removed or rewritten newest rows show too.
    """
    first = next(_all_findings(against), None)
    if first is not None:
        yield first


def _all_findings(against: Head | None) -> Iterator[Finding]:
    previous, position, reached = GENESIS, 0, GENESIS
    while True:
        seals, torn = _seals_after(position)
        if not seals and torn is None:
            break
        entries = _read({s.entry_id for s in seals})
        for seal in seals:
            expected = position + 1
            if seal.position != expected:
                yield _wrong("missing", f"position {expected} is missing from the chain")
            if seal.seal_hash != seal_hash_of(seal.position, seal.entry_hash, previous):
                yield _wrong("altered", f"the seal at position {seal.position} was altered")
            if seal.entry_id in entries:
                yield from _of_entry(entries[seal.entry_id], seal)
            else:
                yield _wrong(
                    "missing", f"entry {seal.entry_id} at position {seal.position} is missing"
                )
            position, previous = seal.position, seal.seal_hash
            if against is not None and position == against.position:
                reached = seal.seal_hash
        if torn is not None:
            yield _wrong("altered", f"the seal at position {torn} was altered")
            position = torn
    yield from _outside_the_chain()
    if against is not None and against.position > position:
        yield _wrong(
            "removed",
            f"positions {position + 1} to {against.position} were removed: the exported head"
            f" stands at {against.position}, the chain ends at {position}",
        )
    elif against is not None and reached != against.seal:
        yield _wrong(
            "rewritten",
            f"the chain was rewritten: at position {against.position} it has another seal than"
            " the exported head",
        )


def _of_entry(entry: AuditEntry | None, seal: AuditSeal) -> Iterator[Finding]:
    named = f"entry {seal.entry_id} at position {seal.position}"
    if entry is None:
        yield _wrong("altered", f"the columns of {named} were altered")
    elif entry_hash_of(entry.text) != seal.entry_hash:
        yield _wrong("altered", f"the text of {named} was altered")
    elif not _columns_agree(entry):
        yield _wrong("altered", f"the columns of {named} were altered")
    elif entry.mac != mac_of(entry.text):
        yield _wrong("inserted", f"{named} was not written by this house")


def _seals_after(position: int) -> tuple[list[AuditSeal], int | None]:
    """Return the next seals, up to one that cannot be read, and the position of that one."""
    after = AuditSeal.objects.filter(position__gt=position).order_by("position").defer("sealed_at")
    try:
        return list(after[:BATCH]), None
    except UNREADABLE:
        seals = []
        for place in after.values_list("position", flat=True)[:BATCH]:
            try:
                seals.append(after.get(position=place))
            except UNREADABLE:
                return seals, place
        return seals, None


def _read(pks: set[UUID]) -> dict[UUID, AuditEntry | None]:
    """Return entries by id: those that are here, None for one whose columns cannot be read."""
    try:
        return dict(AuditEntry.objects.in_bulk(pks))
    except UNREADABLE:
        here = AuditEntry.objects.filter(pk__in=pks).values_list("pk", flat=True)
        return {pk: _read_alone(pk) for pk in here}


def _read_alone(pk: UUID) -> AuditEntry | None:
    try:
        return AuditEntry.objects.get(pk=pk)
    except UNREADABLE:
        return None


def _columns_agree(entry: AuditEntry) -> bool:
    try:
        said = json.loads(entry.text)
        columns = {
            "id": str(entry.pk),
            "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "action": entry.action,
            "actor_kind": entry.actor_kind,
            "actor_id": _text(entry.actor_id),
            "actor_code": entry.actor_code,
            "delegated_by": _text(entry.delegated_by),
            "target_type": entry.target_type,
            "target_id": entry.target_id,
        }
        return {key: said.get(key) for key in columns} == columns
    except UNREADABLE:
        return False


def _outside_the_chain() -> Iterator[Finding]:
    sealed = AuditSeal.objects.filter(entry_id=OuterRef("pk"))
    waiting = UnsealedEntry.objects.filter(entry_id=OuterRef("pk"))
    for pk in AuditEntry.objects.filter(~Exists(sealed), ~Exists(waiting)).values_list(
        "pk", flat=True
    )[:1]:
        yield _wrong("inserted", f"entry {pk} was inserted: it is neither sealed nor waiting")
    entry = AuditEntry.objects.filter(pk=OuterRef("entry_id"))
    for pk in UnsealedEntry.objects.filter(~Exists(entry)).values_list("entry_id", flat=True)[:1]:
        yield _wrong("missing", f"entry {pk} is missing: it was removed before it was sealed")
    here = AuditEntry.objects.filter(Exists(waiting)).values_list("pk", flat=True).iterator(BATCH)
    while pks := set(islice(here, BATCH)):
        for pk, row in _read(pks).items():
            if row is None or not _columns_agree(row):
                yield _wrong("altered", f"entry {pk}, not sealed yet, was altered")
            elif row.mac != mac_of(row.text):
                yield _wrong(
                    "inserted", f"entry {pk}, not sealed yet, was not written by this house"
                )


def exported() -> Iterator[dict[str, str | int]]:
    """Yield every sealed entry in order, as `docs/audit.md` describes."""
    position = 0
    while True:
        seals = list(AuditSeal.objects.filter(position__gt=position).order_by("position")[:BATCH])
        if not seals:
            return
        texts = dict(
            AuditEntry.objects.filter(pk__in=[s.entry_id for s in seals]).values_list("pk", "text")
        )
        for seal in seals:
            yield {
                "position": seal.position,
                "entry": texts.get(seal.entry_id, ""),
                "seal": seal.seal_hash,
            }
        position = seals[-1].position


def read_head(line: str) -> Head:
    """Return the head that a line of an export, or a kept head, tells."""
    said = json.loads(line)
    return Head(int(said["position"]), str(said["seal"]))


def _text(value: UUID | datetime | None) -> str | None:
    return str(value) if value is not None else None


def _wrong(code: str, sentence: str) -> Finding:
    return Finding(f"audit.{code}", sentence)
