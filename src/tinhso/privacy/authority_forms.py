"""The shape of what is typed on the pages of requests of competent bodies."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.files.forms import StoredFileField
from tinhso.privacy.authority_rules import LONGEST_OPEN_HOURS, OPEN_FOR_HOURS, AskedKind
from tinhso.privacy.form_fields import REQUIRED, day, moment, words

USE = "privacy.given"


class AuthorityForm(forms.Form):
    """What the paper of the body says."""

    kind = forms.ChoiceField(label=_("Yêu cầu"), choices=AskedKind.choices)
    is_urgent = forms.BooleanField(
        label=_("Khẩn cấp"),
        required=False,
        help_text=_("Dữ liệu: 24 giờ, khẩn cấp 3 giờ. Gỡ nội dung: 24 giờ, khẩn cấp 6 giờ."),
    )
    received_at = moment(_("Nhận lúc"))
    body = forms.CharField(label=_("Cơ quan yêu cầu"), max_length=200, error_messages=REQUIRED)
    body_person = forms.CharField(
        label=_("Người của cơ quan yêu cầu"), max_length=200, required=False
    )
    paper_number = forms.CharField(
        label=_("Số văn bản yêu cầu"), max_length=80, error_messages=REQUIRED
    )
    paper_on = day(_("Ngày văn bản yêu cầu"))
    basis = forms.CharField(
        label=_("Căn cứ của yêu cầu"),
        max_length=250,
        initial="Luật 116/2025/QH15, Điều 25",
        error_messages=REQUIRED,
    )
    subject = words(_("Dữ liệu của ai, nội dung nào"))
    person_number = forms.CharField(
        label=_("Số định danh của người đó"),
        max_length=20,
        required=False,
        help_text=_("Để người đó đọc được việc này, trừ khi pháp luật cấm báo."),
    )
    dossier_number = forms.CharField(
        label=_("Số hồ sơ liên quan"),
        max_length=64,
        required=False,
        help_text=_("Dữ liệu của hồ sơ này không bị tiêu hủy khi yêu cầu còn mở."),
    )
    is_silent = forms.BooleanField(label=_("Pháp luật cấm báo cho người đó"), required=False)
    silent_until = day(_("Cấm báo tới hết ngày"), required=False)
    silent_basis = forms.CharField(label=_("Căn cứ cấm báo"), max_length=250, required=False)


class AnswerForm(forms.Form):
    """What was given or taken down."""

    answer = words(_("Đã cung cấp gì, đã gỡ gì"))
    late_reason = words(_("Vì sao trễ (nếu đã quá giờ)"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer a file too."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django gives them
        self.fields["file"] = StoredFileField(use=USE, label=_("Tệp cung cấp"), required=False)
        self.order_fields(["answer", "file", "late_reason"])


class RefusalForm(forms.Form):
    """Why it is not done."""

    answer = words(_("Vì sao từ chối"))
    late_reason = words(_("Vì sao trễ (nếu đã quá giờ)"), required=False)


class SilenceForm(forms.Form):
    """By which paper the person may be told, at once or after another last day."""

    paper = forms.CharField(
        label=_("Văn bản cho phép báo"), max_length=250, error_messages=REQUIRED
    )
    last_day = day(_("Vẫn cấm báo tới hết ngày"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Say what an empty day means."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django gives them
        self.fields["last_day"].help_text = _("Để trống: báo cho người đó ngay.")


class GrantForm(forms.Form):
    """To whom what was given is handed, and for how long it opens."""

    receiver = forms.CharField(label=_("Giao cho ai"), max_length=200, error_messages=REQUIRED)
    hours = forms.IntegerField(
        label=_("Mở trong (giờ)"),
        min_value=1,
        max_value=LONGEST_OPEN_HOURS,
        initial=OPEN_FOR_HOURS,
        error_messages=REQUIRED,
    )
