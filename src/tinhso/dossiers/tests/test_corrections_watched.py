"""A wrong result has three working days to be made right, watched apart from the promise."""

from datetime import UTC, datetime

import pytest
import time_machine

from tinhso.dossiers import services
from tinhso.dossiers.jobs import remind_due
from tinhso.dossiers.models import Dossier
from tinhso.dossiers.queries.board import board
from tinhso.dossiers.queries.officials import officials_of
from tinhso.dossiers.queries.piles import standing_where
from tinhso.dossiers.queries.reasons import APOLOGIES, counts_of
from tinhso.dossiers.queries.spans import span_of
from tinhso.dossiers.testing import World, browser_of, returned, sign
from tinhso.dossiers.testing.world import id_of
from tinhso.dossiers.tests.working import page_of
from tinhso.kernel.actors import Actor
from tinhso.kernel.events.testing import deliver_all
from tinhso.kernel.notifications.models import Notification


def at(day: int, hour: int, month: int = 11) -> datetime:
    """Return a moment of Việt Nam in 2026 as UTC."""
    return datetime(2026, month, day, hour - 7, tzinfo=UTC)


@pytest.fixture
def wrong(world: World, clock: time_machine.Traveller) -> Dossier:
    """Return what was returned in time and is being made right in December, its draft begun."""
    dossier = returned(world)
    clock.move_to(at(7, 9, month=12))
    services.correct_result(uid=dossier.uid, actor=world.here.clerk_of_desk, fault="Sai số thửa.")
    services.draft_result(uid=dossier.uid, actor=world.here.specialist)
    return Dossier.objects.get(pk=dossier.pk)


def counted(actor: Actor, *standings: str) -> dict[str, int]:
    """Return how many dossiers stand behind each number of a board."""
    rows = Dossier.objects.visible_to(actor)
    return {
        one: rows.filter(standing_where(actor=actor, standing=one)).count() for one in standings
    }


def test_it_is_watched_by_its_own_days_and_not_by_the_promise(
    world: World, wrong: Dossier, clock: time_machine.Traveller
) -> None:
    leader, own = world.here.leader, ("open", "late", "within", "soon", "step_late", "apology")
    nothing = dict.fromkeys(own, 0)

    running = counted(leader, "correcting", "correcting_late", *own)
    clock.move_to(at(10, 18, month=12))
    over = counted(leader, "correcting", "correcting_late", *own)

    assert wrong.correction_due_at == at(10, 17, month=12)
    assert running == {"correcting": 1, "correcting_late": 0, **nothing}
    assert over == {"correcting": 1, "correcting_late": 1, **nothing}
    assert board(actor=leader) == []
    held = officials_of(unit_id=world.here.division.pk)
    assert sum(one.load + one.late for one in held) == 0
    span = span_of(at(1, 9).date(), at(31, 9, month=12).date())
    apologies = counts_of(actor=leader, span=span, codes=APOLOGIES)
    assert not any(count for counts in apologies.values() for count in counts.values())


def test_holder_and_leader_are_reminded_once_before_and_once_after(
    world: World, wrong: Dossier, clock: time_machine.Traveller
) -> None:
    reminded: list[list[str]] = []
    for moment in (at(8, 7, month=12), at(9, 7, month=12), at(10, 7, month=12)):
        clock.move_to(moment)
        remind_due()
    clock.move_to(at(11, 7, month=12))
    remind_due()
    remind_due()
    deliver_all()

    for actor in (world.here.specialist, world.here.leader):
        told = Notification.objects.filter(account_uid=id_of(actor), kind="dossiers.work")
        reminded.append(
            [str(n.values["what"]) for n in told.order_by("pk") if "sửa kết quả" in str(n.values)]
        )
    expected = ["Sắp hết hạn sửa kết quả sai", "Quá hạn sửa kết quả sai"]
    assert reminded == [expected, expected]
    codes = wrong.timeline.filter(code__startswith="reminder").values_list("code", flat=True)
    assert list(codes) == ["reminder_correction_soon", "reminder_correction_late"]


def test_the_board_opens_exactly_what_is_overdue(
    world: World, wrong: Dossier, clock: time_machine.Traveller
) -> None:
    clock.move_to(at(11, 9, month=12))
    browser = browser_of(world.here.leader)

    shown = browser.get("/lam-viec/dieu-hanh/").content.decode()
    listed = browser.get("/lam-viec/ho-so/?view=all&tinh-hinh=correcting_late").content.decode()
    page = browser.get(page_of(wrong)).content.decode()
    reminded = browser.post("/lam-viec/dieu-hanh/nhac/", {"tinh-hinh": "correcting_late"})

    assert "tinh-hinh=correcting_late" in shown
    assert str(wrong.code) in listed
    assert 'class="due late"' in page
    assert "sửa kết quả sai" in page
    assert reminded.status_code == 302
    assert wrong.timeline.filter(code="reminded").count() == 1


def test_the_watch_ends_with_the_right_result_and_with_the_dossier(
    world: World, wrong: Dossier, clock: time_machine.Traveller
) -> None:
    services.submit_for_signing(
        uid=wrong.uid,
        actor=world.here.specialist,
        signer=id_of(world.here.leader),
    )
    sign(world, wrong)
    services.issue(uid=wrong.uid, actor=world.here.clerk)
    clock.move_to(at(11, 9, month=12))

    remind_due()

    assert counted(world.here.leader, "correcting") == {"correcting": 0}
    assert not wrong.timeline.filter(code__startswith="reminder_correction").exists()
