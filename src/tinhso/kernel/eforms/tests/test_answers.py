from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pytest
from django.http import QueryDict
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tinhso.kernel.eforms import FormSpec, Json, Place, places
from tinhso.kernel.eforms.testing import birth_form, form, question

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


class Places:
    """Two provinces, three communes."""

    def provinces(self) -> Sequence[Place]:
        return [Place("04", "Tỉnh Cao Bằng"), Place("08", "Tỉnh Tuyên Quang")]

    def communes(self, province_code: str) -> Sequence[Place]:
        known = [Place("01279", "Xã Đông Khê"), Place("01273", "Phường Thục Phán")]
        return known if province_code == "04" else []


@pytest.fixture(autouse=True)
def known_places() -> Iterator[None]:
    before = dict(places._plugs)
    places._plugs.clear()
    places.register("test", Places())
    yield
    places._plugs.clear()
    places._plugs.update(before)


def spec() -> FormSpec:
    return FormSpec.from_data(birth_form())


def answer(kind: str, typed: Json, **more: object) -> Json:
    cleaned = FormSpec.from_data(form(question("o", kind, **more))).clean({"o": typed}, at=NOW)
    assert cleaned.errors == {}
    return cleaned.values.get("o")


def sentence(kind: str, typed: Json, **more: object) -> str:
    cleaned = FormSpec.from_data(form(question("o", kind, **more))).clean({"o": typed}, at=NOW)
    assert "o" not in cleaned.values
    assert cleaned.raw == {"o": typed}
    return cleaned.errors["o"]


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


@pytest.mark.parametrize(
    ("kind", "typed", "value", "more"),
    [
        ("person_name", "h'hen niê", "H'Hen Niê", {}),
        ("person_name", "Ksor", "Ksor", {}),
        ("number", "1.250", 1250, {}),
        ("number", "-3", -3, {}),
        ("number", "12,50", "12.5", {"decimals": 2}),
        ("number", "0,1", "0.1", {"decimals": 1}),
        ("number", 1200, 1200, {}),
        ("date", "19112026", "2026-11-19", {}),
        ("date", "9-1-2026", "2026-01-09", {}),
        ("date", "2026-11-19", "2026-11-19", {}),
        ("date", "3/1950", "1950-03", {"precision": "year"}),
        ("date", "29/2/2024", "2024-02-29", {}),
        ("money", "1,250,000", 1_250_000, {}),
        ("money", "0", 0, {}),
        ("yes_no", False, False, {}),
        ("phone", "(024) 3822 1234", None, {}),
        ("phone", "0206 3852 147", "02063852147", {}),
        ("phone", "+8562012345678", "+8562012345678", {}),
        ("tax_code", "0100109106001", "0100109106-001", {}),
        ("tax_code", "004098001234", "004098001234", {}),
        ("text", "  Nguyê\u0303n  ", "Nguyễn", {}),
    ],
)
def test_what_is_meant_is_understood(
    kind: str, typed: Json, value: Json, more: dict[str, object]
) -> None:
    if value is not None:
        assert answer(kind, typed, **more) == value


@pytest.mark.parametrize(
    ("kind", "typed", "said", "more"),
    [
        (
            "identity_number",
            "00409800123",
            "Số định danh có 12 chữ số. Bạn đã gõ 11; hãy xem lại mặt trước thẻ.",
            {},
        ),
        (
            "identity_number",
            "O04098001234",
            "Số định danh chỉ có chữ số. Bạn đã gõ chữ “O”; có phải 004098001234?",
            {},
        ),
        (
            "identity_number",
            "080123456",
            "Bạn đã gõ 9 chữ số, là số chứng minh nhân dân cũ. Hãy gõ 12 chữ số trên thẻ.",
            {},
        ),
        (
            "identity_number",
            "999098001234",
            "Ba số đầu “999” không phải mã của tỉnh nào. Hãy xem lại mặt trước thẻ.",
            {},
        ),
        ("identity_number", "٠٠٤٠٩٨٠٠١٢٣٤", "Số định danh", {}),
        (
            "date",
            "19/12/2026",
            "Ngày này không sau 21/11/2026. Bạn đã gõ 19/12/2026; có phải 19/11/2026?",
            {"not_after": "today"},
        ),
        (
            "date",
            "11/19/2026",
            "Không có tháng 19. Bạn đã gõ “11/19/2026”; có phải 19/11/2026?",
            {},
        ),
        ("date", "31/02/2026", "Tháng 2 năm 2026 có 28 ngày. Bạn đã gõ “31/02/2026”.", {}),
        (
            "date",
            "19/11/26",
            "Hãy ghi đủ bốn chữ số của năm, như 19/11/2026. Bạn đã gõ “19/11/26”.",
            {},
        ),
        ("date", "1950", "Hãy ghi đủ ngày, tháng, năm. Bạn đã gõ “1950”.", {}),
        ("date", "hôm qua", "Hãy ghi ngày như 19/11/2026. Bạn đã gõ “hôm qua”.", {}),
        ("date", "01/01/0001", "Năm 1 có đúng không? Hãy xem lại.", {}),
        ("number", "mười", "Chỗ này là một số, ví dụ 1.250 hoặc 12,5. Bạn đã gõ “mười”.", {}),
        ("number", "12,5", "Chỗ này là số nguyên, không có phần lẻ.", {}),
        ("number", "1e9", "Chỗ này là một số, ví dụ 1.250 hoặc 12,5. Bạn đã gõ “1e9”.", {}),
        ("number", "9" * 40, "Số này lớn quá. Hãy xem lại.", {}),
        ("money", "12,5", "Hãy ghi số tiền bằng đồng, ví dụ 1.250.000. Bạn đã gõ “12,5”.", {}),
        ("phone", "01681234567", "Đầu số 0168 đã đổi. Có phải 0381234567?", {}),
        (
            "phone",
            "091234",
            "Số điện thoại di động có 10 chữ số, bắt đầu bằng 03, 05, 07, 08 hoặc 09. "
            "Bạn đã gõ 6 chữ số.",
            {},
        ),
        ("email", "tu@gmail.con", "Bạn đã gõ “tu@gmail.con”; có phải tu@gmail.com?", {}),
        ("email", "tu", "Địa chỉ thư có dạng ten@noigui.vn. Bạn đã gõ “tu”.", {}),
        (
            "tax_code",
            "0100109107",
            "Mã số thuế có 10 chữ số, chi nhánh có thêm 3. Bạn đã gõ “0100109107”; hãy xem lại.",
            {},
        ),
        ("person_name", "Tú <b>", "Tên không có dấu “<”. Hãy gõ như trên giấy tờ.", {}),
        ("text", "x" * 600, "Chỗ này ghi được tối đa 500 chữ. Bạn đã gõ 600; hãy rút gọn.", {}),
        (
            "choice",
            "khac",
            "Câu trả lời này không có trong danh sách. Hãy chọn lại.",
            {"choices": [{"value": "a", "label": "A"}]},
        ),
        (
            "multi",
            ["a", "x"],
            "Câu trả lời này không có trong danh sách. Hãy chọn lại.",
            {"choices": [{"value": "a", "label": "A"}]},
        ),
        ("file", ["x"], "Tệp này không còn. Hãy tải lên lại.", {}),
        ("yes_no", "có lẽ", "Hãy chọn Có hoặc Không.", {}),
        (
            "address",
            {"province": "Cao Bằng", "commune": "Đông"},
            "Không có “Đông”; có phải “Xã Đông Khê”?",
            {},
        ),
        (
            "address",
            {"province": "Hà Giang", "commune": "x"},
            "Không tìm thấy “Hà Giang” trong danh sách từ 01/07/2025. Hãy xem lại tên mới.",
            {},
        ),
        ("address", {"line": "Tổ 1"}, "Hãy ghi tỉnh hoặc thành phố.", {}),
        ("text", {"a": "b"}, "Chỗ này không nhận kiểu dữ liệu đó.", {}),
    ],
)
def test_bad_input_gets_a_sentence_that_helps(
    kind: str, typed: Json, said: str, more: dict[str, object]
) -> None:
    assert sentence(kind, typed, **more).startswith(said)


def test_an_old_address_is_taken_as_written() -> None:
    old = "Thị trấn Đông Khê, huyện Thạch An, Cao Bằng"

    assert answer("address", {"old": old}, old_allowed=True) == {"old": old}


_KINDS = [
    "text",
    "long_text",
    "number",
    "money",
    "date",
    "yes_no",
    "identity_number",
    "phone",
    "email",
    "person_name",
    "tax_code",
    "address",
    "file",
    "statement",
]
_TYPED = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=5,
)


@given(kind=st.sampled_from(_KINDS), typed=_TYPED)
def test_anything_typed_is_taken_or_answered_and_taken_again(kind: str, typed: Json) -> None:
    spec = FormSpec.from_data(form(question("o", kind, decimals=2)))

    cleaned = spec.clean({"o": typed}, at=NOW)

    assert not ("o" in cleaned.values and "o" in cleaned.errors)
    if "o" in cleaned.values:
        assert spec.clean(cleaned.values, at=NOW, canonical=True).values == cleaned.values


@given(number=st.decimals(-(10**9), 10**9, places=3))
def test_a_number_comes_back_as_it_was(number: object) -> None:
    spec = FormSpec.from_data(form(question("o", "number", decimals=3)))
    values = spec.clean({"o": str(number).replace(".", ",")}, at=NOW).values

    assert spec.clean(spec.raw_from_values(values), at=NOW).values == values


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
