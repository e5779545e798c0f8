"""Officials date a shipped set of forms: dossiers under way keep theirs."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from tinhso.dossiers import services
from tinhso.dossiers.models import LawRule
from tinhso.dossiers.permissions import LawPermission
from tinhso.dossiers.queries.law import law_in_force
from tinhso.dossiers.rules.clocks import SHIPPED, form_set
from tinhso.dossiers.rules.house_rules import FORM_SET, RuleState, RuleValue, with_dated
from tinhso.dossiers.services.errors import LawRuleBegun
from tinhso.dossiers.services.law_rules import load_law
from tinhso.dossiers.testing import World, browser_of, date_law_rule, submitted
from tinhso.dossiers.tests.test_dated_rules import office
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Invalid
from tinhso.kernel.testing import in_english, vietnamese_left_behind

LIST = "/quan-tri/quy-dinh/"
NEW = f"{LIST}moi/?quy-dinh=form_set"
THEN = date(2026, 11, 20)
AFTER = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.fixture
def publisher(world: World) -> Actor:
    return office(world, LawPermission.WRITE, LawPermission.PUBLISH)


def test_a_set_is_dated_for_what_arrives_from_its_day_and_taken_back_before(
    world: World, publisher: Actor, clock: time_machine.Traveller
) -> None:
    old = submitted(world)
    browser = browser_of(publisher)
    typed = {
        "unit": "01-2018",
        "effective_from": THEN.isoformat(),
        "origin": "central",
        "legal_basis": "Thông tư 99/2026/TT-BTP Điều 2",
        "is_verified": "on",
    }

    form = browser.get(NEW).content.decode()
    browser.post(NEW, typed)
    row = LawRule.objects.get()
    page = browser.get(f"{LIST}{row.uid}/").content.decode()
    browser.post(f"{LIST}{row.uid}/cong-bo/", {"version": row.version})
    taken = date_law_rule(FORM_SET, 0, "03-2025", since=date(2026, 11, 19))
    browser.post(f"{LIST}{taken.uid}/rut/", {"reason": "Thông tư hoãn."})
    clock.move_to(AFTER)
    new = submitted(world)
    with pytest.raises(LawRuleBegun):
        services.withdraw_law_rule(uid=row.uid, actor=publisher, reason="Muộn.")

    old.refresh_from_db()
    taken.refresh_from_db()
    assert "Thông tư 03/2025/TT-VPCP" in form
    assert "Thông tư 01/2018/TT-VPCP" in page
    assert (old.form_set, new.form_set) == ("03-2025", "01-2018")
    assert taken.state == RuleState.WITHDRAWN
    for url in (LIST, NEW, f"{LIST}{row.uid}/"):
        english = in_english(browser_of(publisher)).get(url).content.decode()
        assert vietnamese_left_behind(english) == []


def test_a_set_that_is_not_shipped_is_refused(publisher: Actor) -> None:
    with pytest.raises(Invalid) as refusal:
        date_law_rule(FORM_SET, 0, "99-2026", since=THEN)

    assert list(refusal.value.fields) == ["unit"]


def test_the_start_of_a_shipped_circular_is_moved_before_its_day(
    publisher: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    coming = with_dated(
        SHIPPED,
        FORM_SET,
        RuleValue(amount=0, unit="01-2018"),
        basis="Thông tư 99/2026/TT-BTP",
        since=THEN,
    )
    monkeypatch.setattr("tinhso.dossiers.queries.law.SHIPPED", coming)
    monkeypatch.setattr("tinhso.dossiers.services.law_rules.SHIPPED", coming)
    load_law(print)
    shipped = LawRule.objects.get(code=FORM_SET, effective_from=THEN)
    before = form_set(THEN, law=law_in_force())

    browser_of(publisher).post(f"{LIST}{shipped.uid}/rut/", {"reason": "Thông tư hoãn."})
    date_law_rule(FORM_SET, 0, "01-2018", since=date(2027, 1, 1))
    load_law(print)

    shipped.refresh_from_db()
    law = law_in_force()
    assert before == "01-2018"
    assert shipped.state == RuleState.WITHDRAWN
    assert [form_set(on, law=law) for on in (THEN, date(2026, 12, 31), date(2027, 1, 1))] == [
        "03-2025",
        "03-2025",
        "01-2018",
    ]
