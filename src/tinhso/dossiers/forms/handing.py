"""What the desk fills in when a result comes back, is handed out or proves wrong."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.forms.desk import LONGEST_TEXT, DeskForm
from tinhso.dossiers.models import PartyRole
from tinhso.dossiers.queries.post import envelope_for
from tinhso.dossiers.rules.post import LONGEST_ADDRESS
from tinhso.dossiers.services.converting import MOST_COPIES
from tinhso.kernel.files.forms import StoredFileField


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


class MendForm(DeskForm):
    """A name, address or telephone that was written down wrongly."""

    role = forms.ChoiceField(label=_("Sửa thông tin của"), choices=PartyRole.choices)
    name = forms.CharField(label=_("Họ tên đúng"), max_length=200)
    phone = forms.CharField(label=_("Điện thoại"), required=False, max_length=20)
    address = forms.CharField(label=_("Địa chỉ"), required=False, max_length=300)
    reissue = forms.BooleanField(
        label=_("Cấp lại giấy tiếp nhận và hẹn trả"), required=False, initial=True
    )

    def build(self) -> None:
        """Offer the people of the dossier; the owner's words stand ready."""
        roles = {row.role for row in self.desk.page.parties}
        self.fields["role"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (key, label) for key, label in PartyRole.choices if key in roles
        ]
        owner = self.desk.owner
        if owner is not None:
            self.initial = {"name": owner.name, "phone": owner.phone, "address": owner.address}
        if not any(paper.form == "01" for paper in self.desk.page.papers):
            del self.fields["reissue"]


class CorrectForm(DeskForm):
    """What is wrong in a result."""

    fault = forms.CharField(
        label=_("Kết quả sai ở chỗ nào"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
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
            ("", _("Chọn giấy tờ")),
            ("id_card", _("Thẻ căn cước")),
            ("vneid", _("Căn cước điện tử trên VNeID")),
            ("passport", _("Hộ chiếu")),
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
