"""`{{ sentence|quoted }}`: what a sentence quotes is data and stands as Vietnamese."""

import re

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

_QUOTED = re.compile(r"(“[^”]*”)")


@register.filter
def quoted(sentence: object) -> SafeString:
    """Return a sentence with each “quoted” part marked as Vietnamese."""
    said = SafeString("")
    for part in _QUOTED.split(str(sentence)):
        mark = '{}<span lang="vi">{}</span>' if part.startswith("“") else "{}{}"
        said = format_html(mark, said, part)
    return said
