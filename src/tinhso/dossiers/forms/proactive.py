"""What a person answers to what the house foresaw."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.queries.proactive import OfferPage
from tinhso.kernel.web.fields import DataText

LONGEST_TEXT = 2000


class ConfirmForm(forms.Form):
    """The way chosen, and the pledge nobody makes for him."""

    option = forms.ChoiceField(label=_("Phương án"), required=False, widget=forms.RadioSelect)
    pledged = forms.BooleanField(
        label=_("Tôi đã xem nội dung soạn sẵn và cam đoan là đúng"),
        error_messages={"required": _("Hãy đọc lại và cam đoan trước khi nộp.")},
    )

    def __init__(self, data: Any = None, *, page: OfferPage) -> None:
        """Offer the options of the page, the recommended one chosen."""
        super().__init__(data, initial={"option": page.offer.option})
        field = cast(forms.ChoiceField, self.fields["option"])
        field.choices = [(one.key, DataText(one.name)) for one in page.options]
        if not page.options:
            del self.fields["option"]
        if "confirm" not in page.answers or page.offer.dossier_id is not None:
            del self.fields["pledged"]
            self.fields.pop("option", None)


class RefuseForm(forms.Form):
    """Why one says no; saying it is one's own choice."""

    reason = forms.CharField(
        label=_("Lý do"),
        help_text=_("Giúp cơ quan phục vụ tốt hơn. Bạn có thể để trống."),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CorrectForm(forms.Form):
    """What is to be mended."""

    text = forms.CharField(
        label=_("Chỗ cần sửa"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Hãy ghi chỗ cần sửa.")},
    )
