import re
from xml.etree import ElementTree

from django.template import Context, Template
from django.utils import translation

from tinhso.kernel.workflow.definition import Definition
from tinhso.kernel.workflow.drawing import outline, svg
from tinhso.kernel.workflow.testing import end, permit_process, process, task

SVG = "{http://www.w3.org/2000/svg}"


def drawn(markup: str) -> ElementTree.Element:
    with_namespace = markup.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return ElementTree.fromstring(with_namespace)  # noqa: S314  our own markup


def test_the_drawing_shows_each_step_once_and_the_current_one_marked() -> None:
    definition = Definition.from_data(permit_process())

    root = drawn(svg(definition, current={"ky"}, done={"phan-cong"}))

    assert len(root.findall(f"{SVG}g")) == len(definition.steps)
    current = [g for g in root.findall(f"{SVG}g") if "process-current" in g.attrib["class"]]
    assert [g.findtext(f"{SVG}title") for g in current] == ["Ky"]
    assert root.findtext(f"{SVG}title") == "Sơ đồ quy trình"
    assert "Bước hiện tại: Ky." in (root.findtext(f"{SVG}desc") or "")


def test_the_drawing_has_no_inline_style_and_nothing_outside_its_frame() -> None:
    root = drawn(svg(Definition.from_data(permit_process())))
    width, height = int(root.attrib["width"]), int(root.attrib["height"])

    assert "style" not in {name for node in root.iter() for name in node.attrib}
    boxes = [
        tuple(float(node.attrib[name]) for name in ("x", "y", "width", "height"))
        for node in root.iter(f"{SVG}rect")
    ]
    for x, y, w, h in boxes:
        assert x >= 0
        assert y >= 0
        assert x + w <= width
        assert y + h <= height
    assert len(set(boxes)) == len(boxes)


def test_steps_do_not_lie_on_each_other() -> None:
    root = drawn(svg(Definition.from_data(permit_process())))
    boxes = [
        tuple(float(node.attrib[name]) for name in ("x", "y", "width", "height"))
        for node in root.iter(f"{SVG}rect")
    ]

    for index, (x1, y1, w, h) in enumerate(boxes):
        for x2, y2, _w, _h in boxes[index + 1 :]:
            assert abs(x1 - x2) >= w or abs(y1 - y2) >= h


def test_a_long_name_wraps_and_what_was_typed_is_escaped() -> None:
    name = "Thẩm định <hồ sơ> thiết kế xây dựng và phương án phòng cháy chữa cháy của công trình"
    definition = Definition.from_data(process(task("a", "xong", name=name), end()))

    markup = svg(definition)

    lines = re.findall(r'<text class="process-name"[^>]*>([^<]*)</text>', markup)
    assert len(lines) == 4
    assert "<hồ sơ>" not in markup


def test_the_list_says_the_same_in_the_readers_language() -> None:
    definition = Definition.from_data(
        process(task("a", "xong", name={"vi": "Thẩm định", "en": "Appraise"}), end())
    )

    with translation.override("en"):
        row = outline(definition, current={"a"})[0]

    assert (row.name, row.hours, row.state) == ("Appraise", 8, "current")
    assert row.ways == ("xong → Xong",)


def test_a_page_holds_both() -> None:
    template = Template("{% load workflow %}{% process_drawing definition current %}")

    page = template.render(
        Context({"definition": Definition.from_data(permit_process()), "current": ["ky"]})
    )

    assert 'aria-current="step"' in page
    assert "Đọc quy trình thành danh sách" in page
