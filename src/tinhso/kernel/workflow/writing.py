"""Writes down what the interpreter decided: rows, due times and events."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self, TypedDict
from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.kernel.calendar import add_working_hours
from tinhso.kernel.db.reading import read
from tinhso.kernel.db.writing import fresh, insert, insert_unread, update
from tinhso.kernel.errors import DomainError
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.events import publish
from tinhso.kernel.workflow.definition import Relation, StepKind
from tinhso.kernel.workflow.events import ProcessFinished, StepOpened, StepStopped
from tinhso.kernel.workflow.models import ProcessInstance, ProcessParty, StepInstance
from tinhso.kernel.workflow.rules import (
    Arrived,
    Closed,
    Effect,
    Finished,
    Opened,
    ProcessState,
    Skipped,
    StepState,
    Token,
)


class NobodyKnown(DomainError):
    """A step is due to a party the case has not named."""

    code = "workflow.nobody_known"


@dataclass(frozen=True)
class Party:
    """Who is what to a case; `hours` are a consulted agency's own working hours to answer."""

    relation: str
    agency_id: int
    unit_id: int | None = None
    hours: int | None = None


class StepFields(TypedDict):
    """What every event about a step carries."""

    process_id: int
    object_kind: str
    object_id: int
    step_id: int
    step_key: str
    kind: str
    role: str
    relation: str
    agency_id: int | None
    unit_id: int | None
    assignee: UUID | None


def step_fields(row: StepInstance) -> StepFields:
    """Return what every event about a step carries."""
    return {
        "process_id": row.process_id,
        "object_kind": row.object_kind,
        "object_id": row.object_id,
        "step_id": row.pk,
        "step_key": row.step_key,
        "kind": row.kind,
        "role": row.role,
        "relation": row.relation,
        "agency_id": row.agency_id,
        "unit_id": row.unit_id,
        "assignee": row.assignee,
    }


@dataclass
class Parties:
    """The parties of one case by relation."""

    by_relation: dict[str, list[ProcessParty]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[ProcessParty]) -> Self:
        """Gather the parties of a case, each relation in its order."""
        known = cls()
        for row in sorted(rows, key=lambda row: (row.relation, row.position)):
            known.by_relation.setdefault(row.relation, []).append(row)
        return known

    @property
    def consulted(self) -> list[ProcessParty]:
        """Return the agencies asked for an opinion, in order."""
        return self.by_relation.get(Relation.CONSULTED, [])

    def one(self, relation: str) -> ProcessParty | None:
        """Return the first party of a relation."""
        return next(iter(self.by_relation.get(relation, [])), None)


def set_parties(process: ProcessInstance, parties: Sequence[Party]) -> Parties:
    """Replace the parties of the relations named, and return all of the case."""
    named = {party.relation for party in parties}
    if named:
        ProcessParty.objects.filter(process=process, relation__in=sorted(named)).delete()
        name_parties(process, parties)
    return Parties.of(read(ProcessParty, process=process.pk))


def name_parties(process: ProcessInstance, parties: Sequence[Party]) -> Parties:
    """Write the parties of relations of which the case has none yet."""
    rows = [
        fresh(
            ProcessParty,
            process_id=process.pk,
            relation=Relation(relation),
            position=position,
            agency_id=party.agency_id,
            unit_id=party.unit_id,
            hours=party.hours,
        )
        for relation in sorted({party.relation for party in parties})
        for position, party in enumerate(p for p in parties if p.relation == relation)
    ]
    insert_unread(rows)
    return Parties.of(rows)


@dataclass
class Writer:
    """Writes the effects of one decision, in their order."""

    process: ProcessInstance
    parties: Parties
    now: datetime
    assignee: UUID | None = None
    due_at: datetime | None = None

    def write(
        self, effects: Iterable[Effect], *, live: Mapping[int, StepInstance]
    ) -> Iterable[StepInstance]:
        """Write rows, publish, and return all; `live` holds those the decision was made on."""
        rows = dict(live)
        for effect in effects:
            if isinstance(effect, Opened):
                rows[effect.token.ref] = self._open(effect.token, rows)
            elif isinstance(effect, Closed):
                self._close(rows[effect.ref], effect.state)
            elif isinstance(effect, Arrived):
                row = rows[effect.ref]
                row.arrived = effect.arrived
                update(row, "arrived")
            elif isinstance(effect, Skipped):
                self._skip(effect.step)
            elif isinstance(effect, Finished):
                self._finish(effect.outcome)
        return rows.values()

    def stop_all(self, live: Mapping[int, StepInstance]) -> None:
        """Close every live row as stopped."""
        for row in live.values():
            self._close(row, StepState.STOPPED)

    def _open(self, token: Token, rows: Mapping[int, StepInstance]) -> StepInstance:
        step = self.process.version.definition.steps[token.step]
        is_open = token.state is StepState.OPEN
        party = self._party(token, step.relation) if is_open else None
        hours = party.hours if party and party.hours and token.party is not None else step.hours
        row = fresh(
            StepInstance,
            process_id=self.process.pk,
            parent_id=rows[token.parent].pk if token.parent is not None else None,
            step_key=step.key,
            kind=step.kind,
            role=step.role,
            relation=step.relation or "",
            state=token.state,
            object_kind=self.process.object_kind,
            object_id=self.process.object_id,
            agency_id=party.agency_id if party else None,
            unit_id=party.unit_id if party else None,
            assignee=self.assignee if is_open else None,
            party=token.party,
            needed=token.needed,
            hours=hours,
            opened_at=self.now,
            counted_from=self.now if is_open else None,
            counted_minutes=hours * 60 if is_open and self.due_at is None else 0,
            due_at=self._due(hours, party) if is_open else None,
        )
        row.process = self.process
        insert(row)
        if is_open:
            publish(StepOpened(**step_fields(row), due_at=row.due_at))
        return row

    def _due(self, hours: int, party: ProcessParty | None) -> datetime | None:
        if self.due_at is not None:
            return self.due_at
        if not hours:
            return None
        return add_working_hours(self.now, hours, party.agency_id if party else None)

    def _party(self, token: Token, relation: Relation | None) -> ProcessParty | None:
        if relation is None:
            return None
        if token.party is not None:
            return self.parties.consulted[token.party]
        party = self.parties.one(relation)
        if party is None:
            step = self.process.version.definition.name_of(token.step)
            raise NobodyKnown(told(_("Chưa biết cơ quan nào làm bước “%(step)s”."), step=step))
        return party

    def _close(self, row: StepInstance, state: StepState) -> None:
        if row.done_at is not None:
            return
        was_open = row.state == StepState.OPEN
        row.state = state
        row.done_at = self.now
        update(row, "state", "done_at")
        if was_open and state is StepState.STOPPED:
            publish(StepStopped(**step_fields(row)))

    def _skip(self, key: str) -> None:
        step = self.process.version.definition.steps[key]
        StepInstance.objects.create(
            process=self.process,
            step_key=key,
            kind=step.kind,
            role=step.role,
            relation=step.relation or "",
            state=StepState.SKIPPED,
            object_kind=self.process.object_kind,
            object_id=self.process.object_id,
            opened_at=self.now,
            done_at=self.now,
            outcome="skipped" if step.kind is not StepKind.CONSULTATION else "nobody_asked",
        )

    def _finish(self, outcome: str) -> None:
        self.process.state = ProcessState.FINISHED
        self.process.outcome = outcome
        self.process.finished_at = self.now
        update(self.process, "state", "outcome", "finished_at")
        publish(
            ProcessFinished(
                process_id=self.process.pk,
                object_kind=self.process.object_kind,
                object_id=self.process.object_id,
                outcome=outcome,
                was_stopped=False,
            )
        )
