"""What is typed about money a tax agency determines: the slip, the notice, why not, the proof."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.forms.fees import AmountField
from tinhso.dossiers.forms.queueing import RefusedForm
from tinhso.dossiers.forms.work import WorkForm, moment_field, text_field
from tinhso.dossiers.queries.tax import tax_offices
from tinhso.kernel.files.forms import StoredFileField, Upload
from tinhso.kernel.web.fields import DataText, data_choices

if TYPE_CHECKING:
    from tinhso.dossiers.models import TaxNotice
    from tinhso.procedures.financial_duty import FinancialDuty

DAY = "%Y-%m-%d"


class AskTaxForm(WorkForm):
    """Which tax agency is asked, what it is to work out, which of its two times it has."""

    office = forms.ChoiceField(
        label=_("Cơ quan thuế"), error_messages={"required": _("Hãy chọn cơ quan thuế.")}
    )
    has_land_use_fee = forms.ChoiceField(
        label=_("Có tiền sử dụng đất?"),
        choices=[("1", _("Có")), ("0", _("Không"))],
        widget=forms.RadioSelect,
        help_text=_("Cơ quan thuế có thời hạn dài hơn khi phải tính tiền sử dụng đất."),
        error_messages={"required": _("Hãy chọn có hoặc không.")},
    )
    content = text_field(
        _("Việc cần xác định"),
        rows=4,
        help_text=_(
            "Diện tích, loại đất, thời điểm sử dụng đã thẩm định; đề nghị miễn, giảm nếu có."
        ),
        error_messages={"required": _("Hãy ghi việc cần cơ quan thuế xác định.")},
    )

    def build(self) -> None:
        """Offer the tax agencies that have somebody for it; the only one is chosen."""
        offered = [(str(one.unit_id), one.name) for one in tax_offices()]
        field = self.fields["office"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Chọn cơ quan thuế")), *data_choices(offered)]
        if len(offered) == 1:
            field.initial = offered[0][0]


class RecallTaxForm(WorkForm):
    """Why the slip is taken back."""

    reason = text_field(
        _("Vì sao rút lại"),
        help_text=_("Cơ quan thuế đọc được."),
        error_messages={"required": _("Hãy ghi vì sao rút lại.")},
    )


class NoticeForm(RefusedForm):
    """The notice: its number and day, each kind's amount, until when, the two files."""

    number = forms.CharField(
        label=_("Số thông báo"),
        max_length=100,
        error_messages={"required": _("Hãy ghi số thông báo.")},
    )
    issued_on = forms.DateField(
        label=_("Ngày thông báo"),
        widget=forms.DateInput(attrs={"type": "date"}, format=DAY),
        error_messages={"required": _("Hãy ghi ngày thông báo.")},
    )
    pay_by = forms.DateField(
        label=_("Hạn nộp tiền"),
        widget=forms.DateInput(attrs={"type": "date"}, format=DAY),
        error_messages={"required": _("Hãy ghi hạn nộp tiền.")},
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        uploads: Mapping[str, Any] | None,
        *,
        duty: "FinancialDuty | None",
        wrong: "TaxNotice | None" = None,
    ) -> None:
        """Make a field for each kind of the procedure; begin with the notice that is replaced."""
        super().__init__(data, uploads)  # type: ignore[arg-type]  # a QueryDict in real life
        self.kinds = duty.kinds if duty is not None else ()
        for kind in self.kinds:
            self.fields[f"khoan_{kind.key}"] = AmountField(
                label=DataText(kind.name), min_value=1, required=False
            )
        self.fields["notice_file"] = StoredFileField(
            use="dossiers.tax_notice", label=_("Thông báo đã ký")
        )
        self.fields["voucher_file"] = StoredFileField(
            use="dossiers.tax_voucher", label=_("Giấy nộp tiền")
        )
        self.fields["notice_file"].error_messages["required"] = _("Hãy đính thông báo đã ký.")
        self.fields["voucher_file"].error_messages["required"] = _("Hãy đính giấy nộp tiền.")
        if wrong is not None:
            self.fields["reason"] = text_field(
                _("Vì sao thay thông báo"),
                help_text=_("Người nộp đọc được."),
                error_messages={"required": _("Hãy ghi vì sao thay thông báo.")},
            )
            self.fields["issued_on"].initial = wrong.issued_on
            self.fields["pay_by"].initial = wrong.pay_by
            for key, amount in wrong.amounts.items():
                if f"khoan_{key}" in self.fields:
                    self.fields[f"khoan_{key}"].initial = amount

    def amounts(self) -> dict[str, int]:
        """Return the amounts that were typed, by kind."""
        given = {kind.key: self.cleaned_data.get(f"khoan_{kind.key}") for kind in self.kinds}
        return {key: amount for key, amount in given.items() if amount}

    def clean(self) -> dict[str, Any]:
        """Ask for the amount of one kind at least."""
        cleaned = super().clean() or {}
        names = [f"khoan_{kind.key}" for kind in self.kinds]
        if names and not any(cleaned.get(name) or name in self.errors for name in names):
            self.add_error(names[0], _("Hãy ghi số tiền của ít nhất một khoản."))
        return cleaned

    def upload(self, name: str) -> Upload | None:
        """Return one of the two files."""
        return self.cleaned_data.get(name)


class NothingForm(RefusedForm):
    """Why nothing is owed."""

    reason = text_field(
        _("Vì sao không phải nộp"),
        help_text=_("Căn cứ miễn, hoặc vì sao không phát sinh nghĩa vụ; người nộp đọc được."),
        error_messages={"required": _("Hãy ghi vì sao không phải nộp hoặc được miễn.")},
    )


class SendBackForm(RefusedForm):
    """What is missing."""

    missing = text_field(
        _("Giấy tờ, thông tin còn thiếu"),
        help_text=_("Cơ quan giải quyết hồ sơ đọc được và bổ sung."),
        error_messages={"required": _("Hãy ghi giấy tờ, thông tin còn thiếu.")},
    )


class ExtendTaxForm(RefusedForm):
    """Another time for the notice, once, with the reason the letter names."""

    due_at = moment_field(
        _("Hẹn ra thông báo"),
        help_text=_("Chỉ hẹn lại một lần; phải là giờ của một ngày làm việc."),
    )
    reason = text_field(
        _("Lý do chậm"),
        help_text=_("In trên văn bản xin lỗi gửi người nộp."),
        error_messages={"required": _("Hãy ghi lý do chậm.")},
    )


class TaxProofForm(RefusedForm):
    """The voucher by which somebody paid."""

    number = forms.CharField(
        label=_("Số chứng từ nộp tiền"),
        help_text=_("Ghi trên chứng từ của ngân hàng, kho bạc hoặc Cổng Dịch vụ công quốc gia."),
        max_length=200,
        error_messages={"required": _("Hãy ghi số chứng từ nộp tiền.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take a photograph or a file of it."""
        super().__init__(*args, **kwargs)
        self.fields["file"] = StoredFileField(
            use="dossiers.tax_proof", label=_("Ảnh hoặc tệp chứng từ"), camera=True
        )
        self.fields["file"].error_messages["required"] = _("Hãy đính ảnh hoặc tệp chứng từ.")
