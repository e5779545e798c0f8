"""A person complains about how his dossier is handled; a leader who is not meant answers."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tinhso.dossiers import services
from tinhso.dossiers.models import Complaint, Result
from tinhso.dossiers.queries.complaints import complaints, standing_where, to_answer
from tinhso.dossiers.rules.complaints import ComplaintState, agency_to_answer
from tinhso.dossiers.testing import World, assigned, browser_of, id_of, returned
from tinhso.dossiers.tests.complaining import (
    WHAT,
    boss_of,
    browser_of_citizen,
    chairman_of,
    complained,
    sealed,
)
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.calendar import calendar_for
from tinhso.kernel.errors import Invalid, NotFound, NotPermitted
from tinhso.kernel.notifications.models import Notification
from tinhso.kernel.testing import in_english, vietnamese_left_behind
from tinhso.signing.queries import item_of


def test_a_complaint_goes_to_a_leader_with_its_own_due_date(world: World) -> None:
    boss = boss_of(world.here)
    dossier = assigned(world)
    before = dossier.timeline.count()

    complaint = complained(world, dossier)

    assert (complaint.agency_id, complaint.number) == (world.here.agency.pk, "1/PA-TTHC")
    start, due = (timezone.localdate(at) for at in (complaint.made_at, complaint.due_at))
    assert calendar_for(complaint.agency_id).next_working_day(start, count=15) == due
    assert list(to_answer(actor=boss)) == [complaint]
    assert dossier.timeline.count() == before
    told = Notification.objects.get(account_uid=str(boss.id), kind="dossiers.complaint_arrived")
    assert world.person.name not in told.values_text
    assert AuditEntry.objects.filter(action="dossiers.complained").count() == 1


def test_whom_it_is_about_never_sees_it(world: World) -> None:
    boss = boss_of(world.here)
    dossier = returned(world)
    author = boss_of(world.here, name="Nông Thị Hạnh")
    Result.objects.filter(dossier=dossier).update(signed_by=author.id)

    complaint = complained(world, dossier, "decision")

    accounts = set(complaint.of.values_list("account", flat=True))
    assert {id_of(author), id_of(world.here.specialist)} <= accounts
    assert complaint.agency_id == world.province.pk
    Complaint.objects.update(agency_id=world.here.agency.pk)
    assert not complaints(actor=author).exists()
    assert complaints(actor=boss).get() == complaint
    assert browser_of(author).get(f"/lam-viec/phan-anh/{complaint.uid}/").status_code == 404


def test_where_all_who_answer_are_meant_it_goes_above(world: World) -> None:
    chairman = chairman_of(world)
    dossier = returned(world)

    above = complained(world, dossier, "decision")
    rules = complained(world, dossier, "rules")

    assert {above.agency_id, rules.agency_id} == {world.province.pk}
    assert {one.pk for one in to_answer(actor=chairman)} == {above.pk, rules.pk}
    assert agency_to_answer(about="late", at_place=1, above=[2, 3], is_free={3}.__contains__) == 3


def test_an_answer_is_signed_sealed_and_told(world: World) -> None:
    boss = boss_of(world.here)
    _ = world.here.clerk
    complaint = complained(world, assigned(world))
    browser = browser_of(boss)
    page = f"/lam-viec/phan-anh/{complaint.uid}/"

    assert WHAT in browser.get(page).content.decode()
    blank = browser.post(f"{page}tra-loi/", {"answer": "Chúng tôi xin lỗi."})
    assert blank.status_code == 422
    assert "Chúng tôi xin lỗi." in blank.content.decode()
    browser.post(
        f"{page}tra-loi/",
        {
            "outcome": "founded",
            "answer": "Chúng tôi xin lỗi ông.\nĐã bố trí thêm người.",
            "public_text": "Đã bố trí thêm người ở quầy xây dựng.",
            "version": complaint.version,
        },
    )
    assert not Notification.objects.filter(kind="dossiers.complaint_answered").exists()
    complaint = sealed(world, complaint, boss)

    assert complaint.state == ComplaintState.ANSWERED
    assert complaint.answer_number == "1/TB-TLPA"
    citizen = browser_of_citizen(world)
    shown = citizen.get(f"/phan-anh/{complaint.uid}/").content.decode()
    assert "Đã bố trí thêm người." in shown
    assert citizen.get(f"/phan-anh/{complaint.uid}/tra-loi.pdf").content.startswith(b"%PDF")
    assert browser.get(f"{page}tra-loi.pdf").content.startswith(b"%PDF")
    public = Client().get("/phan-anh/tra-loi/").content.decode()
    assert "quầy xây dựng" in public
    assert world.person.name not in public


def test_what_is_public_names_nobody(world: World) -> None:
    boss = boss_of(world.here)
    complaint = complained(world, assigned(world))

    with pytest.raises(Invalid) as refused:
        services.answer_complaint(
            uid=complaint.uid,
            outcome="founded",
            answer="Đúng.",
            public_text=f"Ông {world.person.name} nói đúng.",
            actor=boss,
        )

    assert set(refused.value.fields) == {"public_text"}
    complaint.refresh_from_db()
    assert complaint.item is None


def test_it_is_refused_only_in_the_first_two_working_days(
    world: World, clock: time_machine.Traveller
) -> None:
    boss = boss_of(world.here)
    first, second = complained(world, assigned(world)), complained(world, assigned(world))

    services.refuse_complaint(uid=first.uid, reason="Không nêu việc cụ thể.", actor=boss)
    clock.move_to(timezone.now() + timedelta(days=3))
    with pytest.raises(services.WrongState):
        services.refuse_complaint(uid=second.uid, reason="Không.", actor=boss)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (ComplaintState.REFUSED, ComplaintState.OPEN)


def test_handed_on_its_time_begins_anew_for_five_working_days(
    world: World, clock: time_machine.Traveller
) -> None:
    boss, chairman = boss_of(world.here), chairman_of(world)
    first, second = complained(world, assigned(world)), complained(world, assigned(world))
    clock.move_to(timezone.now() + timedelta(days=1))

    moved = services.forward_complaint(
        uid=first.uid, agency_id=world.province.pk, reason="Thuộc tỉnh.", actor=boss
    )
    clock.move_to(timezone.now() + timedelta(days=8))
    with pytest.raises(services.WrongState):
        services.forward_complaint(
            uid=second.uid, agency_id=world.province.pk, reason="Thuộc tỉnh.", actor=boss
        )

    assert moved.due_at > second.due_at
    assert list(to_answer(actor=boss)) == [second]
    assert {one.pk for one in to_answer(actor=chairman)} == {first.pk, second.pk}
    with pytest.raises(services.WrongState):
        services.refuse_complaint(uid=second.uid, reason="x", actor=chairman)


def test_its_owner_takes_it_back_and_nobody_else(world: World) -> None:
    boss = boss_of(world.here)
    complaint = complained(world, assigned(world))
    services.answer_complaint(uid=complaint.uid, outcome="partly", answer="Đúng.", actor=boss)

    with pytest.raises(NotFound):
        services.withdraw_complaint(uid=complaint.uid, actor=world.stranger)
    done = services.withdraw_complaint(uid=complaint.uid, actor=world.citizen)

    assert done.state == ComplaintState.WITHDRAWN
    item = item_of(kind="dossiers.complaint_answer", reference=str(complaint.uid))
    assert item is not None
    assert item.state == "withdrawn"
    with pytest.raises(services.WrongState):
        services.withdraw_complaint(uid=complaint.uid, actor=world.citizen)


def test_a_stranger_and_another_unit_complain_about_nothing(world: World) -> None:
    dossier = assigned(world)

    for actor in (world.stranger, world.there.clerk_of_desk):
        with pytest.raises(NotFound):
            services.complain(uid=dossier.uid, about="late", text=WHAT, actor=actor)
    with pytest.raises(NotPermitted):
        services.complain(uid=dossier.uid, about="late", text=WHAT, actor=world.here.specialist)

    assert not Complaint.objects.exists()


def test_bad_input_stays_and_the_same_matter_is_not_taken_twice(world: World) -> None:
    dossier = assigned(world)
    browser = browser_of_citizen(world)
    page = f"/ho-so/{dossier.uid}/phan-anh/"

    early = browser.post(page, {"about": "decision", "text": WHAT})
    assert early.status_code == 422
    assert WHAT in early.content.decode()
    assert "chưa có quyết định" in early.content.decode()
    sent = browser.post(page, {"about": "late", "text": WHAT}, follow=True)
    again = browser.post(page, {"about": "late", "text": f"{WHAT} Lần nữa."})

    assert sent.status_code == 200
    assert again.status_code == 422
    assert Complaint.objects.count() == 1
    for address in (page, "/phan-anh/", f"/phan-anh/{Complaint.objects.get().uid}/"):
        english = in_english(browser).get(address).content.decode()
        assert vietnamese_left_behind(english) == []


def test_the_desk_writes_it_down_and_does_not_read_it(world: World) -> None:
    boss_of(world.here)
    dossier = assigned(world)
    browser = browser_of(world.here.clerk_of_desk)

    browser.post(
        f"/lam-viec/mot-cua/{dossier.uid}/phan-anh/",
        {"about": "fee", "text": WHAT, "version": dossier.version},
    )

    complaint = Complaint.objects.get()
    assert (complaint.person_id, complaint.channel) == (world.person.pk, "desk")
    assert id_of(world.here.clerk_of_desk) in set(complaint.of.values_list("account", flat=True))
    assert browser.get("/lam-viec/phan-anh/").status_code == 404


def test_leaders_are_reminded_of_what_is_due(world: World, clock: time_machine.Traveller) -> None:
    boss = boss_of(world.here)
    complaint = complained(world, assigned(world))

    assert services.remind_complaints() == 0
    clock.move_to(complaint.due_at + timedelta(hours=1))
    assert services.remind_complaints() == 1
    assert services.remind_complaints() == 0

    assert to_answer(actor=boss).filter(standing_where("late", at=timezone.now())).count() == 1
