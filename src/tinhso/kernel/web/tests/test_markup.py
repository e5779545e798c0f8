"""Markup put together in Python says what Django's `format_html` says, of every kind of value."""

from datetime import date

import pytest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from tinhso.kernel.errors.sentences import told
from tinhso.kernel.web.fields import DataText, FieldView
from tinhso.kernel.web.lists.columns import shown
from tinhso.kernel.web.markup import escaped, put
from tinhso.kernel.web.templatetags.kernel import field, icon

MARKUP = '<a title="{}">{}</a>'


@given(st.text(), st.text())
def test_any_text_is_escaped_as_django_escapes_it(title: str, text: str) -> None:
    assert put(MARKUP, title, text) == format_html(MARKUP, title, text)


@pytest.mark.parametrize(
    "value",
    [
        SafeString("<b>&amp;</b>"),
        DataText("Phường <Một> & Hai"),
        gettext_lazy("Tất cả"),
        told("%(name)s", name="<Nông>"),
        7,
        None,
        date(2026, 11, 30),
    ],
)
def test_every_kind_of_value_is_drawn_as_django_draws_it(value: object) -> None:
    drawn = put("{}", value)

    assert drawn == format_html("{}", value)
    assert isinstance(drawn, SafeString)


def test_what_is_safe_stays_and_what_is_not_is_escaped() -> None:
    assert escaped(SafeString("<b>")) == "<b>"
    assert escaped("<b>") == "&lt;b&gt;"
    assert escaped(shown("'")) == "&#x27;"


def test_an_icon_kept_for_one_label_is_not_drawn_with_another() -> None:
    assert 'aria-label="A &lt;"' in icon("star", label="A <")
    assert 'aria-label="A <"' in icon("star", label=SafeString("A <"))
    assert "aria-label" not in icon("star")


def test_nothing_typed_leaves_its_field() -> None:
    typed = '"><script>alert(1)</script>'

    for kind in ("text", "textarea", "file", "hidden", "box"):
        drawn = field(FieldView(name="ten", label=typed, kind=kind, value=typed, errors=[typed]))
        assert "<script>" not in drawn
