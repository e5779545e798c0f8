"""Complaints in lists, files, reports, by the API, and over a merger."""

from datetime import timedelta
from uuid import UUID

import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from tinhso.dossiers import services
from tinhso.dossiers.models import Complaint
from tinhso.dossiers.queries.reports import report
from tinhso.dossiers.testing import World, assigned, browser_of, tiny_pdf
from tinhso.dossiers.tests.complaining import (
    WHAT,
    boss_of,
    browser_of_citizen,
    complained,
)
from tinhso.kernel.registry.mergers import Merging, merger_effects
from tinhso.kernel.web.registry import navigation


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


def test_the_menu_names_the_list_of_complaints_as_a_list() -> None:
    item = next(item for key, item in navigation if key == "dossiers.complaints")

    with override("en"):
        assert str(item.label) == "Complaints"
