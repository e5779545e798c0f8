"""What is typed about money: amounts, proofs, answers to exemptions, counted notes."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.forms.desk import DeskForm
from tinhso.dossiers.queries.joint import list_beside
from tinhso.dossiers.registry import payment_providers
from tinhso.dossiers.rules.fees import (
    DENOMINATIONS,
    FEES,
    WITH_PROOF,
    PaymentMethod,
    vnd_of,
)
from tinhso.kernel.db.text import nfc
from tinhso.kernel.errors import Invalid
from tinhso.kernel.files.forms import StoredFileField
from tinhso.kernel.web.fields import DataText, data_choices
from tinhso.kernel.web.words import money, number

if TYPE_CHECKING:
    from tinhso.dossiers.models import CashShift
    from tinhso.dossiers.queries.fees import FeePage

LONGEST_BASIS = 300
BIN = _("Mã BIN của ngân hàng có 6 chữ số.")
NUMBER = _("Số tài khoản có 4 đến 19 chữ số hoặc chữ in hoa.")
WAYS_AT_DESK = [
    (PaymentMethod.CASH, _("Tiền mặt, vào ngăn tiền của tôi")),
    (PaymentMethod.TRANSFER, _("Chuyển khoản, có chứng từ")),
    (PaymentMethod.POST, _("Bưu chính công ích đã thu")),
]
WHOLE = _("Hãy ghi số tiền bằng đồng, chỉ có chữ số, ví dụ 15000.")


class AmountField(forms.IntegerField):
    """Whole đồng; points and spaces between thousands may be typed."""

    def __init__(self, **options: Any) -> None:
        """Take digits on a telephone's number pad."""
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric"}))
        options.setdefault("error_messages", {"invalid": WHOLE, "required": WHOLE})
        super().__init__(**options)

    def to_python(self, value: Any) -> int | None:
        """Read what was typed without its separators."""
        text = str(value or "").strip()
        if not text or text.startswith("-"):
            return super().to_python(text)
        vnd = vnd_of(text)
        if vnd is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(vnd)

    def prepare_value(self, value: Any) -> Any:
        """Show a known amount with points between its thousands, as it is read aloud."""
        return number(value) if isinstance(value, int) else value


class CollectForm(DeskForm):
    """How somebody pays what he owes, with the voucher of what was not paid here."""

    method = forms.ChoiceField(
        label=_("Người nộp trả bằng"),
        choices=WAYS_AT_DESK,
        initial=PaymentMethod.CASH,
        widget=forms.RadioSelect,
    )
    document = forms.CharField(
        label=_("Số chứng từ nộp tiền"),
        help_text=_("Chỉ ghi khi không phải tiền mặt."),
        max_length=100,
        required=False,
        error_messages={"required": _("Hãy ghi số chứng từ nộp tiền.")},
    )

    def build(self) -> None:
        """Look whether it lies in a list whose other dossiers can be paid together with it."""
        self.list_beside = list_beside(self.desk.dossier)

    def clean(self) -> dict[str, Any]:
        """Ask for the voucher of what was paid elsewhere."""
        given = super().clean() or {}
        if given.get("method") in WITH_PROOF and not nfc(given.get("document", "")):
            self.add_error("document", self.fields["document"].error_messages["required"])
        return given


class CollectTogetherForm(forms.Form):
    """How somebody pays what a list owes, and the sum the officer was shown."""

    total_vnd = forms.IntegerField(widget=forms.HiddenInput())
    method = forms.ChoiceField(
        label=CollectForm.base_fields["method"].label,
        choices=WAYS_AT_DESK,
        initial=PaymentMethod.CASH,
        widget=forms.RadioSelect,
    )
    document = forms.CharField(
        label=CollectForm.base_fields["document"].label,
        help_text=_("Chỉ ghi khi không phải tiền mặt; số này ghi vào mọi biên lai."),
        max_length=100,
        required=False,
    )

    def refuse(self, refusal: Invalid) -> None:
        """Put what the service refused beside its field; the page shows the new sum."""
        for name, sentence in refusal.fields.items():
            self.add_error(None if name == "total_vnd" else name, str(sentence))


class SetFeeForm(DeskForm):
    """An amount the catalogue does not know, and the document that sets it."""

    kind = forms.ChoiceField(
        label=_("Loại khoản thu"), choices=[(kind.value, kind.label) for kind in FEES]
    )
    amount_vnd = AmountField(label=_("Số tiền (đồng)"), min_value=1)
    legal_basis = forms.CharField(
        label=_("Văn bản quy định mức thu"),
        help_text=_("Số, ký hiệu và điều khoản. Người nộp đọc đúng dòng này."),
        max_length=LONGEST_BASIS,
        error_messages={"required": _("Hãy ghi văn bản quy định mức thu này.")},
    )


class ExemptionForm(DeskForm):
    """The answer to a claimed exemption, or one granted to somebody who shows his proof."""

    key = forms.ChoiceField(label=_("Diện được miễn"), required=False)
    words = forms.CharField(
        label=_("Giấy tờ đã xuất trình"),
        help_text=_("Tên và số của giấy."),
        max_length=LONGEST_BASIS,
        required=False,
    )
    granted = forms.ChoiceField(
        label=_("Trả lời"),
        choices=[("yes", _("Được miễn")), ("no", _("Không được miễn"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn miễn hay không miễn.")},
    )
    reason = forms.CharField(
        label=_("Vì sao không được miễn"),
        help_text=_("Người nộp đọc đúng dòng này."),
        max_length=LONGEST_BASIS,
        required=False,
    )

    def build(self) -> None:
        """Offer the groups of the procedure, or only the answer when one was claimed."""
        fees = self.desk.fees
        if fees.waits_for_answer:
            del self.fields["key"], self.fields["words"]
            return
        del self.fields["reason"]
        granted = self.fields["granted"]
        granted.widget = forms.HiddenInput()
        granted.initial = "yes"
        self.fields["key"] = forms.ChoiceField(
            label=_("Diện được miễn"),
            choices=data_choices([(one.key, one.name) for one in fees.exemptions]),
            widget=forms.RadioSelect,
            error_messages={"required": _("Hãy chọn một diện được miễn trong danh sách.")},
        )


class RefundForm(DeskForm):
    """Why money goes back, by which law, and how."""

    amount_vnd = AmountField(label=_("Số tiền hoàn (đồng)"), min_value=1)
    reason = forms.CharField(
        label=_("Lý do hoàn trả"),
        max_length=LONGEST_BASIS,
        error_messages={"required": _("Hãy ghi lý do hoàn trả.")},
    )
    legal_basis = forms.CharField(
        label=_("Văn bản cho phép hoàn trả"),
        max_length=LONGEST_BASIS,
        error_messages={"required": _("Hãy ghi văn bản cho phép hoàn trả.")},
    )
    method = forms.ChoiceField(
        label=_("Hoàn bằng"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn cách hoàn.")},
    )
    document = forms.CharField(
        label=_("Số chứng từ chuyển trả"),
        help_text=_("Chỉ ghi khi đã chuyển khoản trả người nộp."),
        max_length=64,
        required=False,
    )

    def build(self) -> None:
        """Offer the bank only for money that came through it."""
        paid = self.desk.fees.paid
        ways = [
            (PaymentMethod.CASH, _("Tiền mặt từ ngăn tiền của tôi")),
            (PaymentMethod.TRANSFER, _("Đã chuyển khoản trả, có chứng từ")),
        ]
        if paid is not None and paid.provider:
            ways.insert(0, (PaymentMethod.ONLINE, _("Ngân hàng đã thu hoàn về nơi trả")))
        self.fields["method"] = forms.ChoiceField(
            label=_("Hoàn bằng"),
            choices=ways,
            widget=forms.RadioSelect,
            error_messages={"required": _("Hãy chọn cách hoàn.")},
        )
        if paid is not None:
            self.fields["amount_vnd"].initial = paid.amount_vnd


class ClaimForm(forms.Form):
    """An applicant's exemption: which, and a picture of the paper or its name and number."""

    words = forms.CharField(
        label=_("Tên và số của giấy tờ"),
        help_text=_("Ghi khi bạn không gửi ảnh."),
        max_length=LONGEST_BASIS,
        required=False,
    )
    file = StoredFileField(
        label=_("Ảnh hoặc bản quét giấy tờ chứng minh"),
        use="dossiers.component",
        camera=True,
        required=False,
    )

    field_order = ("key", "file", "words")

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        uploads: Mapping[str, Any] | None,
        *,
        fees: "FeePage",
    ) -> None:
        """Offer the groups the procedure exempts."""
        super().__init__(data, uploads)  # type: ignore[arg-type]  # a QueryDict in real life
        self.fields["key"] = forms.ChoiceField(
            label=_("Bạn thuộc diện nào?"),
            choices=data_choices([(one.key, one.name) for one in fees.exemptions]),
            widget=forms.RadioSelect,
            error_messages={"required": _("Hãy chọn một diện được miễn trong danh sách.")},
        )
        self.order_fields(self.field_order)


class NotesField(forms.IntegerField):
    """How many notes of one value were counted; none need not be said."""

    marks_optional = False


class CountForm(forms.Form):
    """The drawer's notes, one number for each, and why the sum differs."""

    reason = forms.CharField(
        label=_("Vì sao lệch (khi tiền đếm được khác sổ)"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self, data: Mapping[str, Any] | None, *, shift: "CashShift", in_place: bool = False
    ) -> None:
        """Make a field for each note; who counts in another's place says why."""
        super().__init__(data)
        self.shift = shift
        if in_place:
            self.fields["reason"].label = _("Vì sao bạn đếm thay người thu, và vì sao lệch nếu có")
            self.fields["reason"].required = True
            self.fields["reason"].error_messages["required"] = _(
                "Hãy ghi vì sao người thu không tự đếm và đóng ca."
            )
        for note in DENOMINATIONS:
            self.fields[f"to_{note}"] = NotesField(
                label=DataText(money(note)),
                min_value=0,
                max_value=100_000,
                required=False,
                widget=forms.TextInput(
                    attrs={"inputmode": "numeric", "size": "6", "data-note": str(note)}
                ),
                error_messages={"invalid": _("Hãy ghi số tờ bằng chữ số.")},
            )

    def note_fields(self) -> list[forms.BoundField]:
        """Return the fields of the notes, the greatest first."""
        return [self[f"to_{note}"] for note in DENOMINATIONS]

    def pieces(self) -> dict[int, int]:
        """Return how many of each were counted."""
        return {note: self.cleaned_data.get(f"to_{note}") or 0 for note in DENOMINATIONS}


class OpenDrawerForm(forms.Form):
    """What lies in the drawer before the first payment."""

    opening_vnd = AmountField(label=_("Tiền đầu ca (đồng)"), min_value=0, initial=0)


class HandlingForm(forms.Form):
    """What was done about money that does not fit."""

    handling = forms.CharField(
        label=_("Đã làm gì"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Hãy ghi đã làm gì với khoản tiền này.")},
    )


class AccountForm(forms.Form):
    """Into which account an agency's fees go, and from which day."""

    bank_name = forms.CharField(
        label=_("Tên ngân hàng"),
        max_length=120,
        error_messages={"required": _("Hãy ghi tên ngân hàng.")},
    )
    bank_bin = forms.RegexField(
        r"^[0-9]{6}$",
        label=_("Mã BIN của ngân hàng"),
        help_text=_("6 chữ số, dùng trong mã VietQR."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": BIN, "invalid": BIN},
    )
    account_number = forms.RegexField(
        r"^[0-9A-Z]{4,19}$",
        label=_("Số tài khoản"),
        error_messages={"required": NUMBER, "invalid": NUMBER},
    )
    holder = forms.CharField(
        label=_("Chủ tài khoản"),
        max_length=200,
        error_messages={"required": _("Hãy ghi tên chủ tài khoản.")},
    )
    effective_from = forms.DateField(
        label=_("Dùng từ ngày"),
        help_text=_("Từ ngày mai trở đi; tài khoản đang dùng hết hiệu lực ngày đó."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={
            "required": _("Hãy ghi ngày, ví dụ 25/11/2026."),
            "invalid": _("Hãy ghi ngày, ví dụ 25/11/2026."),
        },
    )
    provider = forms.ChoiceField(
        label=_("Nộp trực tuyến qua"),
        help_text=_("Chưa kết nối: chỉ nhận chuyển khoản, đối soát bằng bảng tính."),
        required=False,
    )
    legal_basis = forms.CharField(label=_("Căn cứ"), max_length=300, required=False)

    def __init__(self, data: Mapping[str, Any] | None) -> None:
        """Offer the banks that are connected."""
        super().__init__(data)
        known = [(key, plug.label) for key, plug in payment_providers]
        self.fields["provider"] = forms.ChoiceField(
            label=self.fields["provider"].label,
            help_text=self.fields["provider"].help_text,
            choices=[("", _("Chưa kết nối")), *known],
            required=False,
        )


class RemitForm(forms.Form):
    """The voucher under which payments went to the treasury."""

    document = forms.CharField(
        label=_("Số chứng từ chuyển kho bạc"),
        max_length=64,
        error_messages={"required": _("Hãy ghi số chứng từ chuyển kho bạc.")},
    )


class StatementForm(forms.Form):
    """Which day, and the spreadsheet when the bank is not asked."""

    day = forms.DateField(
        label=_("Ngày sao kê"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={
            "required": _("Hãy ghi ngày, ví dụ 25/11/2026."),
            "invalid": _("Hãy ghi ngày, ví dụ 25/11/2026."),
        },
    )
    file = forms.FileField(
        label=_("Sao kê dạng bảng tính"),
        help_text=_("Để trống: lấy thẳng từ ngân hàng."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )
