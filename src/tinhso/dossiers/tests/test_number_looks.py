"""Officials date how numbers look: from a coming day on; the count goes on, numbers stay."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier, LawRule
from tinhso.dossiers.permissions import LawPermission
from tinhso.dossiers.queries.desk import search
from tinhso.dossiers.queries.page import visible_by_code
from tinhso.dossiers.rules.house_rules import Origin, RuleState, format_rules
from tinhso.dossiers.rules.number_formats import (
    TYPED,
    FormatFault,
    as_format,
    as_written,
    fault_of,
)
from tinhso.dossiers.services.errors import LawRuleBegun
from tinhso.dossiers.services.tracking import track
from tinhso.dossiers.testing import World, accepted, browser_of, date_law_rule
from tinhso.dossiers.tests.test_dated_rules import API, office, send
from tinhso.dossiers.views.desk_list import exact
from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.errors import Invalid
from tinhso.kernel.numbering import give_number, registers
from tinhso.kernel.numbering.models import NumberFormat
from tinhso.kernel.numbering.queries import register_faults
from tinhso.kernel.registry.law_changes import changes_between
from tinhso.kernel.testing import in_english, vietnamese_left_behind

LIST = "/quan-tri/quy-dinh/"
NEW = f"{LIST}moi/?quy-dinh="
THEN = date(2026, 11, 20)
AFTER = datetime(2026, 11, 23, 2, tzinfo=UTC)
LISTS = "dossiers.post_list"
CODES = "dossiers.dossier"


@pytest.fixture
def publisher(world: World) -> Actor:
    return office(world, LawPermission.WRITE, LawPermission.PUBLISH)


def typed(pattern: str, **changes: str) -> dict[str, str]:
    return {
        "pattern": pattern,
        "effective_from": THEN.isoformat(),
        "origin": Origin.PROVINCE.value,
        "legal_basis": "Quyết định 12/2026/QĐ-UBND Điều 3",
        "is_verified": "on",
        **changes,
    }


def dated(register: str, pattern: str, *, since: date = THEN, origin: str = "province") -> LawRule:
    return date_law_rule(register, 0, "pattern", pattern=pattern, since=since, origin=origin)


def given(on: date, agency_id: int = 7) -> str:
    return give_number(register=LISTS, agency_id=agency_id, on=on, actor=system_actor("tests")).text


@pytest.mark.parametrize(
    ("register", "pattern", "fault"),
    [
        (LISTS, "{so}/DS-BC-{nam}", None),
        (LISTS, "{so:4}.{thang}/Đ-BC", None),
        (LISTS, "so/DS", FormatFault.NUMBER_ONCE),
        (LISTS, "{so}/{so}", FormatFault.NUMBER_ONCE),
        (LISTS, "{so/DS", FormatFault.UNREADABLE),
        (LISTS, "%(n)d/DS", FormatFault.UNREADABLE),
        (LISTS, "", FormatFault.UNREADABLE),
        (LISTS, "{ten}-{so}", FormatFault.UNKNOWN),
        (LISTS, "{coquan}-{so}", FormatFault.UNKNOWN),
        (LISTS, "{so}-{nam:4}", FormatFault.UNKNOWN),
        (LISTS, "{nam}{so}", FormatFault.TOUCHING),
        (LISTS, "1{so}/DS", FormatFault.TOUCHING),
        (LISTS, "{so}/DS BC", FormatFault.SIGNS),
        (LISTS, "{so}/<b>", FormatFault.SIGNS),
        (LISTS, "{so}/" + "D" * 40, FormatFault.LONG),
        (CODES, "{coquan}.{namthangngay}.{so:6}", None),
        (CODES, "{namthangngay}-{so:4}", FormatFault.LESS_APART),
        (CODES, "{coquan}-{nam}-{so:4}", FormatFault.LESS_APART),
        (CODES, "{coquan}/{namthangngay}/{so:4}", FormatFault.SIGNS),
        ("dossiers.submission", "{so:5}-NHS", FormatFault.LESS_APART),
        ("dossiers.submission", "{nam}-{so:6}", None),
        ("dossiers.submission", "nop-{nam}-{so:6}", FormatFault.SIGNS),
        ("dossiers.submission", "{nam}/{so:6}", FormatFault.SIGNS),
    ],
)
def test_a_look_keeps_numbers_apart_and_is_made_of_known_words(
    register: str, pattern: str, fault: FormatFault | None
) -> None:
    assert fault_of(pattern, registers.get(register), is_typed=register in TYPED) == fault


def test_what_the_house_is_shipped_with_is_written_in_words_and_read_back() -> None:
    written = as_written("%(agency)s-%(yymmdd)s-%(n)04d")

    assert written == "{coquan}-{namthangngay}-{so:4}"
    assert as_format(written) == "%(agency)s-%(yymmdd)s-%(n)04d"
    for key in format_rules():
        if key.startswith("dossiers."):
            plug = registers.get(key)
            assert fault_of(as_written(plug.format), plug, is_typed=key in TYPED) is None


def test_a_look_is_drafted_seen_and_published_and_the_count_goes_on(
    world: World, publisher: Actor, clock: time_machine.Traveller
) -> None:
    old = [given(date(2026, 11, 16)) for _time in range(2)]
    browser = browser_of(publisher)

    form = browser.get(f"{NEW}{LISTS}").content.decode()
    browser.post(f"{NEW}{LISTS}", typed("{so:4}/DSBC-{nam}"))
    row = LawRule.objects.get()
    draft = browser.get(f"{LIST}{row.uid}/").content.decode()
    unchanged = given(date(2026, 11, 16))
    browser.post(f"{LIST}{row.uid}/cong-bo/", {"version": row.version})
    clock.move_to(AFTER)

    assert "{so}/DS-BC" in form
    assert "{namthangngay}" in form
    assert "{coquan}" not in form
    assert "0003/DSBC-2026" in draft
    assert (*old, unchanged) == ("1/DS-BC", "2/DS-BC", "3/DS-BC")
    assert given(date(2026, 11, 19)) == "4/DS-BC", "the eve"
    assert given(THEN) == "0005/DSBC-2026"
    assert register_faults() == []


def test_what_cannot_be_is_said_at_the_field_with_what_was_typed(publisher: Actor) -> None:
    browser = browser_of(publisher)
    for pattern, sentence in (
        ("{ten}/DS", "dùng các từ ghi bên dưới"),
        ("{so}/DS-BC", "Giống hệt quy định đang áp dụng"),
    ):
        changes = {"legal_basis": "mẫu số có sẵn"}
        answer = browser.post(f"{NEW}{LISTS}", typed(pattern, **changes))
        page = answer.content.decode()
        assert answer.status_code == 422
        assert sentence in page
        assert pattern in page
    with pytest.raises(Invalid) as refusal:
        dated(CODES, "{coquan}.{namthangngay}.{so:6}")

    assert list(refusal.value.fields) == ["amount"], "not the province's to say"
    assert not LawRule.objects.exists()


def test_a_look_is_taken_back_before_its_day_and_never_after(
    publisher: Actor, clock: time_machine.Traveller
) -> None:
    coming = dated(LISTS, "{so}/MOI")
    begun = dated(LISTS, "{so}/SOM", since=date(2026, 11, 18))
    url = f"{LIST}{coming.uid}/rut/"
    browser_of(publisher).post(url, {"reason": "Quyết định hoãn."})
    clock.move_to(AFTER)

    with pytest.raises(LawRuleBegun):
        services.withdraw_law_rule(uid=begun.uid, actor=publisher, reason="Muộn.")

    coming.refresh_from_db()
    assert coming.state == RuleState.WITHDRAWN
    assert NumberFormat.objects.filter(register=LISTS).count() == 1
    assert given(THEN) == "1/SOM"


def test_another_scheme_of_codes_is_for_what_is_accepted_from_its_day_on(
    world: World, publisher: Actor, clock: time_machine.Traveller
) -> None:
    old = accepted(world)
    dated(CODES, "{coquan}.{namthangngay}.{so:6}", origin="central")
    agency_code = str(old.code).split("-")[0]

    coming = changes_between(actor=world.here.leader, start=THEN, end=THEN)
    told = [change for change in coming if str(change.kind) == "Mẫu số"]
    page = browser_of(publisher).get("/quan-tri/thay-doi/?tu=2026-11-16&den=2026-12-31")
    clock.move_to(AFTER)
    new = accepted(world)

    old.refresh_from_db()
    assert old.code == f"{agency_code}-261116-0001"
    assert new.code == f"{agency_code}.261123.000001"
    assert len(told) == 1
    assert told[0].subject == (
        "{coquan}-{namthangngay}-{so:4} → {coquan}.{namthangngay}.{so:6} (Nghị định mới, Điều 1)"
    )
    assert told[0].words.startswith("Mẫu số: Mã hồ sơ. Số đã cấp giữ nguyên")
    assert told[0].words in page.content.decode()


def test_numbers_of_another_look_are_found_wherever_they_are_typed(
    world: World, clock: time_machine.Traveller
) -> None:
    dated(CODES, "{coquan}.{namthangngay}.{so:6}", origin="central")
    dated("dossiers.submission", "NHS-{nam}-{so:6}")
    clock.move_to(AFTER)
    one = accepted(world)
    desk = browser_of(world.here.clerk_of_desk)
    for number in (str(one.code), one.submission_number):
        typed_here = number.lower()

        assert track(code=typed_here, second_item="1234", address="10.0.0.1").uid == one.uid
        assert visible_by_code(code=typed_here, actor=world.here.clerk_of_desk) == one
        assert exact(typed_here, world.here.clerk_of_desk) == one
        assert list(search(Dossier.objects.all(), text=typed_here)) == [one]
        assert (
            str(one.code)
            in desk.get(
                "/lam-viec/mot-cua/", {"view": "all", "q": number}, follow=True
            ).content.decode()
        )
    assert one.submission_number == "NHS-2026-000001"


def test_machines_date_a_look_and_read_its_first_number(publisher: Actor) -> None:
    browser = browser_of(publisher)
    body = {**typed("{so:3}/DS-{nam}"), "code": LISTS, "unit": "pattern", "is_verified": True}

    drafted = send(browser, API, body)
    published = send(browser, f"{API}/{drafted['uid']}/publish", {"version": 0})
    shown = browser.get(f"{API}/{drafted['uid']}").json()
    refused = browser.post(API, {**body, "pattern": "{so}"}, content_type="application/json")

    assert (published["state"], published["said"]) == ("published", "{so:3}/DS-{nam}")
    assert (shown["before"], shown["next_number"]) == ("{so}/DS-BC", "001/DS-2026")
    assert refused.status_code == 422, "that day is taken"
    assert "effective_from" in refused.content.decode()


def test_the_pages_speak_english(publisher: Actor) -> None:
    row = dated(LISTS, "{so:4}/MOI-{nam}")
    for url in (LIST, f"{NEW}{LISTS}", f"{LIST}{row.uid}/", "/quan-tri/thay-doi/?den=2026-12-31"):
        english: Any = in_english(browser_of(publisher)).get(url)
        assert vietnamese_left_behind(english.content.decode()) == []
