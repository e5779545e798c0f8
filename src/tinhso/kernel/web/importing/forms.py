"""What is filled in to bring records in, and to vouch for them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.files.forms import StoredFileField
from tinhso.kernel.importing.registry import ImportKind
from tinhso.kernel.importing.services.running import use_of


class ImportForm(forms.Form):
    """A sheet and the system it comes from."""

    source = forms.CharField(
        label=_("Hệ thống cũ"),
        max_length=60,
        help_text=_("Tên để nhận ra về sau. Mỗi mã của một hệ thống chỉ vào một lần."),
        error_messages={"required": _("Hãy ghi tên hệ thống cũ.")},
    )

    def __init__(self, *given: object, kind: ImportKind, **named: object) -> None:
        """Take the file as the kind comes."""
        super().__init__(*given, **named)  # type: ignore[arg-type]  # Django's own arguments
        self.fields["file"] = StoredFileField(
            use=use_of(kind),
            label=_("Tệp nén có mục lục") if kind.in_archive else _("Bảng tính"),
            error_messages={
                "required": _("Hãy chọn tệp nén.")
                if kind.in_archive
                else _("Hãy chọn tệp bảng tính.")
            },
        )


class SignForm(forms.Form):
    """What the one who vouches has to say."""

    note = forms.CharField(
        label=_("Lời ký duyệt"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "vi"}),
        help_text=_("Cần ghi khi số đếm còn lệch."),
    )
