"""What invented applicants write fits the questions."""

from datetime import date
from random import Random

import pytest

from tinhso.dossiers.demonstration.filling import Writer
from tinhso.dossiers.demonstration.people import Applicant, Place, is_woman
from tinhso.dossiers.models import PartyKind
from tinhso.kernel.eforms import Field, FieldKind

PLACE = Place(code="01786", name="Xã Đông Khê")


def writer_of(name: str, *, is_business: bool = False) -> Writer:
    who = Applicant(
        name=name,
        number="004079990301",
        phone="0912345000",
        kind=PartyKind.CITIZEN,
        born=1980,
        person_id=None,
        actor=None,
    )
    chance = Random(1)  # noqa: S311  invented people, no secrets
    return Writer(chance, who, PLACE, date(2026, 11, 2), is_business=is_business)


@pytest.mark.parametrize(
    ("applicant", "key", "woman"),
    [
        ("Nông Văn Sơn", "me_ho_ten", True),
        ("Nông Thị Lan", "cha_ho_ten", False),
        ("Nông Văn Sơn", "ket_hon_voi", True),
        ("Nông Thị Lan", "ket_hon_voi", False),
        ("Nông Văn Sơn", "nu_ho_ten", True),
        ("Nông Thị Lan", "nu_ho_ten", True),
        ("Nông Văn Sơn", "nam_ho_ten", False),
    ],
)
def test_mothers_and_brides_are_women(applicant: str, key: str, woman: bool) -> None:
    prefill = "applicant.name" if key == "nu_ho_ten" else ""
    field = Field(key=key, kind=FieldKind.PERSON_NAME, label="Họ tên", prefill=prefill)

    assert is_woman(str(writer_of(applicant).write(field))) is woman


def test_a_trade_is_no_paper() -> None:
    field = Field(key="ten", kind=FieldKind.TEXT, label="Ngành, nghề")

    assert "Bằng" not in str(writer_of("Nông Thị Lan", is_business=True).write(field))
    assert "Bán lẻ" not in str(writer_of("Nông Thị Lan").write(field))
