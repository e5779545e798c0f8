"""What a version says of a tax agency's hours: by who owes, or once for everybody as before."""

import pytest

from tinhso.procedures.financial_duty import financial_duty_in

BOTH = {
    "person": {"with_land_use_fee": 40, "without": 24},
    "organisation": {"with_land_use_fee": 56, "without": 24},
}
ONCE = {"with_land_use_fee": 40, "without": 24}


@pytest.mark.parametrize(
    ("hours", "is_organisation", "expected"),
    [
        (BOTH, False, (40, 24)),
        (BOTH, True, (56, 24)),
        (ONCE, False, (40, 24)),
        (ONCE, True, (40, 24)),
    ],
)
def test_hours_by_who_owes(
    hours: dict[str, object], is_organisation: bool, expected: tuple[int, int]
) -> None:
    duty = financial_duty_in({"financial_duty": {"tax_notice_working_hours": hours}})

    assert duty is not None
    said = tuple(
        duty.hours(has_land_use_fee=fee, is_organisation=is_organisation) for fee in (True, False)
    )
    assert said == expected


@pytest.mark.parametrize("hours", [{}, {"person": {"without": 24}}, {"person": {"without": "x"}}])
def test_without_hours_no_tax_agency_has_a_part(hours: object) -> None:
    assert financial_duty_in({"financial_duty": {"tax_notice_working_hours": hours}}) is None
