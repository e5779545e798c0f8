"""Sittings of councils: those one may see, one with all on it, what stands ready for the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils import timezone

from tinhso.dossiers.models import (
    CouncilCase,
    CouncilSeat,
    CouncilSitting,
    Dossier,
)
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.rules.council import (
    CouncilRules,
    CouncilState,
    SeatRole,
    Vote,
    rules_of,
)
from tinhso.identity import queries as identity
from tinhso.identity.queries import AccountLine
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch


@dataclass(frozen=True, kw_only=True)
class CaseLine:
    """One dossier on the agenda, as members read it: whose it is only in part."""

    case: CouncilCase
    dossier: Dossier
    votes: dict[int, str]
    is_open: bool
    """Whether it still waits; one that was stopped meanwhile does not."""

    def count(self, vote: str) -> int:
        """Return how many said so."""
        return sum(1 for given in self.votes.values() if given == vote)

    @property
    def tally(self) -> list[tuple[str, int]]:
        """Return each possible answer with how many gave it."""
        return [(str(vote.label), self.count(vote)) for vote in Vote]


@dataclass(frozen=True, kw_only=True)
class SittingPage:
    """One sitting as its members and its secretary read it."""

    sitting: CouncilSitting
    actor: Actor
    seats: list[CouncilSeat]
    cases: list[CaseLine]

    @property
    def is_led(self) -> bool:
        """Tell whether the actor calls, moves and writes it down."""
        return self.actor.may(P.APPRAISE, unit_id=self.sitting.unit_id)

    @cached_property
    def own_seat(self) -> CouncilSeat | None:
        """Return the actor's seat."""
        mine = (seat for seat in self.seats if seat.account and seat.account == self.actor.id)
        return next(mine, None)

    @property
    def may_reply(self) -> bool:
        """Tell whether the actor is asked to say if he comes."""
        return self.own_seat is not None and self.sitting.state == CouncilState.CALLED

    @property
    def chair(self) -> CouncilSeat | None:
        """Return who leads it and signs its minutes."""
        return next((seat for seat in self.seats if seat.role == SeatRole.CHAIR), None)

    @property
    def open_cases(self) -> list[CaseLine]:
        """Return what is voted on."""
        return [line for line in self.cases if line.is_open]


def sittings(*, actor: Actor) -> QuerySet[CouncilSitting]:
    """Return the sittings the actor may see, the next ones first, with how much is on each."""
    rows = CouncilSitting.objects.visible_to(actor)
    return rows.annotate(count=Count("cases")).order_by("-at", "-pk")


def sitting_page(*, uid: UUID, actor: Actor) -> SittingPage:
    """Return one sitting; raises `NotFound`."""
    sitting = fetch(CouncilSitting.objects.visible_to(actor).select_related("file"), uid=uid)
    cases = sitting.cases.select_related("consultation__dossier").prefetch_related("votes")
    return SittingPage(
        sitting=sitting,
        actor=actor,
        seats=list(sitting.seats.all()),
        cases=[
            CaseLine(
                case=case,
                dossier=case.consultation.dossier,
                votes={vote.seat_id: vote.vote for vote in case.votes.all()},
                is_open=case.consultation.answered_at is None
                and case.consultation.dossier.state == "consulting",
            )
            for case in cases
        ],
    )


def council_rules(dossier: Dossier) -> CouncilRules | None:
    """Return what the dossier's procedure says about its council; None where it has none."""
    return rules_of(dossier.procedure_version.settings_data)


def to_come(*, dossier: Dossier, actor: Actor) -> Sequence[CouncilSitting]:
    """Return the called sittings on whose agenda a dossier may be put."""
    rows = CouncilSitting.objects.visible_to(actor).filter(
        agency_id=dossier.resolving_agency_id,
        procedure_code=dossier.procedure_code,
        state=CouncilState.CALLED,
        at__gt=timezone.now(),
    )
    return list(rows.order_by("at"))


def last_members(*, dossier: Dossier) -> tuple[UUID | None, list[CouncilSeat]]:
    """Return who led the last sitting of this procedure here, and its other members."""
    last = CouncilSitting.objects.filter(
        agency_id=dossier.resolving_agency_id, procedure_code=dossier.procedure_code
    ).first()
    if last is None:
        return None, []
    seats = list(last.seats.all())
    chair = next((seat.account for seat in seats if seat.role == SeatRole.CHAIR), None)
    return chair, [seat for seat in seats if seat.role == SeatRole.MEMBER]


def signers_in(agency_id: int) -> list[AccountLine]:
    """Return the leaders of an agency who may lead a council and sign its minutes, once each."""
    lines = identity.accounts_in(agency_id=agency_id, permission=P.SIGN)
    return list({line.uid: line for line in lines}.values())


def officials_in(agency_id: int) -> list[AccountLine]:
    """Return everybody of an agency who may be invited, once each."""
    return list({x.uid: x for x in identity.accounts_in(agency_id=agency_id)}.values())
