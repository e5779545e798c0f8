"""What people type on the public pages, and whether it can be taken."""

from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.procedures.queries import Asked

MOST_LETTERS = 200


class CatalogueForm(forms.Form):
    """The search box and the filters of the catalogue; what it cannot read it leaves out."""

    q = forms.CharField(required=False, label=_("Bạn cần làm việc gì?"))
    viec = forms.SlugField(required=False, label=_("Việc trong đời"))
    linh_vuc = forms.SlugField(required=False, label=_("Lĩnh vực"))
    cap = forms.SlugField(required=False, label=_("Cấp giải quyết"))
    co_quan = forms.SlugField(required=False, label=_("Cơ quan"))
    trang = forms.IntegerField(required=False, min_value=1, max_value=10_000)

    @property
    def asked(self) -> Asked:
        """Return what is asked for, fields that make no sense left out."""
        self.full_clean()
        said = self.cleaned_data
        return Asked(
            text=(said.get("q") or "")[:MOST_LETTERS],
            life_event=said.get("viec") or "",
            field=said.get("linh_vuc") or "",
            level=said.get("cap") or "",
            body=said.get("co_quan") or "",
            page=said.get("trang") or 1,
        )

    def address(self, *, page: int) -> str:
        """Return the address of another page of the same question."""
        asked = self.asked
        values = {
            "q": asked.text,
            "viec": asked.life_event,
            "linh_vuc": asked.field,
            "cap": asked.level,
            "co_quan": asked.body,
            "trang": page,
        }
        return "?" + urlencode({key: value for key, value in values.items() if value})


class RatingForm(forms.Form):
    """Whether the page helped, and what was missing."""

    helpful = forms.ChoiceField(
        label=_("Trang này có giúp được bạn không?"),
        choices=[("co", _("Có")), ("khong", _("Chưa"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn Có hoặc Chưa.")},
    )
    text = forms.CharField(
        label=_("Điều gì còn thiếu hoặc khó hiểu?"),
        help_text=_("Đừng ghi tên, số căn cước hay số điện thoại."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
