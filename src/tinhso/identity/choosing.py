"""A field that asks for an official: type part of a name, a login or a unit, then choose.

With script the list follows the typing; without it a button of the same form searches, and the
form comes back with all that was typed. A whole login, or words only one official fits, need no
second step.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tinhso.identity.queries.officials import OfficialsFound, officials_found

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

SEARCH: Final = "tim-can-bo"
LONGEST: Final = 100


@dataclass(frozen=True)
class Asked:
    """What was typed, and whom of the list one chose."""

    words: str = ""
    chosen: str = ""


class OfficialInput(forms.Widget):
    """An input for words, and under it the officials they fit."""

    def value_from_datadict(self, data: Mapping[str, object], files: object, name: str) -> Asked:
        """Take the words and the choice."""
        return Asked(str(data.get(name, "")), str(data.get(f"{name}-chon", "")))

    def value_omitted_from_data(self, data: Mapping[str, object], files: object, name: str) -> bool:
        """Tell whether the form came without the field."""
        return name not in data

    def render(
        self,
        name: str,
        value: object,
        attrs: Mapping[str, object] | None = None,
        renderer: object = None,
    ) -> SafeString:
        """Draw the input with what was typed and the list that goes with it."""
        asked = value if isinstance(value, Asked) else Asked()
        given = attrs or {}
        context = {
            "name": name,
            "id": given.get("id", f"id_{name}"),
            "described_by": given.get("aria-describedby", ""),
            "search": SEARCH,
            **found_context(name, asked),
        }
        return SafeString(render_to_string("identity/_official_input.html", context))


def found_context(name: str, asked: Asked) -> dict[str, object]:
    """Return what the list of officials under an input shows."""
    found = officials_found(asked.words[:LONGEST])
    only = found.lines[0].uid if len(found.lines) == 1 else None
    return {
        "name": name,
        "words": asked.words,
        "found": found,
        "chosen": asked.chosen or (str(only) if only else ""),
    }


class OfficialField(forms.Field):
    """Cleans to the account of the official who was chosen."""

    widget = OfficialInput

    def __init__(self, *, label: "_StrOrPromise") -> None:
        super().__init__(
            label=label,
            help_text=_("Gõ một phần tên, tên đăng nhập hoặc đơn vị, rồi chọn trong danh sách."),
        )

    def clean(self, value: object) -> UUID:
        """Return whom the words and the choice mean; refuse what means nobody or several."""
        asked = value if isinstance(value, Asked) else Asked()
        if not asked.words.strip():
            raise ValidationError(_("Hãy gõ tên, tên đăng nhập hoặc đơn vị để tìm."))
        found = officials_found(asked.words[:LONGEST])
        return _meant(found, asked.chosen)


def _meant(found: OfficialsFound, chosen: str) -> UUID:
    for line in found.lines:
        if str(line.uid) == chosen or (len(found.lines) == 1 and not found.has_more):
            return line.uid
    if not found.lines:
        raise ValidationError(_("Không có cán bộ nào như vậy. Hãy thử ít chữ hơn."))
    raise ValidationError(_("Có nhiều người như vậy. Hãy chọn một người trong danh sách."))


class AsksForOfficial(forms.Form):
    """A form with such a field: its search button brings the form back, unchecked."""

    @property
    def is_search(self) -> bool:
        """Tell whether the form only asks who fits the typed words."""
        return SEARCH in self.data

    def is_valid(self) -> bool:
        """A search is no answer yet."""
        return not self.is_search and super().is_valid()

    def full_clean(self) -> None:
        """Say nothing about empty fields while one is still searching."""
        if self.is_search:
            self._errors = ErrorDict()
            self.cleaned_data = {}
            return
        super().full_clean()
