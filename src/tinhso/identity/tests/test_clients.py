"""System clients: OAuth 2 client credentials."""

import base64
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tinhso.identity.models import ClientToken, SystemClient
from tinhso.identity.permissions import IdentityPermission
from tinhso.identity.services import client_actor, open_client, renew_secret, revoke_client
from tinhso.identity.services.clients import NewSecret
from tinhso.kernel.actors import ActorKind
from tinhso.kernel.errors import NotPermitted
from tinhso.kernel.testing import make_actor
from tinhso.organization.testing import UnitFactory

pytestmark = pytest.mark.django_db
OPERATOR = make_actor(IdentityPermission.MANAGE_CLIENTS)
TOKEN = "/api/v1/oauth/token"


@pytest.fixture
def made() -> NewSecret:
    return open_client(
        name="Trục liên thông", scopes=["dossiers.view", "dossiers.file"], actor=OPERATOR
    )


def _ask(client: Client, made: NewSecret, **more: str) -> dict[str, object]:
    basic = base64.b64encode(f"{made.client.client_id}:{made.secret}".encode()).decode()
    answer = client.post(
        TOKEN,
        {"grant_type": "client_credentials", **more},
        headers={"Authorization": f"Basic {basic}"},
    )
    found: dict[str, object] = answer.json() | {"status": answer.status_code}
    return found


def test_a_token_stands_for_the_client_with_the_scopes_asked(
    client: Client, made: NewSecret
) -> None:
    answer = _ask(client, made, scope="dossiers.view")

    assert (answer["token_type"], answer["expires_in"], answer["scope"]) == (
        "Bearer",
        900,
        "dossiers.view",
    )
    actor = client_actor(str(answer["access_token"]))
    assert actor is not None
    assert (actor.kind, actor.id) == (ActorKind.CLIENT, made.client.uid)
    assert set(actor.permissions) == {"dossiers.view"}


def test_the_secret_and_token_are_kept_as_hashes_only(client: Client, made: NewSecret) -> None:
    token = str(_ask(client, made)["access_token"])

    assert made.secret not in SystemClient.objects.get().secret_hash
    assert token not in ClientToken.objects.get().token_hash


def test_a_token_expires(client: Client, made: NewSecret) -> None:
    token = str(_ask(client, made)["access_token"])

    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert client_actor(token) is None


def test_revoking_takes_effect_at_once(client: Client, made: NewSecret) -> None:
    token = str(_ask(client, made)["access_token"])

    revoke_client(uid=made.client.uid, actor=OPERATOR)

    assert client_actor(token) is None
    assert _ask(client, made) == {"error": "invalid_client", "status": 401}


def test_a_new_secret_ends_the_old_one(client: Client, made: NewSecret) -> None:
    fresh = renew_secret(uid=made.client.uid, actor=OPERATOR)

    assert _ask(client, made)["status"] == 401
    assert _ask(client, fresh)["status"] == 200


def test_a_scope_that_was_not_given_is_refused(client: Client, made: NewSecret) -> None:
    assert _ask(client, made, scope="identity.manage_accounts") == {
        "error": "invalid_scope",
        "status": 400,
    }
    assert not ClientToken.objects.exists()


@pytest.mark.parametrize(
    ("body", "header", "error", "status"),
    [
        ({}, "", "unsupported_grant_type", 400),
        ({"grant_type": "password"}, "", "unsupported_grant_type", 400),
        ({"grant_type": "client_credentials"}, "", "invalid_client", 401),
        ({"grant_type": "client_credentials"}, "Basic ???", "invalid_client", 401),
        ({"grant_type": "client_credentials"}, "Basic eA==", "invalid_client", 401),
    ],
)
def test_what_is_no_request_for_a_token_is_refused(
    client: Client, body: dict[str, str], header: str, error: str, status: int
) -> None:
    answer = client.post(TOKEN, body, headers={"Authorization": header})

    assert (answer.json(), answer.status_code) == ({"error": error}, status)


def test_a_client_of_an_agency_acts_in_its_units_only(client: Client) -> None:
    unit = UnitFactory.create()
    made = open_client(
        name="Phần mềm xã", scopes=["dossiers.view"], agency_id=unit.agency_id, actor=OPERATOR
    )

    actor = client_actor(str(_ask(client, made)["access_token"]))

    assert actor is not None
    assert actor.permissions == {"dossiers.view": frozenset({unit.pk})}
    assert actor.sight_keys == {f"o:{unit.agency_id}"}


def test_only_who_manages_clients_opens_one() -> None:
    with pytest.raises(NotPermitted):
        open_client(name="x", scopes=["a"], actor=make_actor())
    assert not SystemClient.objects.exists()
