"""What the desk fills in when several results of one person are handed over together."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models import Dossier
from tinhso.kernel.errors import Invalid
from tinhso.kernel.files.forms import StoredFileField
from tinhso.kernel.web.fields import data_choices


class TogetherForm(forms.Form):
    """Which results, who came, what he showed, his one signature."""

    chosen = forms.MultipleChoiceField(
        label=_("Kết quả trả lần này"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Hãy đánh dấu ít nhất một kết quả.")},
    )
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

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        uploads: Mapping[str, Any] | None,
        *,
        ready: Sequence[Dossier],
        who_comes: str,
    ) -> None:
        """Offer the results that lie ready, all of them marked."""
        super().__init__(data, uploads)  # type: ignore[arg-type]  # a QueryDict in real life
        offered = [
            (str(row.uid), f"{row.procedure_version.name} · {row.shown_number}") for row in ready
        ]
        self.fields["chosen"].choices = data_choices(offered)  # type: ignore[attr-defined]  # a MultipleChoiceField
        self.fields["signature"] = StoredFileField(
            use="dossiers.receipt_signature", label=_("Chữ ký nhận"), required=False
        )
        self.initial = {"chosen": [uid for uid, _words in offered], "received_by": who_comes}

    def refuse(self, refusal: Invalid) -> None:
        """Put what a service refused beside its field, with what was typed kept."""
        if not refusal.fields:
            self.add_error(None, str(refusal.message))
        for name, sentence in refusal.fields.items():
            self.add_error(name if name in self.fields else None, str(sentence))
