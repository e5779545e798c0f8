"""A day changes a clock, the set of forms or a code: the page says for whom, on both sides."""

from datetime import UTC, date, datetime

import time_machine
from django.utils import timezone

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier, SupplementRequest
from tinhso.dossiers.services import SupplementItem
from tinhso.dossiers.testing import World, accepted, browser_of, date_law_rule, submitted
from tinhso.kernel.actors import system_actor
from tinhso.kernel.registry.law_changes import LawChange, changes_between
from tinhso.kernel.testing import in_english, vietnamese_left_behind
from tinhso.organization.queries import agency
from tinhso.organization.services import AgencyData, change_agency
from tinhso.procedures.testing import publish_settings

THEN = date(2026, 11, 20)
AFTER = datetime(2026, 11, 23, 2, tzinfo=UTC)
PAGE = "/quan-tri/thay-doi/?tu=2026-11-16&den=2026-12-31"


def coming(world: World) -> dict[str, LawChange]:
    """Return what the leader reads of the coming days, by what kind of change it is."""
    found = changes_between(actor=world.here.leader, start=date(2026, 11, 16), end=THEN)
    return {str(change.kind): change for change in found}


def counts(change: LawChange) -> list[int]:
    return [side.count for side in change.under_way]


def test_another_clock_is_for_what_arrives_from_its_day_on(
    world: World, clock: time_machine.Traveller
) -> None:
    date_law_rule("correction", 2, "working_day", since=THEN, legal_basis="Luật mới, Điều 1")
    submitted(world)
    before = coming(world)["Thời hạn theo luật"]
    clock.move_to(AFTER)
    submitted(world)
    accepted(world)

    after = coming(world)["Thời hạn theo luật"]

    assert (before.on, before.subject) == (THEN, "Luật mới, Điều 1")
    assert before.words == (
        "Sửa kết quả sai: 2 ngày làm việc với hồ sơ nộp từ ngày này; hồ sơ nộp trước giữ thời hạn"
        " cũ, 3 ngày làm việc."
    )
    assert (counts(before), counts(after)) == ([1, 0], [1, 2])
    page = browser_of(world.here.leader).get(PAGE).content.decode()
    assert before.words in page
    english = in_english(browser_of(world.here.leader)).get(PAGE).content.decode()
    assert vietnamese_left_behind(english) == []


def test_a_clock_that_officials_date_in_a_version_is_named_with_both_terms(
    world: World, clock: time_machine.Traveller
) -> None:
    code = world.version.procedure.code
    old = submitted(world)
    publish_settings(code, effective_from=THEN, typed={"supplement_timeout_days": "10"})
    before = coming(world)["Thời hạn riêng của thủ tục"]
    clock.move_to(AFTER)
    new = submitted(world)

    after = coming(world)["Thời hạn riêng của thủ tục"]

    assert before.words == (
        "Chờ người nộp bổ sung: 10 ngày với hồ sơ nộp từ ngày này; hồ sơ nộp trước giữ thời hạn"
        " cũ, 15 ngày."
    )
    assert (counts(before), counts(after)) == ([1, 0], [1, 1])
    assert old.procedure_version_id != new.procedure_version_id
    closing = [asked_now(world, dossier) for dossier in (old, new)]
    assert closing == [date(2026, 12, 8), date(2026, 12, 3)]


def asked_now(world: World, dossier: Dossier) -> date:
    """Ask for a supplement and return the day until which it is waited for."""
    services.request_supplement(
        uid=dossier.uid,
        actor=world.here.clerk_of_desk,
        items=[SupplementItem(text="Ghi lại số điện thoại", field_key="nyc_dien_thoai")],
        reasons=[world.version.supplement_reasons[0].key],
    )
    until = SupplementRequest.objects.get(dossier=dossier).close_at
    assert until is not None
    return timezone.localdate(until)


def test_another_set_of_forms_is_for_what_arrives_from_its_day_on(
    world: World, clock: time_machine.Traveller
) -> None:
    date_law_rule("form_set", 0, "01-2018", since=THEN)
    old = submitted(world)
    before = coming(world)["Bộ mẫu giấy"]
    clock.move_to(AFTER)
    new = submitted(world)

    after = coming(world)["Bộ mẫu giấy"]

    assert (before.on, before.subject) == (THEN, "Thông tư 01/2018/TT-VPCP")
    assert (counts(before), counts(after)) == ([1, 0], [1, 1])
    assert (old.form_set, new.form_set) == ("03-2025", "01-2018")
    assert before.words in browser_of(world.here.leader).get(PAGE).content.decode()


def test_another_code_of_an_agency_is_for_what_is_accepted_from_its_day_on(
    world: World, clock: time_machine.Traveller
) -> None:
    here = agency(world.here.agency.pk)
    old = accepted(world)
    change_agency(
        agency_id=here.id,
        data=AgencyData(
            name=here.name, code="H14.20.77", level=here.level, parent_id=here.parent_id
        ),
        valid_from=THEN,
        actor=system_actor("tests"),
    )
    before = coming(world)["Mã cơ quan trong mã hồ sơ"]
    clock.move_to(AFTER)
    new = accepted(world)

    after = coming(world)["Mã cơ quan trong mã hồ sơ"]

    assert before.subject == f"{here.name}: {here.code} → H14.20.77"
    assert (counts(before), counts(after)) == ([1, 0], [1, 1])
    assert str(old.code).startswith(f"{here.code}-")
    assert str(new.code).startswith("H14.20.77-261123-")
    assert before.subject in browser_of(world.here.leader).get(PAGE).content.decode()
