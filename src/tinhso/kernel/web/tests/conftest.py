"""Pages seen by chosen actors, on the addresses of the shell alone."""

from collections.abc import Callable

import pytest
from django.test import Client

from tinhso.kernel.actors import ANONYMOUS, Actor
from tinhso.kernel.registry import Registry
from tinhso.kernel.testing import make_actor
from tinhso.kernel.web.registry import NavItem, actor_sources, navigation

SignIn = Callable[[Actor], Client]


@pytest.fixture(autouse=True)
def _shell_addresses(settings: object) -> None:
    """Serve the shell alone, so that these tests stand on no other room."""
    settings.ROOT_URLCONF = "tinhso.kernel.web.tests.urls"  # type: ignore[attr-defined]  # pytest-django's wrapper


OWN_PLUGS = ("desk", "gallery", "brand")


@pytest.fixture(autouse=True)
def _own_plugs_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Show what the shell itself plugs in; other rooms test their own plugs."""
    own: Registry[NavItem] = Registry("navigation")
    for key in OWN_PLUGS:
        own.register(key, navigation.get(key))
    for module in ("context", "queries"):
        monkeypatch.setattr(f"tinhso.kernel.web.{module}.navigation", own)
    for name in ("work_items", "palette"):
        monkeypatch.setattr(f"tinhso.kernel.web.queries.{name}", Registry(name))
    monkeypatch.setattr("tinhso.kernel.web.context.who_menu", Registry("who menu"))
    for module in ("context", "queries"):
        monkeypatch.setattr(f"tinhso.kernel.web.{module}.bell", Registry("bell"))


@pytest.fixture
def as_actor(client: Client, monkeypatch: pytest.MonkeyPatch) -> SignIn:
    """Return a function that makes the client act as an actor."""
    current = [ANONYMOUS]
    for module in (
        "views",
        "lists.pages",
        "lists.files",
        "context",
        "errors",
        "middleware",
        "once",
    ):
        monkeypatch.setattr(f"tinhso.kernel.web.{module}.actor_of", lambda _request: current[0])

    def sign_in(actor: Actor) -> Client:
        current[0] = actor
        return client

    return sign_in


@pytest.fixture
def official(as_actor: SignIn) -> Client:
    """Return a client of an official with no permission at all."""
    return as_actor(make_actor(agency_id=7))


@pytest.fixture
def reader() -> Actor:
    """Return an official who may share a view."""
    return make_actor("web.share_view", agency_id=7)


@pytest.fixture
def page(as_actor: SignIn, reader: Actor) -> Client:
    """Return a client of the reader."""
    return as_actor(reader)


@pytest.fixture
def known_actors(reader: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let jobs find the reader behind every account."""
    monkeypatch.setitem(actor_sources._plugs, "identity", lambda _uid: reader)
