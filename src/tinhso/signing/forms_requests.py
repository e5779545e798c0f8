"""What people type in requests on certificates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.files.forms import StoredFileField
from tinhso.kernel.web.fields import data_choices
from tinhso.signing.requests_values import ASKED, REQUIRED, LineValues
from tinhso.signing.rules import DeviceKind, RevocationReason
from tinhso.signing.rules_requests import ANSWER_USE, RequestKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.core.files.uploadedfile import UploadedFile
    from django.http import QueryDict

REASONS = [(one.value, one.label) for one in RevocationReason if one != RevocationReason.SUPERSEDED]


class PeopleForm(forms.Form):
    """For whom new certificates are asked."""

    accounts = forms.MultipleChoiceField(
        label=_("Cán bộ"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Một văn bản ghi được nhiều người. Người chưa có chứng thư đứng trước."),
    )

    def __init__(
        self, data: QueryDict | None = None, *, choices: Iterable[tuple[str, str]]
    ) -> None:
        """Offer the officials of the agency."""
        super().__init__(data)
        place = self.fields["accounts"]
        if isinstance(place, forms.MultipleChoiceField):
            place.choices = data_choices(choices)


class AgenciesForm(forms.Form):
    """For which agencies new certificates are asked."""

    agencies = forms.MultipleChoiceField(
        label=_("Cơ quan"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Cơ quan có con dấu riêng, do cơ quan của bạn quản lý."),
    )

    def __init__(
        self, data: QueryDict | None = None, *, choices: Iterable[tuple[str, str]]
    ) -> None:
        """Offer the agency and those below."""
        super().__init__(data)
        place = self.fields["agencies"]
        if isinstance(place, forms.MultipleChoiceField):
            place.choices = data_choices(choices)


class DevicesForm(forms.Form):
    """For which devices, services or software new certificates are asked."""

    names = forms.CharField(
        label=_("Tên thiết bị, dịch vụ, phần mềm"),
        max_length=8000,
        help_text=_("Mỗi dòng một tên."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_names(self) -> list[str]:
        """Return one name for each line."""
        given: str = self.cleaned_data["names"]
        return [line.strip() for line in given.splitlines() if line.strip()]


class LineForm(forms.Form):
    """What a form asks of one holder: each kind shows its own part."""

    name = forms.CharField(label=_("Tên chủ thể"), max_length=200)
    title = forms.CharField(label=_("Chức vụ"), max_length=200)
    agency_name = forms.CharField(label=_("Cơ quan"), max_length=200)
    address = forms.CharField(label=_("Địa chỉ"), max_length=300)
    tax_code = forms.CharField(label=_("Mã số thuế"), max_length=32)
    budget_code = forms.CharField(label=_("Mã quan hệ ngân sách"), max_length=32)
    email = forms.CharField(
        label=_("Thư công vụ"),
        max_length=200,
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off"}),
    )
    identity_number = forms.CharField(
        label=_("Số căn cước"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    identity_on = forms.DateField(
        label=_("Căn cước cấp ngày"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    identity_by = forms.CharField(label=_("Nơi cấp căn cước"), max_length=200)
    device_kind = forms.ChoiceField(
        label=_("Thiết bị lưu khóa"), choices=DeviceKind.choices, widget=forms.RadioSelect
    )
    phone = forms.CharField(
        label=_("Số điện thoại"),
        max_length=20,
        help_text=_("Bắt buộc với SIM PKI."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    receiver = forms.CharField(label=_("Người nhận thiết bị"), max_length=200)
    reason = forms.ChoiceField(label=_("Lý do thu hồi"), choices=REASONS, widget=forms.RadioSelect)
    note = forms.CharField(label=_("Lý do, ghi chú"), max_length=500)

    def __init__(self, data: QueryDict | None = None, *, kind: str, values: LineValues) -> None:
        """Keep what the kind asks for, in the order of its form, with what is known."""
        shown = ASKED[kind]
        super().__init__(data, initial={name: getattr(values, name) for name in shown})
        self.fields = {name: self.fields[name] for name in shown}
        for name, field in self.fields.items():
            field.required = name in REQUIRED[kind]

    def values(self) -> LineValues:
        """Return what was typed."""
        return LineValues(**self.cleaned_data)


class HeadForm(forms.Form):
    """Who signs the request, and who coordinates."""

    signer = forms.ChoiceField(label=_("Người ký"))
    contact_name = forms.CharField(label=_("Người phối hợp"), max_length=200, required=False)
    contact_phone = forms.CharField(
        label=_("Điện thoại phối hợp"),
        max_length=32,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        heads: Iterable[tuple[str, str]],
        initial: dict[str, str] | None = None,
    ) -> None:
        """Offer those who sign for the agency."""
        super().__init__(data, initial=initial)
        place = self.fields["signer"]
        if isinstance(place, forms.ChoiceField):
            place.choices = data_choices(heads)


class AnswerForm(forms.Form):
    """Yes or no for one certificate, and what belongs to it."""

    decision = forms.ChoiceField(
        label=_("Trả lời"),
        choices=[("grant", _("Chấp thuận")), ("refuse", _("Từ chối"))],
        widget=forms.RadioSelect,
    )
    years = forms.IntegerField(
        label=_("Số năm"), min_value=1, max_value=5, initial=3, required=False
    )
    device_serial = forms.CharField(
        label=_("Số hiệu thiết bị"),
        max_length=64,
        required=False,
        help_text=_("Số in trên thiết bị sẽ giao. Để trống khi khóa giữ trong hệ thống."),
    )
    serial = forms.CharField(
        label=_("Số chứng thư đã cấp"),
        max_length=64,
        required=False,
        help_text=_("Chứng thư do nơi khác cấp, đã nhập vào sổ."),
    )
    reason = forms.CharField(
        label=_("Lý do từ chối"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: QueryDict | None = None, *, kind: str, by_hand: bool) -> None:
        """Ask what the kind needs, and the number of what was issued elsewhere."""
        super().__init__(data, initial={"decision": "grant"})
        gives = kind in {
            RequestKind.PERSON,
            RequestKind.AGENCY,
            RequestKind.DEVICE,
            RequestKind.RENEW,
            RequestKind.CHANGE,
        }
        if by_hand or not gives or kind == RequestKind.CHANGE:
            del self.fields["years"]
        if by_hand or not gives or kind in {RequestKind.CHANGE, RequestKind.RENEW}:
            del self.fields["device_serial"]
        if not (by_hand and gives):
            del self.fields["serial"]


class SentForm(forms.Form):
    """That the clerk carried it himself, and its key over there."""

    reference = forms.CharField(
        label=_("Mã tiếp nhận của nơi nhận"), max_length=200, required=False
    )


class DeviceBackForm(forms.Form):
    """That a device came back, or was lost."""

    outcome = forms.ChoiceField(
        label=_("Thiết bị"),
        choices=[("returned", _("Đã trả lại (mẫu 08)")), ("lost", _("Đã mất (mẫu 09)"))],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Mất khi nào, ra sao"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


MOST_SHEET = 5 * 1024 * 1024
MOST_CERTIFICATES = 20 * 1024 * 1024


class BroughtForm(forms.Form):
    """The answer of an authority elsewhere: its paper, and the certificates with it."""

    paper = StoredFileField(
        use=ANSWER_USE,
        label=_("Văn bản trả lời"),
        required=False,
        help_text=_("PDF có chữ ký số, hoặc bản chụp văn bản giấy; được giữ nguyên làm chứng cứ."),
    )
    number = forms.CharField(label=_("Số văn bản trả lời"), max_length=64, required=False)
    certificates = forms.FileField(
        label=_("Tệp chứng thư"),
        required=False,
        help_text=_("PEM, DER, P7B, hoặc ZIP gồm nhiều tệp như vậy; nhiều nhất 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".pem,.cer,.crt,.der,.p7b,.p7c,.zip"}),
    )

    def clean_certificates(self) -> UploadedFile[bytes] | None:
        """Take a file of a size that can be read at once."""
        given: UploadedFile[bytes] | None = self.cleaned_data["certificates"]
        if given is not None and (given.size or 0) > MOST_CERTIFICATES:
            raise forms.ValidationError(_("Tệp nặng hơn 20 MB; hãy chia nhỏ rồi gửi."))
        return given


class SheetForm(forms.Form):
    """A spreadsheet of answers."""

    file = forms.FileField(
        label=_("Bảng trả lời"),
        help_text=_("Tệp mẫu đã điền, XLSX, ODS hoặc CSV; nhiều nhất 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv"}),
    )

    def clean_file(self) -> UploadedFile[bytes]:
        """Take a file of a size that can be read at once."""
        given: UploadedFile[bytes] = self.cleaned_data["file"]
        if (given.size or 0) > MOST_SHEET:
            raise forms.ValidationError(_("Tệp nặng hơn 5 MB; hãy chia nhỏ rồi gửi."))
        return given
