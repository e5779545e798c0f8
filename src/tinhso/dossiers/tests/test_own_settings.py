"""What an official writes under a procedure's own settings changes dates, limits and pages."""

from datetime import date
from typing import cast

import pytest
import time_machine

from tinhso.dossiers import services
from tinhso.dossiers.queries import applying, suggesting
from tinhso.dossiers.queries.fees import fee_page
from tinhso.dossiers.rules.clocks import SHIPPED, ClockCode
from tinhso.dossiers.rules.own_terms import most_extension, term_of_clock
from tinhso.dossiers.rules.unclaimed import keep_from, remind_days
from tinhso.dossiers.services import SupplementItem
from tinhso.dossiers.testing import (
    TODAY,
    World,
    accepted,
    assigned,
    permit_answers,
    returned,
    submitted,
)
from tinhso.dossiers.tests.complaining import browser_of_citizen
from tinhso.dossiers.tests.test_journey import at
from tinhso.dossiers.views._filing import Filing
from tinhso.kernel.calendar import Term, TermUnit
from tinhso.kernel.errors import Invalid
from tinhso.organization.services import load_admin_units
from tinhso.organization.testing import put_in_place
from tinhso.procedures import queries as procedures
from tinhso.procedures.testing import publish_settings

ANSWER, CORRECTION = ClockCode.ONLINE_ANSWER, ClockCode.CORRECTION


def with_own(world: World, **typed: object) -> World:
    """Return the world under a version an official made by typing into the editor's form."""
    code = world.version.procedure.code
    publish_settings(code, effective_from=TODAY, typed=typed)
    return world.at(code)


def test_the_desk_answers_an_online_dossier_as_the_procedure_says(world: World) -> None:
    usual = submitted(world)

    sooner = submitted(with_own(world, online_answer_working_hours=2))

    assert usual.answer_due_at == at(17, 8, 30)
    assert sooner.answer_due_at == at(16, 10, 30)


def test_a_wrong_result_is_corrected_sooner_where_the_procedure_says_so(world: World) -> None:
    dossier = returned(with_own(world, correction_working_days=1))

    services.correct_result(uid=dossier.uid, actor=world.here.clerk_of_desk, fault="Sai số thửa.")

    dossier.refresh_from_db()
    assert dossier.correction_due_at == at(17, 17)


def test_a_supplement_is_waited_for_as_long_as_the_procedure_says(world: World) -> None:
    dossier = submitted(with_own(world, supplement_timeout_days=5))

    asked = services.request_supplement(
        uid=dossier.uid,
        actor=world.here.clerk_of_desk,
        items=[SupplementItem(text="Bản vẽ móng")],
    )

    assert asked.close_at is not None
    assert asked.close_at.date() == date(2026, 11, 23)


def test_a_promise_is_put_off_by_no_more_than_the_procedure_allows(
    world: World, clock: time_machine.Traveller
) -> None:
    dossier = assigned(with_own(world, extension_working_days=2))
    assert dossier.due_at == at(1, 17, month=12)
    clock.move_to(at(30, 9))

    with pytest.raises(Invalid) as refused:
        services.extend(
            uid=dossier.uid,
            actor=world.here.leader,
            reason="Mưa lũ",
            due_at=at(4, 17, month=12),
        )

    dossier.refresh_from_db()
    assert "2 ngày làm việc: chậm nhất là" in str(refused.value.fields["due_at"])
    assert (dossier.due_at, dossier.extension_count) == (at(1, 17, month=12), 0)
    assert suggesting.later_promise(dossier=dossier) == at(3, 17, month=12)
    services.extend(
        uid=dossier.uid, actor=world.here.leader, reason="Mưa lũ", due_at=at(3, 17, month=12)
    )
    dossier.refresh_from_db()
    assert dossier.due_at == at(3, 17, month=12)


def test_the_address_the_procedure_names_tells_which_commune_resolves(world: World) -> None:
    put_in_place(world.there.agency, "01789")

    told = applying.agency_told(version=world.version, answers=permit_answers())
    silent = applying.agency_told(
        version=with_own(world, jurisdiction_fields=[]).version, answers=permit_answers()
    )

    assert told is not None
    assert told.id == world.there.agency.pk
    assert silent is None


def test_who_files_elsewhere_than_his_address_tells_is_asked_to_look_again(world: World) -> None:
    load_admin_units()
    code, browser = world.version.procedure.code, browser_of_citizen(world)
    drafts = []
    for agency in (world.here.agency, world.there.agency):
        draft = services.start_draft(
            procedure_code=code, actor=world.citizen, resolving_agency_id=agency.pk
        )
        drafts += [
            services.save_draft(
                uid=draft.uid, version=draft.version, actor=world.citizen, answers=permit_answers()
            )
        ]
    place = cast("dict[str, str]", Filing(drafts[0]).values["dd_dia_chi"])
    put_in_place(world.there.agency, place["commune_code"])

    pages = [
        browser.get(f"/dich-vu-cong/{code}/nop/{draft.uid}/kiem-tra/").content.decode()
        for draft in drafts
    ]

    assert ["Địa chỉ bạn khai thuộc" in page for page in pages] == [True, False]


@pytest.mark.parametrize("said", [None, 0, -1, True, "3"])
def test_what_is_no_number_leaves_the_law(said: object) -> None:
    settings = {"online_answer_working_hours": said, "extension_working_days": said}

    assert term_of_clock(ANSWER, settings=settings, on=TODAY, law=SHIPPED) == Term(
        8, TermUnit.WORKING_HOUR
    )
    assert most_extension(settings) is None


def test_only_the_law_that_yields_is_lengthened() -> None:
    settings = {"online_answer_working_hours": 16, "correction_working_days": 9}

    assert term_of_clock(ANSWER, settings=settings, on=TODAY, law=SHIPPED).value == 16
    assert term_of_clock(CORRECTION, settings=settings, on=TODAY, law=SHIPPED).value == 3


def test_a_version_keeps_what_it_said(world: World) -> None:
    dossier = accepted(world)

    with_own(world, extension_working_days=1)

    dossier.refresh_from_db()
    assert most_extension(dossier.procedure_version.settings_data) is None


def test_money_and_waiting_results_follow_what_was_typed(world: World) -> None:
    own = with_own(
        world,
        prepayment="on",
        unclaimed_remind_days="14, 3",
        unclaimed_keep_days=10,
        duty_person_with_land_use_fee=30,
        duty_person_without=20,
    )

    dossier = submitted(own)

    settings = own.version.settings_data
    duty = procedures.financial_duty(version=own.version)
    assert fee_page(dossier).is_prepaid
    assert remind_days(settings) == (3, 14)
    assert keep_from(settings, ready_on=TODAY) == date(2026, 11, 26)
    assert duty is not None
    assert duty.hours(has_land_use_fee=True, is_organisation=False) == 30
