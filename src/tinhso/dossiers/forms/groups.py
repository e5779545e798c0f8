"""What a business chooses and sends to file a list."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.queries import applying
from tinhso.dossiers.queries.groups import RowLine
from tinhso.kernel.files.forms import StoredFileField
from tinhso.kernel.web.fields import DataText, data_choices
from tinhso.procedures import queries as procedures

if TYPE_CHECKING:
    from tinhso.procedures.models import ProcedureVersion


class GroupStartForm(forms.Form):
    """Where the dossiers of a list are resolved."""

    agency = forms.ChoiceField(
        label=_("Nơi giải quyết"),
        error_messages={"required": _("Hãy chọn cơ quan giải quyết thủ tục này.")},
    )

    def __init__(self, data: dict[str, str] | None, *, version: "ProcedureVersion") -> None:
        """Offer the agencies that resolve the procedure."""
        super().__init__(data)
        agencies = applying.agencies_for(version=version)
        listed = data_choices([(str(one.id), one.name) for one in agencies])
        self.fields["agency"].choices = listed  # type: ignore[attr-defined]  # a ChoiceField


class GroupSheetForm(forms.Form):
    """The filled spreadsheet."""

    file = forms.FileField(
        label=_("Bảng tính đã điền"),
        help_text=_("Tệp .xlsx theo mẫu của thủ tục này."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": _("Hãy chọn tệp bảng tính.")},
    )


class GroupPaperForm(forms.Form):
    """A paper that goes into every dossier of the list."""

    component_key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    file = StoredFileField(use="dossiers.component", label=_("Giấy tờ dùng chung"))


class RowPaperForm(forms.Form):
    """To which row a paper belongs whose name does not tell."""

    line = forms.IntegerField(
        label=_("Dòng"),
        min_value=1,
        max_value=1_048_576,
        error_messages={"required": _("Hãy ghi số dòng."), "invalid": _("Hãy ghi số dòng.")},
    )


class GroupConfirmForm(forms.Form):
    """What is declared for all dossiers of the list at once."""

    declared = forms.BooleanField(
        label=_("Tôi cam kết nội dung kê khai trong mọi hồ sơ của danh sách là đúng sự thật."),
        error_messages={"required": _("Hãy đánh dấu cam kết cho cả danh sách.")},
    )


class CellField(forms.CharField):
    """The words of a cell; whether it may stay empty hangs on the other cells of its row."""

    marks_optional = False


class CellChoiceField(forms.ChoiceField):
    """One of the words a cell may hold."""

    marks_optional = False


class GroupRowForm(forms.Form):
    """The cells of one row, each with what is wrong in it."""

    def __init__(self, data: Mapping[str, str] | None, *, row: RowLine) -> None:
        """Make a field for each column; nothing sent shows the row with its faults."""
        cells = {f"o-{number}": cell for number, cell in enumerate(row.cells)}
        super().__init__(data or {name: cell.text for name, cell in cells.items()})
        self.row = row
        for name, cell in cells.items():
            options = cell.column.options
            if options:
                listed = [("", ""), *((one, one) for one in options)]
                if cell.text and cell.text not in options:
                    listed.append((cell.text, cell.text))
                self.fields[name] = CellChoiceField(
                    label=DataText(cell.column.label), choices=data_choices(listed), required=False
                )
            else:
                self.fields[name] = CellField(
                    label=DataText(cell.column.label), max_length=5000, required=False
                )
            self.fields[name].initial = cell.text
        if data is None:
            for name, cell in cells.items():
                if cell.error:
                    self.add_error(name, cell.error)

    def texts(self) -> dict[str, str]:
        """Return the words of each column."""
        return {
            cell.column.key: str(self.cleaned_data.get(f"o-{number}", ""))
            for number, cell in enumerate(self.row.cells)
        }


def code_choices() -> list[tuple[str, str]]:
    """Return the procedures that are filed online by a form of their own."""
    versions = procedures.versions_in_force(on=timezone.localdate()).filter(can_be_filed=True)
    return [
        (one.procedure.code, one.name)
        for one in versions.select_related("procedure")
        if "online" in one.channels and procedures.form_of(version=one) is not None
    ]
