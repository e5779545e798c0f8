"""What a dossier costs: known, unknown, free, and counted by the page."""

import pytest

from tinhso.procedures import queries
from tinhso.procedures.models import ProcedureVersion
from tinhso.procedures.testing import load_catalogue, newest_version


@pytest.fixture
def copies(db: None) -> ProcedureVersion:
    load_catalogue("2.000815")
    return newest_version("2.000815")


@pytest.mark.parametrize(
    ("papers", "amount"),
    [
        ([{"so_trang": 1, "so_ban": 1}], 2_000),
        ([{"so_trang": 2, "so_ban": 3}], 12_000),
        ([{"so_trang": 5, "so_ban": 1}], 7_000),
        ([{"so_trang": 300, "so_ban": 2}], 400_000),
        ([{"so_trang": 1, "so_ban": 1}, {"so_trang": 3, "so_ban": 2}], 12_000),
        ([], 0),
    ],
)
def test_copies_are_paid_by_the_page_each_at_most_200000(
    copies: ProcedureVersion, papers: list[dict[str, int]], amount: int
) -> None:
    answers = {"van_ban": papers}

    assert queries.amount_due(version=copies, channel="direct", answers=answers) == amount


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["1.001193", "1.000894"])
@pytest.mark.parametrize(
    ("answers", "amount"), [({"so_ban_sao": 3}, 24_000), ({"so_ban_sao": 0}, 0), ({}, 0)]
)
def test_copies_of_a_free_registration_are_paid_by_their_number(
    code: str, answers: dict[str, object], amount: int
) -> None:
    load_catalogue(code)
    version = newest_version(code)

    assert queries.amount_due(version=version, channel="online", answers=answers) == amount
    [free, copy] = version.prices
    assert (free.amount_vnd, free.per, copy.amount_vnd, copy.per) == (0, "hồ sơ", 8_000, "bản sao")


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["1.001193", "1.000894"])
def test_a_copy_is_a_charge_by_the_words_of_the_record_that_sets_its_price(code: str) -> None:
    load_catalogue("2.000635", code)
    [source] = newest_version("2.000635").prices

    copy = newest_version(code).prices[-1]

    assert source.origin == "source"
    assert source.note.startswith("phí ")
    assert (copy.kind, copy.amount_vnd, copy.note) == ("phi", source.amount_vnd, source.note)


@pytest.mark.django_db
def test_what_the_province_sets_is_unknown_and_names_who_is_exempt() -> None:
    load_catalogue("1.004873")
    version = newest_version("1.004873")

    rule = queries.fee_for(version=version, channel="online")

    assert queries.amount_due(version=version, channel="online", answers={}) is None
    assert rule is not None
    assert [who.key for who in rule.exemptions] == ["nguoi_co_cong", "ho_ngheo", "khuyet_tat"]


@pytest.mark.django_db
def test_a_case_ends_with_its_own_result() -> None:
    load_catalogue("1.013978")
    version = newest_version("1.013978")

    codes = {
        case: found.code
        for case in ("dang_ky", "dang_ky_cap_giay", "vung_kho_khan")
        if (found := queries.result_for(version=version, case=case)) is not None
    }

    assert codes == {
        "dang_ky": "KQ.G10.000921",
        "dang_ky_cap_giay": "KQ.G10.001148",
        "vung_kho_khan": "KQ.G10.001148",
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("difficult", "wanted", "days"),
    [(False, "dang_ky", 17), (False, "dang_ky_cap_giay", 20), (True, "dang_ky", 27)],
)
def test_land_takes_17_20_or_27_days_by_case(difficult: bool, wanted: str, days: int) -> None:
    load_catalogue("1.013978")
    version = newest_version("1.013978")
    answers = {"o_vung_kho_khan": difficult, "nhu_cau": wanted}

    case = queries.case_for(version=version, answers=answers)

    assert case is not None
    term = queries.term_for(version=version, channel="online", case=case.key)
    assert term is not None
    assert (term.value, term.unit) == (days, "working_day")
