from datetime import UTC, datetime

import pytest
from django.http import QueryDict
from django.utils import translation

from tinhso.kernel.eforms import FormSpec, Json
from tinhso.kernel.eforms.testing import birth_form, form, question

pytestmark = pytest.mark.usefixtures("known_places")
NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
FULL: dict[str, Json] = {
    "tre_ten": "NÔNG GIA BẢO",
    "tre_sinh": "19/11/2026",
    "gioi_tinh": "nam",
    "can_nang": "3,25",
    "co_cha": "yes",
    "cha_ten": "Nông Văn Tú",
    "cha_sinh": "1998",
    "so_dinh_danh": "004098 001234",
    "dien_thoai": "+84 912 345 678",
    "thu": "tu.nong@GMAIL.com",
    "noi_o": {"province": "cao bằng", "commune": "Đông Khê", "line": "Tổ 3"},
    "ma_so_thue": "0100109106",
    "le_phi": "1.250.000 đ",
    "giay_to": ["c", "a"],
    "tep": ["6f0e2f1e-9a43-4f8e-8f33-2f0d3c1f0a11"],
    "ghi_chu": "Dòng một\r\n  dòng  hai ",
    "anh_chi": [{"ten": "Nông Thị Mai", "tuoi": "7"}, {"ten": "", "tuoi": ""}],
    "cam_doan": "yes",
}


def spec() -> FormSpec:
    return FormSpec.from_data(birth_form())


def test_identity_numbers_are_masked_at_any_depth() -> None:
    child = question("so_con", "identity_number")
    data = form(question("so", "identity_number"), question("con", "group", fields=[child]))

    masked = FormSpec.from_data(data).masked(
        {"so": "004098001234", "con": [{"so_con": "004326000123"}]}
    )

    assert masked == {"so": "0040•••••234", "con": [{"so_con": "0043•••••123"}]}


def test_answers_become_canonical_values() -> None:
    cleaned = spec().clean(FULL, at=NOW)

    assert cleaned.errors == {}
    assert cleaned.values == {
        "tre_ten": "Nông Gia Bảo",
        "tre_sinh": "2026-11-19",
        "gioi_tinh": "nam",
        "can_nang": "3.25",
        "co_cha": True,
        "cha_ten": "Nông Văn Tú",
        "cha_sinh": "1998",
        "so_dinh_danh": "004098001234",
        "dien_thoai": "0912345678",
        "thu": "tu.nong@gmail.com",
        "noi_o": {
            "province_code": "04",
            "province": "Tỉnh Cao Bằng",
            "commune_code": "01279",
            "commune": "Xã Đông Khê",
            "line": "Tổ 3",
        },
        "ma_so_thue": "0100109106",
        "le_phi": 1_250_000,
        "giay_to": ["a", "c"],
        "tep": ["6f0e2f1e-9a43-4f8e-8f33-2f0d3c1f0a11"],
        "ghi_chu": "Dòng một\ndòng hai",
        "anh_chi": [{"ten": "Nông Thị Mai", "tuoi": 7}],
        "cam_doan": True,
        "tong_tuoi": 7,
    }


def test_canonical_values_come_through_again_unchanged() -> None:
    values = spec().clean(FULL, at=NOW).values

    assert spec().clean(values, at=NOW, canonical=True).values == values


def test_an_empty_form_says_what_is_wanted_and_keeps_the_rest() -> None:
    cleaned = spec().clean({}, at=NOW)

    assert cleaned.errors == {
        "tre_ten": "Hãy điền “Tre ten”.",
        "tre_sinh": "Hãy điền “Tre sinh”.",
        "gioi_tinh": "Hãy chọn câu trả lời cho “Gioi tinh”.",
        "co_cha": "Hãy chọn câu trả lời cho “Co cha”.",
        "so_dinh_danh": "Hãy điền “So dinh danh”.",
        "noi_o": "Hãy điền “Noi o”.",
        "cam_doan": "Hãy đánh dấu nếu bạn đồng ý: “Cam doan”.",
    }


def test_one_page_is_checked_alone() -> None:
    cleaned = spec().clean({"tre_ten": "Bảo"}, step="tre", at=NOW)

    assert sorted(cleaned.errors) == ["co_cha", "gioi_tinh", "tre_sinh"]


def test_a_hidden_answer_is_kept_as_typed_but_left_out() -> None:
    cleaned = spec().clean({**FULL, "co_cha": "no"}, at=NOW)

    assert "cha_ten" not in cleaned.values
    assert cleaned.raw["cha_ten"] == "Nông Văn Tú"
    assert cleaned.errors == {}


def test_a_rule_across_fields_speaks_at_its_field() -> None:
    raw: dict[str, Json] = {**FULL, "cha_sinh": "2026", "tre_sinh": "19/11/2026"}
    assert spec().clean(raw, at=NOW).errors == {"cha_sinh": "Cha phải sinh trước con."}

    with translation.override("en"):
        assert spec().clean(raw, at=NOW).errors == {"cha_sinh": "The father is older."}


def test_a_fault_in_a_group_stands_at_its_item() -> None:
    raw: dict[str, Json] = {**FULL, "anh_chi": [{"ten": "A"}, {"ten": "B4", "tuoi": "200"}]}

    assert spec().clean(raw, at=NOW).errors == {
        "anh_chi-1-ten": "Tên không có chữ số. Bạn đã gõ “4” trong “B4”.",
        "anh_chi-1-tuoi": "Số lớn nhất ở đây là 150. Bạn đã gõ 200.",
    }


def test_a_posted_page_replaces_only_its_own_answers() -> None:
    post = QueryDict("_step=tre&tre_ten=B%E1%BA%A3o&co_cha=no")

    raw = spec().raw_from_post(post, into={"dien_thoai": "0912345678", "tre_ten": "cũ"})

    assert (raw["tre_ten"], raw["co_cha"], raw["dien_thoai"]) == ("Bảo", "no", "0912345678")
    assert raw["cha_ten"] == ""


def test_groups_grow_and_shrink_without_script() -> None:
    form_spec = spec()
    post = QueryDict("_step=nguoi-khai&anh_chi-0-ten=Mai&anh_chi-4-ten=Lan&_add=anh_chi")
    raw = form_spec.raw_from_post(post)
    assert form_spec.pressed(post)
    assert raw["anh_chi"] == [{"ten": "Mai", "tuoi": ""}, {"ten": "Lan", "tuoi": ""}, {}]

    post = QueryDict("_step=nguoi-khai&anh_chi-0-ten=Mai&anh_chi-1-ten=Lan&_remove=anh_chi-0")

    assert form_spec.raw_from_post(post)["anh_chi"] == [{"ten": "Lan", "tuoi": ""}]


def test_what_is_known_is_filled_in_beforehand() -> None:
    raw = spec().prefilled({"applicant.name": "Nông Văn Tú", "applicant.sex": "nam"})

    assert raw == {"cha_ten": "Nông Văn Tú"}


@pytest.mark.parametrize(
    ("known", "parts"),
    [
        (
            "Nà Pò, Xã Đông Khê, Cao Bằng",
            {"province": "Tỉnh Cao Bằng", "commune": "Xã Đông Khê", "line": "Nà Pò"},
        ),
        (
            "xã Đông Khê, tỉnh Cao Bằng",
            {"province": "Tỉnh Cao Bằng", "commune": "Xã Đông Khê", "line": ""},
        ),
        (
            "Tổ 3, thị trấn Đông Khê cũ, tỉnh Cao Bằng",
            {
                "province": "Tỉnh Cao Bằng",
                "commune": "",
                "line": "Tổ 3, thị trấn Đông Khê cũ",
            },
        ),
        ("Nà Pò, Bắc Kạn", {"line": "Nà Pò, Bắc Kạn"}),
    ],
)
def test_an_address_known_as_one_line_is_filled_in_by_its_parts(
    known: str, parts: dict[str, str]
) -> None:
    home = FormSpec.from_data(form(question("noi_o", "address", prefill="applicant.address")))

    assert home.prefilled({"applicant.address": known}) == {"noi_o": parts}


@pytest.mark.parametrize(
    ("line", "left"),
    [("Nà Pò", "Nà Pò"), ("Nà Pò, xã Đông Khê, tỉnh Cao Bằng", "Nà Pò"), ("Xã Đông Khê", "")],
)
def test_an_address_known_by_codes_is_filled_in_by_names(line: str, left: str) -> None:
    home = FormSpec.from_data(form(question("noi_o", "address", prefill="applicant.address")))
    known: dict[str, Json] = {"province_code": "04", "commune_code": "01279", "line": line}

    raw = home.prefilled({"applicant.address": known})

    assert raw == {"noi_o": {"province": "Tỉnh Cao Bằng", "commune": "Xã Đông Khê", "line": left}}
    assert home.clean(raw, at=NOW).ok


def test_an_address_of_before_the_merger_stays_one_where_such_are_taken() -> None:
    asked = question("noi_o", "address", prefill="applicant.address", old_allowed=True)
    home = FormSpec.from_data(form(asked))
    today, before = "Nà Pò, Xã Đông Khê, Cao Bằng", "Nà Pò, Xã Lê Lai, Thạch An, Cao Bằng"

    assert home.prefilled({"applicant.address": before}) == {"noi_o": {"old": before}}
    assert home.prefilled({"applicant.address": today}) == {
        "noi_o": {"province": "Tỉnh Cao Bằng", "commune": "Xã Đông Khê", "line": "Nà Pò"}
    }


def test_the_summary_says_answers_in_words() -> None:
    sections = spec().summary(spec().clean(FULL, at=NOW).values)

    said = {row.key: row.text for section in sections for row in section.rows}
    assert said["tre_sinh"] == "19/11/2026"
    assert said["gioi_tinh"] == "Nam"
    assert said["can_nang"] == "3,25 kg"
    assert said["le_phi"] == "1.250.000 đ"
    assert said["noi_o"] == "Tổ 3, Xã Đông Khê, Tỉnh Cao Bằng"
    assert said["co_cha"] == "Có"
    assert said["giay_to"] == "A, C"
    assert said["tong_tuoi"] == "7"
    assert [section.key for section in sections] == ["tre", "nguoi-khai", "_calculations"]


def test_marked_answers_are_indexed_by_type() -> None:
    indexed = spec().index_values(spec().clean(FULL, at=NOW).values)

    assert [(value.key, value.kind, value.text) for value in indexed] == [
        ("tre_ten", "text", "nong gia bao"),
        ("tre_sinh", "date", "2026-11-19"),
        ("gioi_tinh", "code", "nam"),
        ("so_dinh_danh", "text", "004098001234"),
    ]
    assert str(indexed[1].day) == "2026-11-19"


def test_the_schema_describes_canonical_values() -> None:
    schema = spec().json_schema()

    assert schema["required"] == [
        "tre_ten",
        "tre_sinh",
        "gioi_tinh",
        "co_cha",
        "so_dinh_danh",
        "noi_o",
        "cam_doan",
    ]
    properties = schema["properties"]
    assert isinstance(properties, dict)
    assert properties["gioi_tinh"]["enum"] == ["nam", "nu"]
    assert properties["anh_chi"]["maxItems"] == 3
    assert properties["le_phi"] == {"title": "Le phi", "type": "integer", "maximum": 10_000_000}


def test_steps_follow_the_answers() -> None:
    data = birth_form()
    data["steps"][1]["when"] = {"eq": ["co_cha", True]}  # type: ignore[index]  # a list of steps
    form_spec = FormSpec.from_data(data)

    assert form_spec.next_step({"co_cha": False}, after="tre") is None
    following = form_spec.next_step({"co_cha": True}, after="tre")
    assert following is not None
    assert following.key == "nguoi-khai"
    first = form_spec.first_wrong_step({"anh_chi-1-ten": "…"})
    assert first is not None
    assert first.key == "nguoi-khai"
