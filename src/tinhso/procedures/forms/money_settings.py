"""Money and results nobody comes for, by a procedure's own settings."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.db.text import fold
from tinhso.kernel.web.fields import DataText
from tinhso.procedures.drafting.conditions import known_answers
from tinhso.procedures.drafting.layout import Content
from tinhso.procedures.forms.rows import component_choices, line, yes

DUTY: Final = "financial_duty"
_HOURS: Final = tuple(
    (f"duty_{who}_{fee}", who, fee)
    for who in ("person", "organisation")
    for fee in ("with_land_use_fee", "without")
)


def _hours(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=1, max_value=1000)


class MoneySettings(forms.Form):
    """Fields over what is paid first, what a tax agency determines, and what lies at the desk."""

    prepayment = yes(
        _("Nộp phí trước khi tiếp nhận"),
        help_text=_("Trang của một cửa mời chờ nộp phí rồi mới tiếp nhận."),
    )
    unclaimed_remind_days = line(
        _("Nhắc nhận kết quả sau (ngày)"),
        required=False,
        most=60,
        help_text=_("Nhiều lần thì cách nhau bằng dấu phẩy, ví dụ 7, 30. Để trống: theo hệ thống."),
    )
    unclaimed_keep_days = forms.IntegerField(
        label=_("Cất kết quả không ai nhận sau (ngày)"),
        required=False,
        min_value=1,
        max_value=3650,
    )
    duty_person_with_land_use_fee = _hours(
        _("Cơ quan thuế thông báo cho cá nhân, có tiền sử dụng đất, trong (giờ làm việc)")
    )
    duty_person_without = _hours(
        _("Cơ quan thuế thông báo cho cá nhân, các trường hợp khác, trong (giờ làm việc)")
    )
    duty_organisation_with_land_use_fee = _hours(
        _("Cơ quan thuế thông báo cho tổ chức, có tiền sử dụng đất, trong (giờ làm việc)")
    )
    duty_organisation_without = _hours(
        _("Cơ quan thuế thông báo cho tổ chức, các trường hợp khác, trong (giờ làm việc)")
    )
    duty_kinds = forms.CharField(
        label=_("Các khoản cơ quan thuế xác định"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Mỗi dòng một khoản."),
    )
    duty_shown_fields = forms.MultipleChoiceField(
        label=_("Cơ quan thuế thấy câu trả lời nào"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    duty_shown_components = forms.MultipleChoiceField(
        label=_("Cơ quan thuế thấy giấy tờ nào"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def offer_what_is_shown(self, content: Content) -> None:
        """Let one choose among the answers and papers of the draft."""
        answers = [(one.key, DataText(one.label)) for one in known_answers(content)]
        papers = component_choices(content)[1:]
        for name, choices in (("duty_shown_fields", answers), ("duty_shown_components", papers)):
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # choice fields

    def clean_unclaimed_remind_days(self) -> list[int]:
        """Read days; something else is refused with what it is."""
        typed = self.cleaned_data["unclaimed_remind_days"] or ""
        said = [one.strip() for one in typed.split(",") if one.strip()]
        wrong = [one for one in said if not (one.isascii() and one.isdigit() and int(one))]
        if wrong or len(said) > 10:
            raise forms.ValidationError(
                _("Hãy ghi tối đa 10 số ngày từ 1 trở lên, cách nhau bằng dấu phẩy.")
            )
        return sorted({int(one) for one in said})

    def clean(self) -> dict[str, Any]:
        """Want both hours of a person where a tax agency has a part; those of an organisation too.

        An organisation has those of a person where it has none of its own.
        """
        said = super().clean() or {}
        wanted = any(said.get(name) for name in said if name.startswith("duty_"))
        for who in ("person", "organisation"):
            names = [name for name, of, _fee in _HOURS if of == who]
            filled = [name for name in names if said.get(name)]
            if (who == "person" and wanted) or filled:
                for name in set(names) - set(filled) - set(self.errors):
                    self.add_error(name, _("Hãy ghi cả hai số giờ."))
        return said


def shown_money(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings of money as the form shows them."""
    flat: dict[str, Any] = {}
    days = settings.get("unclaimed_remind_days")
    if isinstance(days, list):
        flat["unclaimed_remind_days"] = ", ".join(map(str, days))
    duty = settings.get(DUTY)
    if not isinstance(duty, Mapping):
        return flat
    told = duty.get("tax_notice_working_hours")
    hours = told if isinstance(told, Mapping) else {}
    for name, who, fee in _HOURS:
        # versions from before hours differed by who owes say them once, for everybody
        of_one = hours.get(who, hours if who == "person" else {})
        flat[name] = of_one.get(fee) if isinstance(of_one, Mapping) else None
    kinds = duty.get("kinds")
    rows = kinds if isinstance(kinds, list) else []
    flat["duty_kinds"] = "\n".join(str(row["name"]) for row in rows)
    for key in ("shown_fields", "shown_components"):
        flat[f"duty_{key}"] = duty.get(key)
    return flat


def nested_money(said: Mapping[str, Any], old: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was typed with the duty below its key; kinds that stay keep their keys."""
    kept = {key: value for key, value in said.items() if not key.startswith("duty_")}
    before = old.get(DUTY)
    duty = dict(before) if isinstance(before, Mapping) else {}
    hours: dict[str, dict[str, int]] = {}
    for name, who, fee in _HOURS:
        if said[name]:
            hours.setdefault(who, {})[fee] = said[name]
    known = {str(row["name"]): str(row["key"]) for row in duty.get("kinds") or []}
    names = dict.fromkeys(one.strip() for one in said["duty_kinds"].splitlines() if one.strip())
    duty |= {
        "tax_notice_working_hours": hours,
        "kinds": [{"key": known.get(name) or _key_of(name), "name": name} for name in names],
        "shown_fields": said["duty_shown_fields"],
        "shown_components": said["duty_shown_components"],
    }
    return kept | {DUTY: duty if hours else None}


def _key_of(name: str) -> str:
    return "_".join("".join(c if c.isalnum() else " " for c in fold(name)).split()[:8])
