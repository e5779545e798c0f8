"""One way the house recommends before anybody asks, as a form of the editor."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.web.fields import DataText
from tinhso.procedures.drafting.conditions import Known
from tinhso.procedures.drafting.foreseen import answers_given
from tinhso.procedures.forms.rows import RowForm, line, lines, yes

_ANSWER: Final = "answer_"
_TRUTHS: Final = {"yes": True, "no": False}


class RecommendedForm(RowForm):
    """What the way is called, why it is recommended, and what it answers in advance."""

    key = forms.CharField(required=False, widget=forms.HiddenInput)
    name = line(_("Tên cách làm"), most=200, help_text=_("Ví dụ: Cấp lại phù hiệu"))
    why = lines(_("Vì sao đề xuất, nói với người dân"), help_text=_("Hiện trên đề nghị."))

    needs_dossier = yes(
        _("Cách này luôn phải có hồ sơ của người dân"),
        help_text=_("Ở mức 4, cơ quan không tự làm theo cách này mà dừng ở đề xuất."),
    )

    def prepare(self) -> None:
        """Offer the form's choices, each to be answered in advance or left to the applicant."""
        self.known = answers_given(self.content)
        given = self.row.get("answers")
        for known in self.known:
            stands = given.get(known.key) if isinstance(given, dict) else None
            field = forms.ChoiceField(
                label=_("Trả lời sẵn: %(field)s") % {"field": known.label},
                required=False,
                choices=[("", _("Để người dân trả lời")), *_choices(known)],
            )
            if isinstance(stands, bool):
                stands = "yes" if stands else "no"
            field.initial = stands
            self.fields[f"{_ANSWER}{known.key}"] = field

    def is_own(self, name: str) -> bool:
        """Keep the answers in a place of their own."""
        return not name.startswith(_ANSWER) and super().is_own(name)

    def row_of(self) -> dict[str, Any]:
        """Return the row with its answers; those of fields not shown here stay."""
        given = self.row.get("answers")
        answers = dict(given) if isinstance(given, dict) else {}
        for known in self.known:
            said = self.cleaned_data[f"{_ANSWER}{known.key}"]
            answers.pop(known.key, None)
            if said:
                answers[known.key] = _TRUTHS[said] if known.kind == "yes_no" else said
        return {"key": "", **super().row_of(), "answers": answers}


def _choices(known: Known) -> list[tuple[str, Any]]:
    if known.kind == "yes_no":
        return [("yes", _("Có")), ("no", _("Không"))]
    return [(value, DataText(words)) for value, words in known.options]
