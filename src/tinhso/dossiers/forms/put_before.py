"""Choosing which leader signs what an agency makes: a report, a hand-over record."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.identity.queries import AccountLine
from tinhso.kernel.web.fields import data_choices


class PutBeforeForm(forms.Form):
    """A leader of the agency."""

    signer = forms.ChoiceField(
        label=_("Người ký"),
        error_messages={"required": _("Hãy chọn người ký.")},
    )

    def __init__(self, *args: object, signers: Sequence[AccountLine], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django gives them
        listed = data_choices([(str(line.uid), line.name) for line in signers])
        self.fields["signer"].choices = listed  # type: ignore[attr-defined]  # a ChoiceField
