"""A day with its hour in a form, as browsers send it or people type it, within recorded years."""

from datetime import date, datetime
from typing import Any, Final

from django import forms

_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2200
"""A slip of the finger writes year 1 or 9999; no clock of the house reaches so far."""


class MomentField(forms.DateTimeField):
    """Takes 21/03/2026 08:30 and what a browser's calendar gives; other years are no moment."""

    def __init__(self, **known: Any) -> None:
        super().__init__(
            input_formats=["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"],
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            **known,
        )

    def to_python(self, value: str | datetime | date | None) -> datetime | None:
        """Return the moment; year 1 or 9999 is refused like other nonsense."""
        moment = super().to_python(value)
        if moment is not None and not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return moment
