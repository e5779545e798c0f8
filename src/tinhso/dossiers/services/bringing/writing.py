"""Writing dossiers of an old system, many at once: what the services write, without their acts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.utils import timezone

from tinhso.dossiers.events import DossiersBroughtIn
from tinhso.dossiers.models import (
    Dossier,
    DossierSight,
    DueChange,
    HandOver,
    InternalNote,
    Party,
    PartyRole,
    TimelineEntry,
)
from tinhso.dossiers.models.board import NOBODY
from tinhso.dossiers.queries.law import law_in_force, read_dossier_code, written_code
from tinhso.dossiers.rules.bringing import CHANNELS, PARTIES
from tinhso.dossiers.rules.clocks import DueGround, form_set
from tinhso.dossiers.rules.masking import mask_name
from tinhso.dossiers.rules.sight import keys_of
from tinhso.dossiers.rules.states import (
    Channel,
    DeliveryState,
    DossierState,
    ServiceLevel,
    result_class,
)
from tinhso.dossiers.services import _flow, _people, _routing
from tinhso.dossiers.services._search import ENTITY, words_for
from tinhso.dossiers.services.bringing.places import here, promise
from tinhso.dossiers.services.bringing.waits import Wait, stand_still, traced
from tinhso.dossiers.services.inputs import PartyInput
from tinhso.identity import queries as identity
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.text import nfc
from tinhso.kernel.db.writing import insert_many, update
from tinhso.kernel.events import publish
from tinhso.kernel.importing.rules import SheetRow
from tinhso.kernel.numbering.services import start_register
from tinhso.kernel.search.services import index_many
from tinhso.organization import queries as organization

if TYPE_CHECKING:
    from tinhso.kernel.importing.models import ImportRun
    from tinhso.procedures.models import ProcedureVersion

_LEVELS: Final = {"full": ServiceLevel.FULL, "partial": ServiceLevel.PARTIAL}


@dataclass(frozen=True, kw_only=True)
class Brought:
    """One row with all that its codes stand for."""

    row: SheetRow
    token: UUID
    version: "ProcedureVersion"
    way: _routing.Way
    unit_id: int
    state: DossierState
    official: tuple[UUID, str] | None
    is_open: bool
    wait: Wait | None = None


def write_rows(rows: Sequence[Brought], *, run: "ImportRun", actor: Actor) -> Mapping[str, int]:
    """Write these dossiers and return what each old code became."""
    now = timezone.now()
    people = _known_people(rows)
    dossiers = [_dossier(one, now) for one in rows]
    insert_many(dossiers)
    pairs = list(zip(rows, dossiers, strict=True))
    parties = [_party(one, dossier, people) for one, dossier in pairs]
    insert_many(parties)
    _write_sight(pairs, parties)
    _write_trace(pairs, run, actor, now)
    index_many(
        ENTITY,
        [
            (dossier.pk, words_for(dossier, [party.name]))
            for dossier, party in zip(dossiers, parties, strict=True)
        ],
    )
    for one, dossier in pairs:
        if one.is_open:
            _enter(one, dossier, actor, now)
        if one.wait is not None:
            stand_still(dossier, one.wait, actor=actor, at=now)
    _go_on_with_numbers(pairs, run, actor, now)
    publish(DossiersBroughtIn(run=run.uid, lines=_counted(dossiers)))
    return {one.row.key: dossier.pk for one, dossier in pairs}


def _dossier(one: Brought, now: datetime) -> Dossier:
    row, way = one.row, one.way
    arrived = here(row.moment("ngay_nop")) or now
    accepted = max(here(row.moment("ngay_tiep_nhan")) or arrived, arrived)
    due = row.moment("han_tra")
    due_at = max(promise(due, way.resolving_agency_id), accepted) if due else None
    ended = here(row.moment("ngay_xong"))
    ended = max(ended, accepted) if ended is not None else None
    is_returned = one.state is DossierState.RETURNED
    returned = max(here(row.moment("ngay_tra")) or ended, ended) if is_returned and ended else None
    uid, name = one.official or (None, "")
    owner = row.text("chu_ho_so")
    return Dossier(
        submission_number=one.token.hex,
        submission_token=one.token,
        code=written_code(row.key),
        procedure_version=one.version,
        procedure_code=one.version.procedure.code,
        field_code=one.version.procedure.field.key,
        channel=CHANNELS.get(row.text("kenh"), Channel.DESK),
        service_level=_LEVELS.get(one.version.service_level, ServiceLevel.INFORMATION),
        receiving_agency_id=way.receiving_agency_id,
        resolving_agency_id=way.resolving_agency_id,
        receiving_unit_id=way.receiving_unit_id,
        resolving_unit_id=one.unit_id,
        monitoring_unit_id=way.monitoring_unit_id,
        state=one.state,
        state_since=_since(one, now) if one.is_open else (returned or ended or now),
        delivery_state=DeliveryState.HANDED_OVER if is_returned else DeliveryState.NOTHING,
        arrived_at=arrived,
        answered_at=accepted,
        accepted_at=accepted,
        clock_started_at=accepted,
        original_due_at=due_at,
        due_at=due_at,
        national_due_at=due_at,
        finished_at=ended,
        returned_at=returned,
        result_class=(
            result_class(due_on=timezone.localdate(due_at), finished_on=timezone.localdate(ended))
            if is_returned and due_at and ended
            else ""
        ),
        assignee=uid,
        assignee_name=name,
        boundary_free=way.is_boundary_free,
        answers="{}",
        owner_name=nfc(owner),
        owner_masked=mask_name(owner, _kind_of(row)),
        form_set=form_set(timezone.localdate(arrived), law=law_in_force()),
    )


def _since(one: Brought, now: datetime) -> datetime:
    return one.wait.since if one.wait is not None else now


def _known_people(rows: Sequence[Brought]) -> Mapping[str, int]:
    hashes = {_hash_of(one.row) for one in rows} - {""}
    return identity.persons_by_number(hashes)


def _hash_of(row: SheetRow) -> str:
    return _people.identity_hash("".join(row.text("so_dinh_danh").split()), _kind_of(row))


def _kind_of(row: SheetRow) -> str:
    """Return what kind of party a row names."""
    return PARTIES.get(row.text("loai_chu"), "citizen")


def _party(one: Brought, dossier: Dossier, people: Mapping[str, int]) -> Party:
    row = one.row
    given = PartyInput(
        role=PartyRole.OWNER,
        name=row.text("chu_ho_so"),
        kind=_kind_of(row),
        person_id=people.get(_hash_of(row)),
        identity_number=row.text("so_dinh_danh"),
        phone=row.text("dien_thoai"),
        email=row.text("thu_dien_tu"),
        address=row.text("dia_chi"),
    )
    return Party(dossier=dossier, role=PartyRole.OWNER, **_people.columns_of(given))


def _write_sight(pairs: Sequence[tuple[Brought, Dossier]], parties: Sequence[Party]) -> None:
    sights = []
    for (one, dossier), party in zip(pairs, parties, strict=True):
        agencies = {dossier.receiving_agency_id, dossier.resolving_agency_id}
        units = {dossier.receiving_unit_id, one.unit_id, one.way.monitoring_unit_id} - {None}
        keys = keys_of(
            person_ids=[party.person_id] if party.person_id is not None else [],
            unit_ids=[unit for unit in units if unit is not None],
            agency_keys=frozenset().union(*map(organization.sight_keys_for, agencies)),
        )
        sights += [
            DossierSight(key=key, at=dossier.arrived_at, object=dossier) for key in sorted(keys)
        ]
    insert_many(sights)


def _write_trace(
    pairs: Sequence[tuple[Brought, Dossier]], run: "ImportRun", actor: Actor, now: datetime
) -> None:
    """Write where it came from, its promise, its history note, and into whose hands it is given."""
    name = run.started_by_name
    lines, notes, promises, hands = [], [], [], []
    for one, dossier in pairs:
        if one.wait is not None:
            lines.append(traced(dossier, one.wait))
        values = {"code": one.row.key, "source": run.source}
        if number := one.row.text("so_ket_qua"):
            values["number"] = number
        code = "brought_in_with_result" if number else "brought_in"
        lines.append(
            TimelineEntry(
                dossier=dossier,
                at=now,
                code=code,
                state=dossier.state,
                values=values,
                by=actor.id,
                by_name=name,
            )
        )
        if text := one.row.text("ghi_chu"):
            notes.append(
                InternalNote(
                    dossier=dossier, text=nfc(text), by=actor.id or NOBODY, by_name=name, at=now
                )
            )
        if one.is_open and dossier.due_at is not None:
            promises.append(
                DueChange(
                    dossier=dossier,
                    at=now,
                    ground=DueGround.BROUGHT_IN,
                    new_due_at=dossier.due_at,
                    new_national_due_at=dossier.due_at,
                    decision=run.source,
                    by=actor.id,
                )
            )
            hands.append(
                HandOver(
                    dossier=dossier,
                    sequence=1,
                    to_unit_id=one.unit_id,
                    step_key=one.row.text("buoc"),
                    given_by=actor.id,
                    given_by_name=name,
                    received_by=dossier.assignee,
                    received_by_name=dossier.assignee_name,
                    at=now,
                    due_at=dossier.due_at,
                )
            )
    insert_many(lines)
    insert_many(notes)
    insert_many(promises)
    insert_many(hands)


def _enter(one: Brought, dossier: Dossier, actor: Actor, now: datetime) -> None:
    """Let a dossier go on in the house's process, at the step the sheet names."""
    _flow.start(dossier, actor=actor, at=now, at_step=one.row.text("buoc"))
    update(dossier, "step_key", "step_due_at")


def _go_on_with_numbers(
    pairs: Sequence[tuple[Brought, Dossier]], run: "ImportRun", actor: Actor, now: datetime
) -> None:
    """Let the codes of today and later begin behind those that the old system gave."""
    last: dict[tuple[int, date], int] = {}
    for one, _dossier in pairs:
        code = read_dossier_code(one.row.key)
        if code is None or code.on < timezone.localdate(now):
            continue
        agency = organization.agency_by_code(code.agency)
        if agency is not None:
            slot = (agency.id, code.on)
            last[slot] = max(last.get(slot, 0), code.number)
    for (agency_id, on), number in sorted(last.items()):
        start_register(
            register="dossiers.dossier",
            agency_id=agency_id,
            period=on.isoformat(),
            last=number,
            actor=actor,
            reason=f"{run.source} ({run.uid})",
            never_back=True,
        )


def _counted(dossiers: Sequence[Dossier]) -> tuple[str, ...]:
    """Say what the boards count of them: day, agency, unit, procedure, what, whose, how many."""
    counts: Counter[str] = Counter()
    for dossier in dossiers:
        told: list[tuple[str, datetime, UUID | None]] = [("submitted", dossier.arrived_at, None)]
        if dossier.accepted_at is not None:
            told.append(("received", dossier.accepted_at, None))
        if dossier.finished_at is not None and dossier.result_class:
            told.append((f"done_{dossier.result_class}", dossier.finished_at, dossier.assignee))
        if dossier.returned_at is not None:
            told.append(("returned", dossier.returned_at, None))
        for kind, at, who in told:
            counts[
                f"{timezone.localdate(at)}|{dossier.resolving_agency_id}"
                f"|{dossier.resolving_unit_id}|{dossier.procedure_code}|{kind}|{who or NOBODY}"
            ] += 1
    return tuple(f"{slot}|{count}" for slot, count in sorted(counts.items()))
