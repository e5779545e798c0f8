"""What happened to agencies and units."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tinhso.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class AgencyOpened(Event):
    """An agency exists from a day on."""

    agency_id: int
    valid_from: date


@dataclass(frozen=True, kw_only=True)
class AgencyChanged(Event):
    """An agency has a new name, code, parent or address from a day on."""

    agency_id: int
    valid_from: date


@dataclass(frozen=True, kw_only=True)
class AgencyClosed(Event):
    """An agency ends on a day; `successor_ids` take its duties over."""

    agency_id: int
    closed_on: date
    successor_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class UnitOpened(Event):
    """A unit exists from a day on."""

    unit_id: int
    agency_id: int
    valid_from: date


@dataclass(frozen=True, kw_only=True)
class UnitClosed(Event):
    """A unit ends on a day."""

    unit_id: int
    agency_id: int
    closed_on: date


@dataclass(frozen=True, kw_only=True)
class AgenciesMerged(Event):
    """A merger was carried out: who ended and who goes on, for boards and other houses."""

    merger_uid: UUID
    on: date
    agency_ids: tuple[int, ...]
    successor_id: int | None


@dataclass(frozen=True, kw_only=True)
class MergerUndone(Event):
    """A merger was taken back; everything is where it was."""

    merger_uid: UUID
    agency_ids: tuple[int, ...]
