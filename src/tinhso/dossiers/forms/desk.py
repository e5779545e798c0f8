"""What a desk officer types for each act; the law's own lists are the procedure's."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.queries.asking import is_asked_enough
from tinhso.dossiers.scanning import SCAN_GONE
from tinhso.dossiers.services.inputs import Checks, SupplementItem
from tinhso.kernel.errors import Conflict, DomainError, Invalid
from tinhso.kernel.files.forms import StoredFileField, Upload
from tinhso.kernel.web.fields import DataText, data_choices

if TYPE_CHECKING:
    from tinhso.dossiers.models import SupplementRequest
    from tinhso.dossiers.queries.desk_page import DeskPage
    from tinhso.kernel.files.models import StoredFile

LONGEST_TEXT = 2000
CHECKS = [
    ("ok", _("Đúng")),
    ("problem", _("Có chỗ sai")),
    ("no_data", _("Không có dữ liệu để đối chiếu")),
    ("not_done", _("Chưa kiểm tra")),
]


class DeskForm(forms.Form):
    """A form over one dossier; carries the version its page was drawn with."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Mapping[str, Any] | None, uploads: Mapping[str, Any] | None, *, desk: "DeskPage"
    ) -> None:
        """Read the dossier; fields that depend on it are made in `build`."""
        super().__init__(data, uploads)  # type: ignore[arg-type]  # a QueryDict in real life
        self.desk = desk
        self.kept: Mapping[str, StoredFile] = {}
        """Files an earlier, refused try left here, by their fields; set before it is looked at."""
        self.fields["version"].initial = desk.dossier.version
        self.build()

    def build(self) -> None:
        """Make the fields that come from the dossier."""

    def clean(self) -> dict[str, Any]:
        """Take what an earlier try left where no other file was chosen since."""
        cleaned = super().clean() or {}
        return cleaned | {
            name: row
            for name, row in self.kept.items()
            if not cleaned.get(name) and name not in self.errors
        }

    @property
    def seen_version(self) -> int | None:
        """Return the dossier's version the page was drawn with."""
        return self.cleaned_data.get("version")

    status = 422
    """How a page answers that shows the form again."""

    def refuse(self, refusal: DomainError) -> None:
        """Put what a service refused beside its field, with what was typed kept."""
        if not isinstance(refusal, Invalid):
            self.status = refusal.status
        if not refusal.fields:
            now = refusal.now.lines if isinstance(refusal, Conflict) and refusal.now else ()
            said = [str(refusal.message), *(f"{label}: {words}." for label, words in now)]
            self.add_error(None, " ".join(said))
        for name, sentence in refusal.fields.items():
            self.add_error(name if name in self.fields else None, str(sentence))


class AcceptForm(DeskForm):
    """The three checks of the law, each paper's own, and whether paper came along."""

    check_data = forms.ChoiceField(label=_("a) Đối chiếu dữ liệu"), choices=CHECKS)
    check_signatures = forms.ChoiceField(label=_("b) Chữ ký số trên giấy tờ"), choices=CHECKS)
    check_components = forms.ChoiceField(label=_("c) Tra cứu giấy tờ đã có"), choices=CHECKS)
    has_paper = forms.BooleanField(label=_("Có hồ sơ giấy kèm theo"), required=False)

    def build(self) -> None:
        """Make a field for each paper that is there."""
        for line in self.desk.components:
            if line.attachments:
                self.fields[f"tp_{line.component.key}"] = forms.ChoiceField(
                    label=DataText(line.component.name),
                    choices=[("", gettext("Chưa xem")), *CHECKS[:3]],
                    initial=line.checked_as,
                    required=False,
                )
        for name in ("check_data", "check_signatures", "check_components"):
            self.fields[name].initial = getattr(self.desk.dossier, name) or "not_done"

    def paper_fields(self) -> list[tuple[object, forms.BoundField | None]]:
        """Return each paper with the field of its check, if it has one."""
        return [
            (line, self[name] if (name := f"tp_{line.component.key}") in self.fields else None)
            for line in self.desk.components
        ]

    def checks(self) -> Checks:
        """Return what was checked."""
        given = self.cleaned_data
        return Checks(
            data=given["check_data"],
            signatures=given["check_signatures"],
            components=given["check_components"],
            per_component={
                name.removeprefix("tp_"): code
                for name, code in given.items()
                if name.startswith("tp_") and code
            },
        )


class SupplementRequestForm(DeskForm):
    """Everything that is missing, once: by paper, in own words, with reasons of the procedure."""

    reasons = forms.MultipleChoiceField(
        label=_("Lý do"), required=False, widget=forms.CheckboxSelectMultiple
    )
    more = forms.CharField(
        label=_("Điều khác cần bổ sung"),
        help_text=_("Mỗi dòng một việc."),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    note = forms.CharField(
        label=_("Hướng dẫn thêm cho người nộp"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def build(self) -> None:
        """Offer the papers and reasons of this procedure; a second request asks why."""
        version = self.desk.dossier.procedure_version
        self.fields["reasons"].choices = data_choices(  # type: ignore[attr-defined]  # a MultipleChoiceField
            (reason.key, reason.text) for reason in version.supplement_reasons
        )
        for line in self.desk.components:
            self.fields[f"thieu_{line.component.key}"] = forms.CharField(
                label=DataText(line.component.name), required=False, max_length=500
            )
        if is_asked_enough(self.desk.dossier):
            self.fields["override_reason"] = forms.CharField(
                label=_("Vì sao phải yêu cầu lần nữa"),
                help_text=_("Luật chỉ cho yêu cầu một lần; người có thẩm quyền ghi lý do ở đây."),
                max_length=500,
            )

    @property
    def earlier(self) -> "SupplementRequest | None":
        """Return the newest request before this one: who asked, and when."""
        return max(self.desk.page.supplements, key=lambda asked: asked.asked_at, default=None)

    def paper_fields(self) -> list[forms.BoundField]:
        """Return the field of each paper."""
        return [self[name] for name in self.fields if name.startswith("thieu_")]

    def items(self) -> list[SupplementItem]:
        """Return everything asked for: typed papers, further lines, else the chosen reasons."""
        given = self.cleaned_data
        found = [
            SupplementItem(text=text.strip(), component_key=name.removeprefix("thieu_"))
            for name, text in given.items()
            if name.startswith("thieu_") and text.strip()
        ]
        found += [SupplementItem(text=line.strip()) for line in given["more"].splitlines() if line]
        if not found:
            reasons = self.desk.dossier.procedure_version.supplement_reasons
            found = [
                SupplementItem(text=reason.text, component_key=reason.component)
                for reason in reasons
                if reason.key in given["reasons"]
            ]
        return [item for item in found if item.text]

    def clean(self) -> dict[str, Any]:
        """Ask for at least one thing."""
        cleaned = super().clean() or {}
        if not self.errors and not self.items():
            self.add_error("more", _("Hãy chọn lý do hoặc ghi điều cần bổ sung."))
        return cleaned


class RefuseForm(DeskForm):
    """Why a dossier is not taken in: reasons of the procedure's own list, or words."""

    reasons = forms.MultipleChoiceField(
        label=_("Lý do từ chối"), required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(
        label=_("Giải thích cho người nộp"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def build(self) -> None:
        """Offer the refusal reasons of this procedure."""
        self.fields["reasons"].choices = data_choices(  # type: ignore[attr-defined]  # a MultipleChoiceField
            (reason.key, reason.text)
            for reason in self.desk.dossier.procedure_version.refusal_reasons
        )


class StopForm(DeskForm):
    """The desk's answer to a wish to stop."""

    granted = forms.ChoiceField(
        label=_("Trả lời đề nghị dừng"),
        choices=[("yes", _("Dừng giải quyết")), ("no", _("Không dừng được"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn dừng hoặc không dừng.")},
    )
    reason = forms.CharField(
        label=_("Vì sao không dừng được"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class FeeForm(DeskForm):
    """The fee that is due before acceptance: how much, where, by when."""

    note = forms.CharField(
        label=_("Phí, lệ phí phải nộp và cách nộp"),
        max_length=100,
        error_messages={"required": _("Hãy ghi số tiền và cách nộp.")},
        help_text=_("Người nộp đọc đúng dòng này. Ví dụ: lệ phí 75.000 đồng, nộp tại quầy 3."),
    )


class FeePaidForm(DeskForm):
    """The proof that the fee was paid."""

    document = forms.CharField(
        label=_("Số chứng từ nộp tiền"),
        max_length=100,
        error_messages={"required": _("Hãy ghi số chứng từ nộp tiền.")},
    )


class ProofForm(DeskForm):
    """The voucher by which a duty was paid: the one the applicant sent, or one he brings."""

    document = forms.CharField(
        label=_("Số chứng từ nộp tiền"),
        max_length=200,
        error_messages={"required": _("Hãy ghi số chứng từ nộp tiền.")},
        help_text=_("Số của chứng từ người nộp đã gửi, hoặc của chứng từ mang đến quầy."),
    )

    def build(self) -> None:
        """Fill in what the applicant sent."""
        if self.desk.obligation is not None:
            self.fields["document"].initial = self.desk.obligation.sent_proof


class NoWordsForm(DeskForm):
    """An act that needs no words."""


class AnswerAtDeskForm(DeskForm):
    """The papers somebody brings to the desk to complete his dossier."""

    def build(self) -> None:
        """Make a field for each paper that was asked for, and one for the rest."""
        request = self.desk.open_supplement
        self.asked: list[dict[str, str]] = list(getattr(request, "items", []))
        for number, item in enumerate(self.asked):
            key = item.get("component") or ""
            if key:
                self.fields[f"giay-to-{number}"] = StoredFileField(
                    use="dossiers.component", label=DataText(item["text"]), required=False
                )
                self.fields[f"giay-{number}"] = forms.BooleanField(
                    label=_("Đã nhận bản giấy"), required=False
                )
        self.fields["done"] = forms.BooleanField(
            label=_("Đã đủ mọi thứ được yêu cầu"),
            error_messages={"required": _("Hãy xem lại từng mục rồi đánh dấu.")},
        )

    def given(self) -> "Iterator[tuple[str, Upload | StoredFile | None]]":
        """Yield each paper that came, with its file or None for paper alone."""
        for number, item in enumerate(self.asked):
            upload = self.cleaned_data.get(f"giay-to-{number}")
            if upload is not None or self.cleaned_data.get(f"giay-{number}"):
                yield item["component"], upload


class AttachForm(DeskForm):
    """A scan or photograph put to a dossier at the desk."""

    component_key = forms.ChoiceField(label=_("Giấy tờ"))
    watched = forms.ChoiceField(
        label=_("Hoặc lấy từ máy quét"),
        required=False,
        error_messages={"invalid_choice": SCAN_GONE},
    )
    sign = forms.BooleanField(label=_("Ký số bản quét"), required=False, initial=True)

    def build(self) -> None:
        """Offer the papers of the procedure and the scans that wait in the folder."""
        self.fields["file"] = StoredFileField(
            use="dossiers.component", label=_("Tệp quét hoặc ảnh"), required=False, camera=True
        )
        self.order_fields(["component_key", "file", "watched", "sign"])
        version = self.desk.dossier.procedure_version
        self.fields["component_key"].choices = data_choices(  # type: ignore[attr-defined]  # a ChoiceField
            (component.key, component.name) for component in version.components
        )

    def offer(self, names: list[str], hint: str) -> None:
        """Offer these files of the watched folder, and say which folder it is."""
        self.fields["watched"].help_text = hint
        self.fields["watched"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", gettext("Không")),
            *((name, name) for name in names),
        ]

    def clean(self) -> dict[str, Any]:
        """Take one of the two."""
        cleaned = super().clean() or {}
        asked = {"file", "watched"}
        if not any(cleaned.get(name) for name in asked) and not asked & set(self.errors):
            self.add_error("file", _("Hãy chọn tệp, hoặc một bản trong thư mục quét."))
        return cleaned


class DeskMessageForm(forms.Form):
    """Words to the applicant."""

    text = forms.CharField(
        label=_("Nhắn cho người nộp"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Hãy viết điều muốn nhắn.")},
    )


class CodeForm(forms.Form):
    """The code of the second factor of a shift."""

    code = forms.CharField(
        label=_("Mã xác nhận"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": _("Hãy ghi mã trên điện thoại của bạn.")},
    )


class BookForm(forms.Form):
    """Which days of the book are wanted."""

    start = forms.DateField(
        label=_("Từ ngày"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    end = forms.DateField(
        label=_("Đến ngày"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean(self) -> dict[str, Any]:
        """Keep the days in order."""
        cleaned = super().clean() or {}
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and start > end:
            self.add_error("end", _("Ngày cuối đứng trước ngày đầu; hãy đổi chỗ."))
        return cleaned
