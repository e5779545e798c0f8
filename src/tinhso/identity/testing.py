"""Factories of accounts and people, for tests of this room and those above."""

from collections.abc import Sequence as Rows

from factory import LazyAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory

from tinhso.identity.models import (
    AccessRecord,
    Account,
    Assignment,
    ListReading,
    Person,
    Representation,
    RoleTemplate,
)
from tinhso.identity.queries.actors import actor_for as _actor_for
from tinhso.identity.queries.people import number_hash
from tinhso.identity.rules import (
    AccountKind,
    NumberKind,
    PersonKind,
    RepresentationKind,
    Sex,
    Sight,
)
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.text import fold, mask
from tinhso.organization.testing import AgencyFactory, UnitFactory

__all__ = [
    "AccessRecord",
    "Account",
    "AccountFactory",
    "AssignmentFactory",
    "BusinessFactory",
    "CitizenFactory",
    "CompanyFactory",
    "ListReading",
    "OfficialFactory",
    "PersonFactory",
    "Representation",
    "RepresentationKind",
    "RoleFactory",
    "Sight",
    "actor_for",
    "give_role",
]


class PersonFactory(DjangoModelFactory[Person]):
    """A citizen with a personal number; `kind`, `name`, `number` and the rest can be given."""

    class Meta:
        model = Person

    kind = PersonKind.CITIZEN
    name = Sequence(lambda n: f"Nông Thị Thử {n}")
    folded = LazyAttribute(lambda o: fold(o.name))
    birth_year: int | None = 1985
    birth_month: int | None = 3
    birth_day: int | None = 21
    sex = Sex.FEMALE
    number_kind = NumberKind.PERSONAL
    number = Sequence(lambda n: f"004185{n:06d}")
    number_hash = LazyAttribute(lambda o: number_hash(o.number_kind, o.number))
    number_masked = LazyAttribute(lambda o: mask(o.number))
    phone = "0912345678"


class CompanyFactory(PersonFactory):
    """A company with a tax number."""

    kind = PersonKind.BUSINESS
    name = Sequence(lambda n: f"Công ty TNHH Thử {n}")
    birth_year = None
    birth_month = None
    birth_day = None
    sex = Sex.UNKNOWN
    number_kind = NumberKind.TAX
    number = Sequence(lambda n: f"48{n:08d}")


class AccountFactory(DjangoModelFactory[Account]):
    """An account that cannot sign in by password; `signed_in_client` forces the session."""

    class Meta:
        model = Account

    login = Sequence(lambda n: f"nguoi-thu-{n}")
    name: LazyAttribute | Sequence = Sequence(lambda n: f"Người Thử {n}")
    folded = LazyAttribute(lambda o: fold(f"{o.name} {o.login}"))
    kind = AccountKind.CITIZEN
    email = LazyAttribute(lambda o: f"{o.login}@example.vn")
    is_demonstration = True
    password = "!"  # noqa: S105  # Django's mark of a password nobody can type


class CitizenFactory(AccountFactory):
    """A citizen's account with its person."""

    person = SubFactory(PersonFactory)
    name = LazyAttribute(lambda o: o.person.name)


class BusinessFactory(AccountFactory):
    """A company's account with its company."""

    kind = AccountKind.BUSINESS
    person = SubFactory(CompanyFactory)
    name = LazyAttribute(lambda o: o.person.name)


class OfficialFactory(AccountFactory):
    """An official's account; `give_role` puts it somewhere."""

    kind = AccountKind.OFFICIAL


class RoleFactory(DjangoModelFactory[RoleTemplate]):
    """A role template; give `permissions` and `sight`."""

    class Meta:
        model = RoleTemplate

    code = Sequence(lambda n: f"role-{n}")
    name = Sequence(lambda n: f"Vai trò {n}")
    permissions: Rows[str] = ()
    sight = Sight.OWN_UNIT


class AssignmentFactory(DjangoModelFactory[Assignment]):
    """A role held in a unit of an agency."""

    class Meta:
        model = Assignment

    account = SubFactory(OfficialFactory)
    role = SubFactory(RoleFactory)
    unit = SubFactory(UnitFactory)
    agency = LazyAttribute(lambda o: o.unit.agency if o.unit else AgencyFactory.create())


def give_role(
    account: Account,
    *permissions: str,
    agency_id: int,
    unit_id: int | None = None,
    sight: Sight = Sight.OWN_UNIT,
) -> Assignment:
    """Let an account hold these permissions in an agency or a unit of it, from now."""
    role = RoleFactory.create(permissions=list(permissions), sight=sight)
    return AssignmentFactory.create(
        account=account, role=role, agency=None, agency_id=agency_id, unit=None, unit_id=unit_id
    )


def actor_for(account: Account, *, second_factor: bool = False) -> Actor:
    """Return the actor of an account as the middleware would."""
    account.refresh_from_db()
    return _actor_for(account, second_factor=second_factor)
