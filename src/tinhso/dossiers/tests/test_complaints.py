"""A person complains about how his dossier is handled; a leader who is not meant answers."""

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tinhso.dossiers import services
from tinhso.dossiers.models import Complaint, Dossier, Result
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.complaints import complaints, standing_where, to_answer
from tinhso.dossiers.queries.reports import report
from tinhso.dossiers.rules.complaints import ComplaintState, agency_to_answer
from tinhso.dossiers.testing import Commune, World, assigned, browser_of, id_of, returned, tiny_pdf
from tinhso.identity.testing import CitizenFactory
from tinhso.kernel.actors import Actor
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.calendar import calendar_for
from tinhso.kernel.errors import Invalid, NotFound, NotPermitted
from tinhso.kernel.notifications.models import Notification
from tinhso.kernel.registry.mergers import Merging, merger_effects
from tinhso.kernel.testing import vietnamese_left_behind
from tinhso.organization.testing import UnitFactory
from tinhso.signing import services as signing
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.queries import item_of
from tinhso.signing.testing import certificate_for, confirmed

WHAT = "Tôi đến ba lần, lần nào cũng hẹn lại."


def boss_of(commune: Commune, name: str = "Bế Thị Lan") -> Actor:
    """Return who answers complaints in a commune, with a certificate."""
    actor = commune.official(
        P.ANSWER_COMPLAINT,
        P.EXPORT,
        SigningPermission.SIGN_ITEM,
        unit=commune.leadership,
        name=name,
        sees_agency=True,
    )
    certificate_for(account_uid=actor.id, name=actor.name)
    return actor


def chairman_of(world: World) -> Actor:
    """Return who answers for the province."""
    unit = UnitFactory.create(agency=world.province, kind="leadership", name="Lãnh đạo tỉnh")
    whole = Commune(world.province, unit, unit, unit, unit)
    return boss_of(whole, name="Lý Văn Tỉnh")


def complained(world: World, dossier: Dossier, about: str = "late") -> Complaint:
    return services.complain(uid=dossier.uid, about=about, text=WHAT, actor=world.citizen)


def browser_of_citizen(world: World) -> Client:
    browser = Client()
    browser.force_login(CitizenFactory.create(person=world.person))
    return browser


def sealed(world: World, complaint: Complaint, boss: Actor) -> Complaint:
    """Return a complaint whose answer is signed, numbered and sealed."""
    item = item_of(kind="dossiers.complaint_answer", reference=str(complaint.uid))
    assert item is not None
    signing.open_item(item_uid=item.uid, actor=boss)
    confirmation, code = confirmed(boss, item)
    signing.sign_items(item_uids=[item.uid], confirmation_uid=confirmation, code=code, actor=boss)
    signing.number_and_seal(item_uid=item.uid, actor=world.here.clerk)
    complaint.refresh_from_db()
    return complaint


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
        english = browser.get(address, headers={"accept-language": "en"}).content.decode()
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


def test_the_list_filters_sorts_and_asks_the_same_for_many(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    boss = boss_of(world.here)
    for about in ("late", "manner"):
        complained(world, assigned(world), about)
    browser = browser_of(boss)
    browser.get("/lam-viec/phan-anh/")

    with CaptureQueriesContext(connection) as two:
        browser.get("/lam-viec/phan-anh/")
    complained(world, assigned(world), "fee")
    with django_assert_num_queries(len(two)):
        browser.get("/lam-viec/phan-anh/")
    page = browser.get("/lam-viec/phan-anh/?viec-gi=late&sap=-made").content.decode()

    assert "1/PA-TTHC" in page
    assert "2/PA-TTHC" not in page
    assert world.person.name not in page
    found = browser.get("/lam-viec/phan-anh/?q=2/PA").content.decode()
    assert "2/PA-TTHC" in found
    assert browser.get("/lam-viec/phan-anh/xuat/csv/").status_code == 200


def test_what_came_with_it_is_opened_by_its_two_sides_alone(world: World) -> None:
    boss = boss_of(world.here)
    dossier = assigned(world)
    citizen = browser_of_citizen(world)
    paper = SimpleUploadedFile("anh.pdf", tiny_pdf(), content_type="application/pdf")
    citizen.post(f"/ho-so/{dossier.uid}/phan-anh/", {"about": "late", "text": WHAT, "file": paper})

    stored = Complaint.objects.get().file
    assert stored is not None
    address = f"/tep/{stored.uid}/"
    assert citizen.get(address).status_code == 200
    assert browser_of(boss).get(address).status_code == 200
    assert browser_of(world.here.specialist).get(address).status_code == 404


def test_the_api_does_what_the_pages_do(world: World) -> None:
    boss = boss_of(world.here)
    dossier = assigned(world)
    citizen, leader = browser_of_citizen(world), browser_of(boss)
    base = "/api/v1/dossiers"

    made = citizen.post(
        f"{base}/mine/{dossier.uid}/complaints",
        {"about": "late", "text": WHAT},
        content_type="application/json",
    )
    listed = leader.get(f"{base}/complaints?standing=open").json()
    uid = UUID(made.json()["uid"])
    answered = leader.post(
        f"{base}/complaints/{uid}/answer",
        {"outcome": "partly", "answer": "Đúng một phần."},
        content_type="application/json",
    )

    assert made.status_code == 201
    assert [line["uid"] for line in listed["items"]] == [str(uid)]
    assert "name" not in listed["items"][0]
    assert answered.status_code == 200
    assert citizen.get(f"{base}/mine/complaints/{uid}").json()["answer"] == ""
    assert browser_of(world.here.specialist).get(f"{base}/complaints").status_code == 403


def test_reports_count_them_by_conduct_and_rules(
    world: World, clock: time_machine.Traveller
) -> None:
    boss = boss_of(world.here)
    first = complained(world, assigned(world))
    complained(world, assigned(world), "manner")
    services.refuse_complaint(uid=first.uid, reason="Không nêu việc cụ thể.", actor=boss)
    clock.move_to(timezone.now() + timedelta(days=60))

    found = report(actor=boss, code="06a", length="nam", year=2026, number=1)

    place = {column.number: n for n, column in enumerate(found.form.columns)}
    total = found.rows[0].values
    assert total == (2, 2, 0, 0, 2, 1, 1, 0, 0, 1, 1, 1, 0, 0)
    for column in found.form.columns:
        parts = sum(total[place[number]] for number in column.adds)
        assert not column.adds or total[place[column.number]] == parts
    assert total[place["3"]] == total[place["8"]] + total[place["13"]]


def test_an_open_one_goes_on_at_the_successor(world: World) -> None:
    boss_of(world.here)
    complaint = complained(world, assigned(world))
    merging = Merging(
        uid=complaint.uid,
        on=timezone.localdate(),
        basis="NQ 01/2026",
        units={},
        agencies={world.here.agency.pk: world.there.agency.pk},
    )
    effect = merger_effects.get("dossiers.complaints")

    assert [line.count for line in effect.preview(merging)] == [1]
    effect.apply(merging)
    complaint.refresh_from_db()
    assert complaint.agency_id == world.there.agency.pk
    effect.undo(merging)
    complaint.refresh_from_db()
    assert complaint.agency_id == world.here.agency.pk
