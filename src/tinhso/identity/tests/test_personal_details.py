"""What is written of a person: birth dates, numbers, telephones, the text of a card."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.identity.permissions import IdentityPermission
from tinhso.identity.rules import (
    BirthDate,
    Doubt,
    Sex,
    UnreadableCard,
    clean_phone,
    is_tax_number,
    number_doubts,
    read_card,
)
from tinhso.kernel.testing import make_actor

DESK = make_actor(
    IdentityPermission.VIEW_PERSONS,
    IdentityPermission.CHANGE_PERSONS,
    IdentityPermission.UNMASK_NUMBERS,
    IdentityPermission.VERIFY_REPRESENTATION,
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1957", "1957"),
        ("3/1957", "03/1957"),
        ("21-03-1957", "21/03/1957"),
        (" 1.2.2020 ", "01/02/2020"),
    ],
)
def test_a_birth_date_is_as_precise_as_it_is_known(text: str, shown: str) -> None:
    assert str(BirthDate.parse(text)) == shown


@pytest.mark.parametrize(
    "text", ["", "57", "31/02/2020", "13/2020", "hôm qua", "1/2/3/2020", "03/57"]
)
def test_what_is_no_birth_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        BirthDate.parse(text)


def test_an_age_is_sure_only_when_every_possible_day_says_so() -> None:
    only_year = BirthDate(2008)
    on = date(2026, 6, 30)

    assert not only_year.surely_at_least(18, on=on)
    assert not only_year.surely_younger_than(18, on=on)
    assert only_year.surely_at_least(18, on=date(2026, 12, 31))
    assert BirthDate(2008, 2, 29).surely_at_least(18, on=date(2026, 3, 1))


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_reads_back_as_written(day: date) -> None:
    written = f"{day:%d/%m/%Y}"

    assert str(BirthDate.parse(written)) == written


@pytest.mark.parametrize(
    "number", ["0100109106", "0101248141", "0300588569", "0100686209", "0301464823"]
)
def test_known_tax_numbers_hold(number: str) -> None:
    assert is_tax_number(number)
    assert is_tax_number(f"{number}-001")
    assert not is_tax_number(f"{number}-000")
    assert not is_tax_number(number[:-1] + str((int(number[-1]) + 1) % 10))


def test_a_personal_number_serves_for_tax() -> None:
    assert is_tax_number("004192990218")
    assert not is_tax_number("00419299021")


def test_a_number_that_does_not_fit_warns() -> None:
    assert number_doubts("004192990218", birth=BirthDate(1992), sex=Sex.FEMALE) == []
    assert number_doubts("004192990218", birth=BirthDate(1993), sex=Sex.MALE) == [
        Doubt.SEX,
        Doubt.BIRTH_YEAR,
    ]


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("0912 345 678", "0912345678"),
        ("+84912345678", "0912345678"),
        ("(0206) 3852.114", "02063852114"),
    ],
)
def test_a_telephone_number_is_taken_as_people_write_it(typed: str, clean: str) -> None:
    assert clean_phone(typed) == clean


CCCD = "004192990218|080123456|Nông Thị Lan|12041992|Nữ|Nà Pò, Lê Lai, Thạch An, Cao Bằng|15072021"


def test_the_card_of_2021_is_read() -> None:
    card = read_card(CCCD + "\r\n")

    assert (card.number, card.old_number, card.name) == (
        "004192990218",
        "080123456",
        "Nông Thị Lan",
    )
    assert (str(card.birth), card.sex, card.issued_on) == (
        "12/04/1992",
        Sex.FEMALE,
        date(2021, 7, 15),
    )
    assert card.doubts == ()


def test_an_empty_field_is_never_collapsed() -> None:
    assert read_card(CCCD.replace("080123456", "")).old_number == ""


def test_the_card_of_2024_has_eleven_fields() -> None:
    card = read_card(CCCD + "||||")

    assert card.more == ("", "", "", "")
    assert card.name == "Nông Thị Lan"


def test_a_card_without_the_old_number_is_shifted() -> None:
    assert read_card(CCCD.replace("|080123456", "")).name == "Nông Thị Lan"


def test_another_separator_can_be_told() -> None:
    assert read_card(CCCD.replace("|", "~"), separator="~").number == "004192990218"


def test_a_card_with_only_the_year_is_read() -> None:
    assert str(read_card(CCCD.replace("12041992", "00001992")).birth) == "1992"


@pytest.mark.parametrize(
    "text", ["", "xin chào", "1|2|3|4|5|6|7", CCCD + "|", CCCD.replace("Nông Thị Lan", "")]
)
def test_what_is_no_card_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(UnreadableCard) as refusal:
        read_card(text)
    assert str(refusal.value)


@given(st.text(max_size=120))
def test_any_text_is_either_read_or_refused(text: str) -> None:
    try:
        read_card(text)
    except UnreadableCard:
        return
