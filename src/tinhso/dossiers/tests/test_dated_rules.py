"""Officials date the rules of the house: from a coming day on, for what arrives from then on."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier, LawRule
from tinhso.dossiers.permissions import LawPermission
from tinhso.dossiers.queries.law import law_in_force
from tinhso.dossiers.rules.clocks import ClockCode, LimitCode, clock, clock_start, most
from tinhso.dossiers.rules.house_rules import Origin, RuleState, house_rules
from tinhso.dossiers.services.errors import (
    LawRuleBegun,
    LawRuleSettled,
    SecondOfficialNeeded,
)
from tinhso.dossiers.services.law_rules import load_law
from tinhso.dossiers.testing import World, browser_of, date_law_rule, returned, submitted
from tinhso.dossiers.tests.complaining import complained
from tinhso.identity.testing import OfficialFactory, actor_for, give_role
from tinhso.kernel.actors import Actor
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import Conflict, Invalid, NotPermitted
from tinhso.kernel.events.models import PublishedEvent
from tinhso.kernel.testing import in_english, make_actor, vietnamese_left_behind

LIST = "/quan-tri/quy-dinh/"
NEW = f"{LIST}moi/?quy-dinh="
API = "/api/v1/dossiers/law-rules"
THEN = date(2026, 11, 20)
AFTER = datetime(2026, 11, 23, 2, tzinfo=UTC)


def office(world: World, *permissions: LawPermission) -> Actor:
    """Return an official of the province's office who holds these everywhere."""
    account = OfficialFactory.create()
    held = give_role(account, *permissions, agency_id=world.province.pk)
    held.role.is_everywhere = True
    held.role.save()
    return actor_for(account)


@pytest.fixture
def writer(world: World) -> Actor:
    return office(world, LawPermission.WRITE)


@pytest.fixture
def publisher(world: World) -> Actor:
    return office(world, LawPermission.WRITE, LawPermission.PUBLISH)


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "amount": "2",
        "unit": "working_day",
        "effective_from": THEN.isoformat(),
        "origin": Origin.CENTRAL.value,
        "legal_basis": "Nghị định 999/2026/NĐ-CP Điều 23",
        "is_verified": "on",
        **changes,
    }


def rule(**changes: Any) -> services.RuleInput:
    known: dict[str, Any] = {
        "code": "correction",
        "effective_from": THEN,
        "amount": 2,
        "unit": "working_day",
        "legal_basis": "Nghị định 999/2026/NĐ-CP Điều 23",
        **changes,
    }
    return services.RuleInput(**known)


def corrected(world: World, dossier: Dossier) -> int:
    """Send a result to be corrected and return how many days later it is due."""
    began = timezone.localdate()
    services.correct_result(uid=dossier.uid, actor=world.here.clerk_of_desk, fault="Sai số thửa.")
    dossier.refresh_from_db()
    assert dossier.correction_due_at is not None
    return (timezone.localdate(dossier.correction_due_at) - began).days


def test_a_rule_is_drafted_looked_at_and_published_for_what_arrives_from_its_day(
    world: World, writer: Actor, publisher: Actor, clock: time_machine.Traveller
) -> None:
    old = returned(world)
    submitted(world)

    drafted = browser_of(writer).post(f"{NEW}correction", typed(), follow=True)
    row = LawRule.objects.get()
    unchanged = clock_of("correction")
    page = browser_of(publisher).get(f"{LIST}{row.uid}/").content.decode()
    browser_of(publisher).post(f"{LIST}{row.uid}/cong-bo/", {"version": row.version})

    row.refresh_from_db()
    assert "chờ người có quyền công bố" in drafted.content.decode()
    assert (unchanged, clock_of("correction")) == ("3 working_day", "2 working_day")
    assert "2 ngày làm việc" in page
    assert "3 ngày làm việc" in page
    assert "<dd>1</dd>" in "".join(page.split())
    assert (row.state, row.decided_by_name) == (RuleState.PUBLISHED, publisher.name)
    clock.move_to(AFTER)
    new = returned(world)
    assert (corrected(world, old), corrected(world, new)) == (4, 3), "24/11 is a day off"
    told = AuditEntry.objects.get(action="dossiers.law_rule_published")
    assert (told.data["rule"], told.data["effective_from"]) == ("correction", "2026-11-20")
    assert PublishedEvent.objects.filter(type="dossiers.LawRuleChanged").count() == 1


def clock_of(code: str) -> str:
    """Return what a clock says on the coming day."""
    term = clock(ClockCode(code), on=THEN, law=law_in_force()).term
    return f"{term.value} {term.unit}"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"effective_from": "2026-11-16"}, "Sớm nhất là ngày mai, 17/11/2026"),
        ({"effective_from": "2020-01-01"}, "Sớm nhất là ngày mai"),
        ({"amount": "0"}, "Hãy ghi số từ 1 đến 180."),
        ({"amount": "181"}, "Hãy ghi số từ 1 đến 180."),
        ({"legal_basis": "x"}, "Hãy ghi số văn bản và điều khoản"),
        ({"origin": "province", "amount": "9"}, "chặt hơn trung ương"),
        ({"amount": "3", "legal_basis": "118/2025 23(1)"}, "Giống hệt quy định đang áp dụng"),
        ({"unit": "month"}, "month"),
    ],
)
def test_what_cannot_hold_is_said_at_its_field_with_what_was_typed(
    writer: Actor, changes: dict[str, str], sentence: str
) -> None:
    answer = browser_of(writer).post(f"{NEW}correction", typed(**changes))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert typed(**changes)["legal_basis"] in page
    assert not LawRule.objects.exists()


def test_the_state_of_a_version_stands_on_one_line(publisher: Actor) -> None:
    date_law_rule(
        "dossiers.post_list",
        0,
        "pattern",
        pattern="{so}/M",
        since=date(2026, 12, 1),
        origin="province",
    )

    page = browser_of(publisher).get("/quan-tri/quy-dinh/").content.decode()

    assert '<span class="nowrap"><span class="state soon">Sắp áp dụng</span></span>' in page


def test_two_versions_do_not_begin_on_one_day(publisher: Actor) -> None:
    date_law_rule("correction", 2, "working_day", since=THEN)

    with pytest.raises(Invalid) as refusal:
        services.draft_law_rule(actor=publisher, rule=rule(amount=1))

    assert "effective_from" in refusal.value.fields


def test_a_province_answers_complaints_sooner_never_later(
    world: World, publisher: Actor, clock: time_machine.Traveller
) -> None:
    with pytest.raises(Invalid) as refusal:
        services.draft_law_rule(
            actor=publisher,
            rule=rule(code="complaint_answer", amount=20, origin=Origin.PROVINCE),
        )
    with pytest.raises(Invalid):
        services.draft_law_rule(
            actor=publisher,
            rule=rule(
                code="supplement_timeout", amount=10, unit="calendar_day", origin=Origin.PROVINCE
            ),
        )
    dossier = submitted(world)
    old = complaint_due(world, dossier)
    date_law_rule("complaint_answer", 10, "working_day", since=THEN, origin=Origin.PROVINCE)
    clock.move_to(AFTER)
    new = complaint_due(world, submitted(world))

    assert list(refusal.value.fields) == ["amount"]
    assert (old, new) == (date(2026, 12, 8), date(2026, 12, 8)), (
        "fifteen days, and a week later ten"
    )


def complaint_due(world: World, dossier: Dossier) -> date:
    """Complain today and return until when it is answered."""
    return timezone.localdate(complained(world, dossier).due_at)


def test_it_is_taken_back_before_its_day_and_not_after(
    publisher: Actor, clock: time_machine.Traveller
) -> None:
    coming = date_law_rule("correction", 2, "working_day", since=THEN)
    begun = date_law_rule("correction", 1, "working_day", since=date(2026, 11, 18))
    url = f"{LIST}{coming.uid}/rut/"
    without = browser_of(publisher).post(url, {"reason": ""})
    browser_of(publisher).post(url, {"reason": "Văn bản hoãn."})
    clock.move_to(AFTER)

    with pytest.raises(LawRuleBegun):
        services.withdraw_law_rule(uid=begun.uid, actor=publisher, reason="Muộn.")
    with pytest.raises(LawRuleSettled):
        services.withdraw_law_rule(uid=coming.uid, actor=publisher, reason="Lần nữa.")

    coming.refresh_from_db()
    assert without.status_code == 422
    assert (coming.state, coming.end_reason) == (RuleState.WITHDRAWN, "Văn bản hoãn.")
    assert clock_of("correction") == "1 working_day"


def test_a_draft_that_lay_past_its_day_is_not_published(
    publisher: Actor, clock: time_machine.Traveller
) -> None:
    row = services.draft_law_rule(actor=publisher, rule=rule())
    clock.move_to(AFTER)

    answer = browser_of(publisher).post(f"{LIST}{row.uid}/cong-bo/", {"version": row.version})

    row.refresh_from_db()
    assert answer.status_code == 422
    assert "Sớm nhất là ngày mai, 24/11/2026" in answer.content.decode()
    assert row.state == RuleState.DRAFT


def test_a_draft_changed_meanwhile_is_not_published_unseen(publisher: Actor) -> None:
    row = services.draft_law_rule(actor=publisher, rule=rule())
    services.change_law_rule(uid=row.uid, version=0, actor=publisher, rule=rule(amount=1))

    with pytest.raises(Conflict):
        services.publish_law_rule(uid=row.uid, version=0, actor=publisher)

    assert clock_of("correction") == "3 working_day"


def test_where_the_province_wants_it_another_than_the_writer_publishes(
    world: World, publisher: Actor, settings: Settings
) -> None:
    settings.TINHSO_PROCEDURES_SECOND_PERSON = True
    row = services.draft_law_rule(actor=publisher, rule=rule())
    page = browser_of(publisher).get(f"{LIST}{row.uid}/").content.decode()

    with pytest.raises(SecondOfficialNeeded):
        services.publish_law_rule(uid=row.uid, version=0, actor=publisher)
    other = office(world, LawPermission.PUBLISH)
    services.publish_law_rule(uid=row.uid, version=0, actor=other)

    assert "hãy nhờ người khác" in page
    assert clock_of("correction") == "2 working_day"


def test_nobody_else_reads_writes_or_publishes(world: World, writer: Actor) -> None:
    row = services.draft_law_rule(actor=writer, rule=rule())
    one_agency = make_actor(*LawPermission, unit_id=world.here.office.pk)

    with pytest.raises(NotPermitted):
        services.publish_law_rule(uid=row.uid, version=0, actor=writer)
    with pytest.raises(NotPermitted):
        services.draft_law_rule(actor=one_agency, rule=rule())
    leader = browser_of(world.here.leader)
    pages = [leader.get(url).status_code for url in (LIST, f"{NEW}correction", f"{LIST}{row.uid}/")]

    assert pages == [404, 404, 404]
    assert browser_of(world.here.leader).get(API).status_code == 404
    assert clock_of("correction") == "3 working_day"


def test_limits_and_the_start_of_boundary_free_dossiers_are_dated_too(world: World) -> None:
    date_law_rule("extensions", 2, "times", since=THEN)
    date_law_rule("boundary_free_start", 0, "accepted", since=THEN)

    law, eve = law_in_force(), THEN - timedelta(days=1)

    assert [most(LimitCode.EXTENSIONS, on=on, law=law) for on in (eve, THEN)] == [1, 2]
    starts = [clock_start(boundary_free=True, on=on, law=law).value for on in (eve, THEN)]
    assert starts == ["competent_agency", "accepted"]


def test_what_the_house_is_shipped_with_is_listed_once_with_its_law(publisher: Actor) -> None:
    for _start in range(2):
        load_law(print)
    date_law_rule("correction", 2, "working_day", since=THEN)

    browser = browser_of(publisher)
    page = browser.get(LIST).content.decode()
    coming = browser.get("/quan-tri/thay-doi/?tu=2026-11-16&den=2026-12-31").content.decode()
    sheet = browser.get(f"{LIST}xuat/csv/")

    shipped = LawRule.objects.filter(is_shipped=True)
    assert set(shipped.values_list("code", flat=True)) == set(house_rules())
    assert shipped.count() == len(house_rules()) + 2, "two have had two versions"
    assert "118/2025 23(1)" in page
    assert "Đang áp dụng" in page
    assert "Sắp áp dụng" in page
    assert "2 ngày làm việc" in coming
    assert sheet.status_code == 200
    for url in (LIST, f"{NEW}correction", f"{LIST}{shipped[0].uid}/"):
        english = in_english(browser_of(publisher)).get(url).content.decode()
        assert vietnamese_left_behind(english) == []


def test_machines_read_draft_publish_and_take_back(publisher: Actor) -> None:
    browser = browser_of(publisher)
    body = {**typed(), "code": "correction", "amount": 2, "is_verified": True}

    drafted = send(browser, API, body)
    one = f"{API}/{drafted['uid']}"
    changed = send(browser, one, {**body, "amount": 1, "version": 0}, method="put")
    published = send(browser, f"{one}/publish", {"version": changed["version"]})
    shown = browser.get(one).json()
    withdrawn = send(browser, f"{one}/withdraw", {"reason": "Văn bản hoãn."})
    dropped = send(browser, f"{API}/{send(browser, API, body)['uid']}/drop", {})

    assert (drafted["state"], published["state"]) == ("draft", "published")
    assert (shown["said"], shown["before"]) == ("1 ngày làm việc", "3 ngày làm việc")
    assert (withdrawn["state"], dropped["state"]) == ("withdrawn", "dropped")
    assert [row["state"] for row in browser.get(f"{API}?code=correction").json()] == [
        "withdrawn",
        "dropped",
    ]


def send(browser: Client, url: str, body: dict[str, Any], *, method: str = "post") -> Any:
    """Send a body as a machine does and return the answer."""
    answer = getattr(browser, method)(url, body, content_type="application/json")
    assert answer.status_code in {200, 201}, answer.content
    return answer.json()


def test_an_act_asks_nothing_for_the_rules_and_sees_a_change_at_once(world: World) -> None:
    law_in_force()

    with one_act(), CaptureQueriesContext(connection) as captured:
        for _time in range(3):
            law_in_force()
    date_law_rule("correction", 2, "working_day", since=THEN)

    asked = [row["sql"] for row in captured if "SAVEPOINT" not in row["sql"]]
    assert len(asked) <= 1
    assert not [line for line in asked if "lawrule" in line]
    assert clock_of("correction") == "2 working_day"
