"""Fields that the forms of this room share: words, a day, a moment, each refused in words."""

from typing import TYPE_CHECKING, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.web.moments import MomentField

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

REQUIRED: Final = {"required": _("Hãy điền ô này.")}


def words(
    label: "_StrOrPromise", *, required: bool = True, most: int = 4000, rows: int = 3
) -> forms.CharField:
    """Return a field of several lines."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=most,
        error_messages=REQUIRED,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def day(label: "_StrOrPromise", *, required: bool = True) -> forms.DateField:
    """Return a field of a day."""
    return forms.DateField(
        label=label,
        required=required,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Hãy ghi ngày như 21/03/2026."), **REQUIRED},
    )


def moment(label: "_StrOrPromise", *, required: bool = True) -> MomentField:
    """Return a field of a day and an hour."""
    return MomentField(
        label=label,
        required=required,
        error_messages={"invalid": _("Hãy ghi như 21/03/2026 08:30."), **REQUIRED},
    )
