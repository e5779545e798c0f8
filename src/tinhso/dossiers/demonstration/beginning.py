"""How a dossier of the demonstration begins: somebody, somewhere, with a matter."""

from dataclasses import dataclass
from random import Random
from typing import Self
from uuid import UUID

from tinhso.dossiers.demonstration.cast import Cast, Office
from tinhso.dossiers.demonstration.lives import BIRTH, OF_SOCIETY, PERMIT, Life
from tinhso.dossiers.demonstration.matters import Files
from tinhso.dossiers.demonstration.people import (
    Applicant,
    a_visitor,
)
from tinhso.dossiers.models import Dossier
from tinhso.kernel.actors import Actor


@dataclass(kw_only=True)
class Beginning:
    """One invented matter: who asks, where, what; and the dossier once it is filed."""

    token: UUID
    life: Life
    cast: Cast
    office: Office
    """Who resolves."""
    desk: Office
    """Whose desk takes in and returns: another commune's for some who live elsewhere."""
    applicant: Applicant
    files: Files
    chance: Random
    agency_id: int
    uid: UUID | None = None

    @classmethod
    def open(
        cls, *, token: UUID, life: Life, number: int, cast: Cast, files: Files, chance: Random
    ) -> Self:
        """Think of somebody and his matter."""
        office = cast.offices[0 if life.login or chance.random() < 0.68 else 1]
        office = cast.departments.get(life.procedure, office)
        agency_id = office.agency_id
        if life.login:
            everybody = (*cast.applicants, *cast.companies)
            applicant = next(one for one in everybody if one.login == life.login)
        elif life.online:
            known = cast.applicants
            favourites = [
                one for one in known if one.actor is not None and one.actor.id is not None
            ]
            applicant = chance.choice(favourites if number % 2 else known)
            if life.procedure == PERMIT and number % 3 == 0:
                applicant = chance.choice(cast.companies)
            untouched = len(life.acts) == 1 and life.procedure in (BIRTH, PERMIT)
            if untouched and cast.neighbours and number % 4 == 0:
                agency_id = chance.choice(cast.neighbours)
        else:
            applicant = a_visitor(chance)
        is_elsewhere = not life.online and life.procedure in (BIRTH, PERMIT) and number % 9 == 4
        others = [one for one in cast.offices if one is not office]
        return cls(
            token=token,
            life=life,
            cast=cast,
            office=office,
            desk=others[0] if is_elsewhere and others else office,
            applicant=applicant,
            files=files,
            chance=chance,
            agency_id=agency_id,
        )

    @property
    def _dossier(self) -> Dossier:
        return Dossier.objects.get(submission_token=self.token)

    @property
    def _id(self) -> UUID:
        if self.uid is None:
            raise LookupError(str(self.token))
        return self.uid

    @property
    def _desk(self) -> Actor:
        return self.chance.choice(self.desk.desk)

    @property
    def _citizen(self) -> Actor:
        return self.applicant.actor or self._desk

    @property
    def _specialists(self) -> tuple[Actor, ...]:
        office = self.office
        return office.society if self.life.procedure in OF_SOCIETY else office.economy

    @property
    def _specialist(self) -> Actor:
        """Whoever holds the dossier."""
        held = self._dossier.assignee
        return next(actor for actor in self._specialists if actor.id == held)
