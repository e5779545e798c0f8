"""What a person complains about, and what a leader answers."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.forms.desk import DeskForm
from tinhso.dossiers.rules.complaints import ComplaintAbout, ComplaintOutcome, ComplaintPlace
from tinhso.kernel.errors import Invalid
from tinhso.kernel.files.forms import StoredFileField
from tinhso.kernel.web.fields import data_choices

LONGEST_TEXT = 5000


class ComplaintFields(forms.Form):
    """What a complaint says, on a phone and at the desk alike."""

    about = forms.ChoiceField(
        label=_("Phản ánh về việc gì?"),
        choices=ComplaintAbout.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn việc bạn phản ánh.")},
    )
    place = forms.ChoiceField(
        label=_("Về nơi nào?"),
        help_text=_("Không chọn thì theo việc được phản ánh."),
        choices=ComplaintPlace.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    text = forms.CharField(
        label=_("Việc đã xảy ra"),
        help_text=_("Khi nào, ở đâu, ai làm gì, bạn muốn được giải quyết thế nào."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Hãy viết việc đã xảy ra.")},
    )
    file = StoredFileField(
        use="dossiers.complaint", label=_("Giấy tờ, ảnh kèm theo"), required=False
    )

    def refuse(self, refusal: Invalid) -> None:
        """Put what the service refused beside its field."""
        refuse(self, refusal)


class DeskComplaintForm(DeskForm, ComplaintFields):
    """A complaint written down at the desk as the person says it."""


class AnswerForm(forms.Form):
    """The finding, the answer, and what of it may be read by everybody."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    outcome = forms.ChoiceField(
        label=_("Kết luận"),
        choices=ComplaintOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn kết luận.")},
    )
    answer = forms.CharField(
        label=_("Nội dung trả lời"),
        help_text=_("In vào văn bản gửi người phản ánh."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Hãy viết nội dung trả lời.")},
    )
    public_text = forms.CharField(
        label=_("Nội dung công khai"),
        help_text=_("Để trống thì không công khai. Không nêu tên người phản ánh."),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RefuseComplaintForm(forms.Form):
    """Why a complaint is not looked into."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=_("Vì sao không xem xét"),
        help_text=_("Người phản ánh đọc được lý do này."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Hãy ghi vì sao không xem xét.")},
    )


class AskComplainantForm(forms.Form):
    """What is missing before a complaint can be answered."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    question = forms.CharField(
        label=_("Cần bổ sung gì"),
        help_text=_("Người phản ánh đọc được câu này và trả lời ngay trên trang."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Hãy ghi cần bổ sung gì.")},
    )


class AddToComplaintForm(forms.Form):
    """What who complained replies to a question."""

    text = forms.CharField(
        label=_("Bổ sung của bạn"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Hãy viết điều được hỏi.")},
    )


class ForwardForm(forms.Form):
    """To which agency a complaint belongs, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    agency = forms.ChoiceField(
        label=_("Cơ quan trả lời"),
        error_messages={"required": _("Hãy chọn cơ quan có người trả lời được việc này.")},
    )
    reason = forms.CharField(
        label=_("Vì sao chuyển"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Hãy ghi vì sao chuyển.")},
    )

    def __init__(
        self, *args: object, agencies: Sequence[tuple[str, str]], **kwargs: object
    ) -> None:
        """Offer the agencies where somebody may answer."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django gives them
        listed = data_choices(list(agencies))
        self.fields["agency"].choices = listed  # type: ignore[attr-defined]  # a ChoiceField


def refuse(form: forms.Form, refusal: Invalid) -> None:
    """Put what a service refused beside its field, with what was typed kept."""
    if not refusal.fields:
        form.add_error(None, str(refusal.message))
    for name, sentence in refusal.fields.items():
        form.add_error(name if name in form.fields else None, str(sentence))
