"""What is typed into one question of each kind: taken as meant, or answered with a sentence."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.kernel.eforms import FormSpec, Json
from tinhso.kernel.eforms.testing import form, question

pytestmark = pytest.mark.usefixtures("known_places")
NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


def answer(kind: str, typed: Json, **more: object) -> Json:
    cleaned = FormSpec.from_data(form(question("o", kind, **more))).clean({"o": typed}, at=NOW)
    assert cleaned.errors == {}
    return cleaned.values.get("o")


def sentence(kind: str, typed: Json, **more: object) -> str:
    cleaned = FormSpec.from_data(form(question("o", kind, **more))).clean({"o": typed}, at=NOW)
    assert "o" not in cleaned.values
    assert cleaned.raw == {"o": typed}
    return cleaned.errors["o"]


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
        ("phone", "(024) 3822 1234", "02438221234", {}),
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
            "Mã số thuế “0100109107” có chữ số sai; hãy so từng số với giấy đăng ký.",
            {},
        ),
        (
            "tax_code",
            "010010910",
            "Mã số thuế có 10 chữ số, chi nhánh có thêm 3. Bạn đã gõ “010010910”; hãy xem lại.",
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
