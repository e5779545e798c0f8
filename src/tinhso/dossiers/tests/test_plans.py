"""What is few is found by an index of its own, not by walking past a million others."""

from dataclasses import replace
from typing import Final

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from tinhso.dossiers.models import Dossier
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.applicant import my_dossiers, own_sight
from tinhso.dossiers.queries.board import board
from tinhso.dossiers.queries.piles import standing_where
from tinhso.dossiers.rules.states import SyncState
from tinhso.dossiers.testing import World, accepted, submitted
from tinhso.dossiers.views.desk_list import DeskList, condition_of
from tinhso.kernel.db.paging import by_key_if_few
from tinhso.kernel.testing import plan_of, plan_of_statement

PLANS_BY_FORM: Final = connection.vendor == "sqlite"
"""PostgreSQL plans by how long tables are: the short ones of a test tell nothing of long ones."""


def test_what_hundreds_of_desks_watch_is_found_among_what_is_watched(world: World) -> None:
    units = frozenset(range(500))
    permissions: dict[str, frozenset[int]] = {P.RECEIVE: units, P.RETURN_RESULT: units}
    desk = replace(world.here.clerk_of_desk, permissions=permissions)

    watched = Dossier.objects.filter(condition_of("watched", desk)).order_by("-arrived_at", "-pk")

    assert "dossiers_watched" in plan_of(watched)


@pytest.mark.parametrize(
    ("key", "field", "index"),
    [
        ("wait", "has_wait", "dossiers_has_wait"),
        ("priority", "is_priority", "dossiers_is_priority"),
    ],
)
def test_the_few_marked_are_taken_by_their_mark_whatever_else_is_asked(
    world: World, key: str, field: str, index: str
) -> None:
    marked, plain = submitted(world), submitted(world)
    Dossier.objects.filter(pk=marked.pk).update(**{field: True})
    actor, page = world.here.clerk_of_desk, DeskList()

    found = {
        answer: page.narrowed(
            actor, page.state_of(actor, QueryDict(f"{key}={answer}&state=submitted"))
        )
        for answer in ("co", "khong")
    }

    if PLANS_BY_FORM:
        assert index in plan_of(found["co"])
    assert list(found["co"]) == [marked]
    assert list(found["khong"]) == [plain]


@pytest.mark.parametrize("by", ["agency", "unit", "procedure", "person"])
def test_a_board_counts_from_its_index_without_reading_a_dossier(world: World, by: str) -> None:
    accepted(world)

    with CaptureQueriesContext(connection) as asked:
        (row,) = board(actor=world.here.leader, by=by)

    counted = next(q["sql"] for q in asked if "GROUP BY" in q["sql"])
    assert row.open == 1
    if PLANS_BY_FORM:
        plan = plan_of_statement(counted)
        assert "dossiers_dossier USING COVERING INDEX dossiers_live_board" in plan


def test_what_the_portal_has_not_taken_is_found_among_the_few(world: World) -> None:
    """The many that it took are there too: of an empty table every index costs the same."""
    few, *many = [submitted(world).pk for _ in range(60)]
    Dossier.objects.filter(pk__in=many).update(sync_state=SyncState.SYNCED)
    Dossier.objects.filter(pk=few).update(sync_state=SyncState.FAILED)
    if not PLANS_BY_FORM:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE dossiers_dossier")
    failed = standing_where(actor=world.here.leader, standing="unsynced")

    assert "dossiers_unsynced" in plan_of(Dossier.objects.filter(failed))


@pytest.mark.parametrize("view", ["waiting", "supplement", "to_return"])
def test_a_pile_of_the_desk_is_found_by_its_states_not_by_all_that_the_desk_sees(
    world: World, view: str
) -> None:
    actor, page = world.here.clerk_of_desk, DeskList()
    state = page.state_of(actor, QueryDict(f"view={view}"))

    assert page.asks_for_few(state)
    assert not page.asks_for_few(page.state_of(actor, QueryDict("view=mine")))
    if PLANS_BY_FORM:
        assert "dossiersight_k" not in plan_of(page.narrowed(actor, state))


def test_a_persons_own_are_taken_by_his_keys(world: World) -> None:
    mine = accepted(world)

    own = by_key_if_few(my_dossiers(actor=world.citizen), own_sight(world.citizen))

    assert list(own) == [mine]
    if PLANS_BY_FORM:  # PostgreSQL reads a table of a few rows whole
        assert "dossiers_dossiersight_k" in plan_of(own)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "table",
    [
        *("dossiers_dossier", "dossiers_timelineentry", "dossiers_party", "dossiers_paper"),
        *("dossiers_handover", "dossiers_indexedanswer", "dossiers_viewing"),
        *("workflow_processparty", "workflow_stepinstance", "identity_accessrecord"),
        "events_outboxentry",
    ],
)
def test_what_every_act_writes_is_indexed_once(table: str) -> None:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table)
    indexes = {name: one["columns"] for name, one in found.items() if one["index"]}
    unique = {name: one["columns"] for name, one in found.items() if one["unique"]}

    repeated = {
        name: other
        for name, columns in indexes.items()
        for other, more in (indexes | unique).items()
        if name not in unique and other != name and more[: len(columns)] == columns
        if not name.endswith("_like") and not _is_partial(other) and not _is_partial(name)
    }

    assert repeated == {}


def _is_partial(name: str) -> bool:
    """Tell whether an index holds some rows only: it stands for no other."""
    question = (
        "SELECT sql FROM sqlite_master WHERE name = %s"
        if connection.vendor == "sqlite"
        else "SELECT indexdef FROM pg_indexes WHERE indexname = %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(question, [name])
        (row,) = cursor.fetchall() or [("",)]
    return " WHERE " in (row[0] or "")
