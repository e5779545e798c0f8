"""Forms of the notices' pages."""

from collections.abc import Sequence
from datetime import time

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.notifications.queries import ChannelWish, TopicWishes
from tinhso.kernel.notifications.rules import Wish

_WISHES = {
    Wish.NOW.value: _("Gửi ngay"),
    Wish.DIGEST.value: _("Gộp vào một thư mỗi sáng"),
    Wish.OFF.value: _("Không gửi"),
}


class PreferenceForm(forms.Form):
    """What a person wants of each channel, and his quiet hours."""

    quiet_from = forms.TimeField(
        label=_("Yên lặng từ"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Trong giờ này chúng tôi không gửi gì, trừ việc gấp."),
        error_messages={"invalid": _("Hãy ghi giờ như 21:00.")},
    )
    quiet_to = forms.TimeField(
        label=_("Yên lặng đến"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Hãy ghi giờ như 07:00.")},
    )

    def __init__(
        self,
        data: object = None,
        *,
        lines: Sequence[ChannelWish],
        quiet_from: time | None,
        quiet_to: time | None,
        topics: Sequence[TopicWishes] = (),
    ) -> None:
        """Ask once for each channel and topic; only letters can be gathered for the morning."""
        super().__init__(
            data,  # type: ignore[arg-type]  # a posted page, or nothing
            initial={"quiet_from": quiet_from, "quiet_to": quiet_to},
        )
        for line in lines:
            wishes = [w for w in _WISHES if w != Wish.DIGEST or line.code == "email"]
            self.fields[f"channel_{line.code}"] = forms.ChoiceField(
                label=line.label,
                choices=[(wish, _WISHES[wish]) for wish in wishes],
                initial=line.wish,
                widget=forms.RadioSelect,
                help_text=line.address or _("Chưa có địa chỉ. Hãy thêm ở trang tài khoản."),
                error_messages={"required": _("Hãy chọn một cách nhận.")},
            )
        self.order_fields([f"channel_{line.code}" for line in lines])
        self._topics = topics
        for topic in topics:
            for code, (label, wish) in topic.wishes.items():
                offered = [w for w in _WISHES if w != Wish.DIGEST or code == "email"]
                self.fields[f"topic_{topic.code}_{code}"] = forms.ChoiceField(
                    label=label,
                    choices=[("", _("Như chọn chung ở trên")), *((w, _WISHES[w]) for w in offered)],
                    initial=wish,
                    required=False,
                )

    def general(self) -> list[forms.BoundField]:
        """Return the fields that hold for everything."""
        return [self[name] for name in self.fields if not name.startswith("topic_")]

    def by_topic(self) -> list[tuple[str, list[forms.BoundField], bool]]:
        """Return each topic with its fields, and whether something is chosen there."""
        found = []
        for topic in self._topics:
            bound = [self[f"topic_{topic.code}_{code}"] for code in topic.wishes]
            found.append((topic.label, bound, any(one.value() or one.errors for one in bound)))
        return found

    def topic_wishes(self) -> dict[str, dict[str, str]]:
        """Return what was chosen by topic and channel."""
        return {
            topic.code: {
                code: self.cleaned_data[f"topic_{topic.code}_{code}"] for code in topic.wishes
            }
            for topic in self._topics
        }

    def wishes(self) -> dict[str, str]:
        """Return what was chosen by channel."""
        return {
            name.removeprefix("channel_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("channel_")
        }


class TextForm(forms.Form):
    """An official's words for one kind of notice in one language."""

    title = forms.CharField(label=_("Tiêu đề"), max_length=300)
    body = forms.CharField(
        label=_("Nội dung"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )
