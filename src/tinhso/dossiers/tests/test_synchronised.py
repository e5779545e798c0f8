"""How much of what was accepted the national portal had in time, down to the dossiers."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

from tinhso.dossiers.models import Dossier
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.spans import span_of
from tinhso.dossiers.queries.syncing import synchronised
from tinhso.dossiers.testing import World, accepted, browser_of
from tinhso.dossiers.tests.national import connected, tell
from tinhso.kernel.actors import Actor
from tinhso_peers.national_portal.server import Portal

BOARD = "/lam-viec/dieu-hanh/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    with connected(tmp_path) as opened:
        yield opened


@pytest.fixture
def leader(world: World) -> Actor:
    return world.here.official(P.OVERSEE, unit=world.here.leadership, sees_agency=True)


def accepted_ago(time: timedelta, *dossiers: Dossier) -> None:
    keys = [dossier.pk for dossier in dossiers]
    Dossier.objects.filter(pk__in=keys).update(accepted_at=timezone.now() - time)


@pytest.fixture
def three(world: World, portal: Portal) -> list[Dossier]:
    """One the portal had in time, one late, one not at all though its day is over."""
    in_time, late = accepted(world), accepted(world)
    tell()
    missing = accepted(world)
    accepted_ago(timedelta(hours=1), in_time)
    accepted_ago(timedelta(days=3), late, missing)
    return [in_time, late, missing]


def test_the_share_in_time_counts_what_was_due(leader: Actor, three: list[Dossier]) -> None:
    today = timezone.localdate()

    found = synchronised(actor=leader, span=span_of(today - timedelta(days=9), today))

    assert (found.in_time, found.late, found.none) == (1, 1, 1)
    assert found.share == Decimal("33.33")


def test_a_machine_reads_the_same_share(world: World, leader: Actor, three: list[Dossier]) -> None:
    today = timezone.localdate()
    days = {"start": str(today - timedelta(days=9)), "end": str(today)}
    address = "/api/v1/dossiers/board/synchronised"

    told = browser_of(leader).get(address, days).json()
    refused = browser_of(world.here.clerk_of_desk).get(address, days)

    assert told == {"in_time": 1, "late": 1, "none": 1, "share": "33.33"}
    assert refused.status_code == 403


def test_what_is_not_due_yet_is_left_out(world: World, leader: Actor, portal: Portal) -> None:
    accepted_ago(timedelta(hours=1), accepted(world))
    today = timezone.localdate()

    found = synchronised(actor=leader, span=span_of(today, today))

    assert (found.due, found.share) == (0, None)


def test_each_number_of_the_board_opens_its_dossiers(leader: Actor, three: list[Dossier]) -> None:
    browser = browser_of(leader)

    page = browser.get(BOARD)

    synced = page.context["synced"]
    assert "33,33" in page.content.decode()
    for dossier, (_words, count, url) in zip(three, synced.parts, strict=True):
        rows = browser.get(url).context["rows"]
        listed = browser.get(url).content.decode()
        assert (count, len(rows)) == (1, 1)
        assert str(dossier.code) in listed


def test_another_agency_counts_none_of_it(world: World, three: list[Dossier]) -> None:
    other = world.there.official(P.OVERSEE, unit=world.there.leadership, sees_agency=True)
    today = timezone.localdate()

    found = synchronised(actor=other, span=span_of(today - timedelta(days=9), today))

    assert found.due == 0
    assert browser_of(world.here.clerk_of_desk).get(BOARD).status_code == 404


def test_without_a_portal_the_board_says_nothing_of_it(world: World, leader: Actor) -> None:
    accepted(world)

    page = browser_of(leader).get(BOARD)

    assert page.context["synced"] is None
