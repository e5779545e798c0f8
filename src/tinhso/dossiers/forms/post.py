"""What the desk fills in for a list given to the post, and for how a result fared."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.forms.queueing import RefusedForm
from tinhso.dossiers.models import Dossier
from tinhso.dossiers.rules.post import Carrier
from tinhso.dossiers.services.post import Sending
from tinhso.kernel.web.fields import DataText


class TrackingField(forms.CharField):
    """The number on an envelope; a result without one stays."""

    marks_optional = False


class PostListForm(RefusedForm):
    """Who carries, and the number on the envelope of each result that goes."""

    kind = forms.ChoiceField(label=_("Cách gửi"), choices=Carrier.choices)
    carrier = forms.CharField(
        label=_("Đơn vị chuyển"),
        help_text=_("Ví dụ: bưu cục xã, tên công ty chuyển phát."),
        max_length=120,
        error_messages={"required": _("Hãy ghi tên đơn vị chuyển.")},
    )

    def __init__(self, data: Mapping[str, Any] | None, *, ready: Sequence[Dossier]) -> None:
        """Make a field for the number of each result that may go."""
        super().__init__(data)
        self.ready = list(ready)
        for row in self.ready:
            self.fields[f"so_{row.uid}"] = TrackingField(
                label=DataText(f"{row.shown_number} · {row.owner_masked}"),
                required=False,
                max_length=40,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )

    def rows(self) -> list[tuple[Dossier, forms.BoundField]]:
        """Return each result with the field of its number."""
        return [(row, self[f"so_{row.uid}"]) for row in self.ready]

    def items(self) -> list[Sending]:
        """Return the results that got a number."""
        given = ((row, self.cleaned_data[f"so_{row.uid}"].strip()) for row in self.ready)
        return [Sending(dossier=row.uid, tracking=number) for row, number in given if number]


class HandForm(RefusedForm):
    """Who took the list over for the carrier."""

    taken_by = forms.CharField(
        label=_("Người nhận của bên chuyển"),
        max_length=200,
        error_messages={"required": _("Hãy ghi tên người nhận của bên chuyển.")},
    )


class SettleForm(RefusedForm):
    """Delivered, or back and why."""

    outcome = forms.ChoiceField(
        label=_("Kết quả phát"),
        choices=[
            ("", _("Chọn")),
            ("delivered", _("Đã phát")),
            ("failed", _("Không phát được, đã chuyển hoàn")),
        ],
        error_messages={"required": _("Hãy chọn đã phát hay chuyển hoàn.")},
    )
    reason = forms.CharField(label=_("Vì sao không phát được"), required=False, max_length=200)
