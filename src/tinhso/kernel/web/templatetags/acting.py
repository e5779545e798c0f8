"""`{% csrf_token %}` of this house: each posted form also carries the key by which it acts once.

A builtin of every template, so that no form can be forgotten.
"""

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tinhso.kernel.web.once import FIELD, new_token

register = template.Library()


class FormKeysNode(CsrfTokenNode):
    """The hidden fields of a form: whose page it is, and which form."""

    def render(self, context: Context) -> SafeString:
        """Write Django's own field and ours behind it."""
        key = format_html('<input type="hidden" name="{}" value="{}">', FIELD, new_token())
        return SafeString(super().render(context)) + key


@register.tag
def csrf_token(_parser: Parser, _token: Token) -> FormKeysNode:
    """Put the keys of a form into it."""
    return FormKeysNode()
