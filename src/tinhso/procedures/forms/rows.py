"""One row of a draft's list as a form: what the row says, typed into labelled fields."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.db.words import Words, are_words, worded
from tinhso.kernel.web.fields import DataText
from tinhso.procedures.content import paper_names
from tinhso.procedures.drafting.layout import Content, Row
from tinhso.procedures.drafting.places import Place

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

CHANNELS = [
    ("online", _("Trực tuyến")),
    ("direct", _("Tại bộ phận một cửa")),
    ("post", _("Qua bưu chính công ích")),
]
ANY_CHANNEL = [("", _("Mọi cách nộp")), *CHANNELS]
UNITS = [
    ("", _("Chưa rõ")),
    ("working_day", _("ngày làm việc")),
    ("calendar_day", _("ngày (kể cả ngày nghỉ)")),
    ("working_hour", _("giờ làm việc")),
    ("hour", _("giờ liền")),
    ("month", _("tháng")),
    ("same_day", _("trong ngày")),
]
"""In what a term is counted."""


def line(
    label: "_StrPromise",
    *,
    required: bool = True,
    most: int = 500,
    help_text: "_StrPromise | str" = "",
) -> forms.CharField:
    """Return a field for a line of text."""
    return forms.CharField(label=label, required=required, max_length=most, help_text=help_text)


def lines(
    label: "_StrPromise", *, required: bool = True, help_text: "_StrPromise | str" = ""
) -> forms.CharField:
    """Return a field for several lines of text."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=4000,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def yes(label: "_StrPromise", *, help_text: "_StrPromise | str" = "") -> forms.BooleanField:
    """Return a box to tick."""
    return forms.BooleanField(label=label, required=False, help_text=help_text)


class RowForm(forms.Form):
    """A row typed into fields of the same names; keys it does not show stay as they are.

    `words` are the keys whose value is one text for each language: the field of the same name
    holds the Vietnamese, `<key>_en` the English. `drops_empty` leaves out what was not filled.
    """

    words: ClassVar[tuple[str, ...]] = ()
    drops_empty: ClassVar[bool] = False

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        content: Content,
        place: Place | None = None,
        row: Row | None = None,
    ) -> None:
        """Take what was posted, the draft's content for lists to choose from, and the row."""
        self.content = content
        self.place = place
        self.row: Row = row or {}
        super().__init__(data, initial=self.initial_of(self.row) if data is None else None)
        self.prepare()

    def prepare(self) -> None:
        """Fill lists to choose from out of the content; nothing by default."""

    def initial_of(self, row: Row) -> dict[str, Any]:
        """Return what stands in the fields for a row."""
        shown = {name: row[name] for name in self.base_fields if row.get(name) is not None}
        for key in self.words:
            said = row.get(key)
            if said and are_words(said):
                shown[key] = worded(cast(Words, said), "vi")
                shown[f"{key}_en"] = said.get("en", "") if isinstance(said, Mapping) else ""
        return shown

    def row_of(self) -> dict[str, object]:
        """Return the row as it now is."""
        said: dict[str, object] = {
            name: value for name, value in self.cleaned_data.items() if self.is_own(name)
        }
        for key in self.words:
            vietnamese, english = self.cleaned_data[key], self.cleaned_data[f"{key}_en"]
            said[key] = {"vi": vietnamese, "en": english} if english else vietnamese
        merged = {**self.row, **said}
        if self.drops_empty:
            return {k: v for k, v in merged.items() if v not in ("", None, False, []) or k == "key"}
        return merged

    def is_own(self, name: str) -> bool:
        """Tell whether a field stands in the row under its own name."""
        return not any(name in {key, f"{key}_en"} for key in self.words)


def case_choices(content: Content) -> list[tuple[str, Any]]:
    """Return the cases of a draft to choose from, "all" first."""
    rows = content.get("cases_data")
    listed = rows if isinstance(rows, list) else []
    return [("", _("Mọi trường hợp")), *[(str(r["key"]), DataText(r["name"])) for r in listed]]


def component_choices(content: Content) -> list[tuple[str, Any]]:
    """Return the papers of a draft to choose from, "none" first."""
    rows = content.get("components_data")
    listed = rows if isinstance(rows, list) else []
    return [("", _("Không giấy tờ nào")), *[(str(r["key"]), DataText(r["name"])) for r in listed]]


class CaseForm(RowForm):
    """A case of the procedure; its condition has a page of its own."""

    key = forms.CharField(required=False, widget=forms.HiddenInput)
    name = line(_("Tên trường hợp"), help_text=_("Ví dụ: Nhà ở riêng lẻ"))


class ComponentForm(RowForm):
    """A paper of the dossier."""

    key = forms.CharField(required=False, widget=forms.HiddenInput)
    name = lines(_("Tên giấy tờ"))
    originals = forms.IntegerField(label=_("Số bản chính"), min_value=0, max_value=99, initial=0)
    copies = forms.IntegerField(label=_("Số bản sao"), min_value=0, max_value=99, initial=0)
    required = yes(_("Bắt buộc"))
    shown_only = yes(_("Chỉ xuất trình, không nộp"))
    condition = line(_("Khi nào cần, nói bằng lời"), required=False)
    data_source = line(
        _("Cơ sở dữ liệu đã có dữ liệu này"),
        required=False,
        help_text=_("Có rồi thì không được yêu cầu nộp, trừ khi ghi lý do bên dưới."),
    )
    asked_anyway_reason = line(_("Vì sao vẫn phải nộp"), required=False)
    hint = lines(_("Lời nhắc cho người dân"), required=False)
    paper_type = line(_("Mã loại giấy tờ"), required=False, most=40)


class TermForm(RowForm):
    """How long the agency may take, for a channel and a case."""

    channel = forms.ChoiceField(label=_("Cách nộp"), choices=ANY_CHANNEL, required=False)
    case = forms.ChoiceField(label=_("Trường hợp"), required=False)
    value = forms.IntegerField(
        label=_("Số"),
        required=False,
        min_value=1,
        max_value=3650,
        help_text=_("Để trống nếu văn bản không nói; hồ sơ khi đó không có ngày hẹn."),
    )
    unit = forms.ChoiceField(
        label=_("Đơn vị"),
        required=False,
        choices=UNITS,
    )
    cut_off = forms.TimeField(
        label=_("Giờ chốt trong ngày"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Chỉ cho thủ tục trả trong ngày; nhận sau giờ này thì trả ngày làm việc sau."),
    )
    note = lines(_("Ghi chú"), required=False)

    def prepare(self) -> None:
        """Offer the draft's cases."""
        cast(forms.ChoiceField, self.fields["case"]).choices = case_choices(self.content)

    def clean(self) -> dict[str, Any]:
        """Refuse half a term."""
        said = super().clean() or {}
        if (said.get("value") is None) != (not said.get("unit")) and "value" in said:
            self.add_error("unit", _("Thời hạn cần cả số và đơn vị, hoặc để trống cả hai."))
        if said.get("unit") == "same_day" and said.get("value") not in (None, 1):
            self.add_error("value", _("Trả trong ngày thì số là 1."))
        return said

    def row_of(self) -> dict[str, object]:
        """Return the row, the hour as text."""
        row = super().row_of()
        cut_off = self.cleaned_data["cut_off"]
        changed = row.get("value") != self.row.get("value") or row["unit"] != self.row.get("unit")
        origin = "official" if changed else self.row.get("origin", "official")
        hour = cut_off.strftime("%H:%M") if cut_off else ""
        return {**row, "cut_off": hour, "origin": origin}


class ResultForm(RowForm):
    """What the applicant receives."""

    key = forms.CharField(required=False, widget=forms.HiddenInput)
    name = lines(_("Tên kết quả"))
    code = line(_("Mã kết quả"), required=False, most=40, help_text=_("Ví dụ: KQ.G17.000311"))
    template = forms.ChoiceField(label=_("Mẫu giấy"), required=False)
    cases = forms.MultipleChoiceField(
        label=_("Chỉ cho các trường hợp"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Không chọn là mọi trường hợp."),
    )
    register = line(_("Sổ cấp số"), required=False, most=60)
    number_format = line(
        _("Cách ghi số"), required=False, most=60, help_text=_("Ví dụ: {number}/GPXD-UBND")
    )

    def prepare(self) -> None:
        """Offer the papers this house can make, and the draft's cases."""
        cases = cast(forms.MultipleChoiceField, self.fields["cases"])
        cases.choices = case_choices(self.content)[1:]
        names = [(name, name) for name in paper_names()]
        cast(forms.ChoiceField, self.fields["template"]).choices = [("", _("Chưa có")), *names]


class ReasonForm(RowForm):
    """A reason for a supplement or a refusal, sent to the citizen as it is written."""

    key = forms.CharField(required=False, widget=forms.HiddenInput)
    text = lines(_("Lời gửi người dân"), help_text=_("Nói thiếu gì và phải làm gì."))
    component = forms.ChoiceField(label=_("Về giấy tờ"), required=False)
    law = line(_("Căn cứ"), required=False)

    def prepare(self) -> None:
        """Offer the draft's papers."""
        cast(forms.ChoiceField, self.fields["component"]).choices = component_choices(self.content)


class LawForm(RowForm):
    """One legal basis."""

    number = line(_("Số, ký hiệu"), most=60, help_text=_("Ví dụ: 118/2025/NĐ-CP"))
    name = lines(_("Tên văn bản"), required=False)


class PlainStepForm(RowForm):
    """One step as a citizen reads it."""

    who = line(_("Ai làm"), required=False, most=200)
    text = lines(_("Làm gì"))


class QuestionForm(RowForm):
    """One question of "can you do this?"."""

    key = forms.CharField(required=False, widget=forms.HiddenInput)
    text = lines(_("Câu hỏi"))
    wanted = forms.TypedChoiceField(
        label=_("Câu trả lời để đi tiếp"),
        choices=[("True", _("Có")), ("False", _("Không"))],
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
    )
    otherwise = lines(_("Nếu trả lời khác thì nói gì"), required=False)
    leads_to = line(_("Dẫn đến thủ tục (mã)"), required=False, most=16)
