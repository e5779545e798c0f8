"""What one says of a picture of a signature or a seal."""

from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.signing.rules_images import MOST_BYTES, SIGNATURE_MM, ImageFault, ImageRole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.files.uploadedfile import UploadedFile
    from django.http import QueryDict
    from django.utils.datastructures import MultiValueDict


class ImageForm(forms.Form):
    """A picture, of what it is, how wide it is in truth."""

    role = forms.ChoiceField(label=_("Ảnh của"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("Tệp ảnh"),
        help_text=_(
            "PNG, JPEG hoặc SVG, nhiều nhất 2 MB. Chữ ký màu xanh, con dấu màu đỏ; nền trắng được"
            " làm trong suốt, lề trống được cắt."
        ),
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg,.svg"}),
    )
    width_mm = forms.DecimalField(
        label=_("Bề rộng thật (mm)"),
        max_digits=4,
        decimal_places=1,
        localize=True,
    )
    valid_from = forms.DateField(
        label=_("Dùng từ ngày"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(
        self,
        data: "QueryDict | None" = None,
        files: "MultiValueDict[str, UploadedFile[bytes]] | None" = None,
        *,
        roles: "Sequence[ImageRole]",
    ) -> None:
        """Offer what the actor may send; the usual widths are told."""
        first = {"role": roles[0], "valid_from": timezone.localdate()}
        super().__init__(data, files, initial=first)
        choice = self.fields["role"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = [(one.value, one.label) for one in roles]
        least, most = settings.TINHSO_SEAL_MM_BETWEEN
        bounds = {
            "least": f"{SIGNATURE_MM[0]:g}",
            "most": f"{SIGNATURE_MM[1]:g}",
            "seal_least": f"{least:g}",
            "seal_most": f"{most:g}",
        }
        words = _(
            "Đo trên giấy, từ mép nét này đến mép nét kia: chữ ký %(least)s đến %(most)s mm, con"
            " dấu %(seal_least)s đến %(seal_most)s mm."
        )
        self.fields["width_mm"].help_text = words % bounds

    def clean_file(self) -> "UploadedFile[bytes]":
        """Take a file of a size that can be read at once."""
        given: UploadedFile[bytes] = self.cleaned_data["file"]
        if (given.size or 0) > MOST_BYTES:
            raise forms.ValidationError(ImageFault.HEAVY.label)
        return given


class RefuseImageForm(forms.Form):
    """Why a picture is not approved."""

    reason = forms.CharField(
        label=_("Lý do không duyệt"),
        max_length=500,
        required=False,
        help_text=_("Chỉ cần khi không duyệt; người gửi đọc câu này để biết cần sửa gì."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
