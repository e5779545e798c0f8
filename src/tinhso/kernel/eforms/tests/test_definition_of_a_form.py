import pytest

from tinhso.kernel.eforms import FormSpec, check
from tinhso.kernel.eforms.testing import birth_form, form, question
from tinhso.kernel.errors import Invalid


def test_a_sound_form_has_no_sentence() -> None:
    assert check(birth_form()) == []


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ([], "Biểu mẫu phải là một bảng có “key”, “title” và “steps”."),
        ({"key": "a", "title": "A", "steps": []}, "Biểu mẫu chưa có trang nào."),
        (form(), "“Trang”: chưa có ô nào."),
        (form(question("a", "color")), "“A”: không có loại ô “color”."),
        (form(question("a"), question("a")), "“A”: trùng khóa “a” với ô khác."),
        (form(question("a", label="")), "“a”: thiếu câu hỏi tiếng Việt."),
        (form(question("A")), "“A”: khóa chỉ gồm chữ thường không dấu, số và gạch dưới."),
        (form(question("a", size=1)), "“A”: không hiểu mục “size”."),
        (
            form(question("a", when={"filled": "b"}), question("b")),
            "“A”: Không có ô nào tên “b” (chỉ dùng được ô đứng trước).",
        ),
        (form(question("a", "choice")), "“A”: chưa có câu trả lời để chọn."),
        (form(question("a", "choice", choices_from="x")), "“A”: không có danh sách “x”."),
        (form(question("a", "group")), "“A”: nhóm chưa có ô nào."),
        (form(question("a", prefill="x.y")), "“A”: không có nguồn điền sẵn “x.y”."),
        (
            form(question("a", "date", not_after="tomorrow")),
            "“A”: “not_after” phải là “today” hoặc một ngày.",
        ),
        (
            form(question("a"), calculations=[{"key": "s", "label": "S", "is": {"var": "b"}}]),
            "“S”: Không có ô nào tên “b”.",
        ),
        (
            form(question("a"), rules=[{"require": {"filled": "a"}, "field": "b", "message": "M"}]),
            "“M”: quy tắc phải đứng ở một ô có thật.",
        ),
    ],
)
def test_a_fault_is_told_in_a_sentence(data: object, sentence: str) -> None:
    assert sentence in check(data)


def test_reading_a_faulty_form_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        FormSpec.from_data(form(question("a", "color")))

    assert str(refused.value) == "“A”: không có loại ô “color”."
