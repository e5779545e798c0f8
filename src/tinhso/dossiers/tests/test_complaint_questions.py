"""A leader asks who complained for what is missing; the reply goes to him, the day stays."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tinhso.dossiers import services
from tinhso.dossiers.services.errors import WrongState
from tinhso.dossiers.testing import World, assigned, browser_of
from tinhso.dossiers.tests.complaining import boss_of, browser_of_citizen, complained, sealed
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.calendar import calendar_for
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.notifications.models import Notification
from tinhso.kernel.testing import in_english, vietnamese_left_behind

QUESTION = "Bạn đến quầy ngày nào?"
REPLY = "Sáng thứ Hai tuần trước."


def test_it_is_asked_on_the_page_and_replied_on_the_telephone(world: World) -> None:
    boss = boss_of(world.here)
    complaint = complained(world, assigned(world))
    leader, citizen = browser_of(boss), browser_of_citizen(world)
    work, own = f"/lam-viec/phan-anh/{complaint.uid}/", f"/phan-anh/{complaint.uid}/"
    due_at = complaint.due_at

    empty = leader.post(f"{work}yeu-cau-bo-sung/", {"question": "", "version": 1})
    leader.post(f"{work}yeu-cau-bo-sung/", {"question": QUESTION, "version": 1})
    asked, shown = (b.get(p).content.decode() for b, p in ((leader, work), (citizen, own)))
    english = in_english(browser_of_citizen(world)).get(own).content.decode()
    nothing = citizen.post(f"{own}bo-sung/", {"text": " "})
    citizen.post(f"{own}bo-sung/", {"text": REPLY})
    added, after = (b.get(p).content.decode() for b, p in ((leader, work), (citizen, own)))

    assert (empty.status_code, nothing.status_code) == (422, 422)
    assert "Chờ bổ sung" in asked
    assert "yeu-cau-bo-sung" not in asked
    assert QUESTION in shown
    assert vietnamese_left_behind(english) == []
    assert REPLY in added
    assert "Chờ bổ sung" not in added
    assert "Gửi bổ sung" not in after
    complaint.refresh_from_db()
    assert complaint.due_at == due_at
    assert [step.code for step in complaint.steps.all()] == ["made", "asked", "added"]
    told = {(n.kind, str(n.account_uid)) for n in Notification.objects.all()}
    assert ("dossiers.complaint_added", str(boss.id)) in told
    assert Notification.objects.filter(kind="dossiers.complaint_asked").exists()
    assert not Notification.objects.filter(values_text__contains=REPLY).exists()


def test_more_is_asked_in_the_first_five_working_days_alone(
    world: World, clock: time_machine.Traveller
) -> None:
    boss = boss_of(world.here)
    complaint = complained(world, assigned(world))
    start = timezone.localdate(complaint.arrived_at)
    last = calendar_for(complaint.agency_id).next_working_day(start, count=5)

    clock.move_to(calendar_for(complaint.agency_id).closing(last) + timedelta(minutes=1))
    with pytest.raises(WrongState):
        services.ask_complainant(uid=complaint.uid, question=QUESTION, actor=boss)
    clock.move_to(calendar_for(complaint.agency_id).closing(last) - timedelta(minutes=1))
    services.ask_complainant(uid=complaint.uid, question=QUESTION, actor=boss)
    with pytest.raises(WrongState):
        services.ask_complainant(uid=complaint.uid, question=QUESTION, actor=boss)

    assert AuditEntry.objects.filter(action="dossiers.complaint_asked").count() == 1


def test_what_waits_for_a_reply_is_found_in_the_list(world: World) -> None:
    boss = boss_of(world.here)
    leader = browser_of(boss)
    asked, added, _untouched = (complained(world, assigned(world)) for _ in range(3))
    for one in (asked, added):
        services.ask_complainant(uid=one.uid, question=QUESTION, actor=boss)
    services.add_to_complaint(uid=added.uid, text=REPLY, actor=world.citizen)

    for standing, found in (("asked", asked), ("added", added)):
        page = leader.get(f"/lam-viec/phan-anh/?han={standing}")
        by_api = leader.get(f"/api/v1/dossiers/complaints?standing={standing}").json()
        assert [shown.row for shown in page.context["rows"]] == [found]
        assert [line["uid"] for line in by_api["items"]] == [str(found.uid)]


def test_nobody_adds_unasked_or_to_anothers_complaint(world: World) -> None:
    boss = boss_of(world.here)
    complaint = complained(world, assigned(world))

    with pytest.raises(WrongState):
        services.add_to_complaint(uid=complaint.uid, text=REPLY, actor=world.citizen)
    services.ask_complainant(uid=complaint.uid, question=QUESTION, actor=boss)
    with pytest.raises(NotFound):
        services.add_to_complaint(uid=complaint.uid, text=REPLY, actor=world.stranger)
    with pytest.raises(Invalid):
        services.add_to_complaint(uid=complaint.uid, text="  ", actor=world.citizen)

    assert not complaint.steps.filter(code="added").exists()


def test_what_is_public_is_published_with_the_seal(world: World) -> None:
    boss = boss_of(world.here)
    complaint = complained(world, assigned(world))
    services.answer_complaint(
        uid=complaint.uid, outcome="founded", answer="Đúng.", public_text="Đã sửa.", actor=boss
    )

    answered = sealed(world, complaint, boss)

    assert answered.published_at is not None
    assert answered.published_at == answered.ended_at
    assert "Đã sửa." in browser_of(boss).get("/phan-anh/tra-loi/").content.decode()
