"""What the desk fills in when a result comes back, is handed out or proves wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.forms.desk import LONGEST_TEXT, DeskForm
from tinhso.dossiers.queries.post import envelope_for
from tinhso.dossiers.rules.post import LONGEST_ADDRESS
from tinhso.dossiers.services.converting import MOST_COPIES
from tinhso.kernel.files.forms import StoredFileField

IDENTITY_SHOWN = (
    ("", _("Chọn giấy tờ")),
    ("id_card", _("Thẻ căn cước")),
    ("vneid", _("Căn cước điện tử trên VNeID")),
    ("passport", _("Hộ chiếu")),
)
"""By what somebody at the counter shows who he is."""
MENDED: Final[dict[str, tuple[str | Promise, Callable[..., forms.CharField]]]] = {
    "name": (_("Họ tên đúng"), partial(forms.CharField, max_length=200)),
    "phone": (_("Điện thoại"), partial(forms.CharField, max_length=20)),
    "email": (_("Thư điện tử"), partial(forms.EmailField, max_length=254)),
    "address": (_("Địa chỉ"), partial(forms.CharField, max_length=300)),
}
"""What is mended of a person."""


class IncidentForm(DeskForm):
    """A paper dossier lost or damaged."""

    kind = forms.ChoiceField(
        label=_("Sự cố"),
        choices=[("lost", _("Mất hồ sơ")), ("damaged", _("Hư hỏng hồ sơ"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn mất hoặc hư hỏng.")},
    )
    happened_with = forms.CharField(label=_("Nơi để xảy ra"), max_length=200)
    account = forms.CharField(
        label=_("Diễn biến"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )
    remedy = forms.CharField(
        label=_("Cách khắc phục"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@dataclass(frozen=True, kw_only=True)
class MendedParty:
    """One person of the dossier as the form shows him."""

    role: str
    legend: str | Promise
    fields: list[forms.BoundField]


class MendForm(DeskForm):
    """How each person of the dossier is written down; what was written wrongly is typed over."""

    reissue = forms.BooleanField(
        label=_("Cấp lại giấy tiếp nhận và hẹn trả"), required=False, initial=True
    )

    def build(self) -> None:
        """Let each person's words stand ready in fields of his own."""
        for party in self.desk.page.parties:
            for name, (label, kind) in MENDED.items():
                field = kind(label=label, required=name == "name")
                field.initial = getattr(party, name)
                self.fields[f"{party.role}_{name}"] = field
        self.order_fields([name for name in self.fields if name != "reissue"])
        if not any(paper.form == "01" for paper in self.desk.page.papers):
            del self.fields["reissue"]

    def people(self) -> list[MendedParty]:
        """Return the people with their fields."""
        return [
            MendedParty(
                role=party.role,
                legend=party.get_role_display(),
                fields=[self[f"{party.role}_{name}"] for name in MENDED],
            )
            for party in self.desk.page.parties
        ]

    def mended(self) -> dict[str, dict[str, str]]:
        """Return what was typed over, by role."""
        found: dict[str, dict[str, str]] = {}
        for party in self.desk.page.parties:
            for name in MENDED:
                key = f"{party.role}_{name}"
                if key in self.data and self.cleaned_data.get(key, "") != getattr(party, name):
                    found.setdefault(party.role, {})[name] = self.cleaned_data[key]
        return found

    def clean(self) -> dict[str, Any]:
        """Ask for at least one thing that was wrong."""
        cleaned = super().clean() or {}
        if not self.errors and not self.mended():
            self.add_error(
                None, _("Chưa sửa gì. Để in lại như cũ, hãy dùng “Cấp lại giấy tiếp nhận”.")
            )
        return cleaned


class CorrectForm(DeskForm):
    """What is wrong in a result."""

    fault = forms.CharField(
        label=_("Kết quả sai ở chỗ nào"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class StopWishForm(DeskForm):
    """Why somebody who came or wrote wants his dossier stopped, and what proved who he is."""

    reason = forms.CharField(
        label=_("Lý do người nộp nêu"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Hãy ghi lý do người nộp nêu.")},
    )
    shown = forms.ChoiceField(
        label=_("Giấy tờ đã xem"),
        error_messages={"required": _("Hãy xem giấy tờ tùy thân, hoặc đơn có chữ ký.")},
        choices=[*IDENTITY_SHOWN, ("letter", _("Đơn có chữ ký gửi qua bưu chính"))],
    )


class ReturnForm(DeskForm):
    """Who came, what he showed, and his signature: drawn or scanned."""

    received_by = forms.CharField(
        label=_("Người nhận"),
        max_length=200,
        error_messages={"required": _("Hãy ghi người nhận kết quả.")},
    )
    identity_shown = forms.ChoiceField(
        label=_("Giấy tờ đã xem"),
        error_messages={"required": _("Hãy xem giấy tờ tùy thân hoặc giấy ủy quyền.")},
        choices=[
            *IDENTITY_SHOWN,
            ("authorisation", _("Giấy ủy quyền và căn cước của người nhận")),
            ("receipt", _("Giấy tiếp nhận và căn cước")),
        ],
    )

    def build(self) -> None:
        """The owner usually comes himself; for a company, who stands for it."""
        self.fields["signature"] = StoredFileField(
            use="dossiers.receipt_signature", label=_("Chữ ký nhận"), required=False
        )
        self.initial = {"received_by": self.desk.who_comes}
        if self.desk.sealed is not None and self.desk.sealed.code_beside:
            told = gettext(
                "Mã kiểm tra kết quả là %(code)s. Giấy không in mã này: hãy ghi cho người nhận."
            )
            self.fields["received_by"].help_text = told % {"code": self.desk.sealed.code_beside}


class ConvertForm(DeskForm):
    """In how many copies a signed result is made paper."""

    copies = forms.IntegerField(
        label=_("Số bản giấy"), min_value=1, max_value=MOST_COPIES, initial=1
    )


class PostWishForm(DeskForm):
    """Where the paper result is to be sent, as its owner says it at the desk."""

    address = forms.CharField(
        label=_("Người nhận, địa chỉ, điện thoại"),
        max_length=LONGEST_ADDRESS,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Hãy ghi người nhận, địa chỉ và điện thoại.")},
    )

    def build(self) -> None:
        """Where he lives stands ready, or what he said before."""
        self.initial = {"address": envelope_for(self.desk.dossier)}
