"""Pages seen by chosen actors, on the addresses of the shell alone."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from tinhso.kernel.actors import ANONYMOUS, Actor
from tinhso.kernel.testing import make_actor

SignIn = Callable[[Actor], Client]


@pytest.fixture(autouse=True)
def _shell_addresses(settings: object) -> None:
    """Serve the shell alone, so that these tests stand on no other room."""
    settings.ROOT_URLCONF = "tinhso.kernel.web.tests.urls"  # type: ignore[attr-defined]  # pytest-django's wrapper


@pytest.fixture
def as_actor(client: Client, monkeypatch: pytest.MonkeyPatch) -> Iterator[SignIn]:
    """Return a function that makes the client act as an actor."""
    current = [ANONYMOUS]
    for module in ("views", "lists.pages", "context", "errors", "middleware", "once"):
        monkeypatch.setattr(f"tinhso.kernel.web.{module}.actor_of", lambda _request: current[0])

    def sign_in(actor: Actor) -> Client:
        current[0] = actor
        return client

    yield sign_in


@pytest.fixture
def official(as_actor: SignIn) -> Client:
    """Return a client of an official with no permission at all."""
    return as_actor(make_actor(agency_id=7))
