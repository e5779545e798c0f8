"""Who acts in the demonstration: the officials of two communes, those they ask, the applicants."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.contrib.auth import get_user_model

from tinhso.dossiers.demonstration.duties import share_duties
from tinhso.dossiers.demonstration.lives import BADGE, INSURANCE, PESTICIDES, RECORD, RESIDENCE
from tinhso.dossiers.demonstration.money import open_accounts
from tinhso.dossiers.demonstration.people import Applicant, Place
from tinhso.dossiers.models import PartyKind, UnitDuty
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.identity import queries as identity
from tinhso.identity.services.people_of_demonstration import (
    CITIZENS,
    DONG_KHE,
    THUC_PHAN,
    Citizen,
)
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.organization import queries as organization

if TYPE_CHECKING:
    from tinhso.organization.queries import AgencyInfo

SOCIETY: Final = ("ho-tich", "chung-thuc", "nuoi-con-nuoi", "hoa-giai", "giam-ngheo")
"""Fields that a commune's division of culture and society resolves."""
DEPARTMENTS: Final = (
    (PESTICIDES, "Sở NN&MT", "Phòng Quản lý môi"),
    (RECORD, "Công an tỉnh", "Phòng Hồ sơ"),
    (BADGE, "Sở Xây dựng", "Phòng Quản lý"),
    (RESIDENCE, "Công an tỉnh", "Phòng Hồ sơ"),
    (INSURANCE, "Bảo hiểm xã hội tỉnh", "Phòng Cấp sổ"),
)
"""Which department's unit resolves those of the twelve that are no commune's, and parts of one."""
TAX: Final = "Thuế cơ sở 1"
CENTRE: Final = "Trung tâm PVHCC tỉnh"
ASKED: Final = ("Sở Xây dựng", "Sở NN&MT")
"""Short names of the departments whose opinion a permit wants."""
NEIGHBOURS: Final = ("UBND xã Thạch An", "UBND xã Thành Công", "UBND xã Đức Long")


@dataclass(frozen=True, kw_only=True)
class Office:
    """One commune's committee with those who work in it."""

    agency_id: int
    place: Place
    desk: tuple[Actor, ...]
    economy: tuple[Actor, ...]
    society: tuple[Actor, ...]
    leader: Actor
    clerk: Actor


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Everybody in the demonstration."""

    offices: tuple[Office, ...]
    departments: Mapping[str, Office]
    """By procedure; their desk is the province's centre."""
    neighbours: tuple[int, ...]
    asked: tuple[tuple[int, Actor], ...]
    tax: Actor | None
    """Who determines what is owed for land."""
    applicants: tuple[Applicant, ...]
    companies: tuple[Applicant, ...]


def gather() -> Cast:
    """Find everybody as they are today: rights are asked once, before the clock is set back."""
    share_duties()
    open_accounts()
    offices = (
        _office(DONG_KHE, Place(code="01786", name="Xã Đông Khê"), "motcua", "lanhdao", "vanthu"),
        _office(
            THUC_PHAN,
            Place(code="01273", name="Phường Thục Phán"),
            "motcua2",
            "lanhdao2",
            "vanthu2",
        ),
    )
    found_people = [_applicant(citizen, by=offices[0].desk[0]) for citizen in CITIZENS]
    people = [one for one in found_people if one is not None]
    return Cast(
        offices=offices,
        departments={
            code: office
            for code, name, unit in DEPARTMENTS
            if (office := _department(name, unit)) is not None
        },
        neighbours=tuple(found.id for found in map(agency_named, NEIGHBOURS) if found is not None),
        asked=tuple(
            (found.id, _official(lines[0].uid))
            for found in map(agency_named, ASKED)
            if found is not None
            and (
                lines := identity.accounts_in(
                    agency_id=found.id, permission=P.ANSWER_CONSULTATION, role="specialist"
                )
            )
        ),
        tax=_tax_officer(),
        applicants=tuple(one for one in people if one.kind == PartyKind.CITIZEN),
        companies=tuple(one for one in people if one.kind == PartyKind.BUSINESS),
    )


def _tax_officer() -> Actor | None:
    agency = agency_named(TAX)
    held = _held(agency.id, P.DETERMINE_TAX) if agency is not None else ()
    return held[0] if held else None


def _office(name: str, place: Place, desk: str, leader: str, clerk: str) -> Office:
    agency = agency_named(name)
    if agency is None:
        raise LookupError(name)
    units = list(organization.units_of(agency.id))
    economy = next(u.unit_id for u in units if u.name.startswith("Phòng Kinh tế"))
    society = next(u.unit_id for u in units if u.name.startswith("Phòng Văn hóa"))
    for field in SOCIETY:
        UnitDuty.objects.get_or_create(
            agency_id=agency.id, field_key=field, procedure_code="", defaults={"unit_id": society}
        )
    desk_unit = next(u.unit_id for u in units if u.unit.kind == "desk")
    first = _by_login(desk)
    others = _officials(desk_unit, P.RECEIVE)
    return Office(
        agency_id=agency.id,
        place=place,
        desk=(first, first, *others),
        economy=_officials(economy, P.APPRAISE),
        society=_officials(society, P.APPRAISE),
        leader=_by_login(leader),
        clerk=_by_login(clerk),
    )


def _department(name: str, unit_name: str) -> Office | None:
    """Return a department as an office; None where the demonstration has nobody in it."""
    agency, centre = agency_named(name), agency_named(CENTRE)
    if agency is None or centre is None:
        return None
    unit = next(u for u in organization.units_of(agency.id) if u.name.startswith(unit_name))
    desk = next(u for u in organization.units_of(centre.id) if u.unit.kind == "desk")
    people = _officials(unit.unit_id, P.APPRAISE)
    heads, clerks = (_held(agency.id, permission) for permission in (P.SIGN, P.ISSUE))
    if not (people and heads and clerks):
        return None
    return Office(
        agency_id=agency.id,
        place=Place(code="01273", name="Phường Thục Phán"),
        desk=_officials(desk.unit_id, P.RECEIVE),
        economy=people,
        society=people,
        leader=heads[0],
        clerk=clerks[0],
    )


def _held(agency_id: int, permission: str) -> tuple[Actor, ...]:
    lines = identity.accounts_in(agency_id=agency_id, permission=permission)
    return tuple(_official(line.uid) for line in lines)


def agency_named(short_name: str) -> "AgencyInfo | None":
    """Return the agency of that short name as it stands today."""
    period = organization.search_agencies(short_name).filter(short_name=short_name).first()
    return organization.agency_by_code(period.code_new) if period is not None else None


def _officials(unit_id: int, permission: str) -> tuple[Actor, ...]:
    """Return who works in a unit; the fixed demonstration accounts get the most."""
    lines = identity.accounts_in(unit_id=unit_id, permission=permission)
    found = [_official(line.uid) for line in lines]
    known = [actor for actor in found if actor.name in FIXED]
    return (*known, *known, *found)


FIXED: Final = frozenset({"Nông Văn Tú", "Bế Văn Sơn"})


def _official(uid: UUID) -> Actor:
    return identity.actor_for(get_user_model().objects.get(uid=uid), second_factor=True)


def _by_login(login: str) -> Actor:
    return identity.actor_for(get_user_model().objects.get(login=login), second_factor=True)


def _applicant(citizen: Citizen, *, by: Actor) -> Applicant | None:
    """Return one of the province's invented people as somebody who signs in himself."""
    kind = PartyKind.BUSINESS if citizen.number_kind == "tax" else PartyKind.CITIZEN
    if not citizen.number or citizen.kind not in ("citizen", "business"):
        return None
    person = identity.find_person(number=citizen.number, kind=citizen.number_kind, actor=by)
    if person is None:
        return None
    if citizen.login:
        actor = _by_login(citizen.login)
    else:
        actor = Actor(
            kind=ActorKind.CITIZEN,
            name=citizen.name,
            person_id=person.pk,
            sight_keys=identity.person_actor_keys(person.pk),
        )
    return Applicant(
        name=citizen.name,
        number=citizen.number,
        phone=citizen.phone.replace(" ", "") or "0912345000",
        kind=kind,
        born=int(citizen.birth[-4:]) if citizen.birth else 1980,
        person_id=person.pk,
        login=citizen.login,
        actor=actor,
        contact_number="004079990301" if kind == PartyKind.BUSINESS else "",
    )
