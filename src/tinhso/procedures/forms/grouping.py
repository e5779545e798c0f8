"""A long form under headings, in the order an official thinks; what is rare stands folded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django import forms
from django.forms.boundfield import BoundField

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Group:
    """Fields that belong together; those of a rare group are folded while nothing is said there."""

    title: "_StrPromise"
    names: tuple[str, ...]
    is_rare: bool = False


@dataclass(frozen=True, kw_only=True)
class GroupShown:
    """A heading with its fields as they stand on the page; without a title, all of a short form."""

    title: "_StrPromise | str"
    fields: list[BoundField]
    folds: bool = False
    is_open: bool = True


def grouped(form: forms.Form, groups: Sequence[Group]) -> list[GroupShown]:
    """Return the form's fields under their headings, each once.

    A rare group is open where something is said in it, or wrong. Boxes of which there are none yet
    (a draft without questions) are not shown.
    """
    if not groups:
        return [GroupShown(title="", fields=list(form))]
    shown = []
    for group in groups:
        fields = [form[name] for name in group.names if not _is_empty(form.fields[name])]
        is_used = any(
            bound.errors or bound.value() not in (None, "", [], False) for bound in fields
        )
        shown.append(
            GroupShown(
                title=group.title,
                fields=fields,
                folds=group.is_rare,
                is_open=is_used or not group.is_rare,
            )
        )
    return shown


def _is_empty(field: forms.Field) -> bool:
    """Tell whether a choice among several has nothing to choose."""
    if not isinstance(field, forms.MultipleChoiceField):
        return False
    return not list(cast("Iterable[object]", field.choices))
