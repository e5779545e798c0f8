"""The gallery: every component in all its states, for those who keep the looks of the house."""

from datetime import timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tinhso.kernel.actors import require
from tinhso.kernel.db.text import whole
from tinhso.kernel.errors import NotFound
from tinhso.kernel.web.errors import WORDS, error_page
from tinhso.kernel.web.permissions import WebPermission
from tinhso.kernel.web.views import official_of


class SampleForm(forms.Form):
    """A form with every kind of field."""

    name = forms.CharField(
        label=gettext_lazy("Họ, chữ đệm, tên"),
        help_text=gettext_lazy("Viết có dấu, như sẽ in trên giấy khai sinh"),
        max_length=60,
    )
    birth = forms.DateField(label=gettext_lazy("Ngày sinh"), input_formats=["%d/%m/%Y"])
    sex = forms.ChoiceField(
        label=gettext_lazy("Giới tính"),
        choices=(("nam", gettext_lazy("Nam")), ("nu", gettext_lazy("Nữ"))),
        widget=forms.RadioSelect,
    )
    place = forms.ChoiceField(
        label=gettext_lazy("Nơi nhận kết quả"),
        choices=(("", gettext_lazy("Chọn một nơi")), ("nha", gettext_lazy("Tại nhà"))),
        required=False,
    )
    papers = forms.MultipleChoiceField(
        label=gettext_lazy("Giấy tờ có sẵn"),
        choices=(("cs", gettext_lazy("Giấy chứng sinh")), ("kh", gettext_lazy("Đăng ký kết hôn"))),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(
        label=gettext_lazy("Ghi chú"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    photo = forms.FileField(
        label=gettext_lazy("Ảnh giấy chứng sinh"),
        help_text=gettext_lazy("Chụp bằng điện thoại cũng được. Chúng tôi tự xoay và thu nhỏ ảnh."),
        required=False,
    )
    agree = forms.BooleanField(label=gettext_lazy("Tôi cam đoan những lời khai trên là đúng"))


def _samples() -> dict[str, object]:
    now = timezone.now()
    return {
        "now": now,
        "late": now - timedelta(hours=3),
        "near": now + timedelta(minutes=19),
        "far": now + timedelta(days=6),
        "past_year": now - timedelta(days=400),
        "amount": 1_234_567,
        "many": 1000,
        "share": 97.42,
        "identity": "004185001218",
        "link": "https://example.org/tra-cuu/H14.20.05-261116-0012",
        "states": [
            ("wait", _("Chưa xem")),
            ("run", _("Đang thẩm định")),
            ("soon", _("Chờ bổ sung")),
            ("late", _("Quá hạn")),
            ("done", _("Đủ giấy tờ")),
            ("stopped", _("Đã rút")),
        ],
        "entries": [
            {"title": _("Đã tiếp nhận"), "state": "past", "at": now - timedelta(days=3)},
            {
                "title": _("Kiểm tra thực địa"),
                "state": "now",
                "at": now + timedelta(days=2),
                "by": "Nông Văn Tú",
            },
            {"title": _("Lãnh đạo ký"), "state": "next"},
        ],
        "tokens": ["act", "bad", "soon", "good", "text", "ground", "surface", "chosen"],
        "icons": ["search", "bell", "inbox", "folder", "pen", "download", "camera", "qr-code"],
        "errors": sorted(WORDS),
    }


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show the components on a staff page, with links to the shells and error pages."""
    require(official_of(request), WebPermission.SEE_GALLERY)
    wrong = SampleForm({"name": "", "birth": "31/02/2026", "sex": "nam"})
    values = {"fresh": SampleForm(prefix="moi"), "wrong": wrong, **_samples()}
    return render(request, "kernel/gallery.html", values)


@require_safe
def sample(request: HttpRequest, name: str) -> HttpResponse:
    """Show one shell or one error page as it would stand."""
    require(official_of(request), WebPermission.SEE_GALLERY)
    if name == "cong":
        values = {"fresh": SampleForm(), "back_url": "/quan-tri/mau/", **_samples()}
        return render(request, "kernel/gallery_public.html", values)
    status = whole(name.removeprefix("loi-"))
    if status in WORDS:
        page = error_page(request, status)
        page.status_code = 200
        return page
    raise NotFound
