"""What is filled in to divide an agency's work among its units."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.errors import Invalid
from tinhso.kernel.web.fields import data_choices

FIELD = "linh-vuc:"


class DutyForm(forms.Form):
    """One row: a unit, and a procedure, a field, or everything else."""

    what = forms.ChoiceField(
        label=_("Thủ tục, lĩnh vực"),
        required=False,
        help_text=_("Dòng hẹp hơn thắng: thủ tục trước lĩnh vực, lĩnh vực trước mọi thủ tục."),
    )
    unit = forms.ChoiceField(
        label=_("Đơn vị giải quyết"), error_messages={"required": _("Hãy chọn đơn vị.")}
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        units: Sequence[tuple[str, str]],
        fields: Sequence[tuple[str, str]],
        procedures: Sequence[tuple[str, str]],
    ) -> None:
        """Offer the units the actor divides work among."""
        super().__init__(data)
        offered = self.fields["unit"], self.fields["what"]
        chosen_unit, chosen_what = offered
        if isinstance(chosen_unit, forms.ChoiceField):
            chosen_unit.choices = [("", _("Chọn đơn vị")), *data_choices(units)]
        if isinstance(chosen_what, forms.ChoiceField):
            known = data_choices((f"{FIELD}{key}", name) for key, name in fields)
            chosen_what.choices = [
                ("", _("Mọi thủ tục chưa có dòng riêng")),
                (_("Cả lĩnh vực"), known),
                (_("Một thủ tục"), data_choices(procedures)),
            ]

    @property
    def procedure_code(self) -> str:
        """Return the chosen procedure, if one was chosen."""
        what = str(self.cleaned_data["what"])
        return "" if what.startswith(FIELD) else what

    @property
    def field_key(self) -> str:
        """Return the chosen field, if one was chosen."""
        what = str(self.cleaned_data["what"])
        return what.removeprefix(FIELD) if what.startswith(FIELD) else ""

    def refuse(self, refusal: Invalid) -> None:
        """Put what the service refused beside its field, with what was chosen kept."""
        for name, sentence in refusal.fields.items():
            self.add_error(name if name in self.fields else "what", str(sentence))
