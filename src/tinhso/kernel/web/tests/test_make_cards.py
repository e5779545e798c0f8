"""Tables that become cards on a telephone: each cell says which heading it is under."""

import re
from pathlib import Path

from django.template import Context, Template

import tinhso

TEMPLATES = sorted(Path(tinhso.__file__).parent.rglob("templates/**/*.html"))
TABLE = re.compile(r"<table\b[^>]*>")
CARDS = re.compile(r"{% cards %}.*?{% endcards %}", re.DOTALL)


def drawn(table: str, **values: object) -> str:
    """Draw a table as pages do."""
    return Template(f"{{% load kernel %}}{{% cards %}}{table}{{% endcards %}}").render(
        Context(values)
    )


def test_a_cell_carries_its_heading_and_the_title_of_a_card_none() -> None:
    html = drawn(
        "<table><thead><tr><th>Tệp</th><th>Lúc</th></tr></thead>"
        "<tbody><tr><td>a.zip</td><td>09:41</td></tr></tbody></table>"
    )

    assert '<table class="cards">' in html
    assert "<td>a.zip</td>" in html
    assert '<td data-label="Lúc">09:41</td>' in html


def test_a_heading_over_several_columns_is_named_before_each() -> None:
    html = drawn(
        '<table class="wide"><thead>'
        '<tr><th rowspan="2">Xã</th><th colspan="2">Đã xong</th><th rowspan="2">Tỷ lệ</th></tr>'
        "<tr><th>đúng hạn</th><th>quá hạn</th></tr></thead>"
        '<tbody><tr><th scope="row">Xã</th><td>7</td><td>1</td><td>88%</td></tr></tbody></table>'
    )

    assert '<table class="wide cards">' in html
    assert '<td data-label="Đã xong: đúng hạn">7</td>' in html
    assert '<td data-label="Đã xong: quá hạn">1</td>' in html
    assert '<td data-label="Tỷ lệ">88%</td>' in html


def test_a_figure_at_the_head_of_its_row_keeps_its_heading() -> None:
    html = drawn(
        '<table><thead><tr><th class="num">Dòng</th></tr></thead>'
        '<tbody><tr><td class="num">7</td></tr></tbody></table>'
    )

    assert '<td data-label="Dòng" class="num">7</td>' in html


def test_what_has_no_words_above_it_or_spans_the_row_has_none_before_it() -> None:
    html = drawn(
        "<table><thead><tr><th>Tên</th><th>Số</th>"
        '<th><span class="visually-hidden">Nhắc</span></th></tr></thead><tbody>'
        "<tr><th>Xã</th><td> </td><td><button>Nhắc</button></td></tr>"
        '<tr><td colspan="3">Chưa có.</td></tr></tbody></table>'
    )

    assert "<td data-blank> </td>" in html
    assert "<td><button>Nhắc</button></td>" in html
    assert '<td colspan="3">Chưa có.</td>' in html


def test_words_of_a_heading_stay_words() -> None:
    html = drawn(
        "<table><thead><tr><th>Tên</th><th>{{ heading }}</th></tr></thead>"
        "<tbody><tr><th>a</th><td>b</td></tr></tbody></table>",
        heading='"> <b>&',
    )

    assert '<td data-label="&quot;&gt; &lt;b&gt;&amp;">b</td>' in html


def test_every_table_has_a_shape_for_a_telephone() -> None:
    bare = {
        template.name: [table for table in TABLE.findall(html) if "list-table" not in table]
        for template in TEMPLATES
        for html in [CARDS.sub("", template.read_text())]
    }

    assert len(bare) > 100
    assert {name: tables for name, tables in bare.items() if tables} == {}
