"""What an officer says of an annex of a result."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.forms.work import WorkForm
from tinhso.kernel.files.forms import StoredFileField, Upload


class AnnexForm(WorkForm):
    """A file of its own that goes with the result."""

    title = forms.CharField(
        label=_("Tên phụ lục"),
        max_length=200,
        error_messages={"required": _("Hãy ghi tên phụ lục.")},
    )

    def build(self) -> None:
        """Take a PDF."""
        self.fields["file"] = StoredFileField(
            use="dossiers.annex",
            label=_("Tệp phụ lục"),
            error_messages={"required": _("Hãy chọn tệp PDF.")},
        )

    def upload(self) -> Upload:
        """Return the file."""
        given: Upload = self.cleaned_data["file"]
        return given
