"""What nobody has worked out yet gets the standard work: sound, marked, and never too long."""

import pytest

from tinhso.kernel.workflow.definition import Definition
from tinhso.procedures import queries
from tinhso.procedures.content import (
    VersionContent,
    catalogue_words,
    described,
    source_records,
    worked_out,
)
from tinhso.procedures.models import ProcedureVersion
from tinhso.procedures.parts import TermRule, text_of
from tinhso.procedures.rules import least_working_hours
from tinhso.procedures.services import faults_of
from tinhso.procedures.standard import with_standard

CODES = [
    text_of(record, "code")
    for record in source_records()
    if worked_out(text_of(record, "code")) is None
]


def standard(code: str) -> VersionContent:
    record = next(r for r in source_records() if r["code"] == code)
    return with_standard(code, described(record, resolving_body="justice"), name_en="Try")


@pytest.mark.parametrize("code", CODES)
def test_it_is_sound_and_says_that_it_is_ours(code: str) -> None:
    content = standard(code)

    assert faults_of(content) == []
    assert (content.can_be_filed, content.is_demonstration) == (True, True)
    assert content.settings_data["standard"] == ["form", "process", "reasons", "result"]
    assert "chưa được UBND tỉnh phê duyệt" in content.source_note
    assert content.process_data is not None
    steps = content.process_data["steps"]
    assert isinstance(steps, list)
    assert all("minh họa" in step["note"] for step in steps[:-1])


@pytest.mark.parametrize("code", CODES)
def test_its_steps_never_take_longer_than_the_shortest_term(code: str) -> None:
    content = standard(code)
    assert content.process_data is not None
    definition = Definition.from_data(content.process_data)

    for row in content.terms_data:
        least = least_working_hours(TermRule.from_data(row))
        assert least is not None
        assert definition.check_term(least) == ""


def test_every_word_of_the_form_is_also_english() -> None:
    names = catalogue_words()["procedures"]
    assert isinstance(names, dict)
    content = with_standard(
        "2.000575",
        described(
            next(r for r in source_records() if r["code"] == "2.000575"),
            resolving_body="commune_committee",
        ),
        name_en=names["2.000575"]["name_en"],
    )

    form = content.form_data
    assert form is not None
    assert form["title"] == {
        "vi": "Tờ khai: Cấp lại Giấy chứng nhận đăng ký hộ kinh doanh, Cấp đổi sang Giấy "
        "chứng nhận đăng ký hộ kinh doanh",
        "en": "Request: Replacing a household business certificate",
    }


def test_cases_that_the_source_wrote_into_channels_are_cases_again() -> None:
    content = standard("1.012784")
    version = ProcedureVersion(cases_data=content.cases_data, terms_data=content.terms_data)

    case = queries.case_for(version=version, answers={"truong_hop": "vung_kho_khan"})
    assert case is not None
    term = queries.term_for(version=version, channel="direct", case=case.key)
    assert term is not None
    assert (term.value, term.unit) == (22, "working_day")


def test_an_unknown_fee_stays_unknown() -> None:
    content = standard("1.004884")

    assert content.fees_data[0]["amount_vnd"] is None


def test_a_result_that_grants_comes_before_one_that_refuses() -> None:
    assert [row["code"] for row in standard("2.001583").results_data] == [
        "KQ.G12.001046",
        "KQ.G12.001040",
        "KQ.G12.001051",
    ]
