"""Numbers, codes, clocks, names."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.dossiers.rules.blind import blind_words
from tinhso.dossiers.rules.clocks import (
    CLOCKS,
    LIMITS,
    SHIPPED,
    ClockCode,
    ClockStart,
    LimitCode,
    clock,
    clock_start,
    form_set,
    most,
)
from tinhso.dossiers.rules.codes import dossier_code, parse_dossier_code, submission_number
from tinhso.dossiers.rules.masking import mask_name
from tinhso.dossiers.rules.rating import average, problems


@pytest.mark.parametrize(
    ("text", "agency", "number", "owner"),
    [
        ("000.00.12.H14-190325-0007", "000.00.12.H14", 7, ""),
        ("H56.14-240823-0001", "H56.14", 1, ""),
        ("H15.50.05.13-261008-0975", "H15.50.05.13", 975, ""),
        ("h15.50.05.13-261008-090123", "H15.50.05.13", 123, "09"),
    ],
)
def test_codes_of_every_time_are_read(text: str, agency: str, number: int, owner: str) -> None:
    code = parse_dossier_code(text)

    assert code is not None
    assert (code.agency, code.number, code.central_owner) == (agency, number, owner)
    assert str(code) == text.upper()


@pytest.mark.parametrize("text", ["", "H14-2611-0001", "H14.20-261332-0001", "2611-00482"])
def test_what_is_no_code_is_none(text: str) -> None:
    assert parse_dossier_code(text) is None


@given(
    on=st.dates(min_value=date(2001, 1, 1), max_value=date(2068, 12, 31)),
    number=st.integers(min_value=1, max_value=9999),
)
def test_a_written_code_is_read_back(on: date, number: int) -> None:
    code = parse_dossier_code(dossier_code(agency_code="H14.20.05", on=on, number=number))

    assert code is not None
    assert (code.agency, code.on, code.number) == ("H14.20.05", on, number)


@pytest.mark.parametrize(
    ("look", "text"),
    [
        ("{coquan}.{namthangngay}.{so:6}", "H14.20.05.261116.000012"),
        ("HS{so}-{namthangngay}-{coquan}", "HS12-261116-H14.20.05"),
        ("{namthangngay}-{coquan}-{nam}-{so:4}", "261116-H14.20.05-2026-0012"),
        ("{coquan}-{namthangngay}-{namthangngay}-{so}", "H14.20.05-261116-261116-12"),
    ],
)
def test_a_code_of_another_look_is_read_and_stays_as_written(look: str, text: str) -> None:
    code = parse_dossier_code(text.lower(), looks=["{so}/{nam}", look])

    assert code is not None
    assert (code.agency, code.on, code.number) == ("H14.20.05", date(2026, 11, 16), 12)
    assert str(code) == text
    assert parse_dossier_code(text) is None
    assert parse_dossier_code(text.replace("261116", "261332"), looks=[look]) is None


def test_an_agency_code_must_be_one() -> None:
    with pytest.raises(ValueError, match="not an agency code"):
        dossier_code(agency_code="Đông Khê", on=date(2026, 11, 16), number=1)


def test_submission_number_has_year_and_month() -> None:
    assert submission_number(on=date(2026, 11, 16), number=482) == "2611-00482"


def test_every_clock_names_its_law_and_stands_on_any_day() -> None:
    assert {rule.code for rule in CLOCKS} == set(ClockCode)
    assert all(rule.law for rule in CLOCKS)
    for code in ClockCode:
        assert clock(code, on=date(2026, 11, 16), law=SHIPPED).code is code
        assert clock(code, on=date(2020, 1, 1), law=SHIPPED).code is code


def test_every_limit_names_its_law_and_stands_on_any_day() -> None:
    assert {rule.code for rule in LIMITS} == set(LimitCode)
    assert all(rule.law for rule in LIMITS)
    for code in LimitCode:
        days = (date(2026, 11, 16), date(2020, 1, 1))
        assert [most(code, on=on, law=SHIPPED) for on in days] == [1, 1]


def test_boundary_free_dossiers_start_at_the_competent_agency_since_5_august_2026() -> None:
    before, since = date(2026, 8, 4), date(2026, 8, 5)

    assert clock_start(boundary_free=True, on=before, law=SHIPPED) is ClockStart.ACCEPTED
    assert clock_start(boundary_free=True, on=since, law=SHIPPED) is ClockStart.COMPETENT_AGENCY
    assert clock_start(boundary_free=False, on=since, law=SHIPPED) is ClockStart.ACCEPTED


def test_form_set_changed_on_15_september_2025() -> None:
    assert form_set(date(2025, 9, 14), law=SHIPPED) == "01-2018"
    assert form_set(date(2025, 9, 15), law=SHIPPED) == "03-2025"


@pytest.mark.parametrize(
    ("name", "masked"),
    [("Triệu Văn Páo", "Triệu V. Páo"), ("Mẩy", "Mẩy"), ("Lý  Mẩy", "Lý Mẩy")],
)
def test_names_are_masked_as_people_have_them(name: str, masked: str) -> None:
    assert mask_name(name) == masked


def test_what_is_no_person_keeps_its_name() -> None:
    assert mask_name("Công ty TNHH Thử Nghiệm", "business") == "Công ty TNHH Thử Nghiệm"
    assert mask_name("Trường Tiểu học  Tân An", "organization") == "Trường Tiểu học Tân An"


def test_blind_words_are_the_same_without_marks_and_tell_nothing() -> None:
    def hashed(word: str) -> str:
        return word[::-1] + "0123456789abcdef"

    assert blind_words(["Đặng"], hashed=hashed) == blind_words(["dang"], hashed=hashed)


def test_ratings_are_whole_numbers_from_one_to_five() -> None:
    assert problems({"time": 5, "attitude": 0, "nothing": 3, "other": True}) == [
        "attitude",
        "nothing",
        "other",
    ]
    assert str(average({"time": 5, "attitude": 4, "other": 4})) == "4.33"
