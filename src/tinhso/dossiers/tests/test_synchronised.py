"""How much of what was accepted the national portal had in time, down to the dossiers."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from decimal import Decimal
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier, SendingState
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.reasons import counts_of
from tinhso.dossiers.queries.spans import span_of
from tinhso.dossiers.queries.sync_figures import SYNC
from tinhso.dossiers.queries.syncing import synchronised
from tinhso.dossiers.rules.national import TELL_WITHIN, Service
from tinhso.dossiers.rules.states import Told
from tinhso.dossiers.services import SupplementItem
from tinhso.dossiers.testing import World, accepted, assigned, browser_of, submitted
from tinhso.dossiers.tests.national import connected, tell
from tinhso.kernel.actors import Actor
from tinhso.kernel.testing import plan_of_statement
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
    late = accepted(world)
    tell(hours=72)
    in_time = accepted(world)
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


def of_messages(dossier: Dossier) -> str:
    """Tell from the messages that were kept whether the portal first had a dossier in time."""
    sent = dossier.sendings.filter(service=Service.RECORD, state=SendingState.SENT)
    first = sent.order_by("tried_at").first()
    if first is None or dossier.accepted_at is None:
        return Told.NEVER
    return Told.LATE if first.tried_at > dossier.accepted_at + TELL_WITHIN else Told.IN_TIME


@pytest.mark.parametrize("hours", [0, 23, 25])
def test_what_a_dossier_keeps_is_what_its_messages_say(
    world: World, portal: Portal, hours: int
) -> None:
    told, untold = assigned(world), submitted(world)
    tell(hours=hours)
    services.request_supplement(
        uid=told.uid,
        actor=world.here.specialist,
        items=[SupplementItem(component_key="ban_ve", text="Bản vẽ mờ")],
        reasons=["thieu_ban_ve"],
    )
    tell(hours=100)

    for dossier in (told, untold):
        dossier.refresh_from_db()
        assert dossier.told == of_messages(dossier)
    assert told.sendings.filter(service=Service.RECORD, state=SendingState.SENT).count() == 2


def test_what_was_told_before_is_filled_in(three: list[Dossier]) -> None:
    kept = [dossier.told for dossier in Dossier.objects.order_by("pk")]
    Dossier.objects.filter(accepted_at__lt=timezone.now() - timedelta(days=2)).update(
        accepted_at=timezone.now()
    )
    Dossier.objects.update(told=Told.NEVER)

    import_module("tinhso.dossiers.migrations.0045_told_in_time").fill(apps, None)

    assert [dossier.told for dossier in Dossier.objects.order_by("pk")] == kept


def test_each_part_is_counted_from_one_index_alone(leader: Actor, three: list[Dossier]) -> None:
    today = timezone.localdate()

    with CaptureQueriesContext(connection) as asked:
        synchronised(actor=leader, span=span_of(today - timedelta(days=9), today))

    counted = [q["sql"] for q in asked if "COUNT(" in q["sql"]]
    assert len(counted) == 3
    if connection.vendor == "sqlite":
        for statement in counted:
            assert "USING COVERING INDEX dossiers_told" in plan_of_statement(statement)


def test_with_a_merger_of_the_period_the_parts_are_the_same(
    leader: Actor, three: list[Dossier]
) -> None:
    today = timezone.localdate()
    span = span_of(today - timedelta(days=9), today)
    whole = synchronised(actor=leader, span=span)

    counts = counts_of(actor=leader, span=span, codes=SYNC)

    parts = {code.removeprefix("sync:"): sum(found.values()) for code, found in counts.items()}
    assert parts == asdict(whole)
