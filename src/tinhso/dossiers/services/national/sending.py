"""Telling the national portal of a step: built when it is sent, from the record, once."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tinhso.dossiers import national_portal
from tinhso.dossiers.models import (
    Dossier,
    NationalRecord,
    NationalSending,
    SendingState,
    TimelineEntry,
)
from tinhso.dossiers.national_portal import PortalFault, PortalSilent, Reply
from tinhso.dossiers.queries.national_facts import progress_facts, record_facts
from tinhso.dossiers.queries.national_map import field_rules
from tinhso.dossiers.rules.national import (
    ANSWERED_OK,
    TELL_WITHIN,
    THERE_ALREADY,
    Composed,
    FieldRule,
    Service,
    Trouble,
    compose,
    field_named_in,
    without,
)
from tinhso.dossiers.rules.states import END_STATES, SyncState, Told
from tinhso.kernel.db.text import canonical_json
from tinhso.kernel.events import Undeliverable
from tinhso.kernel.events.outbox import left_in_lane

HANDLER: Final = "dossiers.national"
"""The portal's name in the outbox."""


class PortalRefused(Undeliverable):
    """The portal, or the map of fields here, does not take what a message says."""

    code = "dossiers.national_refused"


@dataclass(frozen=True, kw_only=True)
class _Way:
    """What one message is about: kept for its row in the list of sendings."""

    dossier: Dossier
    event_id: UUID
    entry_id: int
    service: str


def send_step(*, event_id: UUID, dossier_id: int, entry_id: int) -> None:
    """Tell the portal of one step of a dossier: its record as it stands, then the step itself.

    Safe to run again: what the portal took already is not sent a second time. A dossier that has
    no number the portal could know it by is left for a later step.
    """
    dossier = Dossier.objects.select_related("procedure_version__procedure__field").get(
        pk=dossier_id
    )
    record = _record_of(dossier)
    if record is None:
        _mark(dossier, SyncState.NONE)
        return
    rules = field_rules()
    way = _Way(dossier=dossier, event_id=event_id, entry_id=entry_id, service=Service.RECORD)
    _send_record(way, record, rules)
    entry = TimelineEntry.objects.select_related("dossier").get(pk=entry_id)
    way = _Way(dossier=dossier, event_id=event_id, entry_id=entry_id, service=Service.PROGRESS)
    _send_progress(way, record, entry, rules)
    if left_in_lane(HANDLER, str(dossier_id)) <= 1:
        _mark(dossier, SyncState.SYNCED)


def compose_record(dossier: Dossier, record: NationalRecord, rules: list[FieldRule]) -> Composed:
    """Write the record of a dossier as it would be sent now."""
    return compose(Service.RECORD, rules, record_facts(dossier, record))


def compose_progress(
    entry: TimelineEntry, record: NationalRecord, rules: list[FieldRule]
) -> Composed:
    """Write one step as it would be sent now."""
    return compose(Service.PROGRESS, rules, progress_facts(entry, record))


def _record_of(dossier: Dossier) -> NationalRecord | None:
    """Return by what number the portal knows the dossier, which never changes any more.

    The number it gave itself to what was filed there; the code of what was filed here, once there
    is one; the number of the submission for what ended without a code.
    """
    known = NationalRecord.objects.filter(dossier=dossier).first()
    if known is not None:
        return known
    number = dossier.code or (dossier.submission_number if dossier.state in END_STATES else None)
    if number is None:
        return None
    return NationalRecord.objects.get_or_create(dossier=dossier, defaults={"number": number})[0]


def _send_record(way: _Way, record: NationalRecord, rules: list[FieldRule]) -> None:
    if _is_sent(way):
        return
    composed = compose_record(way.dossier, record, rules)
    body_hash = _hash_of(composed)
    if record.is_known and record.told_hash == body_hash:
        return
    _check(way, composed, body_hash)
    is_update = record.is_known
    reply = _ask(way, composed, body_hash, is_update=is_update)
    if not is_update and reply.code in THERE_ALREADY:
        is_update = True
        reply = _ask(way, composed, body_hash, is_update=True)
    if reply.code != ANSWERED_OK:
        # whatever the portal has or has not: the next try begins by asking it
        NationalRecord.objects.filter(pk=record.pk).update(is_known=False)
        _refuse(way, composed, reply, body_hash, is_update=is_update)
    with transaction.atomic():
        record.is_known, record.told_hash, record.told_at = True, body_hash, timezone.now()
        record.save(update_fields=["is_known", "told_hash", "told_at"])
        _note(
            way, body_hash=body_hash, is_update=is_update, state=SendingState.SENT, code=reply.code
        )
        note_told(way.dossier)


def note_told(dossier: Dossier) -> None:
    """Keep on a dossier whether the portal first had it within its hours after acceptance."""
    accepted_at = dossier.accepted_at
    is_late = accepted_at is not None and timezone.now() > accepted_at + TELL_WITHIN
    untold = Dossier.objects.filter(pk=dossier.pk, told=Told.NEVER)
    untold.update(told=Told.LATE if is_late else Told.IN_TIME)


def _send_progress(
    way: _Way, record: NationalRecord, entry: TimelineEntry, rules: list[FieldRule]
) -> None:
    if _is_sent(way):
        return
    composed = compose_progress(entry, record, rules)
    body_hash = _hash_of(composed)
    _check(way, composed, body_hash)
    reply = _ask(way, composed, body_hash, is_update=False)
    if reply.code != ANSWERED_OK and reply.code not in THERE_ALREADY:
        _refuse(way, composed, reply, body_hash, is_update=False)
    _note(way, body_hash=body_hash, is_update=False, state=SendingState.SENT, code=reply.code)


def _check(way: _Way, composed: Composed, body_hash: str) -> None:
    """Refuse to send what the map of fields does not allow: the portal would not take it."""
    if not composed.problems:
        return
    first = composed.problems[0]
    _note(
        way,
        body_hash=body_hash,
        is_update=False,
        state=SendingState.REFUSED,
        trouble=first.trouble,
        field=first.field,
    )
    _mark(way.dossier, SyncState.FAILED)
    raise PortalRefused


def _ask(way: _Way, composed: Composed, body_hash: str, *, is_update: bool) -> Reply:
    """Call the portal; what it does not answer is noted before the fault goes on to the outbox."""
    try:
        return national_portal.call(way.service, [composed.message], is_updating=is_update)
    except PortalSilent as fault:
        _note(
            way,
            body_hash=body_hash,
            is_update=is_update,
            state=SendingState.RETRYING,
            trouble=fault.trouble,
        )
        raise
    except PortalFault as fault:
        _note(
            way,
            body_hash=body_hash,
            is_update=is_update,
            state=SendingState.RETRYING,
            trouble=fault.trouble,
            code=fault.status,
        )
        raise


def _refuse(
    way: _Way, composed: Composed, reply: Reply, body_hash: str, *, is_update: bool
) -> None:
    """Keep which field was refused and why, without the person's values, and park the message."""
    names = [*composed.message, *_inner_names(composed)]
    _note(
        way,
        body_hash=body_hash,
        is_update=is_update,
        state=SendingState.REFUSED,
        trouble=Trouble.REFUSED,
        code=reply.code,
        field=field_named_in(reply.message, names),
        reason=without(reply.message, composed.personal),
    )
    _mark(way.dossier, SyncState.FAILED)
    raise PortalRefused


def _inner_names(composed: Composed) -> set[str]:
    return {
        f"{name}.{inner}"
        for name, items in composed.message.items()
        if isinstance(items, list)
        for item in items
        for inner in item
    }


def _note(
    way: _Way,
    *,
    body_hash: str,
    is_update: bool,
    state: str,
    trouble: str = "",
    code: str = "",
    field: str = "",
    reason: str = "",
) -> None:
    """Write how a message stands into its one row."""
    now = timezone.now()
    changes: Mapping[str, object] = {
        "is_update": is_update,
        "state": state,
        "code": code[:16],
        "body_hash": body_hash,
        "tried_at": now,
        # once it was refused, the row goes on saying where, so that the map can show it
        **(
            {"trouble": trouble, "field": field[:80], "reason": reason}
            if state != SendingState.SENT
            else {}
        ),
    }
    with transaction.atomic():
        row, _made = NationalSending.objects.select_for_update(of=("self",)).get_or_create(
            event_id=way.event_id,
            service=way.service,
            defaults={
                "dossier": way.dossier,
                "entry_id": way.entry_id,
                "begun_at": now,
                "tried_at": now,
            },
        )
        for name, value in changes.items():
            setattr(row, name, value)
        row.attempts += 1
        row.save()


def _is_sent(way: _Way) -> bool:
    return NationalSending.objects.filter(
        event_id=way.event_id, service=way.service, state=SendingState.SENT
    ).exists()


def _mark(dossier: Dossier, state: SyncState) -> None:
    """Say on the dossier whether the portal knows what we know; nothing else of it changes."""
    Dossier.objects.filter(pk=dossier.pk).exclude(sync_state=state).update(sync_state=state)


def _hash_of(composed: Composed) -> str:
    return hashlib.sha256(canonical_json(composed.message).encode()).hexdigest()
