"""What an applicant types about a dossier of his own."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.forms.queueing import RefusedForm
from tinhso.dossiers.rules.post import LONGEST_ADDRESS
from tinhso.dossiers.rules.rating import QUESTIONS
from tinhso.kernel.files.forms import StoredFileField, Upload
from tinhso.kernel.web.fields import DataText
from tinhso.kernel.web.moments import MomentField

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.utils.datastructures import MultiValueDict

    from tinhso.dossiers.queries import ApplicantPage

LONGEST_TEXT = 2000


class ReasonForm(forms.Form):
    """Why one takes a dossier back; saying it is one's own choice."""

    reason = forms.CharField(
        label=_("Lý do"),
        help_text=_("Giúp cơ quan phục vụ tốt hơn. Bạn có thể để trống."),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class MessageForm(forms.Form):
    """A question to the officers."""

    text = forms.CharField(
        label=_("Bạn muốn hỏi gì?"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Hãy viết điều bạn muốn hỏi.")},
    )


class PostWishForm(RefusedForm):
    """Where the paper result is to be sent."""

    address = forms.CharField(
        label=_("Người nhận, địa chỉ, điện thoại"),
        help_text=_("Người nhận trả tiền cho bên chuyển theo bảng giá của họ."),
        max_length=LONGEST_ADDRESS,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
        error_messages={"required": _("Hãy ghi người nhận, địa chỉ và điện thoại.")},
    )

    def __init__(self, data: Mapping[str, Any] | None, *, known: str) -> None:
        """What is known stands ready."""
        super().__init__(data, initial={"address": known})


class FieldCheckForm(forms.Form):
    """Whether one will be there."""

    answer = forms.ChoiceField(
        label=_("Bạn có mặt được không?"),
        choices=[
            ("confirmed", _("Tôi có mặt đúng giờ hẹn")),
            ("other_time", _("Tôi xin giờ khác")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn một trong hai.")},
    )
    wished_at = MomentField(
        label=_("Giờ bạn mong muốn"),
        required=False,
        error_messages={"invalid": _("Hãy ghi ngày và giờ, ví dụ 25/11/2026 08:30.")},
    )

    def clean(self) -> dict[str, object]:
        """Ask for the hour when another one is wanted."""
        cleaned = super().clean() or {}
        if (
            cleaned.get("answer") == "other_time"
            and not cleaned.get("wished_at")
            and "wished_at" not in self.errors
        ):
            self.add_error("wished_at", _("Hãy ghi giờ bạn có mặt được."))
        return cleaned


class SupplementForm(forms.Form):
    """The papers and words that were asked for, each with its own field."""

    def __init__(
        self,
        data: dict[str, str] | None,
        uploads: "MultiValueDict[str, UploadedFile[bytes]] | None",
        *,
        page: "ApplicantPage",
    ) -> None:
        """Make a field for each thing that was asked for."""
        super().__init__(data, uploads)
        assert page.supplement is not None  # noqa: S101  the view looks first
        self.asked: list[dict[str, str]] = list(page.supplement.items)
        for number, item in enumerate(self.asked):
            key = item.get("component") or ""
            if key:
                self.fields[f"giay-to-{number}"] = StoredFileField(
                    use="dossiers.component", label=DataText(item["text"]), camera=False
                )
            elif item.get("field"):
                self.fields[f"tra-loi-{number}"] = forms.CharField(
                    label=DataText(item["text"]), max_length=LONGEST_TEXT
                )
        if not self.fields:
            self.fields["done"] = forms.BooleanField(
                label=_("Tôi đã làm như được hướng dẫn"),
                error_messages={"required": _("Hãy đánh dấu khi bạn đã làm xong.")},
            )

    def uploads(self) -> Iterator[tuple[str, Upload]]:
        """Yield each paper with the component it is for."""
        for number, item in enumerate(self.asked):
            upload = self.cleaned_data.get(f"giay-to-{number}")
            if upload is not None:
                yield item["component"], upload

    def answers(self) -> dict[str, object] | None:
        """Return the mended answers by field, or None when none were asked for.

        What was only to be done elsewhere is answered by saying so: no field changes.
        """
        given: dict[str, object] = {
            item["field"]: self.cleaned_data[f"tra-loi-{number}"]
            for number, item in enumerate(self.asked)
            if f"tra-loi-{number}" in self.cleaned_data
        }
        if "done" in self.fields:
            return {}
        return given or None


class RatingForm(forms.Form):
    """The nine questions, each from 1 to 5; those that do not fit are left out."""

    comment = forms.CharField(
        label=_("Bạn muốn nói thêm điều gì?"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = [*QUESTIONS, "comment"]

    def __init__(self, data: dict[str, str] | None) -> None:
        """Make a field for each question of the law."""
        super().__init__(data)
        for key, question in QUESTIONS.items():
            self.fields[key] = forms.TypedChoiceField(
                label=question,
                choices=SCORES,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, object]:
        """Take at least one answer."""
        cleaned = super().clean() or {}
        if not self.errors and not self.scores():
            raise forms.ValidationError(_("Hãy trả lời ít nhất một câu."))
        return cleaned

    def scores(self) -> dict[str, int]:
        """Return the answered questions."""
        return {
            key: self.cleaned_data[key]
            for key in QUESTIONS
            if self.cleaned_data.get(key) is not None
        }


SCORES = [
    ("5", _("5: rất hài lòng")),
    ("4", _("4: hài lòng")),
    ("3", _("3: bình thường")),
    ("2", _("2: chưa hài lòng")),
    ("1", _("1: rất không hài lòng")),
]
