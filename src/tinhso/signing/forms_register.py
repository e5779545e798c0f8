"""On which day and over which period the register is counted."""

from datetime import date
from typing import TYPE_CHECKING, Final, Self

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.organization.queries import AgencyLevel
from tinhso.signing.rules import CertificateRole

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.utils.functional import _StrOrPromise

FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]
FIRST: Final = date(1900, 1, 1)
LAST: Final = date(2200, 12, 31)
"""What lies outside is no day that one could mean, and no calendar counts near its own ends."""


def a_day(label: "_StrOrPromise") -> forms.DateField:
    """Return a field for a day that one could mean."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    said = _("Nhập một ngày từ năm 1900 đến năm 2200.")
    bounds = (MinValueValidator(FIRST, said), MaxValueValidator(LAST, said))
    return forms.DateField(label=label, input_formats=FORMATS, widget=widget, validators=bounds)


class SpanForm(forms.Form):
    """From when to when acts are counted."""

    tu = a_day(_("Việc trong kỳ, từ"))
    den = a_day(_("Việc trong kỳ, đến"))
    usual: dict[str, date]

    @classmethod
    def of(cls, given: QueryDict) -> Self:
        """Return the form with what was asked; what was not asked is today and this year."""
        usual = cls.usual_days(timezone.localdate())
        data = {name: given.get(name) or day.isoformat() for name, day in usual.items()}
        form = cls({**given.dict(), **data})
        form.usual = usual
        return form

    @classmethod
    def usual_days(cls, today: date) -> dict[str, date]:
        """Return what is meant where no day is said."""
        return {"tu": today.replace(month=1, day=1), "den": today}

    def clean(self) -> None:
        """Refuse a period that ends before it begins."""
        first, last = self.cleaned_data.get("tu"), self.cleaned_data.get("den")
        if first and last and first > last:
            self.add_error("den", _("Ngày đầu đứng sau ngày cuối; hãy đổi chỗ."))

    def days(self) -> dict[str, date]:
        """Return the days asked, or the usual ones where something is wrong."""
        chosen = self.cleaned_data if self.is_valid() else self.usual
        return {"since": chosen["tu"], "until": chosen["den"]}


class PeriodForm(SpanForm):
    """The day on which certificates are counted, and from when to when acts are."""

    ngay = a_day(_("Có hiệu lực ngày"))

    @classmethod
    def usual_days(cls, today: date) -> dict[str, date]:
        """Count as of today."""
        return {"ngay": today, **super().usual_days(today)}

    def days(self) -> dict[str, date]:
        """Return the day, too."""
        days = super().days()
        return {"on": (self.cleaned_data if self.is_valid() else self.usual)["ngay"], **days}


class ReportForm(SpanForm):
    """The period of a report, and of which agencies."""

    cap = forms.ChoiceField(
        label=_("Cấp"), choices=[("", _("Tất cả")), *AgencyLevel.choices], required=False
    )

    def level(self) -> str:
        """Return the level asked, or nothing."""
        return str(self.cleaned_data["cap"]) if self.is_valid() else ""


MOST_FILE: Final = 20 * 1024 * 1024


class CertificateFileForm(forms.Form):
    """A file of certificates."""

    file = forms.FileField(
        label=_("Tệp chứng thư"),
        help_text=_("PEM, DER, P7B, hoặc ZIP gồm nhiều tệp như vậy; nhiều nhất 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".pem,.cer,.crt,.der,.p7b,.p7c,.zip"}),
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        """Take a file of a size that can be read at once."""
        given: UploadedFile[bytes] = self.cleaned_data["file"]
        if (given.size or 0) > MOST_FILE:
            raise forms.ValidationError(_("Tệp nặng hơn 20 MB; hãy chia nhỏ rồi gửi."))
        return given


class MatchForm(forms.Form):
    """Whose a certificate is."""

    role = forms.ChoiceField(label=_("Loại"), choices=CertificateRole.choices)
    agency_code = forms.CharField(label=_("Mã cơ quan"), max_length=40)
    login = forms.CharField(
        label=_("Tên đăng nhập của cán bộ"),
        max_length=64,
        required=False,
        help_text=_("Chỉ cần khi chứng thư là của cá nhân."),
    )
