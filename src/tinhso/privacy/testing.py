"""A commune with somebody who answers for personal data, for tests of this room and above."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from tinhso.identity.testing import Account, CitizenFactory, OfficialFactory, actor_for, give_role
from tinhso.kernel.actors import Actor
from tinhso.organization.testing import AgencyFactory, UnitFactory
from tinhso.privacy.models import Breach, DataRequest, Destruction, DestructionAct
from tinhso.privacy.permissions import PrivacyPermission as P
from tinhso.privacy.retention_rules import ActState, ItemOutcome
from tinhso.privacy.services import accept_request, ask
from tinhso.privacy.services.breaches import BreachData, record_breach

__all__ = [
    "ActState",
    "Destruction",
    "DestructionAct",
    "ItemOutcome",
    "Place",
    "accepted",
    "asked",
    "breached",
]


if TYPE_CHECKING:
    from tinhso.identity.models import Person


@dataclass
class Place:
    """An agency, its officer for data, and a citizen."""

    agency_id: int
    officer_account: Account
    citizen_account: Account

    @classmethod
    def make(cls) -> "Place":
        """Let a commune begin."""
        unit = UnitFactory.create(agency=AgencyFactory.create())
        officer = OfficialFactory.create(name="Người phụ trách dữ liệu")
        give_role(
            officer,
            P.HANDLE_REQUESTS,
            P.ENTER_REQUESTS,
            P.HANDLE_BREACHES,
            P.HANDLE_AUTHORITIES,
            "identity.view_persons",
            agency_id=unit.agency_id,
            unit_id=unit.pk,
        )
        return cls(unit.agency_id, officer, CitizenFactory.create())

    @property
    def officer(self) -> Actor:
        """Who answers for personal data here."""
        return actor_for(self.officer_account)

    @property
    def citizen(self) -> Actor:
        """Somebody with an account."""
        return actor_for(self.citizen_account)

    @property
    def person(self) -> "Person":
        """Who the citizen is."""
        assert self.citizen_account.person is not None  # noqa: S101  # the factory gives him one
        return self.citizen_account.person

    @property
    def refreshed(self) -> "Person":
        """The citizen as he stands in the database now."""
        person = self.person
        person.refresh_from_db()
        return person


def asked(place: Place, kind: str, *, wish: str = "Xin làm theo luật.") -> DataRequest:
    """Let the citizen ask."""
    return ask(kind=kind, wish=wish, agency_id=place.agency_id, actor=place.citizen)


def accepted(place: Place, kind: str) -> DataRequest:
    """Let the citizen ask and be told that it will be done."""
    made = asked(place, kind)
    return accept_request(uid=made.uid, answer="Sẽ làm.", actor=place.officer)


def breached(
    place: Place,
    *,
    found_at: datetime | None = None,
    data_kinds: Sequence[str] = ("basic",),
    measures: str = "",
) -> Breach:
    """Let the officer write a breach down."""
    data = BreachData(
        found_at=found_at or timezone.now(),
        place="Máy trạm của một cửa",
        act="Gửi nhầm danh sách cho người ngoài",
        data_kinds=data_kinds,
        people="Người nộp hồ sơ",
        people_count=3,
        measures=measures,
        contact_name="Người phụ trách dữ liệu",
        contact_reach="0206 3850 000",
    )
    return record_breach(data=data, actor=place.officer)
