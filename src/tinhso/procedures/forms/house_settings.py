"""What the house does by a procedure's own settings: its council, and what it foresees."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tinhso.procedures.drafting.checks import CODE
from tinhso.procedures.forms.rows import line
from tinhso.procedures.proactive import DEFAULT_UNDO_DAYS, Degree

DEGREES: Final = [
    ("", _("Không làm trước")),
    (str(Degree.REMIND.value), _("1. Nhắc")),
    (str(Degree.PREPARE.value), _("2. Soạn sẵn hồ sơ")),
    (str(Degree.RECOMMEND.value), _("3. Đề xuất cách làm")),
    (str(Degree.EXECUTE.value), _("4. Tự làm, người dân được từ chối")),
]
MINUTES: Final = [
    ("", _("Người chủ trì")),
    ("secretary,chair", _("Thư ký, rồi người chủ trì")),
]
NESTED: Final = ("council", "proactive")


def _number(label: Any, *, most: int, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=most, help_text=help_text
    )


class HouseSettings(forms.Form):
    """Fields over two settings that have settings of their own; their names begin with its key."""

    council_name = line(
        _("Hội đồng, cuộc họp dân cho ý kiến"),
        required=False,
        most=200,
        help_text=_("Để trống nếu thủ tục không đưa ra hội đồng."),
    )
    council_quorum_percent = _number(
        _("Số thành viên có mặt phải hơn (%)"), most=99, help_text=_("Để trống: hơn một nửa.")
    )
    council_majority_percent = _number(
        _("Tán thành khi số phiếu hơn (%)"), most=99, help_text=_("Để trống: hơn một nửa.")
    )
    council_public_notice_days = _number(_("Niêm yết kết quả trong (ngày)"), most=90)
    council_minutes_signed_by = forms.ChoiceField(
        label=_("Biên bản họp do ai ký số, theo thứ tự"), choices=MINUTES, required=False
    )
    proactive_level = forms.ChoiceField(
        label=_("Làm trước khi người dân yêu cầu"), choices=DEGREES, required=False
    )
    proactive_remind_before_days = _number(
        _("Bắt đầu trước ngày kết quả hết hạn (ngày)"),
        most=365,
        help_text=_("Cần ghi kết quả có giá trị bao nhiêu tháng."),
    )
    proactive_after = line(
        _("Sau kết quả của thủ tục"),
        required=False,
        most=300,
        help_text=_("Mã thủ tục cách nhau bằng dấu phẩy: người vừa có kết quả đó được nhắc."),
    )
    proactive_trigger = line(
        _("Vì sao, nói với người dân"), required=False, most=300, help_text=_("Hiện trên đề nghị.")
    )
    proactive_undo_days = _number(
        _("Được từ chối việc đã tự làm trong (ngày)"),
        most=90,
        help_text=format_lazy(_("Để trống: {days} ngày."), days=DEFAULT_UNDO_DAYS),
    )
    proactive_law = line(_("Căn cứ làm trước"), required=False, most=200)

    def clean_proactive_after(self) -> list[str]:
        """Read codes; something else is refused with what it is."""
        typed = self.cleaned_data["proactive_after"] or ""
        codes = [one.strip() for one in typed.split(",") if one.strip()]
        wrong = [one for one in codes if not CODE.fullmatch(one)]
        if wrong:
            raise forms.ValidationError(
                _("Không phải mã thủ tục: %(codes)s. Mã có dạng 1.001193.")
                % {"codes": ", ".join(wrong)}
            )
        return codes

    def clean(self) -> dict[str, Any]:
        """Ask when, where something is done before it is asked for."""
        said = super().clean() or {}
        wants_when = said.get("proactive_level") and "proactive_after" in said
        if wants_when and not said["proactive_after"] and not said["proactive_remind_before_days"]:
            self.add_error(
                "proactive_remind_before_days",
                _("Hãy ghi khi nào: trước ngày hết hạn, hoặc sau kết quả của thủ tục nào."),
            )
        return said


def shown(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings as the form shows them: those of a key under their own names."""
    flat = {key: value for key, value in settings.items() if key not in NESTED}
    for key in NESTED:
        kept = settings.get(key)
        for name, value in (kept if isinstance(kept, Mapping) else {}).items():
            flat[f"{key}_{name}"] = value
    after = flat.get("proactive_after")
    if isinstance(after, list):
        flat["proactive_after"] = ", ".join(map(str, after))
    return flat


def nested(said: Mapping[str, Any], old: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was typed with those of a key below it; what is not shown here stays."""
    kept = {
        key: value for key, value in said.items() if not key.startswith(("council_", "proactive_"))
    }
    for key, head in (("council", "council_name"), ("proactive", "proactive_level")):
        before = old.get(key)
        own = dict(before) if isinstance(before, Mapping) else {}
        for name, value in said.items():
            if name.startswith(f"{key}_"):
                own[name.removeprefix(f"{key}_")] = value
        own = {name: value for name, value in own.items() if value not in ("", None, [])}
        if "level" in own:
            own["level"] = int(own["level"])
        kept[key] = own if said.get(head) else None
    return kept
