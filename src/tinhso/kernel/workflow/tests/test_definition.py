import pytest

from tinhso.kernel.errors import Invalid
from tinhso.kernel.workflow.definition import Definition, check
from tinhso.kernel.workflow.testing import end, permit_process, process, task, way


def test_a_sound_process_has_no_sentence() -> None:
    assert check(permit_process()) == []


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ([], "Quy trình phải là một bảng có “start” và “steps”."),
        ({"steps": []}, "Quy trình chưa có bước nào."),
        (
            process(task("a", "xong"), task("ky", "xong"), end()),
            "Bước “Ky” không có đường đến từ bước đầu.",
        ),
        (process(task("a", "b"), end()), "Bước “A” dẫn đến “b” là bước không có."),
        (
            process(task("a", "a", "xong"), end()),
            "Các bước đi vòng: A → A. Quay lại bước trước phải là cách chuyển “return”.",
        ),
        (
            process(task("a", "xong", role=""), end()),
            "Bước “A”: chưa nói ai làm (vai trò và quan hệ).",
        ),
        (
            process(task("a", "xong", hours=-1), end()),
            "Bước “A”: số giờ phải là số nguyên từ 0 đến 8.000.",
        ),
        (
            process(task("a", moves=[way("xong", when={"eq": ["x", 1]})]), end()),
            "Bước “A” không có đường đến kết thúc.",
        ),
        (process(task("a", "xong", color="red"), end()), "Bước “A”: không hiểu mục “color”."),
        (process(task("a", "xong"), task("a", "xong"), end()), "Có hai bước cùng khóa “a”."),
        (
            process(
                task("a", "gop"), {"key": "gop", "name": "Gộp", "kind": "join", "to": "xong"}, end()
            ),
            "Bước “Gộp” được đến từ cả trong và ngoài một nhánh song song.",
        ),
    ],
)
def test_a_fault_is_told_in_a_sentence(data: object, sentence: str) -> None:
    assert sentence in check(data)


def test_reading_a_faulty_process_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        Definition.from_data(process(task("a", "b"), end()))

    assert str(refused.value) == "Bước “A” dẫn đến “b” là bước không có."


def test_parallel_branches_count_once_in_the_total() -> None:
    definition = Definition.from_data(permit_process())

    assert definition.total_hours == 4 + (16 + 24) + 8
    assert definition.check_term(52) == ""
    assert definition.check_term(51) == (
        "Các bước cộng lại 52 giờ làm việc, dài hơn thời hạn của thủ tục là 51 giờ."
    )
