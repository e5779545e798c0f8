"""Of which period, level and kind the share of signed papers is asked."""

from datetime import date
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.signing.forms_register import ReportForm, a_day
from tinhso.signing.queries.exchange_share import WHICH, Asked
from tinhso.signing.registry import outlets

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


def _kinds() -> list[tuple[str, "_StrOrPromise"]]:
    """Return the kinds of papers that the rooms of this house send."""
    return [("", _("Tất cả")), *((name, one.label) for name, one in outlets)]


class ShareForm(ReportForm):
    """The period of what was sent, usually this quarter; of which agencies and papers."""

    tu = a_day(_("Gửi từ ngày"))
    den = a_day(_("Đến hết ngày"))
    loai = forms.ChoiceField(label=_("Loại văn bản"), choices=_kinds, required=False)

    @classmethod
    def usual_days(cls, today: date) -> dict[str, date]:
        """Ask of the quarter in which today lies."""
        return {"tu": date(today.year, (today.month - 1) // 3 * 3 + 1, 1), "den": today}

    def kind(self) -> str:
        """Return the kind asked, or nothing."""
        return str(self.cleaned_data["loai"]) if self.is_valid() else ""


class RowsForm(ShareForm):
    """Which papers behind a number are listed."""

    ma = forms.CharField(label=_("Mã cơ quan"), max_length=40, required=False)
    chu_ky = forms.ChoiceField(
        label=_("Chữ ký"),
        required=False,
        choices=list(
            zip(
                WHICH,
                (
                    _("Tất cả"),
                    _("Có chữ ký cá nhân"),
                    _("Có chữ ký của cơ quan"),
                    _("Đủ chữ ký theo loại"),
                    _("Thiếu chữ ký"),
                ),
                strict=True,
            )
        ),
    )

    def asked(self) -> Asked:
        """Return what is asked; all papers of the usual days where something is wrong."""
        is_right = self.is_valid()
        return Asked(
            **self.days(),
            kind=self.kind(),
            level=self.level(),
            code=str(self.cleaned_data["ma"]) if is_right else "",
            which=str(self.cleaned_data["chu_ky"]) if is_right else "",
        )
