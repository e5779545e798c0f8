"""What officers, leaders and passers-by find."""

import json
from datetime import UTC, date, datetime
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from tinhso.dossiers import queries, services
from tinhso.dossiers.jobs import alert_desks, remind_due
from tinhso.dossiers.models import BoardCount, Dossier, TimelineEntry
from tinhso.dossiers.services import TooManyGuesses
from tinhso.dossiers.testing import (
    World,
    accepted,
    assigned,
    id_of,
    resolved,
    returned,
    sign,
    submitted,
)
from tinhso.kernel.db.text import canonical_json
from tinhso.kernel.errors import NotFound
from tinhso.kernel.events import rebuild_projection
from tinhso.kernel.events.models import PublishedEvent
from tinhso.kernel.events.testing import follow_all


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """Return a moment of Việt Nam in 2026 as UTC."""
    return datetime(2026, month, day, hour - 7, minute, tzinfo=UTC)


def test_desk_finds_what_waits_and_another_desk_nothing(world: World) -> None:
    waiting, taken = submitted(world), accepted(world)
    desk = world.here.clerk_of_desk

    assert list(queries.desk_list(actor=desk, view="waiting")) == [waiting]
    assert list(queries.desk_list(actor=desk, view="mine")) == [taken]
    assert queries.desk_counts(actor=desk)["waiting"] == 1
    assert not queries.desk_list(actor=world.there.clerk_of_desk, view="all").exists()


def test_inbox_of_specialist_leader_and_clerk(world: World) -> None:
    lying, held = accepted(world), assigned(world)

    assert list(queries.inbox(actor=world.here.specialist, view="mine")) == [held]
    assert list(queries.inbox(actor=world.here.specialist, view="unit")) == [lying]
    assert list(queries.inbox(actor=world.here.leader, view="unit")) == [lying]
    assert not queries.inbox(actor=world.there.leader, view="all").exists()


def test_a_dossier_is_found_by_name_without_marks_number_and_code(world: World) -> None:
    dossier = accepted(world)
    rows = queries.desk_list(actor=world.here.clerk_of_desk, view="all")

    for typed in ("trieu van pao", "Páo giấy phép", "004085001234", "0912345678", dossier.code):
        assert list(queries.search(rows, text=str(typed))) == [dossier]
    assert not queries.search(rows, text="Nông Văn Tú").exists()
    assert not queries.search(rows, text="004085009999").exists()


def test_page_of_a_dossier_asks_a_constant_number_of_questions(world: World) -> None:
    dossier = resolved(world)
    actor = world.here.specialist
    queries.dossier_page(uid=dossier.uid, actor=actor)

    with CaptureQueriesContext(
        connection,
    ) as few:
        queries.dossier_page(uid=dossier.uid, actor=actor)
    for number in range(5):
        services.add_note(uid=dossier.uid, actor=actor, text=f"Ghi chú {number}")
    with CaptureQueriesContext(connection) as more:
        queries.dossier_page(uid=dossier.uid, actor=actor)

    assert len(more) == len(few)


def test_tracking_tells_completion_and_nothing_to_who_guesses(world: World) -> None:
    dossier = accepted(world)

    for second in ("1234", "5678", "004085001234", "0912345678"):
        found = services.track(code=str(dossier.code), second_item=second, address="10.0.0.1")
        assert found.percent == 50
    for code, second in (
        (str(dossier.code), "9999"),
        (str(dossier.code), ""),
        ("H14.20.05-261116-0099", "1234"),
    ):
        with pytest.raises(NotFound):
            services.track(code=code, second_item=second, address="10.0.0.2")


def test_guessing_ends_for_the_address_that_guesses(world: World) -> None:
    code = str(accepted(world).code)
    for guess in range(20):
        with pytest.raises(NotFound):
            services.track(code=code, second_item=f"{guess:04d}", address="10.0.0.3")

    with pytest.raises(TooManyGuesses):
        services.track(code=code, second_item="1234", address="10.0.0.3")

    assert services.track(code=code, second_item="1234", address="10.0.0.4").percent == 50


def test_a_dossier_many_addresses_guess_at_opens_by_a_whole_number_only(world: World) -> None:
    dossier = accepted(world)
    code, other = str(dossier.code), str(submitted(world).submission_number)
    for guess in range(60):
        with pytest.raises(NotFound):
            services.track(code=code.lower(), second_item="0000", address=f"10.0.1.{guess}")

    with pytest.raises(NotFound):
        services.track(code=code, second_item="1234", address="10.0.0.4")
    whole = services.track(code=code, second_item="004085001234", address="10.0.0.4")
    assert whole.percent == 50
    assert services.track(code=other, second_item="1234", address="10.0.0.4").percent == 10


def test_board_opens_down_to_its_rows(world: World, clock: time_machine.Traveller) -> None:
    accepted(world)
    assigned(world)
    clock.move_to(at(2, 9, month=12))
    leader = world.here.leader

    (row,) = queries.board(actor=leader, by="agency")

    assert (row.key, row.open, row.late, row.within) == (str(world.here.agency.pk), 2, 2, 0)
    assert queries.late(actor=leader).count() == row.late
    assert queries.board(actor=world.there.leader, by="agency") == []


def test_due_within_three_working_days(world: World, clock: time_machine.Traveller) -> None:
    accepted(world)
    clock.move_to(at(26, 9))
    assert queries.due_soon(actor=world.here.leader).count() == 1
    clock.move_to(at(25, 9))
    assert queries.due_soon(actor=world.here.leader).count() == 0


def test_projection_counts_what_was_received_and_finished(world: World) -> None:
    resolved(world)
    accepted(world)

    follow_all()

    found = queries.output(
        agency_ids=[world.here.agency.pk], start=date(2026, 11, 16), end=date(2026, 11, 16)
    )
    assert (found.received, found.early, found.late) == (2, 1, 0)
    assert str(found.in_time_share) == "100.00"
    assert BoardCount.objects.get(kind="done_early").person == world.here.specialist.id


@pytest.fixture
def corrected(world: World) -> Dossier:
    """Return a dossier whose second result stands in for a wrong one."""
    dossier = returned(world)
    specialist, leader = world.here.specialist, world.here.leader
    services.correct_result(uid=dossier.uid, actor=world.here.clerk_of_desk, fault="Sai số thửa.")
    services.draft_result(uid=dossier.uid, actor=specialist)
    services.submit_for_signing(uid=dossier.uid, actor=specialist, signer=id_of(leader))
    sign(world, dossier)
    services.issue(uid=dossier.uid, actor=world.here.clerk)
    dossier.refresh_from_db()
    return dossier


def done() -> int:
    return BoardCount.objects.get(kind__startswith="done_").count


def test_a_result_that_stands_in_for_a_wrong_one_is_not_counted_as_another_done(
    corrected: Dossier,
) -> None:
    follow_all()

    assert (corrected.state, corrected.results.filter(final_file__isnull=False).count()) == (
        "issued",
        2,
    )
    assert done() == 1


@pytest.fixture
def told_of_old(corrected: Dossier) -> None:
    """Let the events be as they were before they said whether a result stands in for another."""
    told = PublishedEvent.objects.filter(type="dossiers.ResultIssued")
    assert {json.loads(event.payload)["is_again"] for event in told} == {False, True}
    for event in told:
        payload = json.loads(event.payload)
        del payload["is_again"]
        told.filter(pk=event.pk).update(payload=canonical_json(payload))


@pytest.mark.usefixtures("told_of_old")
def test_counted_anew_from_events_of_old_it_counts_once_too() -> None:
    follow_all()
    assert done() == 1

    rebuild_projection("dossiers.board")

    assert done() == 1


@pytest.mark.usefixtures("told_of_old")
def test_an_upgrade_takes_off_what_was_counted_twice() -> None:
    follow_all()
    BoardCount.objects.filter(kind__startswith="done_").update(count=F("count") + 1)

    import_module("tinhso.dossiers.migrations.0055_board_corrected").uncount(apps, None)

    assert done() == 1


@pytest.mark.usefixtures("told_of_old")
def test_an_upgrade_leaves_what_the_board_has_not_followed() -> None:
    import_module("tinhso.dossiers.migrations.0055_board_corrected").uncount(apps, None)
    follow_all()

    assert done() == 1


@pytest.mark.usefixtures("corrected")
def test_an_upgrade_leaves_what_was_counted_rightly() -> None:
    follow_all()

    import_module("tinhso.dossiers.migrations.0055_board_corrected").uncount(apps, None)

    assert done() == 1


def test_what_comes_online_is_to_be_answered_within_eight_working_hours(
    world: World, clock: time_machine.Traveller
) -> None:
    monday = submitted(world)
    clock.move_to(at(20, 16))

    friday = submitted(world)

    assert monday.answer_due_at == at(17, 8, 30)
    assert friday.answer_due_at == at(23, 16)


@pytest.mark.parametrize("phase", [0, 1, 4])
def test_desk_is_alerted_once_before_two_hours_have_passed(
    world: World, clock: time_machine.Traveller, phase: int
) -> None:
    dossier = submitted(world)
    assert dossier.alert_at == at(16, 10, 20)
    assert dossier.answer_due_at == at(17, 8, 30)
    clock.move_to(at(16, 10, 19))
    alert_desks()
    assert not TimelineEntry.objects.filter(code="desk_alerted").exists()

    for minute in range(20 + phase, 30, 5):  # whenever the job comes round every five minutes
        clock.move_to(at(16, 10, minute))
        alert_desks()

    alerted = TimelineEntry.objects.get(code="desk_alerted")
    assert alerted.at < at(16, 10, 30)


def test_reminders_come_once_for_each_promise(world: World, clock: time_machine.Traveller) -> None:
    accepted(world)
    clock.move_to(at(30, 7))
    remind_due()
    remind_due()
    clock.move_to(at(2, 7, month=12))

    remind_due()

    codes = TimelineEntry.objects.filter(code__startswith="reminder").values_list("code", flat=True)
    assert sorted(codes) == ["reminder_apology_owed", "reminder_due_soon", "reminder_late"]


def test_ratings_are_counted_by_question(world: World) -> None:
    dossier = returned(world)
    services.rate(
        uid=dossier.uid, actor=world.citizen, scores={"time": 5, "attitude": 4}, comment="Tốt"
    )

    found = queries.rating_statistics(
        actor=world.here.leader, start=date(2026, 11, 1), end=date(2026, 11, 30)
    )

    assert (found.count, str(found.average), found.satisfied) == (1, "4.50", 1)
    assert {key: str(value) for key, value in found.by_question.items()} == {
        "time": "5.00",
        "attitude": "4.00",
    }
    with pytest.raises(services.AlreadyRated):
        services.rate(uid=dossier.uid, actor=world.citizen, scores={"time": 1})


def test_two_officers_on_one_dossier_are_told(world: World) -> None:
    dossier = assigned(world)

    assert services.heartbeat(uid=dossier.uid, actor=world.here.specialist) == []
    others = services.heartbeat(uid=dossier.uid, actor=world.here.colleague)

    assert [row.by_name for row in others] == ["Nông Văn Tú"]


def test_opening_a_dossier_is_told_to_its_people(world: World) -> None:
    from tinhso.identity.queries import accesses_about

    dossier = assigned(world)

    services.open_dossier(uid=dossier.uid, actor=world.here.specialist, purpose="appraise")

    (record,) = accesses_about(world.person)
    assert (record.purpose, record.object_uid) == ("appraise", str(dossier.uid))


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL proves it, however the question is written"
)
@pytest.mark.parametrize("index", ["dossiers_live_due", "dossiers_live_since"])
def test_what_is_not_over_is_asked_as_its_index_is_written(world: World, index: str) -> None:
    late = accepted(world)
    sql, params = Dossier.objects.late(at(30, 9, month=12)).values("pk").query.sql_with_params()
    whole = 'FROM "dossiers_dossier"'
    by_index = sql.replace(whole, f"{whole} INDEXED BY {index}", 1)

    with connection.cursor() as cursor:
        cursor.execute(by_index, params)  # fails where the index cannot answer it

        assert cursor.fetchall() == [(late.pk,)]
