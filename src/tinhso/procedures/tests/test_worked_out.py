"""The twelve procedures worked out to the full hold together."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tinhso.kernel.calendar import TermUnit, calendar_for
from tinhso.kernel.eforms import FormSpec
from tinhso.kernel.eforms import check as check_form
from tinhso.kernel.workflow.definition import Definition
from tinhso.kernel.workflow.definition import check as check_process
from tinhso.kernel.workflow.expressions import problems
from tinhso.procedures import queries
from tinhso.procedures.content import described, source_records, with_work, worked_out
from tinhso.procedures.models import ProcedureVersion
from tinhso.procedures.parts import Data, FeeRule, TermRule, rows_of
from tinhso.procedures.testing import CODES as ALL
from tinhso.procedures.testing import load_catalogue, newest_version

CODES = sorted(code for code in ALL if worked_out(code) is not None)
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
READ = ("Nghị định 118/2025/NĐ-CP", "Nghị định 224/2026/NĐ-CP")
"""Acts whose articles were seen; of the others a record names the number only."""


def work_of(code: str) -> Data:
    work = worked_out(code)
    assert work is not None
    return work


def form_of(code: str) -> FormSpec:
    form = work_of(code)["form"]
    assert isinstance(form, dict)
    return FormSpec.from_data(form)


def process_of(code: str) -> Definition:
    process = work_of(code)["process"]
    assert isinstance(process, dict)
    return Definition.from_data(process)


@pytest.mark.parametrize("code", CODES)
def test_form_and_process_are_sound(code: str) -> None:
    work = work_of(code)

    assert check_form(work["form"]) == []
    assert check_process(work["process"]) == []


@pytest.mark.parametrize("code", CODES)
def test_every_counted_fee_names_a_field_of_the_form(code: str) -> None:
    form = form_of(code)

    for row in rows_of(work_of(code), "fees"):
        count = FeeRule.from_data(row).charged.count
        if count is not None:
            names = (
                {one.key for one in form.fields[count.group].fields} if count.group else form.fields
            )
            assert {count.number, count.times} - {""} <= set(names)


@pytest.mark.parametrize("code", CODES)
def test_every_condition_names_a_field_of_the_form(code: str) -> None:
    names = frozenset(form_of(code).fields)

    for part in ("components", "cases"):
        for row in rows_of(work_of(code), part):
            if row.get("when") is not None:
                assert problems(row["when"], names=names) == []


@pytest.mark.parametrize("code", CODES)
def test_every_reason_that_names_a_paper_names_one_of_the_dossier(code: str) -> None:
    keys = {row["key"] for row in rows_of(work_of(code), "components")}

    for row in rows_of(work_of(code), "supplement_reasons"):
        assert row["component"] in keys


@pytest.mark.parametrize("code", CODES)
def test_words_to_citizens_are_short_sentences_with_an_end(code: str) -> None:
    work = work_of(code)

    for part in ("supplement_reasons", "refusal_reasons", "steps"):
        for row in rows_of(work, part):
            text = str(row["text"])
            assert text.endswith(".")
            assert max(len(s.split()) for s in text.split(". ")) <= 30


@pytest.mark.parametrize("code", CODES)
def test_everything_a_citizen_reads_in_the_form_is_also_english(code: str) -> None:
    def labels(data: object) -> list[object]:
        if isinstance(data, dict):
            own = [data[k] for k in ("label", "title", "hint", "intro", "message") if k in data]
            return own + [label for value in data.values() for label in labels(value)]
        if isinstance(data, list):
            return [label for value in data for label in labels(value)]
        return []

    for label in labels(work_of(code)["form"]):
        assert isinstance(label, dict)
        assert label["vi"]
        assert label["en"]


def least_hours(rule: TermRule) -> int:
    """Return the fewest working hours a term can hold in weeks without a holiday."""
    assert rule.value is not None
    if rule.unit == TermUnit.SAME_DAY:
        assert rule.cut_off is not None
        return 17 - rule.cut_off.hour
    if rule.unit == TermUnit.CALENDAR_DAY:
        whole, rest = divmod(rule.value, 7)
        return 8 * (5 * whole + max(0, rest - 2))
    assert rule.unit == TermUnit.WORKING_DAY
    return 8 * rule.value


@pytest.mark.parametrize("code", CODES)
def test_internal_hours_never_pass_the_legal_term(code: str) -> None:
    definition = process_of(code)
    record = next(r for r in source_records() if r["code"] == code)
    content = with_work(described(record, resolving_body="justice"), work_of(code))

    assert content.terms_data
    for row in content.terms_data:
        assert definition.check_term(least_hours(TermRule.from_data(row))) == ""


def test_a_house_is_answered_in_15_days_and_other_works_in_20() -> None:
    work = work_of("1.013225")
    version = ProcedureVersion(terms_data=work["terms"], cases_data=work["cases"])

    house = queries.case_for(
        version=version, answers={"loai_cong_trinh": "nha_o"}, on=date(2026, 11, 21)
    )
    assert house is not None
    term = queries.term_for(version=version, channel="online", case=house.key)
    other = queries.term_for(version=version, channel="direct", case="ton_giao")
    assert term is not None
    assert other is not None
    assert (term.value, term.unit) == (15, "calendar_day")
    assert (other.value, other.unit) == (20, "calendar_day")


@pytest.mark.parametrize(
    ("answers", "wanted"),
    [
        ({"truong_hop": "thong_thuong"}, {"to_khai", "giay_chung_sinh"}),
        ({"truong_hop": "thong_thuong", "chung_sinh_dien_tu": True}, {"to_khai"}),
        ({"truong_hop": "bo_roi"}, {"to_khai", "bien_ban_bo_roi"}),
        (
            {"truong_hop": "mang_thai_ho", "nyc_quan_he": "uy_quyen"},
            {"to_khai", "giay_chung_sinh", "xac_nhan_mang_thai_ho", "van_ban_uy_quyen"},
        ),
    ],
)
def test_only_the_papers_of_the_case_are_asked_for(
    answers: dict[str, object], wanted: set[str]
) -> None:
    version = ProcedureVersion(components_data=work_of("1.001193")["components"])

    found = queries.components_for(version=version, answers=answers, on=date(2026, 11, 21))

    assert {component.key for component in found if component.required} == wanted


def test_the_birth_form_asks_only_what_the_case_needs() -> None:
    form = form_of("1.001193")

    usual = [step.key for step in form.steps_for({"truong_hop": "thong_thuong"})]
    abandoned = [step.key for step in form.steps_for({"truong_hop": "bo_roi"})]

    assert "me" in usual
    assert "cha" in usual
    assert "bo-roi" not in usual
    assert "me" not in abandoned
    assert "cha" not in abandoned
    assert "bo-roi" in abandoned


@pytest.mark.django_db
def test_accepted_before_15_the_birth_certificate_is_ready_the_same_day() -> None:
    load_catalogue("1.001193")
    version = newest_version("1.001193")
    calendar = calendar_for(None)
    before = datetime(2026, 11, 20, 14, 59, tzinfo=VIETNAM)
    after = datetime(2026, 11, 20, 15, 1, tzinfo=VIETNAM)
    assert calendar.is_working_day(before.date())

    early = queries.promise(version=version, channel="online", start=before)
    late = queries.promise(version=version, channel="online", start=after)

    assert early is not None
    assert late is not None
    assert early.at == datetime(2026, 11, 20, 17, 0, tzinfo=VIETNAM)
    assert late.at == datetime(2026, 11, 23, 17, 0, tzinfo=VIETNAM)


@pytest.mark.django_db
def test_before_309_of_2026_the_birth_notice_was_always_asked_for() -> None:
    load_catalogue("1.001193")
    answers = {"truong_hop": "thong_thuong", "chung_sinh_dien_tu": True}
    day = date(2026, 11, 21)

    old = queries.version_at(code="1.001193", at=date(2026, 8, 4))
    new = queries.version_at(code="1.001193", at=date(2026, 8, 5))

    asked = {c.key for c in queries.components_for(version=old, answers=answers, on=day)}
    spared = {c.key for c in queries.components_for(version=new, answers=answers, on=day)}
    assert asked - spared == {"giay_chung_sinh"}


@pytest.mark.parametrize("code", CODES)
def test_articles_are_named_of_the_acts_we_have_read_only(code: str) -> None:
    work = work_of(code)
    reasons = [*rows_of(work, "supplement_reasons"), *rows_of(work, "refusal_reasons")]
    named = [str(row.get("law", "")) for row in reasons]

    assert [law for law in named if "Điều" in law and not law.startswith(READ)] == []
