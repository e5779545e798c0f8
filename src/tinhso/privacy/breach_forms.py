"""The shape of what is typed on the pages of breaches."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.privacy.breach_rules import MOST_PEOPLE, DataKind, ReportWay
from tinhso.privacy.form_fields import REQUIRED, moment, words


class BreachForm(forms.Form):
    """What Art. 28 wants said of a breach."""

    found_at = moment(_("Phát hiện lúc"))
    happened_at = moment(_("Xảy ra lúc"), required=False)
    place = forms.CharField(label=_("Nơi xảy ra"), max_length=250, error_messages=REQUIRED)
    act = words(_("Hành vi, diễn biến"))
    data_kinds = forms.MultipleChoiceField(
        label=_("Loại dữ liệu"),
        choices=DataKind.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Hãy chọn ít nhất một loại dữ liệu.")},
    )
    people = forms.CharField(label=_("Dữ liệu của ai"), max_length=250, error_messages=REQUIRED)
    people_count = forms.IntegerField(
        label=_("Số người bị ảnh hưởng"),
        min_value=0,
        max_value=MOST_PEOPLE,
        error_messages=REQUIRED,
    )
    consequences = words(_("Hậu quả có thể xảy ra"), required=False)
    measures = words(_("Biện pháp đã và sẽ làm"), required=False)
    contact_name = forms.CharField(
        label=_("Người phụ trách bảo vệ dữ liệu"), max_length=200, error_messages=REQUIRED
    )
    contact_reach = forms.CharField(
        label=_("Điện thoại, thư điện tử liên hệ"), max_length=200, error_messages=REQUIRED
    )


class ReportForm(forms.Form):
    """That the competent body was told, and why so late if it was."""

    way = forms.ChoiceField(label=_("Đã báo cáo tới"), choices=ReportWay.choices)
    document = forms.CharField(
        label=_("Số văn bản hoặc mã tiếp nhận"), max_length=120, error_messages=REQUIRED
    )
    reported_at = moment(_("Báo cáo lúc"), required=False)
    late_reason = words(_("Vì sao báo cáo sau 72 giờ"), required=False)


class ConcernedForm(forms.Form):
    """Numbers of those concerned, one a line."""

    numbers = forms.CharField(
        label=_("Số định danh, mỗi dòng một số"),
        max_length=20_000,
        error_messages=REQUIRED,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class NoticeForm(forms.Form):
    """How the public was told."""

    words = words(_("Đã thông báo công khai điều gì, ở đâu, khi nào"))
