"""The parts of a draft that are one form: general, the form's title, settings, dates; beginning."""

from datetime import date
from typing import Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.web.fields import DataText
from tinhso.procedures.drafting.checks import CODE
from tinhso.procedures.drafting.conditions import known_answers
from tinhso.procedures.drafting.layout import Content
from tinhso.procedures.forms.grouping import Group, GroupShown, grouped
from tinhso.procedures.forms.house_settings import HouseSettings, nested, shown
from tinhso.procedures.forms.money_settings import MoneySettings, nested_money, shown_money
from tinhso.procedures.forms.rows import CHANNELS, RowForm, line, lines, yes
from tinhso.procedures.models import Field, LifeEvent, ResolvingBody, ServiceLevel


class LinesField(forms.CharField):
    """Several texts, one on each line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:  # as Django's own
        """Show a list as lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:  # as Django's own
        """Read lines as a list, empty ones left out."""
        told = value if isinstance(value, list) else str(value or "").splitlines()
        return [one.strip() for one in told if one.strip()][:200]


class PartForm(RowForm):
    """A part that is one form over keys of the content; a long one says its groups."""

    groups: ClassVar[tuple[Group, ...]] = ()

    def __init__(self, data: Any = None, *, content: Content) -> None:  # posted
        """Take what was posted and the content."""
        super().__init__(data, content=content, row=content)

    def changed(self, content: Content) -> Content:
        """Return the content with what was typed."""
        return {**content, **{name: self.cleaned_data[name] for name in self.fields}}

    def grouped(self) -> list[GroupShown]:
        """Return the fields under their headings; a form without groups has one, unnamed."""
        return grouped(self, self.groups)


class GeneralForm(PartForm):
    """What the procedure is, who resolves it and how one files."""

    groups = (
        Group(_("Tên của thủ tục"), ("code", "name", "official_name", "name_en", "summary")),
        Group(
            _("Người dân tìm thấy thế nào"),
            ("field", "life_events", "keywords", "applicants"),
        ),
        Group(
            _("Ai giải quyết"),
            ("resolving_body", "ministry", "at_commune", "at_province", "at_ministry"),
        ),
        Group(
            _("Nộp và giải quyết"),
            ("channels", "service_level", "can_be_filed", "stop_allowed", "has_field_check"),
        ),
        Group(_("Nguồn của nội dung"), ("source", "source_note", "is_demonstration")),
    )

    code = line(
        _("Mã thủ tục"), most=8, help_text=_("Mã của cơ sở dữ liệu quốc gia, ví dụ 1.001193.")
    )
    name = lines(_("Tên thường gọi"))
    official_name = lines(_("Tên theo quyết định công bố"))
    name_en = line(_("Tên tiếng Anh"), most=300)
    summary = lines(_("Nói ngắn gọn cho người dân"), required=False)
    field = forms.ChoiceField(label=_("Lĩnh vực"))
    life_events = forms.MultipleChoiceField(
        label=_("Việc trong đời"), required=False, widget=forms.CheckboxSelectMultiple
    )
    keywords = LinesField(
        label=_("Từ người dân thường gọi"), required=False, help_text=_("Mỗi dòng một cách gọi.")
    )
    applicants = LinesField(
        label=_("Ai được làm"), required=False, help_text=_("Mỗi dòng một loại.")
    )
    resolving_body = forms.ChoiceField(
        label=_("Cơ quan giải quyết"), choices=[("", _("Chưa chọn")), *ResolvingBody.choices]
    )
    ministry = line(_("Bộ quản lý"), required=False, most=200)
    at_commune = yes(_("Giải quyết ở cấp xã"))
    at_province = yes(_("Giải quyết ở cấp tỉnh"))
    at_ministry = yes(_("Giải quyết ở cấp bộ"))
    channels = forms.MultipleChoiceField(
        label=_("Cách nộp"), choices=CHANNELS, widget=forms.CheckboxSelectMultiple
    )
    service_level = forms.ChoiceField(label=_("Mức độ trực tuyến"), choices=ServiceLevel.choices)
    stop_allowed = yes(_("Người nộp được xin dừng"))
    has_field_check = yes(_("Có kiểm tra thực địa"))
    can_be_filed = yes(
        _("Nộp được tại đây"), help_text=_("Cần biểu mẫu, quy trình, thời hạn và kết quả.")
    )
    is_demonstration = yes(_("Có phần minh họa"))
    source = line(_("Nguồn của nội dung"), most=600)
    source_note = lines(_("Đã đối chiếu thế nào"), required=False)

    def prepare(self) -> None:
        """Offer fields of work and events of life."""
        fields = [(row.key, DataText(row.name)) for row in Field.objects.all()]
        cast(forms.ChoiceField, self.fields["field"]).choices = [("", _("Chưa chọn")), *fields]
        events = [(row.key, DataText(row.name)) for row in LifeEvent.objects.all()]
        cast(forms.MultipleChoiceField, self.fields["life_events"]).choices = events

    def clean_code(self) -> str:
        """Refuse what is no code of a procedure."""
        code: str = self.cleaned_data["code"].strip()
        if not CODE.fullmatch(code):
            raise forms.ValidationError(_("Mã thủ tục có dạng 1.001193."))
        return code


class FormTitleForm(PartForm):
    """What the electronic form is called."""

    title = line(_("Tên biểu mẫu"), most=300)
    title_en = line(_("Tên biểu mẫu, tiếng Anh"), required=False, most=300)

    def initial_of(self, row: Any) -> dict[str, Any]:  # a row
        """Return the title in both languages."""
        form = self.content.get("form_data")
        title = form.get("title", "") if isinstance(form, dict) else self.content.get("name", "")
        if isinstance(title, dict):
            return {"title": title.get("vi", ""), "title_en": title.get("en", "")}
        return {"title": title}

    def changed(self, content: Content) -> Content:
        """Return the content with the title set; the form is made when it is not there yet."""
        said = self.cleaned_data
        both = {"vi": said["title"], "en": said["title_en"]}
        old = content.get("form_data")
        form = dict(old) if isinstance(old, dict) else {"key": "to-khai", "steps": []}
        return {**content, "form_data": {**form, "title": both if both["en"] else both["vi"]}}


class SettingsForm(HouseSettings, MoneySettings, PartForm):
    """How dossiers of this procedure are handled; empty keeps the law's own number."""

    groups = (
        Group(
            _("Khi tiếp nhận"),
            ("jurisdiction_fields", "subject_field", "prepayment", "online_answer_working_hours"),
        ),
        Group(
            _("Khi giải quyết"),
            (
                "supplement_timeout_days",
                "consultation_working_hours",
                "extension_allowed",
                "extension_working_days",
            ),
        ),
        Group(
            _("Khi có kết quả"),
            (
                "result_valid_months",
                "correction_working_days",
                "unclaimed_remind_days",
                "unclaimed_keep_days",
            ),
        ),
        Group(
            _("Lưu ý trên trang thủ tục"),
            ("partial_online_reason", "is_outdated"),
            is_rare=True,
        ),
        Group(
            _("Cơ quan thuế xác định khoản phải nộp"),
            (
                "duty_kinds",
                "duty_person_with_land_use_fee",
                "duty_person_without",
                "duty_organisation_with_land_use_fee",
                "duty_organisation_without",
                "duty_shown_fields",
                "duty_shown_components",
            ),
            is_rare=True,
        ),
        Group(
            _("Hội đồng, cuộc họp dân"),
            (
                "council_name",
                "council_quorum_percent",
                "council_majority_percent",
                "council_public_notice_days",
                "council_minutes_signed_by",
            ),
            is_rare=True,
        ),
        Group(
            _("Làm trước khi người dân yêu cầu"),
            (
                "proactive_level",
                "proactive_remind_before_days",
                "proactive_after",
                "proactive_trigger",
                "proactive_undo_days",
                "proactive_law",
            ),
            is_rare=True,
        ),
    )
    settings: ClassVar = (
        "online_answer_working_hours",
        "supplement_timeout_days",
        "correction_working_days",
        "consultation_working_hours",
        "extension_working_days",
        "result_valid_months",
    )
    jurisdiction_fields = forms.MultipleChoiceField(
        label=_("Địa chỉ nào cho biết xã giải quyết"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Ô địa chỉ đầu tiên được điền sẽ được dùng."),
    )
    subject_field = forms.ChoiceField(label=_("Hồ sơ là về ai"), required=False)
    online_answer_working_hours = forms.IntegerField(
        label=_("Trả lời hồ sơ trực tuyến trong (giờ làm việc)"), required=False, min_value=1
    )
    supplement_timeout_days = forms.IntegerField(
        label=_("Chờ bổ sung tối đa (ngày)"), required=False, min_value=1
    )
    correction_working_days = forms.IntegerField(
        label=_("Sửa kết quả sai trong (ngày làm việc)"), required=False, min_value=1
    )
    consultation_working_hours = forms.IntegerField(
        label=_("Cơ quan được hỏi trả lời trong (giờ làm việc)"), required=False, min_value=1
    )
    result_valid_months = forms.IntegerField(
        label=_("Kết quả có giá trị (tháng)"), required=False, min_value=1
    )
    extension_allowed = yes(_("Được gia hạn một lần"))
    extension_working_days = forms.IntegerField(
        label=_("Gia hạn thêm không quá (ngày làm việc)"),
        required=False,
        min_value=1,
        help_text=_("Để trống: văn bản không nói."),
    )
    is_outdated = yes(
        _("Nội dung của nguồn đã cũ"), help_text=_("Trang thủ tục nhắc người dân hỏi lại.")
    )
    partial_online_reason = line(_("Vì sao không trực tuyến toàn trình"), required=False)

    def prepare(self) -> None:
        """Offer the form's addresses and its other fields."""
        known = known_answers(self.content)
        addresses = [(a.key, DataText(a.label)) for a in known if a.kind == "address"]
        cast(forms.MultipleChoiceField, self.fields["jurisdiction_fields"]).choices = addresses
        people = [(a.key, DataText(a.label)) for a in known if a.kind in {"person_name", "text"}]
        subject = cast(forms.ChoiceField, self.fields["subject_field"])
        subject.choices = [("", _("Người nộp")), *people]
        self.offer_what_is_shown(self.content)

    def initial_of(self, row: Any) -> dict[str, Any]:  # a row
        """Return the settings of the content."""
        kept = self.content.get("settings_data")
        known = kept if isinstance(kept, dict) else {}
        return {"extension_allowed": True} | shown(known) | shown_money(known)

    def changed(self, content: Content) -> Content:
        """Return the content with its settings; those not shown here stay."""
        old = content.get("settings_data")
        before = old if isinstance(old, dict) else {}
        merged = {**before, **nested_money(nested(self.cleaned_data, before), before)}
        kept = {
            key: value
            for key, value in merged.items()
            if value not in ("", None, []) and (value is not False or key == "extension_allowed")
        }
        return {**content, "settings_data": kept}


class DatesForm(PartForm):
    """From when it holds, and by which decision."""

    effective_from = forms.DateField(
        label=_("Có hiệu lực từ"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    decision = line(_("Quyết định công bố"), required=False, most=100)

    def initial_of(self, row: Any) -> dict[str, Any]:  # a row
        """Return the day as the field shows it."""
        shown = super().initial_of(row)
        day = str(self.content.get("effective_from") or "")
        return shown | {"effective_from": date.fromisoformat(day) if day else None}

    def changed(self, content: Content) -> Content:
        """Return the content with its dates."""
        said = self.cleaned_data
        day = said["effective_from"].isoformat()
        return {**content, "effective_from": day, "decision": said["decision"]}


PART_FORMS: dict[str, type[PartForm]] = {
    "chung": GeneralForm,
    "bieu-mau": FormTitleForm,
    "thiet-lap": SettingsForm,
    "hieu-luc": DatesForm,
}
"""The form of each part that has one."""


class StartForm(forms.Form):
    """From what a draft begins."""

    origin = forms.ChoiceField(
        label=_("Bắt đầu từ đâu?"),
        widget=forms.RadioSelect,
        choices=[
            ("version", _("Sửa thủ tục đang có")),
            ("copy", _("Chép từ thủ tục khác thành thủ tục mới")),
            ("empty", _("Trang trắng")),
        ],
        initial="version",
    )
    code = line(
        _("Mã thủ tục"),
        required=False,
        most=8,
        help_text=_("Của thủ tục muốn sửa hoặc chép; trang trắng thì để trống."),
    )

    def clean(self) -> dict[str, Any]:
        """Want to know which procedure, unless one begins from nothing."""
        said = super().clean() or {}
        code = str(said.get("code") or "").strip()
        if said.get("origin") in {"version", "copy"} and not CODE.fullmatch(code):
            self.add_error("code", _("Mã thủ tục có dạng 1.001193."))
        return {**said, "code": code}


class ImportForm(forms.Form):
    """A file: a procedure exported from here, or a record of the national database."""

    file = forms.FileField(
        label=_("Tệp JSON"),
        required=False,
        help_text=_("Tệp xuất từ trang này, hoặc bản ghi của cơ sở dữ liệu quốc gia. Tối đa 2 MB."),
    )
    text = forms.CharField(
        label=_("Hoặc dán nội dung vào đây"),
        required=False,
        max_length=2_000_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
