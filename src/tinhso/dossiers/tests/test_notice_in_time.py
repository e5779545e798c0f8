"""What is missing is told within three working days of acceptance; who is late is not held up."""

from datetime import UTC, datetime

import pytest
import time_machine

from tinhso.dossiers import services
from tinhso.dossiers.models import SupplementRequest
from tinhso.dossiers.services.errors import StopNotAllowed
from tinhso.dossiers.testing import World, visited
from tinhso.dossiers.tests.complaining import browser_of_citizen
from tinhso.dossiers.tests.working import page_of, signed_in
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.testing import in_english, vietnamese_left_behind
from tinhso.procedures.testing import forbid_stops

LAST = datetime(2026, 11, 19, 10, 0, tzinfo=UTC)
"""Accepted on Monday the 16th: the third working day after it, as the office closes."""


@pytest.mark.parametrize(("day", "is_late"), [(19, False), (20, True)])
def test_the_officer_reads_until_when_and_is_late_only_after_it(
    world: World, clock: time_machine.Traveller, day: int, is_late: bool
) -> None:
    dossier = visited(world)
    clock.move_to(datetime(2026, 11, day, 2, 0, tzinfo=UTC))
    browser = signed_in(world.here.specialist)

    form = browser.get(page_of(dossier, "bo-sung/")).content.decode()
    english = in_english(browser).get(page_of(dossier, "bo-sung/")).content.decode()
    browser.post(page_of(dossier, "bo-sung/"), {"thieu_ban_ve": "Bản vẽ móng, tỷ lệ 1/50"})
    shown = browser.get(page_of(dossier)).content.decode()

    request = SupplementRequest.objects.get()
    assert (request.notice_due_at, request.came_late) == (LAST, is_late)
    assert "three working days" in english
    assert vietnamese_left_behind(english) == []
    assert ("Đã quá hạn báo cho người nộp" in form) is is_late
    assert ("Gửi sau hạn báo cho người nộp" in shown) is is_late
    entry = AuditEntry.objects.get(action="dossiers.request_supplement")
    assert entry.data["is_late"] is is_late


def test_a_procedure_whose_law_forbids_it_is_not_stopped_on_the_way(world: World) -> None:
    dossier = visited(world)
    forbid_stops(dossier.procedure_version_id)

    with pytest.raises(StopNotAllowed):
        services.ask_stop(uid=dossier.uid, actor=world.citizen, reason="Không xây nữa")

    page = browser_of_citizen(world).get(f"/ho-so/{dossier.uid}/").content.decode()
    dossier.refresh_from_db()
    assert dossier.state == "appraising"
    assert not dossier.stop_requests.exists()
    assert f"/ho-so/{dossier.uid}/dung/" not in page


def test_who_is_refused_a_stop_reads_why(world: World) -> None:
    dossier = visited(world)
    mine = f"/ho-so/{dossier.uid}/"
    services.ask_stop(uid=dossier.uid, actor=world.citizen, reason="Không xây nữa")
    asked = browser_of_citizen(world).get(mine).content.decode()

    services.decide_stop(
        uid=dossier.uid,
        actor=world.here.clerk_of_desk,
        granted=False,
        reason="Chủ đất cùng thửa chưa đồng ý.",
    )

    told = browser_of_citizen(world).get(mine).content.decode()
    by_machine = browser_of_citizen(world).get(f"/api/v1/dossiers/mine/{dossier.uid}").json()
    assert (by_machine["waits_for_stop"], by_machine["stop_refusal"]) == (
        False,
        "Chủ đất cùng thửa chưa đồng ý.",
    )
    assert "Bạn đã đề nghị dừng; một cửa đang xem xét." in asked
    assert "Bạn đã đề nghị dừng; một cửa đang xem xét." not in told
    assert "Chủ đất cùng thửa chưa đồng ý." in told
    assert f"{mine}dung/" in told
