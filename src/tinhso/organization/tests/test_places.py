"""The forms of the house know the provinces and communes of today."""

import pytest

from tinhso.kernel.eforms import FormSpec, Json, Place, places
from tinhso.organization.services import load_admin_units

pytestmark = pytest.mark.django_db

FORM: dict[str, object] = {
    "key": "noi-o",
    "title": "Nơi ở",
    "steps": [
        {
            "key": "noi_o",
            "title": "Nơi ở",
            "fields": [{"key": "noi_o", "kind": "address", "label": "Nơi ở", "required": True}],
        }
    ],
}


def test_an_address_is_read_by_the_official_list() -> None:
    load_admin_units()
    typed: dict[str, Json] = {"province": "cao bang", "commune": "Đông Khê", "line": "Xóm 5"}

    cleaned = FormSpec.from_data(FORM).clean({"noi_o": typed})

    assert cleaned.values["noi_o"] == {
        "province_code": "04",
        "province": "Tỉnh Cao Bằng",
        "commune_code": "01786",
        "commune": "Xã Đông Khê",
        "line": "Xóm 5",
    }


def test_a_name_that_ended_with_the_merger_is_refused_with_a_sentence() -> None:
    load_admin_units()
    typed: dict[str, Json] = {"province": "Bắc Giang", "commune": "Đông Khê"}

    cleaned = FormSpec.from_data(FORM).clean({"noi_o": typed})

    assert cleaned.values.get("noi_o") is None
    assert cleaned.errors == {
        "noi_o": "Không tìm thấy “Bắc Giang” trong danh sách từ 01/07/2025. Hãy xem lại tên mới."
    }


def test_cities_under_the_centre_are_called_cities() -> None:
    load_admin_units()
    source = places.get("organization")

    provinces = source.provinces()

    assert len(provinces) == 34
    assert Place("01", "Thành phố Hà Nội") in provinces
    assert Place("01273", "Phường Thục Phán") in source.communes("04")


def test_without_the_list_an_address_is_taken_as_typed() -> None:
    cleaned = FormSpec.from_data(FORM).clean(
        {"noi_o": {"province": "Cao Bằng", "commune": "Đông Khê"}}
    )

    assert cleaned.errors == {}
    assert cleaned.values["noi_o"] == {
        "province_code": "",
        "province": "Cao Bằng",
        "commune_code": "",
        "commune": "Đông Khê",
        "line": "",
    }
