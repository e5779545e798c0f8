"""Markup put together in Python: what `format_html` gives, at half its price.

A page of a list puts together some thousand pieces. Django's own function asks of each value
first whether it is lazy, and writes each plain word through five replacements.
"""

import re
from html import escape
from typing import Final

from django.utils.safestring import SafeString

_TO_ESCAPE: Final = re.compile("[&<>\"']").search


def escaped(value: object) -> str:
    """Return a value as it may stand in markup: what is safe as it is, all else escaped."""
    if type(value) is not str:
        safe = getattr(value, "__html__", None)
        if safe is not None:
            return str(safe())
        value = str(value)
        if hasattr(value, "__html__"):  # a lazy text may turn out to be safe
            return value
    return escape(value) if _TO_ESCAPE(value) else value


def put(markup: str, *values: object, **named: object) -> SafeString:
    """Return constant markup with these values in its braces, each escaped unless it is safe."""
    if named:
        named = {name: escaped(value) for name, value in named.items()}
    return SafeString(markup.format(*map(escaped, values), **named))
