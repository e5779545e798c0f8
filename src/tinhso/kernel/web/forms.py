"""Forms of the shell's own pages."""

from typing import TYPE_CHECKING, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.web.brand import DEFAULT_ACCENT, PlatformLabel, accent_problem, mark_problem
from tinhso.kernel.web.models import HEX_COLOUR, Brand

_PLATFORM: Final = "platform_"

if TYPE_CHECKING:
    BrandBase = forms.ModelForm[Brand]
else:
    BrandBase = forms.ModelForm


class BrandForm(BrandBase):
    """The province's name, colour, mark and telephone; the colour's contrast is checked."""

    class Meta:
        model = Brand
        fields = (
            "province",
            "service",
            "hotline",
            "accent",
            "mark",
            "platform_code",
            "platform_kind",
            "platform_conformity",
            "platform_check",
        )
        help_texts = {
            "accent": _("Nút và đường dẫn dùng màu này; viết như #27497a."),
            "mark": _(
                "Nội dung tệp SVG chỉ gồm hình, đến 20 kB. Để trống thì dùng mặt trống đồng."
            ),
            "platform_code": _("Nhãn nền tảng hiện ở chân trang; ô để trống thì không hiện."),
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the colour of the house first."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed through untouched
        self.fields["accent"].initial = DEFAULT_ACCENT

    def brand(self) -> dict[str, str]:
        """Return what was typed of the brand itself."""
        return {k: v for k, v in self.cleaned_data.items() if not k.startswith(_PLATFORM)}

    def platform(self) -> PlatformLabel:
        """Return what was typed of the platform's label."""
        said = {k.removeprefix(_PLATFORM): v for k, v in self.cleaned_data.items()}
        names = ("code", "kind", "conformity", "check")
        return PlatformLabel(**{name: said[name] for name in names})

    def clean_accent(self) -> str:
        """Refuse a colour on which words cannot be read."""
        accent: str = self.cleaned_data["accent"]
        HEX_COLOUR(accent)
        if problem := accent_problem(accent):
            raise forms.ValidationError(problem)
        return accent

    def clean_mark(self) -> str:
        """Refuse a drawing that is more than shapes."""
        mark: str = self.cleaned_data["mark"]
        if mark and (problem := mark_problem(mark)):
            raise forms.ValidationError(problem)
        return mark
