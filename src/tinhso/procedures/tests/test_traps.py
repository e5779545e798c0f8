"""Each trap of real data is flagged (facts/one-stop.md section 10)."""

from collections.abc import Mapping

import pytest

from tinhso.procedures.content import described, source_records
from tinhso.procedures.parts import Data
from tinhso.procedures.traps import WORDS, flags_of, said


def record(**changes: object) -> Data:
    """Return a record without any trap, changed."""
    sound: dict[str, object] = {
        "code": "9.000001",
        "name": "Thủ tục thử",
        "applicant": ["Công dân Việt Nam"],
        "time_limit": {"value": 3, "unit": "working_day", "note": "", "origin": "source_channel"},
        "channels": [
            {"channel": "direct", "days_in_source": 3, "unit_in_source": "Ngày làm việc"},
            {"channel": "online", "days_in_source": 3, "unit_in_source": "Ngày làm việc"},
        ],
        "components": [],
        "fee": {"amount_vnd": 20000, "note": "", "set_by": "national", "origin": "source"},
        "laws": ["60/2014/QH13"],
    }
    return sound | changes


def codes(data: Data) -> set[str]:
    return {flag["code"] for flag in flags_of(data)}


def of(code: str) -> Data:
    return next(row for row in source_records() if row["code"] == code)


def fee(**changes: object) -> Mapping[str, object]:
    return {"amount_vnd": 20000, "note": "", "set_by": "national", "origin": "source"} | changes


def test_a_sound_record_has_no_flag() -> None:
    assert flags_of(record()) == []


def test_a_bare_number_without_unit_is_flagged() -> None:
    assert {"code": "bare_number", "value": "1"} in flags_of(of("1.001193"))


def test_three_times_in_three_channels_are_flagged_as_cases() -> None:
    flags = {flag["code"]: flag["value"] for flag in flags_of(of("1.013978"))}

    assert flags["terms_differ_by_channel"] == (
        "17 Ngày làm việc; 20 Ngày làm việc; 27 Ngày làm việc"
    )


def test_seven_hundred_dong_is_flagged_as_thousands() -> None:
    flags = {flag["code"]: flag["value"] for flag in flags_of(of("2.001827"))}

    assert flags["fee_in_thousands"] == "700"
    assert "fee_in_thousands" in codes(record(fee=fee(note="700 VNĐ")))
    assert "fee_in_thousands" in codes(record(fee=fee(amount_vnd=100)))
    assert "fee_in_thousands" not in codes(record(fee=fee(note="nguồn ghi 700.000")))


def test_different_amounts_in_two_channels_are_flagged() -> None:
    assert "fees_differ_by_channel" in codes(of("1.001612"))
    assert "fees_differ_by_channel" in codes(of("1.004222"))


def test_an_unknown_fee_is_flagged_and_never_free() -> None:
    content = described(of("1.013225"), resolving_body="commune_committee")

    assert "fee_unknown" in {flag["code"] for flag in content.flags}
    assert content.fees_data[0]["amount_vnd"] is None


def test_a_free_procedure_with_a_paid_case_is_flagged() -> None:
    assert "fee_partly_unknown" in codes(of("1.000656"))


def test_a_text_that_still_names_the_district_is_flagged() -> None:
    named = record(components=[{"name": "Xác nhận của UBND cấp huyện"}])

    assert {"code": "names_district", "value": "Xác nhận của UBND cấp huyện"} in flags_of(named)
    assert "names_district" not in codes(record(level_before_2025_07_01="huyện"))


def test_the_household_book_is_flagged() -> None:
    assert "household_book" in codes(of("2.000986"))


def test_a_term_told_by_the_steps_against_the_column_is_flagged() -> None:
    assert "term_contradicts_steps" in codes(of("1.013225"))


def test_missing_terms_memory_laws_and_repeated_channels_are_flagged() -> None:
    assert "term_unknown" in codes(of("2.001263"))
    assert "term_from_memory" in codes(of("2.000815"))
    assert "channel_twice" in codes(of("2.000815"))
    assert "no_laws" in codes(of("1.002211"))
    assert "fee_from_memory" in codes(of("2.001159"))
    assert "fee_expired" in codes(of("1.001456"))


def test_decomposed_letters_are_flagged_and_mended() -> None:
    content = described(of("1.014061"), resolving_body="commune_police")

    assert "not_nfc" in {flag["code"] for flag in content.flags}
    assert content.name == "Cấp thẻ căn cước cho người từ đủ 14 tuổi trở lên"


def test_applicants_split_at_commas_are_flagged_and_joined() -> None:
    content = described(of("1.014632"), resolving_body="commune_committee")

    assert "split_applicants" in {flag["code"] for flag in content.flags}
    assert content.applicants == [
        "Công dân Việt Nam",
        "Cán bộ, công chức, viên chức",
        "Đảng viên",
    ]


@pytest.mark.parametrize("source", source_records(), ids=lambda row: str(row["code"]))
def test_every_flag_of_the_real_records_has_words(source: Data) -> None:
    for flag in described(source, resolving_body="justice").flags:
        assert flag["code"] in WORDS
        assert said(flag)
