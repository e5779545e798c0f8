"""Money and unclaimed results are set in the editor, and nothing is lost by saving it."""

from typing import Any, cast

import pytest

from tinhso.procedures.content import source_records, worked_out
from tinhso.procedures.drafting import contents, transfer
from tinhso.procedures.drafting.layout import Content
from tinhso.procedures.financial_duty import financial_duty_in
from tinhso.procedures.forms.parts import PART_FORMS
from tinhso.procedures.testing import load_catalogue, newest_version

FORM = PART_FORMS["thiet-lap"]
WORKED_OUT = [code for row in source_records() if worked_out(code := str(row["code"])) is not None]
LAND = "1.013978"


def content_of(code: str) -> Content:
    work = cast("dict[str, Any]", worked_out(code))
    return {
        "settings_data": work["settings"],
        "form_data": work["form"],
        "components_data": work["components"],
    }


def saved(content: Content, **typed: object) -> dict[str, Any]:
    """Return the settings after what stands there and what was typed are sent."""
    form = FORM(content=content)
    shown = {name: form[name].value() for name in form.fields}
    posted = {key: value for key, value in (shown | typed).items() if value not in (None, False)}
    written = FORM(posted, content=content)
    assert written.is_valid(), written.errors
    return cast("dict[str, Any]", written.changed(content)["settings_data"])


@pytest.mark.parametrize("code", WORKED_OUT)
def test_saving_what_stands_there_changes_nothing(code: str) -> None:
    content = content_of(code)

    before = cast("dict[str, Any]", content["settings_data"])
    assert saved(content) == {key: value for key, value in before.items() if value != []}


def test_hours_kinds_and_sight_of_the_tax_agency_are_written() -> None:
    settings = saved(
        content_of(LAND),
        duty_person_without=16,
        duty_kinds="Tiền sử dụng đất\nTiền thuê đất",
        duty_shown_fields=["td_so_thua"],
        duty_shown_components=[],
    )

    duty = financial_duty_in(settings)
    assert duty is not None
    assert duty.hours(has_land_use_fee=False, is_organisation=False) == 16
    assert duty.hours(has_land_use_fee=True, is_organisation=True) == 56
    assert [kind.key for kind in duty.kinds] == ["tien_su_dung_dat", "tien_thue_dat"]
    assert duty.shown_fields == {"td_so_thua"}
    assert not duty.shown_components


def test_a_duty_begins_with_its_hours_and_ends_without_them() -> None:
    begun = saved(content_of("1.013225"), duty_person_with_land_use_fee=40, duty_person_without=24)
    empty = dict.fromkeys(
        f"duty_{who}_{fee}"
        for who in ("person", "organisation")
        for fee in ("with_land_use_fee", "without")
    )
    texts = {"duty_kinds": "", "duty_shown_fields": [], "duty_shown_components": []}

    duty = financial_duty_in(begun)
    assert duty is not None
    assert duty.hours(has_land_use_fee=True, is_organisation=True) == 40
    assert "financial_duty" not in saved(content_of(LAND), **empty, **texts)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"duty_person_without": 24}, "duty_person_with_land_use_fee"),
        ({"duty_kinds": "Tiền thuê đất"}, "duty_person_without"),
        ({"unclaimed_remind_days": "bảy"}, "unclaimed_remind_days"),
        ({"unclaimed_remind_days": "7, 0"}, "unclaimed_remind_days"),
    ],
)
def test_half_of_it_is_refused_at_its_field(typed: dict[str, object], field: str) -> None:
    form = FORM(typed, content=content_of("1.013225"))

    assert not form.is_valid()
    assert field in form.errors


def test_days_are_kept_as_numbers_in_their_order() -> None:
    settings = saved(
        content_of("1.013225"),
        unclaimed_remind_days="30, 7, 7",
        unclaimed_keep_days=60,
        prepayment="on",
    )

    assert settings["unclaimed_remind_days"] == [7, 30]
    assert (settings["unclaimed_keep_days"], settings["prepayment"]) == (60, True)


@pytest.mark.django_db
def test_an_exported_procedure_with_a_financial_duty_comes_back() -> None:
    load_catalogue(LAND)
    content = contents.of_version(newest_version(LAND))
    content["settings_data"] = saved(content, unclaimed_remind_days="7, 30")

    _origin, read = transfer.from_file(transfer.as_file(content).encode(), fields={})

    assert read["settings_data"] == content["settings_data"]
