"""Two communes with people who can sign in, for tests that go through pages and API."""

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.test import Client

from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.testing import World, browser_of
from tinhso.identity.testing import CitizenFactory, PersonFactory
from tinhso.kernel.actors import Actor
from tinhso.signing.permissions import SigningPermission

if TYPE_CHECKING:
    from tinhso.identity.models import Account

API = "/api/v1/dossiers"
Answer = tuple[int, Any]
ALL = (
    *P,
    SigningPermission.SIGN_ITEM,
    SigningPermission.SEAL_DOCUMENT,
    SigningPermission.ASK_CERTIFICATE,
    SigningPermission.APPROVE_IMAGE,
)


@dataclass
class Cast:
    """A world whose actors are accounts, each with a browser of his own."""

    world: World

    @classmethod
    def make(cls) -> "Cast":
        """Let two communes begin."""
        return cls(World.make())

    @cached_property
    def citizen(self) -> Client:
        """The applicant's browser."""
        return _browser(_citizen(self.world.citizen, self.world.person.pk))

    @cached_property
    def stranger(self) -> Client:
        """Another citizen's browser."""
        return _browser(_citizen(self.world.stranger, None))

    @cached_property
    def desk(self) -> Client:
        """The desk officer's browser."""
        return browser_of(self.world.here.clerk_of_desk)

    @cached_property
    def specialist(self) -> Client:
        """The specialist's browser."""
        return browser_of(self.world.here.specialist)

    @cached_property
    def leader(self) -> Client:
        """The chairman's browser."""
        return browser_of(self.world.here.leader)

    @cached_property
    def clerk(self) -> Client:
        """The browser of the clerk who numbers and seals."""
        return browser_of(self.world.here.clerk)

    @cached_property
    def neighbour(self) -> Client:
        """The browser of an officer of another commune who may do everything there."""
        there = self.world.there
        actor = there.official(*ALL, unit=there.desk, name="Người xã bên", sees_agency=True)
        return browser_of(actor)

    @cached_property
    def everywhere(self) -> Client:
        """The browser of an officer who may do everything in the dossier's own commune."""
        here = self.world.here
        name = "Người làm mọi việc"
        return browser_of(here.official(*ALL, unit=here.division, name=name, sees_agency=True))


def _citizen(actor: Actor, person_id: int | None) -> "Account":
    known = PersonFactory._meta.model.objects.get(pk=person_id or actor.person_id)
    return CitizenFactory.create(uid=actor.id, person=known)


def _browser(account: "Account") -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(account)
    return client


def get(client: Client, address: str, **query: str | int) -> Answer:
    """Ask the API."""
    answer = client.get(f"{API}{address}", query)
    return answer.status_code, answer.json()


def post(client: Client, address: str, body: object = None, *, key: str = "") -> Answer:
    """Tell the API."""
    headers = {"Idempotency-Key": key} if key else {}
    answer = client.post(
        f"{API}{address}",
        json.dumps(body or {}, default=str),
        content_type="application/json",
        headers=headers,
    )
    return answer.status_code, answer.json()


def uid_of(answer: Answer) -> UUID:
    """Return what was made."""
    return UUID(answer[1]["uid"])
