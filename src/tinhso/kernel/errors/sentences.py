"""Sentences that name things: plain text to machines, with names marked as Vietnamese on pages."""

from collections.abc import Iterable
from typing import Self

from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

HOUSE = "vi"
"""The language of data: names of people, agencies, procedures, and what officers wrote."""


class Told(str):
    """A sentence with names in it: text by itself, and HTML where a page draws it."""

    html: SafeString

    def __new__(cls, text: str | Promise, html: str = "") -> Self:
        """Keep both; without HTML given, it is the text's own: marks of what was told before."""
        self = super().__new__(cls, text)
        self.html = SafeString(html) if html else conditional_escape(str(text))
        return self

    def __str__(self) -> str:
        return self

    def __html__(self) -> SafeString:
        """Return what templates and `format_html` draw."""
        return self.html


def told(sentence: str | Promise, /, **values: object) -> Told:
    """Put values into a translated sentence; names in it are marked in whatever language it is.

    Text is data and so Vietnamese; the house's own words are a lazy translation or come as `Told`.
    In a Vietnamese sentence nothing needs a mark.
    """
    text = str(sentence)
    marked = {name: _drawn(value) for name, value in values.items()}
    return Told(text % values, conditional_escape(text) % marked)


def joined(sentences: Iterable[str | Promise], separator: str = " ") -> Told:
    """Put sentences into one, each with the marks it has."""
    parts = [str(one) for one in sentences]
    return Told(separator.join(parts), format_html_join(separator, "{}", ((one,) for one in parts)))


def _drawn(value: object) -> object:
    if not isinstance(value, str):
        return conditional_escape(str(value)) if isinstance(value, Promise) else value
    is_data = not hasattr(value, "__html__") and any(map(str.isalpha, value))
    if is_data and get_language() != HOUSE:
        return format_html('<span lang="{}">{}</span>', HOUSE, value)
    return conditional_escape(value)
