"""One agency's part of a linked procedure, as a form of the editor."""

from typing import Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.web.fields import DataText
from tinhso.organization import queries as organization
from tinhso.procedures.drafting.linking import parts_of
from tinhso.procedures.forms.rows import RowForm, line
from tinhso.procedures.models import ResolvingBody
from tinhso.procedures.parts import rows_of


class LinkedPartForm(RowForm):
    """Whose part it is, how long it may take, with what it ends and after which it begins."""

    drops_empty: ClassVar = True

    key = forms.CharField(required=False, widget=forms.HiddenInput)
    name = line(_("Tên phần việc"), most=200, help_text=_("Ví dụ: Đăng ký thường trú"))
    procedure = line(
        _("Mã thủ tục của phần này"),
        required=False,
        most=8,
        help_text=_("Để trống khi phần này không có trong danh mục."),
    )
    body = forms.ChoiceField(
        label=_("Loại cơ quan"),
        required=False,
        choices=[("", _("Cơ quan khác")), *ResolvingBody.choices],
    )
    agency = forms.ChoiceField(
        label=_("Đích danh cơ quan"),
        required=False,
        help_text=_("Để trống thì theo bảng phân việc, sau đó là cơ quan chủ trì."),
    )
    working_hours = forms.IntegerField(
        label=_("Số giờ làm việc của phần này"), min_value=1, max_value=8000
    )
    result = forms.ChoiceField(label=_("Kết quả của phần này"))
    after = forms.MultipleChoiceField(
        label=_("Chỉ bắt đầu khi đã xong các phần"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Không chọn là chuyển ngay khi tiếp nhận, song song với các phần khác."),
    )

    def prepare(self) -> None:
        """Offer the agencies of today, the draft's results and its other parts."""
        agencies = [(a.code_new, DataText(a.short_name)) for a in organization.agencies_at()]
        named = cast(forms.ChoiceField, self.fields["agency"])
        named.choices = [("", _("Không chỉ đích danh")), *agencies]
        results = [
            (str(row.get("code")), DataText(str(row.get("name"))))
            for row in rows_of(self.content, "results_data")
        ]
        cast(forms.ChoiceField, self.fields["result"]).choices = [("", _("Chưa chọn")), *results]
        others = [
            (part.key, DataText(part.name))
            for part in parts_of(self.content)
            if part.key != self.row.get("key")
        ]
        cast(forms.MultipleChoiceField, self.fields["after"]).choices = others

    def row_of(self) -> dict[str, Any]:
        """Return the row, with a key to be made when it is new."""
        return {"key": "", **super().row_of()}
