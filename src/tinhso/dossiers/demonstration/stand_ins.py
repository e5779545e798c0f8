"""Whom a pressed dossier is about and where it lies, in place of its pattern's own."""

from dataclasses import dataclass
from functools import lru_cache
from random import Random

from django.db import models

from tinhso.dossiers.demonstration.people import a_visitor
from tinhso.dossiers.demonstration.pressing import Row, columns
from tinhso.dossiers.rules.masking import mask_name
from tinhso.dossiers.services._people import identity_hash, phone_hash
from tinhso.kernel.db.text import mask
from tinhso.organization import queries as organization


@dataclass(frozen=True)
class Person:
    """An invented applicant of a pressed dossier."""

    name: str
    masked: str
    number: str
    number_masked: str
    number_hash: str
    phone: str
    phone_hash: str


@dataclass(frozen=True)
class Commune:
    """Where a pressed dossier lies: its agency in place of the template's, and so its units."""

    agency_id: int
    code: str
    units: tuple[int, ...]


def invented_person(chance: Random) -> Person:
    """Think of an applicant."""
    who = a_visitor(chance)
    return Person(
        name=who.name,
        masked=mask_name(who.name),
        number=who.number,
        number_masked=mask(who.number),
        number_hash=identity_hash(who.number, "citizen"),
        phone=who.phone,
        phone_hash=phone_hash(who.phone),
    )


def put_person(model: type[models.Model], cells: Row, person: Person) -> None:
    """Write into a row, masked and hashed, whom the dossier is about."""
    known = {
        "owner_masked": person.masked,
        "name_masked": person.masked,
        "identity_masked": person.number_masked,
        "identity_hash": person.number_hash,
        "phone_hash": person.phone_hash,
    }
    for place, column in enumerate(columns(model)):
        if column.attname in known:
            cells[place] = known[column.attname]


def communes() -> list[Commune]:
    """Return the communes whose committees have the same five units."""
    found: list[Commune] = []
    for period in organization.agencies_at().filter(level="commune").order_by("code_new"):
        units = list(organization.units_of(period.agency_id))
        kinds = [row.unit.kind for row in units]
        if kinds == ["desk", "leadership", "office", "specialist", "specialist"]:
            ids = tuple(row.unit_id for row in units)
            found.append(Commune(period.agency_id, period.code_new, ids))
    return found


@lru_cache(maxsize=4)
def by_agency(found: tuple[Commune, ...]) -> dict[int, Commune]:
    """Return communes by their agency."""
    return {commune.agency_id: commune for commune in found}
