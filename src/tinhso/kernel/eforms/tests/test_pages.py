import re

import pytest
from django.template import Context, Template
from django.utils import translation

from tinhso.kernel.eforms import FormSpec, Json
from tinhso.kernel.eforms.testing import birth_form

PAGE = Template("{% load eforms %}{% eform page %}")


def shown(step: str, raw: dict[str, Json]) -> str:
    spec = FormSpec.from_data(birth_form())
    errors = spec.clean(raw, step=step).errors
    return PAGE.render(Context({"page": spec.page(step, raw=raw, errors=errors)}))


def test_what_was_typed_stands_in_its_field_with_the_sentence() -> None:
    page = shown("tre", {"tre_ten": "Bảo 2", "co_cha": "yes"})

    assert 'value="Bảo 2"' in page
    assert page.count("Tên không có chữ số. Bạn đã gõ “2” trong “Bảo 2”.") == 2
    assert 'href="#id_tre_ten"' in page
    assert 'aria-describedby="id_tre_ten-error"' in page


@pytest.mark.parametrize("step", ["tre", "nguoi-khai"])
def test_each_input_has_a_label_and_an_id_of_its_own(step: str) -> None:
    page = shown(step, {"anh_chi": [{"ten": "Mai"}]})

    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    inputs = re.findall(r"<(?:input|textarea|select)\b[^>]*>", page)
    for markup in inputs:
        if 'type="hidden"' in markup:
            continue
        found = re.search(r'\bid="([^"]+)"', markup)
        assert found is not None, markup
        assert f'for="{found[1]}"' in page


def test_nothing_is_inline_and_what_was_typed_is_escaped() -> None:
    page = shown("tre", {"tre_ten": '"><script>alert(1)</script>'})

    assert "style=" not in page
    assert "<script>" not in page


def test_conditions_go_along_for_the_browser() -> None:
    page = shown("tre", {})

    assert "data-when=" in page
    assert "&quot;co_cha&quot;" in page


def test_an_english_page_marks_what_is_only_vietnamese() -> None:
    with translation.override("en"):
        page = shown("tre", {})

    assert '<span lang="vi">Tre ten</span>' in page
    assert "Male" in page


def test_answers_are_shown_with_a_way_back_to_each_page() -> None:
    spec = FormSpec.from_data(birth_form())
    template = Template("{% load eforms %}{% eform_summary sections edit_url='/ho-so/' %}")

    page = template.render(Context({"sections": spec.summary({"tre_ten": "Bảo"})}))

    assert 'href="/ho-so/?buoc=tre"' in page
    assert "Bảo" in page


def test_a_list_to_choose_from_offers_every_answer_and_keeps_the_chosen() -> None:
    spec = FormSpec.from_data(
        {
            "key": "thu",
            "title": "Tờ khai",
            "steps": [
                {
                    "key": "tre",
                    "title": "Em bé",
                    "fields": [
                        {
                            "key": "dan_toc",
                            "kind": "choice",
                            "label": "Dân tộc",
                            "choices": [
                                {"value": f"dt{number}", "label": f"Dân tộc {number}"}
                                for number in range(20)
                            ],
                        }
                    ],
                }
            ],
        }
    )
    raw: dict[str, Json] = {"dan_toc": "dt7"}

    page = PAGE.render(Context({"page": spec.page("tre", raw=raw, errors={})}))

    assert "<select" in page
    assert page.count("<option ") == 21
    assert '<option value="dt7" selected' in page


def test_several_items_of_a_group_are_read_as_lines_of_a_table() -> None:
    spec = FormSpec.from_data(birth_form())
    template = Template("{% load eforms %}{% eform_summary sections edit_url='/ho-so/' %}")
    one: dict[str, Json] = {"anh_chi": [{"ten": "Mai", "tuoi": "7"}]}
    two: dict[str, Json] = {"anh_chi": [{"ten": "Mai", "tuoi": "7"}, {"ten": "Lan", "tuoi": "5"}]}

    alone = template.render(Context({"sections": spec.summary(one)}))
    page = template.render(Context({"sections": spec.summary(two)}))

    assert "<table" not in alone
    assert page.count("<table") == 1
    assert page.count('<th scope="row">') == 2


def test_a_pressed_button_of_a_group_comes_back_to_the_group() -> None:
    page = shown("nguoi-khai", {"anh_chi": [{"ten": "Mai"}]}) + shown("tre", {})

    for address in re.findall(r'formaction="#([^"]+)"', page):
        assert f'id="{address}"' in page
    assert "formaction" in page
