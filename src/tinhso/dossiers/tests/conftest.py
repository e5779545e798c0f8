"""The world the tests of this room play in."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from tinhso.dossiers.testing import World
from tinhso.dossiers.tests.desking import DESK_RIGHTS, signed_in

MONDAY_MORNING = datetime(2026, 11, 16, 1, 30, tzinfo=UTC)
"""08:30 in Việt Nam on Monday, 16/11/2026."""


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Stop the clock on a Monday morning."""
    with time_machine.travel(MONDAY_MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world(db: None, clock: time_machine.Traveller) -> World:
    """Two communes, two citizens and two procedures."""
    return World.make()


@pytest.fixture
def desk(world: World) -> Client:
    """The desk officer of the commune."""
    return signed_in(world.here, *DESK_RIGHTS)


@pytest.fixture
def onlooker(world: World) -> Client:
    """Somebody of the same desk who may do nothing."""
    return signed_in(world.here)


@pytest.fixture
def elsewhere(world: World) -> Client:
    """The desk officer of another commune."""
    return signed_in(world.there, *DESK_RIGHTS)
