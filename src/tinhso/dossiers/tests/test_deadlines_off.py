"""A day off declared later moves every open deadline in working time, once, with its reason."""

from datetime import UTC, date, datetime

import time_machine

from tinhso.dossiers import jobs, services
from tinhso.dossiers.models import Consultation, Dossier, HandOver
from tinhso.dossiers.queries.timeline import timeline_words
from tinhso.dossiers.services import ConsultInput, SupplementItem
from tinhso.dossiers.testing import World, accepted, assigned, returned, submitted, visited
from tinhso.identity.testing import CitizenFactory
from tinhso.kernel.actors import system_actor
from tinhso.kernel.calendar.services import declare_day_off
from tinhso.kernel.events.testing import deliver_all
from tinhso.kernel.notifications.models import Notification
from tinhso.kernel.notifications.queries import words_of

DECISION = "1234/QĐ-UBND"


def at(day: int, hour: int, minute: int = 0, *, month: int = 11) -> datetime:
    """Return a moment of Việt Nam in 2026 as UTC."""
    return datetime(2026, month, day, hour - 7, minute, tzinfo=UTC)


def declare(on: date, *, agency_id: int | None = None) -> None:
    """Make a day a day off, and let the job move what is open: a second run moves nothing."""
    declare_day_off(
        on=on,
        name="Nghỉ tránh bão",
        decision=DECISION,
        decided_on=date(2026, 11, 16),
        agency_id=agency_id,
        actor=system_actor("tests"),
    )
    for _again in range(2):
        jobs.move_due_dates(day=on.isoformat(), decision=DECISION, agency_id=agency_id)


def lines(dossier: Dossier, code: str) -> list[tuple[object, ...]]:
    """Return what the timeline keeps of a moved deadline."""
    kept = dossier.timeline.filter(code=code).order_by("pk")
    return [
        (
            *(datetime.fromisoformat(str(entry.values[name])) for name in ("before", "due")),
            *(entry.values[name] for name in ("day", "why")),
        )
        for entry in kept
    ]


def test_the_answer_owed_to_who_filed_online_moves(world: World) -> None:
    dossier = submitted(world)
    before = dossier.answer_due_at

    declare(date(2026, 11, 17))

    dossier.refresh_from_db()
    assert (before, dossier.answer_due_at) == (at(17, 8, 30), at(18, 8, 30))
    assert lines(dossier, "answer_moved") == [
        (at(17, 8, 30), at(18, 8, 30), "2026-11-17", DECISION)
    ]
    words = timeline_words(dossier.timeline.get(code="answer_moved"))
    assert words == (
        "Hạn trả lời tiếp nhận lùi vì có ngày nghỉ mới: 08:30 thứ Tư, 18/11/2026 (1234/QĐ-UBND)"
    )


def test_the_alert_to_the_desk_moves_while_it_is_to_come(world: World) -> None:
    dossier = submitted(world)
    before = dossier.alert_at

    declare(date(2026, 11, 16))

    dossier.refresh_from_db()
    assert before is not None
    assert dossier.alert_at is not None
    assert (before.date(), dossier.alert_at.date()) == (date(2026, 11, 16), date(2026, 11, 17))
    assert len(lines(dossier, "alert_moved")) == 1


def test_the_three_days_of_a_correction_move_and_the_promise_does_not(world: World) -> None:
    dossier = returned(world)
    services.correct_result(uid=dossier.uid, actor=world.here.clerk_of_desk, fault="Sai số thửa.")
    promised = Dossier.objects.get(pk=dossier.pk).due_at

    declare(date(2026, 11, 17))

    dossier.refresh_from_db()
    assert (dossier.correction_due_at, dossier.due_at) == (at(20, 17), promised)
    assert len(lines(dossier, "correction_moved")) == 1


def test_the_time_to_complete_it_moves_only_where_its_last_day_is_off(world: World) -> None:
    dossier = assigned(world)
    request = services.request_supplement(
        uid=dossier.uid, actor=world.here.specialist, items=[SupplementItem(text="Bản vẽ")]
    )

    declare(date(2026, 11, 20))
    request.refresh_from_db()
    within = request.close_at
    declare(date(2026, 12, 1))

    request.refresh_from_db()
    assert (within, request.close_at) == (at(1, 17, month=12), at(2, 17, month=12))
    assert len(lines(dossier, "close_moved")) == 1


def test_an_opinion_moves_by_the_calendar_of_who_is_asked(world: World) -> None:
    dossier = visited(world)
    (row,) = services.consult(
        uid=dossier.uid,
        actor=world.here.specialist,
        parties=[ConsultInput(agency_id=world.there.agency.pk, question="Vướng?", hours=8)],
    )
    old = row.due_at

    declare(date(2026, 11, 17), agency_id=world.here.agency.pk)
    row.refresh_from_db()
    of_another = row.due_at
    declare(date(2026, 11, 17), agency_id=world.there.agency.pk)

    row.refresh_from_db()
    assert (old, of_another) == (at(17, 8, 30), at(17, 8, 30))
    assert row.due_at == at(18, 8, 30)
    assert len(lines(dossier, "consultation_moved")) == 1


def test_an_opinion_asked_before_its_hours_were_kept_moves_as_well(world: World) -> None:
    dossier = visited(world)
    (row,) = services.consult(
        uid=dossier.uid,
        actor=world.here.specialist,
        parties=[ConsultInput(agency_id=world.there.agency.pk, question="Vướng?", hours=8)],
    )
    Consultation.objects.update(hours=None)

    declare(date(2026, 11, 17))

    row.refresh_from_db()
    assert (row.due_at, row.hours) == (at(18, 8, 30), 8)


def told_of(world: World, kind: str) -> list[str]:
    """Return what the applicant reads in his box of one kind of news."""
    deliver_all()
    notices = Notification.objects.filter(kind=f"dossiers.{kind}").order_by("pk")
    return [words_of(notice, "vi").body for notice in notices]


def test_the_applicant_hears_once_that_the_answer_comes_later(world: World) -> None:
    CitizenFactory.create(person=world.person)
    submitted(world)

    declare(date(2026, 11, 17))

    (said,) = told_of(world, "answer_moved")
    assert "Có ngày nghỉ mới. Một cửa xã Đông Khê trả lời bạn trước 08:30" in said
    assert "18/11/2026" in said


def test_the_applicant_hears_that_he_has_more_time(world: World) -> None:
    CitizenFactory.create(person=world.person)
    dossier = assigned(world)
    services.request_supplement(
        uid=dossier.uid, actor=world.here.specialist, items=[SupplementItem(text="Bản vẽ")]
    )

    declare(date(2026, 11, 20))
    none = told_of(world, "close_moved")
    declare(date(2026, 12, 1))

    assert none == []
    (said,) = told_of(world, "close_moved")
    assert "02/12/2026" in said


def test_the_applicant_hears_that_the_correction_comes_later(world: World) -> None:
    CitizenFactory.create(person=world.person)
    dossier = returned(world)
    services.correct_result(uid=dossier.uid, actor=world.here.clerk_of_desk, fault="Sai số thửa.")

    declare(date(2026, 11, 17))

    (said,) = told_of(world, "correction_moved")
    assert "20/11/2026" in said


def in_hand(dossier: Dossier) -> HandOver:
    """Return the open line of the control sheet."""
    return dossier.hand_overs.latest("sequence")


def test_the_control_sheet_follows_the_deadline_of_the_step(world: World) -> None:
    dossier = assigned(world)
    before = in_hand(dossier).due_at
    step = dossier.step_due_at
    first = dossier.hand_overs.get(sequence=1)

    declare(date(2026, 11, 16))

    dossier.refresh_from_db()
    assert step is not None
    assert before == step
    assert dossier.step_due_at is not None
    assert dossier.step_due_at > step
    assert in_hand(dossier).due_at == dossier.step_due_at
    assert dossier.hand_overs.get(sequence=1).due_at == first.due_at


def test_the_control_sheet_follows_the_promise_until_somebody_takes_it(world: World) -> None:
    dossier = accepted(world)
    before = in_hand(dossier).due_at

    declare(date(2026, 12, 1))

    dossier.refresh_from_db()
    assert before == at(1, 17, month=12)
    assert in_hand(dossier).due_at == dossier.due_at == at(2, 17, month=12)


def test_the_control_sheet_follows_the_three_days_of_a_correction(world: World) -> None:
    dossier = returned(world)
    services.correct_result(uid=dossier.uid, actor=world.here.clerk_of_desk, fault="Sai số thửa.")

    declare(date(2026, 11, 17))

    assert in_hand(dossier).due_at == at(20, 17)


def test_paper_on_its_way_moves_and_paper_that_came_does_not(
    world: World, clock: time_machine.Traveller
) -> None:
    clock.move_to(at(16, 16))
    clerk = world.here.clerk_of_desk
    waiting = services.accept(uid=submitted(world).uid, actor=clerk, has_paper=True)
    come = services.accept(uid=submitted(world).uid, actor=clerk, has_paper=True)
    services.receive_paper(uids=[come.uid], actor=world.here.specialist)
    awaited = HandOver.objects.get(dossier=waiting, has_paper=True)
    before = awaited.paper_due_at

    declare(date(2026, 11, 17), agency_id=world.there.agency.pk)
    awaited.refresh_from_db()
    of_another = awaited.paper_due_at
    declare(date(2026, 11, 17))

    awaited.refresh_from_db()
    assert (before, of_another, awaited.paper_due_at) == (at(17, 8), at(17, 8), at(18, 8))
    assert lines(waiting, "paper_moved") == [(at(17, 8), at(18, 8), "2026-11-17", DECISION)]
    assert lines(come, "paper_moved") == []
