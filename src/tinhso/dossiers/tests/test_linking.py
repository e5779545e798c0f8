"""A linked request: one filing, parts at several agencies, one hand-over of all results."""

import json
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tinhso.dossiers import queries, services
from tinhso.dossiers.models import Dossier, Paper
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.applicant import my_dossiers
from tinhso.dossiers.queries.spans import span_of
from tinhso.dossiers.queries.statistics import statistics
from tinhso.dossiers.services.errors import PartsNotReady, ReturnedTogether
from tinhso.dossiers.testing import Commune
from tinhso.dossiers.testing.linked import INSURANCE, RESIDENCE, LinkedWorld
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.calendar import add_working_hours
from tinhso.kernel.errors import NotFound
from tinhso.organization.testing import UnitFactory


def hand_over(linked: LinkedWorld, lead: Dossier) -> Dossier:
    return services.return_result(
        uid=lead.uid,
        actor=linked.world.here.clerk_of_desk,
        received_by="Triệu Văn Páo",
        identity_checked=True,
    )


def test_one_receipt_names_every_part_its_agency_and_time(linked: LinkedWorld) -> None:
    lead = linked.taken_in()

    receipt = json.loads(lead.papers.get(form="01").data)
    assert [(row["name"], row["agency"], row["hours"]) for row in receipt["parts"]] == [
        ("Đăng ký khai sinh", "Ủy ban nhân dân xã Đông Khê", 8),
        ("Đăng ký thường trú", "Ủy ban nhân dân xã Thạch An", 56),
        ("Cấp thẻ bảo hiểm y tế", "Bảo hiểm xã hội tỉnh Cao Bằng", 80),
    ]
    assert [bool(row["due_at"]) for row in receipt["parts"]] == [True, False, False]
    assert receipt["parts"][1]["after"] == ["Đăng ký khai sinh"]
    assert (lead.part, lead.awaits_parts, lead.members.count()) == ("khai_sinh", True, 0)


def test_code_of_a_linked_request_is_the_desks(linked: LinkedWorld) -> None:
    world = linked.world
    lead = linked.issue(linked.taken_in())

    member = linked.member(lead, INSURANCE)
    assert [(one.code or "")[:10] for one in (lead, member)] == ["H14.20.05-"] * 2
    assert member.resolving_agency_id == linked.insurance.agency.pk
    assert member.receiving_unit_id == world.here.desk.pk


def test_parts_start_together_when_what_they_wait_for_is_granted(linked: LinkedWorld) -> None:
    lead = linked.issue(linked.taken_in())
    now = timezone.now()

    residence, insurance = (linked.member(lead, key) for key in (RESIDENCE, INSURANCE))
    assert residence.due_at == add_working_hours(now, 56, linked.world.there.agency.pk)
    assert insurance.due_at == add_working_hours(now, 80, linked.insurance.agency.pk)
    assert residence.state == insurance.state == "transferred"
    assert insurance.monitoring_unit_id == linked.insurance.desk.pk
    slip = json.loads(insurance.papers.get(form="PC").data)
    assert (slip["work"], slip["hours"], slip["this"]) == ("Cấp thẻ bảo hiểm y tế", 80, INSURANCE)
    assert insurance.hand_overs.latest("sequence").paper_due_at is not None
    assert insurance.answers == lead.answers
    assert insurance.attachments.count() == lead.attachments.count() + 1


def test_all_results_are_handed_over_at_once_and_only_then(linked: LinkedWorld) -> None:
    lead = linked.issue(linked.taken_in())
    residence = linked.issue(linked.member(lead, RESIDENCE))
    insurance = linked.member(lead, INSURANCE)

    with pytest.raises(PartsNotReady):
        hand_over(linked, lead)
    with pytest.raises(ReturnedTogether):
        hand_over(linked, residence)
    assert not queries.desk_list(actor=linked.world.here.clerk_of_desk, view="to_return").exists()

    linked.issue(insurance)
    assert list(queries.desk_list(actor=linked.world.here.clerk_of_desk, view="to_return")) == [
        lead
    ]
    hand_over(linked, lead)

    states = Dossier.objects.order_by("pk").values_list("part", "state", "delivery_state")
    assert set(states) == {
        (part, "returned", "handed_over") for part in ("khai_sinh", RESIDENCE, INSURANCE)
    }


def test_each_agency_is_late_apologises_and_is_counted_for_itself(
    linked: LinkedWorld, clock: time_machine.Traveller
) -> None:
    lead = linked.taken_in()
    clock.shift(timedelta(days=3))
    linked.issue(lead)
    residence, insurance = (linked.member(lead, key) for key in (RESIDENCE, INSURANCE))
    assert residence.due_at is not None
    linked.issue(insurance)
    clock.move_to(residence.due_at + timedelta(days=3))
    linked.issue(residence)
    clock.shift(timedelta(hours=1))
    lead.refresh_from_db()

    assert lead.due_at is not None
    assert lead.finished_at is not None
    assert lead.finished_at < lead.due_at
    found = (lead.result_class, residence.result_class, insurance.result_class)
    assert found == ("late", "late", "early")
    span = span_of(date(2026, 11, 1), timezone.localdate())
    counts = [
        (found.count("late"), found.count("resolved"))
        for office in (linked.world.here, linked.world.there, linked.insurance)
        for found in [statistics(actor=office.leader, span=span).total]
    ]
    assert counts == [(1, 1), (1, 1), (0, 1)]


def test_each_agency_reports_its_own_part_and_the_province_their_sum(
    linked: LinkedWorld, clock: time_machine.Traveller
) -> None:
    """07b is the sum of 07a, and 118 Art. 20(2) gives each agency its own time for its own part."""
    linked.issue(linked.taken_in())
    clock.shift(timedelta(hours=1))
    span = span_of(date(2026, 11, 1), timezone.localdate())
    ids = [office.agency.pk for office in (linked.world.here, linked.world.there)]

    own = [
        statistics(actor=office.leader, span=span).total
        for office in (linked.world.here, linked.world.there, linked.insurance)
    ]

    unit = UnitFactory.create(agency=linked.world.province, kind="leadership", name="Lãnh đạo")
    chairman = Commune(linked.world.province, unit, unit, unit, unit)
    above = chairman.official(P.OVERSEE, unit=unit, sees_agency=True)
    communes = statistics(actor=above, span=span, within=ids).total
    assert [line.count("total") for line in own] == [1, 1, 1]
    assert (communes.count("total"), communes.count("resolved")) == (2, 1)
    assert statistics(actor=above, span=span).total.count("total") == 3


def test_anybody_with_the_code_reads_how_complete_each_part_is(linked: LinkedWorld) -> None:
    lead = linked.issue(linked.taken_in())
    code = {"code": str(lead.code), "second_item": "1234"}

    found = services.track(code=str(lead.code), second_item="1234", address="10.0.0.1")
    page = Client().post("/tra-cuu/", code).content.decode()
    machine = (
        Client().post("/api/v1/dossiers/tracking", code, content_type="application/json").json()
    )

    assert found.parts == tuple(machine["parts"]) == (90, 50, 50)
    assert "Phần 2 trên 3" in page
    assert str(lead.code) in page
    assert "Thạch An" not in page
    assert "thường trú" not in page


def test_apology_of_one_agency_moves_the_date_of_the_whole(linked: LinkedWorld) -> None:
    lead = linked.issue(linked.taken_in())
    residence = linked.member(lead, RESIDENCE)
    assert lead.due_at is not None
    later = lead.due_at + timedelta(days=7)

    services.extend(
        uid=residence.uid,
        actor=linked.world.there.leader,
        reason="Chờ xác minh nơi ở.",
        due_at=later,
    )

    lead.refresh_from_db()
    apology = json.loads(residence.papers.get(form="04").data)
    assert apology["resolving"] == "Ủy ban nhân dân xã Thạch An"
    assert apology["code"] == lead.code
    assert (lead.due_at, lead.extension_count) == (later, 0)
    assert lead.due_changes.latest("pk").ground == "linked_part"
    assert not Paper.objects.filter(dossier=lead, form="04").exists()


def test_refusal_of_the_first_part_drops_what_waits_for_it(linked: LinkedWorld) -> None:
    lead = linked.issue(linked.taken_in(), kind="refusal")

    assert (lead.state, lead.awaits_parts, lead.members.count()) == ("refused_result", False, 0)
    assert lead.timeline.filter(code="part_dropped").count() == 2
    assert hand_over(linked, lead).state == "returned"


def test_stopping_the_request_stops_every_part(linked: LinkedWorld) -> None:
    world = linked.world
    lead = linked.taken_in()
    services.ask_stop(uid=lead.uid, actor=world.citizen, reason="Gia đình chuyển tỉnh.")

    services.decide_stop(uid=lead.uid, actor=world.here.clerk_of_desk, granted=True)

    lead.refresh_from_db()
    assert (lead.state, lead.awaits_parts) == ("stopped", False)


def test_another_agency_sees_its_part_and_the_request_but_no_sister_part(
    linked: LinkedWorld,
) -> None:
    lead = linked.issue(linked.taken_in())
    residence, insurance = (linked.member(lead, key) for key in (RESIDENCE, INSURANCE))
    officer = linked.insurance.specialist

    assert queries.dossier_of(uid=insurance.uid, actor=officer) == insurance
    assert queries.dossier_of(uid=lead.uid, actor=officer) == lead
    with pytest.raises(NotFound):
        queries.dossier_of(uid=residence.uid, actor=officer)


def test_applicant_has_one_request_in_his_list(linked: LinkedWorld) -> None:
    lead = linked.issue(linked.taken_in())

    assert list(my_dossiers(actor=linked.world.citizen)) == [lead]


def test_refused_hand_over_changes_nothing(linked: LinkedWorld) -> None:
    lead = linked.issue(linked.taken_in())
    written = AuditEntry.objects.count()

    with pytest.raises(PartsNotReady):
        hand_over(linked, lead)

    lead.refresh_from_db()
    assert lead.state == "issued"
    assert AuditEntry.objects.count() == written
