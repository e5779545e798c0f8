"""Projections follow committed positions, each at its own pace, and can be rebuilt."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tinhso.kernel.events import Event, handlers, project, publish, rebuild_projection
from tinhso.kernel.events.models import EventPosition, ProjectionCursor
from tinhso.kernel.events.projecting import follow_projections
from tinhso.kernel.events.testing import follow_all

pytestmark = pytest.mark.django_db

NAME = "tests.scores"


@dataclass(frozen=True, kw_only=True)
class GoalShot(Event):
    player_id: int


@dataclass(frozen=True, kw_only=True)
class WhistleBlown(Event):
    pass


class Scores:
    """A projection kept in memory; it can be told to stumble over one player."""

    def __init__(self) -> None:
        self.seen: list[int] = []
        self.stumbles_over = 0

    def follow(self, event: GoalShot) -> None:
        if event.player_id == self.stumbles_over:
            raise ZeroDivisionError
        self.seen.append(event.player_id)

    def reset(self) -> None:
        self.seen.clear()


@pytest.fixture
def scores() -> Iterator[Scores]:
    made = Scores()
    project(NAME, GoalShot, reset=made.reset)(made.follow)
    yield made
    handlers.projections._plugs.pop(NAME)


def shoot(*players: int) -> None:
    for player in players:
        publish(GoalShot(player_id=player))
        publish(WhistleBlown())


def test_it_follows_its_own_events_in_order(scores: Scores) -> None:
    shoot(3, 1, 2)

    followed = follow_all()

    assert followed == 3
    assert scores.seen == [3, 1, 2]
    assert ProjectionCursor.objects.get(name=NAME).position == 6


def test_it_hears_each_event_once(scores: Scores) -> None:
    shoot(1)
    follow_all()

    follow_all()
    shoot(2)
    follow_all()

    assert scores.seen == [1, 2]


def test_what_has_no_place_yet_is_not_followed(scores: Scores) -> None:
    shoot(1)

    follow_projections()

    assert scores.seen == []
    assert not EventPosition.objects.exists()


def test_a_fault_stops_it_at_the_event_and_is_shown(scores: Scores) -> None:
    scores.stumbles_over = 2
    shoot(1, 2, 3)

    follow_all()

    cursor = ProjectionCursor.objects.get(name=NAME)
    assert (cursor.position, cursor.failures) == (2, 1)
    assert cursor.error.startswith("ZeroDivisionError")
    assert cursor.try_at is not None


def test_after_the_fault_is_mended_it_goes_on(scores: Scores) -> None:
    scores.stumbles_over = 2
    shoot(1, 2, 3)
    follow_all()
    scores.stumbles_over = 0
    scores.seen.clear()
    ProjectionCursor.objects.update(try_at=None)

    follow_all()

    assert scores.seen == [2, 3]
    cursor = ProjectionCursor.objects.get(name=NAME)
    assert (cursor.position, cursor.failures, cursor.error) == (6, 0, "")


def test_it_is_rebuilt_from_the_first_event(scores: Scores) -> None:
    shoot(1, 2)
    follow_all()

    followed = rebuild_projection(NAME)

    assert followed == 2
    assert scores.seen == [1, 2]
