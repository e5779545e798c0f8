"""Rows copied from a spreadsheet are spread over the items of a repeating group."""

from django.http import QueryDict

from tinhso.kernel.eforms.raw import paste, row_of
from tinhso.kernel.eforms.spec import Field, FieldKind

GROUP = Field(
    key="van_ban",
    kind=FieldKind.GROUP,
    label="Giấy tờ",
    max=3,
    fields=(
        Field(key="ten", kind=FieldKind.TEXT, label="Tên"),
        Field(key="anh", kind=FieldKind.FILE, label="Ảnh"),
        Field(key="so_trang", kind=FieldKind.NUMBER, label="Số trang"),
    ),
)


def pasted(lines: str, raw: dict[str, object]) -> dict[str, object]:
    """Return what is typed after these lines were pasted and the button was pressed."""
    post = QueryDict(mutable=True)
    post["van_ban-dan"] = lines
    post["_paste"] = "van_ban"
    paste(post, raw, [GROUP])  # type: ignore[arg-type]  # plain values are JSON
    return raw


def test_each_line_becomes_an_item_and_files_take_no_column() -> None:
    said = pasted("Bằng tốt nghiệp\t2\n\nHọc bạ\t8\n", {"van_ban": [{"ten": "", "so_trang": ""}]})

    assert said == {
        "van_ban": [
            {"ten": "Bằng tốt nghiệp", "so_trang": "2"},
            {"ten": "Học bạ", "so_trang": "8"},
        ]
    }


def test_what_was_typed_before_stays_in_front() -> None:
    said = pasted("Học bạ; 8", {"van_ban": [{"ten": "Căn cước", "so_trang": "1"}]})

    assert said["van_ban"] == [
        {"ten": "Căn cước", "so_trang": "1"},
        {"ten": "Học bạ", "so_trang": "8"},
    ]


def test_lines_that_find_no_room_stay_in_the_box() -> None:
    said = pasted("A\t1\nB\t2\nC\t3\nD\t4\nE\t5", {"van_ban": []})

    assert [item["ten"] for item in said["van_ban"]] == ["A", "B", "C"]  # type: ignore[attr-defined]  # a list
    assert said["van_ban-dan"] == "D\t4\nE\t5"


def test_a_line_of_too_many_cells_is_cut_and_of_too_few_left_open() -> None:
    columns = [GROUP.fields[0], GROUP.fields[2]]

    assert row_of("A\t1\tthừa", columns) == {"ten": "A", "so_trang": "1"}
    assert row_of("A", columns) == {"ten": "A"}
