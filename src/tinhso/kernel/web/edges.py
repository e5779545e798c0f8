"""A place on a page as a form takes it: the page, and millimetres from its upper left corner."""

from collections.abc import Mapping
from typing import Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EDGES: Final[Mapping[str, str | Promise]] = {
    "page": _("Trang số"),
    "left": _("Từ mép trái (mm)"),
    "top": _("Từ mép trên (mm)"),
    "width": _("Rộng (mm)"),
    "height": _("Cao (mm)"),
}
LARGEST_MM: Final = 2000


def edge_fields(name: str, *, initial: object) -> dict[str, forms.Field]:
    """Return the five fields of a place, by their names, beginning with what is known."""
    return {
        f"{name}_{edge}": _edge_field(edge, label, initial=getattr(initial, edge))
        for edge, label in EDGES.items()
    }


def _edge_field(edge: str, label: str | Promise, *, initial: float) -> forms.Field:
    if edge == "page":
        return forms.IntegerField(
            label=label,  # type: ignore[arg-type]  # lazy words
            initial=initial,
            min_value=1,
            max_value=LARGEST_MM,
        )
    least = 0 if edge in {"left", "top"} else 1
    return forms.FloatField(
        label=label,  # type: ignore[arg-type]  # lazy words
        initial=initial,
        min_value=least,
        max_value=LARGEST_MM,
        widget=forms.NumberInput(attrs={"step": "0.1", "inputmode": "decimal"}),
    )
