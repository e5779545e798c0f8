"""The world the tests of this room play in."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoDbBlocker

from tinhso.dossiers.testing import World
from tinhso.dossiers.testing.linked import LinkedWorld
from tinhso.dossiers.testing.taxing import TaxWorld
from tinhso.dossiers.tests.charging import SHOP, STATUS
from tinhso.dossiers.tests.desking import DESK_RIGHTS, signed_in
from tinhso.dossiers.tests.queueing import Hall
from tinhso.kernel.testing import for_the_whole_file
from tinhso.signing.services import ensure_authority

MONDAY_MORNING = datetime(2026, 11, 16, 1, 30, tzinfo=UTC)
"""08:30 in Việt Nam on Monday, 16/11/2026."""


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Stop the clock on a Monday morning."""
    with time_machine.travel(MONDAY_MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture(scope="module")
def world_of_the_file(
    request: pytest.FixtureRequest,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    _own_home: None,
) -> Iterator[World]:
    """Make the world once for all tests of a file, with the `PROCEDURES` that the file names."""
    with for_the_whole_file(django_db_blocker):
        with time_machine.travel(MONDAY_MORNING, tick=False):
            ensure_authority()
            made = World.make(*getattr(request.module, "PROCEDURES", ()))
        yield made


@pytest.fixture
def world(world_of_the_file: World, db: None, clock: time_machine.Traveller) -> World:
    """Two communes, two citizens and procedures: what a test does to them ends with it."""
    return deepcopy(world_of_the_file)


@pytest.fixture(scope="module")
def land_of_the_file(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, _own_home: None
) -> Iterator[TaxWorld]:
    """Make a land office and a tax agency once for all tests of a file, an hour before."""
    with for_the_whole_file(django_db_blocker):
        with time_machine.travel(MONDAY_MORNING - timedelta(hours=1), tick=False):
            ensure_authority()
            made = TaxWorld.make()
        yield made


@pytest.fixture(scope="module")
def linked_of_the_file(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, _own_home: None
) -> Iterator[LinkedWorld]:
    """Make the three agencies of a linked request once for all tests of a file."""
    with for_the_whole_file(django_db_blocker):
        with time_machine.travel(MONDAY_MORNING, tick=False):
            ensure_authority()
            made = LinkedWorld.make()
        yield made


@pytest.fixture
def linked(linked_of_the_file: LinkedWorld, db: None, clock: time_machine.Traveller) -> LinkedWorld:
    """The three agencies on a Monday morning."""
    return deepcopy(linked_of_the_file)


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


@pytest.fixture
def shop(world: World) -> World:
    """A world whose citizen opens a shop: 800,000 đồng for its appraisal."""
    return world.at(SHOP)


@pytest.fixture
def status(world: World) -> World:
    """A world whose fee the province sets: unknown here, with groups that are exempt."""
    return world.at(STATUS)


@pytest.fixture
def hall(world: World) -> Hall:
    """The desk of the commune, with counters."""
    return Hall(world.here)


@pytest.fixture
def land(land_of_the_file: TaxWorld, db: None) -> Iterator[TaxWorld]:
    """A land office, a tax agency, an applicant, an hour before the morning."""
    with time_machine.travel(MONDAY_MORNING - timedelta(hours=1)):
        yield deepcopy(land_of_the_file)
