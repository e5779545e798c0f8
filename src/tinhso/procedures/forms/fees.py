"""What a procedure costs, as forms of the editor: amounts, counted units, tiers, who is exempt."""

from typing import Any, Final, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.web.fields import DataText
from tinhso.procedures.drafting.charging import Countable, countables
from tinhso.procedures.drafting.layout import Row
from tinhso.procedures.forms.rows import ANY_CHANNEL, RowForm, case_choices, line, lines

_MOST: Final = 10**12


class AmountForm(RowForm):
    """What is paid; an empty amount is not known, never free.

    With a field of the form that is counted, the amount is that of one unit. Both fields of the
    form stand in the row as one `count`, kept by their keys.
    """

    kind = forms.ChoiceField(
        label=_("Phí hay lệ phí"),
        required=False,
        choices=[("", _("Chưa rõ")), ("le_phi", _("Lệ phí")), ("phi", _("Phí"))],
    )
    amount_vnd = forms.IntegerField(
        label=_("Mức (đồng)"),
        required=False,
        min_value=0,
        max_value=_MOST,
        help_text=_("0 là không mất tiền. Để trống là chưa rõ."),
    )
    per = line(
        _("Tính theo"), required=False, most=100, help_text=_("Ví dụ: trang, hồ sơ, giấy phép")
    )
    counted = forms.ChoiceField(
        label=_("Đếm số đơn vị theo ô của biểu mẫu"),
        required=False,
        help_text=_("Ví dụ: ô “Số bản sao”. Mức ở trên khi đó là của một đơn vị."),
    )
    times = forms.ChoiceField(
        label=_("Nhân với ô của cùng nhóm"),
        required=False,
        help_text=_("Ví dụ: đếm “Số trang”, nhân với “Số bản”. Ngoài nhóm thì để trống."),
    )
    most_vnd = forms.IntegerField(
        label=_("Cao nhất cho một bản (đồng)"), required=False, min_value=1, max_value=_MOST
    )
    note = lines(
        _("Ghi chú"),
        required=False,
        help_text=_("Ai được miễn thì ghi ở danh sách bên dưới."),
    )
    set_by = forms.ChoiceField(
        label=_("Nơi quy định mức"),
        required=False,
        choices=[
            ("", _("Văn bản trong căn cứ pháp lý")),
            ("province", _("Hội đồng nhân dân tỉnh")),
            ("other_law", _("Luật về phí và lệ phí")),
        ],
    )

    def prepare(self) -> None:
        """Offer what the draft's form lets people count."""
        self.countables = {one.address: one for one in countables(self.content)}
        count = self.row.get("count")
        stands = count if isinstance(count, dict) else {}
        for name, key in (("counted", "number"), ("times", "times")):
            field = cast(forms.ChoiceField, self.fields[name])
            offered = [one for one in self.countables.values() if name == "counted" or one.group]
            none = _("Không đếm") if name == "counted" else _("Không nhân")
            field.choices = [("", none), *_choices(offered)]
            if stands.get(key):
                field.initial = f"{stands.get('group', '')}/{stands[key]}"
                if field.initial not in self.countables:
                    gone = _("ô không còn trong biểu mẫu: %(key)s") % {"key": stands[key]}
                    field.choices = [*field.choices, (field.initial, gone)]

    def initial_of(self, row: Row) -> dict[str, Any]:
        """Keep a list of the row that came with another place of origin."""
        shown = super().initial_of(row)
        if row.get("set_by") not in {"", "province", "other_law", None}:
            shown.pop("set_by", None)
        return shown

    def clean(self) -> dict[str, Any]:
        """Refuse a multiplier or a ceiling where nothing is counted, and one of another group."""
        said = super().clean() or {}
        counted, times = said.get("counted", ""), said.get("times", "")
        if times and not counted:
            self.add_error("times", _("Hãy chọn ô được đếm trước."))
        elif times and times.partition("/")[0] != counted.partition("/")[0]:
            self.add_error("times", _("Hai ô phải thuộc cùng một nhóm của biểu mẫu."))
        elif times and times == counted:
            self.add_error("times", _("Hãy chọn một ô khác với ô được đếm."))
        if said.get("most_vnd") is not None and not counted:
            self.add_error("most_vnd", _("Mức cao nhất chỉ dùng khi có ô được đếm."))
        return said

    def is_own(self, name: str) -> bool:
        """Keep what is counted in a place of its own."""
        return name not in {"counted", "times"} and super().is_own(name)

    def row_of(self) -> dict[str, object]:
        """Return the row; what is not counted and has no ceiling keeps no key of it."""
        row = super().row_of()
        group, _slash, number = self.cleaned_data["counted"].partition("/")
        count = {"group": group, "number": number}
        if self.cleaned_data["times"]:
            count["times"] = self.cleaned_data["times"].partition("/")[2]
        row |= {"count": count if number else None}
        return {
            key: value
            for key, value in row.items()
            if value is not None or key not in {"count", "most_vnd"}
        }


def _choices(offered: list[Countable]) -> list[tuple[str, Any]]:
    return [(one.address, DataText(one.label)) for one in offered]


class FeeForm(AmountForm):
    """What it costs for a channel and a case."""

    channel = forms.ChoiceField(label=_("Cách nộp"), choices=ANY_CHANNEL, required=False)
    case = forms.ChoiceField(label=_("Trường hợp"), required=False)

    field_order = ("channel", "case")

    def prepare(self) -> None:
        """Offer the draft's cases beside what can be counted."""
        super().prepare()
        cast(forms.ChoiceField, self.fields["case"]).choices = case_choices(self.content)


class TierForm(RowForm):
    """From which unit on each costs how much."""

    amount_vnd = forms.IntegerField(
        label=_("Mức của mỗi đơn vị từ đó (đồng)"), min_value=0, max_value=_MOST
    )

    def prepare(self) -> None:
        """Ask first from which unit on: the key is a word of the language, so no attribute."""
        since = forms.IntegerField(
            label=_("Từ đơn vị thứ"),
            min_value=1,
            max_value=100_000,
            help_text=_("Ví dụ: 3 là từ trang thứ ba."),
        )
        since.initial = self.row.get("from")
        self.fields = {"from": since, **self.fields}


class ExemptionForm(RowForm):
    """Who does not pay a fee, and the law that says so."""

    key = forms.CharField(required=False, widget=forms.HiddenInput)
    name = line(_("Ai được miễn"))
    law = line(_("Căn cứ"), required=False)
