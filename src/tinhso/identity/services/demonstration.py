"""The invented people and accounts of the demonstration; production refuses them."""

from datetime import UTC, datetime
from typing import Final

from django.contrib.auth.hashers import make_password
from django.db import transaction

from tinhso.identity.models import Account, Person
from tinhso.identity.rules import (
    AccountKind,
    NumberKind,
    PersonKind,
    RepresentationKind,
    Sex,
)
from tinhso.identity.services.accounts import AccountData, open_account
from tinhso.identity.services.people_of_demonstration import CITIZENS, OFFICIALS, Citizen, Official
from tinhso.identity.services.persons import PersonData, represent, save_person
from tinhso.identity.services.rights import assign_role
from tinhso.identity.services.roles import load_standard_roles
from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.audit import record
from tinhso.kernel.errors import Invalid
from tinhso.organization.queries import (
    AgencyInfo,
    agency_by_code,
    position_id,
    search_agencies,
    units_of,
)

LEADERSHIP: Final = "leadership"
IN_OFFICE_SINCE: Final = datetime(2025, 7, 1, tzinfo=UTC)
"""All began with the two tiers, so that whoever is handed work in the past held his office then."""
PASSWORD: Final = "tinhso-demo"  # noqa: S105  # printed at every start of the demonstration
DEMONSTRATION_LOGINS: Final = (
    "congdan",
    "congdan2",
    "doanhnghiep",
    "motcua",
    "chuyenvien",
    "lanhdao",
    "vanthu",
    "motcua2",
    "chuyenvien2",
    "lanhdao2",
    "vanthu2",
    "lanhdaotinh",
    "vanthutinh",
    "canbothue",
    "bientap",
    "bandieuhanh",
    "giamsat",
    "quantri",
)


@transaction.atomic
def load_demonstration() -> bool:
    """Invent 72 people with the fixed accounts once; returns whether anything was written.

    One password hash serves all, so that the first start does not spend a minute hashing.
    """
    if Account.objects.filter(login="quantri").exists():
        return False
    load_standard_roles()
    actor = system_actor("identity.demonstration")
    shared = make_password(PASSWORD)
    unusable = make_password(None)
    people = {c.key: _write_citizen(c, actor) for c in CITIZENS}
    for citizen in CITIZENS:
        if citizen.login:
            business = citizen.kind in (PersonKind.BUSINESS, PersonKind.ORGANISATION)
            open_account(
                data=AccountData(
                    login=citizen.login,
                    name=citizen.name,
                    kind=AccountKind.BUSINESS if business else AccountKind.CITIZEN,
                    email=f"{citizen.login}@vidu.caobang.example",
                    person_id=people[citizen.key].pk,
                ),
                actor=actor,
                password_hash=shared,
                is_demonstration=True,
            )
        for other, kind in citizen.represents:
            represent(
                representative_id=people[citizen.key].pk,
                represented_id=people[other].pk,
                kind=RepresentationKind(kind),
                proof="" if kind == RepresentationKind.CHILD else "Giấy tờ minh họa số 01",
                actor=actor,
                verified=True,
            )
    agencies: dict[str, AgencyInfo] = {}
    for number, official in enumerate(OFFICIALS, start=1):
        fixed = official.login in DEMONSTRATION_LOGINS
        account = open_account(
            data=AccountData(
                login=official.login,
                name=official.name,
                email=f"{official.login}@caobang.example",
                phone=f"09120{number:05d}",
            ),
            actor=actor,
            password_hash=shared if fixed else unusable,
            is_demonstration=True,
        )
        _place(account, official, agencies, actor)
    return True


def _write_citizen(citizen: Citizen, actor: Actor) -> Person:
    return save_person(
        data=PersonData(
            kind=citizen.kind,
            name=citizen.name,
            birth=citizen.birth,
            sex=citizen.sex or Sex.UNKNOWN,
            nationality=citizen.nationality,
            ethnicity=citizen.ethnicity,
            number_kind=citizen.number_kind if citizen.number else NumberKind.NONE,
            number=citizen.number,
            phone=citizen.phone,
            address=citizen.address,
            address_code=citizen.address_code,
            old_address=citizen.old_address,
        ),
        actor=actor,
        is_demonstration=True,
    )


def _place(
    account: Account, official: Official, agencies: dict[str, AgencyInfo], actor: Actor
) -> None:
    """Give an official his roles in the units the demonstration names."""
    for order, (agency_name, unit_name) in enumerate(official.places):
        if agency_name not in agencies:
            agencies[agency_name] = _find_agency(agency_name)
        agency = agencies[agency_name]
        units = units_of(agency.id)
        unit = units.filter(name__startswith=unit_name).first() if unit_name else None
        unit = unit or units.filter(unit__kind=LEADERSHIP).first() or units.first()
        assign_role(
            account_uid=account.uid,
            role_code=official.role,
            agency_id=agency.id,
            unit_id=unit.unit_id if unit else None,
            position_id=position_id(official.position),
            is_main=order == 0,
            valid_from=IN_OFFICE_SINCE,
            actor=actor,
        )


def _find_agency(name: str) -> AgencyInfo:
    """Return the demonstration agency of a short name."""
    period = search_agencies(name).filter(short_name=name).get()
    found = agency_by_code(period.code_new)
    if found is None:  # the period was read a line above, in the same transaction
        raise LookupError(name)
    return found


@transaction.atomic
def let_sign_in(*, login: str, actor: Actor) -> Account:
    """Give one of the invented people the demonstration's password; `Invalid` for anybody else."""
    account = Account.objects.filter(
        login=login.strip().lower(), is_demonstration=True, is_active=True
    ).first()
    if account is None:
        raise Invalid(f"There is no account {login} among the demonstration's people.")
    account.password = make_password(PASSWORD)
    account.save(update_fields=["password"])
    record("identity.demonstration_opened", actor=actor, target=account)
    return account
