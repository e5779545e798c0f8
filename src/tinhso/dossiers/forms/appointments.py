"""What is chosen to come to a desk at an hour."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.forms.queueing import RefusedForm
from tinhso.kernel.web.fields import data_choices
from tinhso.kernel.web.words import day as day_words


class MoveForm(RefusedForm):
    """Another day and hour."""

    day = forms.ChoiceField(label=_("Ngày"), error_messages={"required": _("Hãy chọn ngày.")})
    starts_at = forms.ChoiceField(
        label=_("Giờ"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Hãy chọn giờ."),
            "invalid_choice": _("Giờ này không còn chỗ; hãy chọn giờ khác."),
        },
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        days: Sequence[date],
        hours: Sequence[datetime],
        known: Mapping[str, str],
    ) -> None:
        """Offer the days that can be chosen and the free hours of the chosen one."""
        super().__init__(data, initial=dict(known))
        self.hours = list(hours)
        self._offer("day", [(day.isoformat(), day_words(day)) for day in days])
        self._offer(
            "starts_at", [(at.isoformat(), f"{timezone.localtime(at):%H:%M}") for at in hours]
        )

    def _offer(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(choices)


class BookForm(MoveForm):
    """Procedure, day and hour."""

    procedure = forms.ChoiceField(
        label=_("Thủ tục"), error_messages={"required": _("Hãy chọn thủ tục.")}
    )
    field_order = ("procedure", "day", "starts_at")

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        procedures: Sequence[tuple[str, str]],
        days: Sequence[date],
        hours: Sequence[datetime],
        known: Mapping[str, str],
    ) -> None:
        """Offer the procedures of the desk too."""
        super().__init__(data, days=days, hours=hours, known=known)
        self._offer("procedure", data_choices(procedures))
