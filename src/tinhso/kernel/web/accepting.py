"""A form whose service may refuse: what it says is put beside the fields it is about."""

from collections.abc import Callable
from typing import TypeVar

from django import forms

from tinhso.kernel.errors import Invalid

T = TypeVar("T")


def accepted(form: forms.Form, act: Callable[[], T]) -> T | None:
    """Do the act of a valid form; a refusal of its fields is put beside them, and None returned."""
    try:
        return act()
    except Invalid as refusal:
        for name, sentence in refusal.fields.items():
            form.add_error(name if name in form.fields else None, str(sentence))
        if not refusal.fields:
            form.add_error(None, str(refusal))
        return None
