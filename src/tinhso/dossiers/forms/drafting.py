"""What an officer fills in to draft a result, refuse one, or hand it up to be signed."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.forms.work import WorkForm, text_field
from tinhso.dossiers.services.drafting import DraftField
from tinhso.kernel.web.fields import data_choices

if TYPE_CHECKING:
    from tinhso.dossiers.queries.work_page import WorkPage


class DraftForm(WorkForm):
    """What the result's template wants, filled with what the dossier says itself."""

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        uploads: Mapping[str, Any] | None,
        *,
        desk: "WorkPage",
        wanted: Sequence[DraftField],
    ) -> None:
        """Make a field for each thing the template prints."""
        self.wanted = wanted
        super().__init__(data, uploads, desk=desk)

    def build(self) -> None:
        """Make the fields, each with what is known."""
        for one in self.wanted:
            self.fields[one.name] = _draft_field(one)

    def own_fields(self) -> list[forms.BoundField]:
        """Return what only the officer can say."""
        return [self[one.name] for one in self.wanted if not one.from_form]

    def form_fields(self) -> list[forms.BoundField]:
        """Return what comes from the applicant's form."""
        return [self[one.name] for one in self.wanted if one.from_form]

    def given(self) -> dict[str, object]:
        """Return what was typed under the names of the fields."""
        return {one.name: self.cleaned_data[one.name] for one in self.wanted}


def _draft_field(one: DraftField) -> forms.Field:
    if one.kind == "number":
        return forms.IntegerField(
            label=one.label, initial=one.value, min_value=1, max_value=1200, required=False
        )
    if one.kind == "date":
        return forms.DateField(
            label=one.label,
            initial=one.value,
            required=False,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": _("Hãy ghi ngày, ví dụ 25/11/2026.")},
            input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        )
    if one.kind == "lines":
        return text_field(
            one.label, initial=one.value, required=False, help_text=_("Mỗi dòng một điều.")
        )
    return forms.CharField(label=one.label, initial=one.value, max_length=500, required=False)


class RefusalForm(WorkForm):
    """Why the agency cannot grant it (form 03 as a result)."""

    reason = text_field(
        _("Lý do không giải quyết"),
        rows=5,
        help_text=_("Nêu rõ căn cứ pháp luật; người nộp đọc nguyên văn."),
        error_messages={"required": _("Hãy ghi lý do không giải quyết.")},
    )


class SubmitForm(WorkForm):
    """Who is to sign."""

    signer = forms.ChoiceField(
        label=_("Người ký"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn người ký.")},
    )

    def build(self) -> None:
        """Offer the leaders of the agency who may sign; who was named before is chosen already."""
        self.offered = self.desk.signers
        self.fields["signer"].choices = data_choices(  # type: ignore[attr-defined]  # a ChoiceField
            (str(o.uid), f"{o.name} ({o.unit})" if o.unit else o.name) for o in self.offered
        )
        if self.desk.likely_signer is not None:
            self.fields["signer"].initial = str(self.desk.likely_signer.uid)

    def chosen(self) -> UUID:
        """Return the chosen leader."""
        return UUID(self.cleaned_data["signer"])
