"""Which forms a set holds, under which number and name: TT 01/2018 had six, TT 03/2025 has seven.

A dossier keeps the set of the day on which it began. A `Form` is named by its number of 2025; what
people read, and what is printed, comes from here.
"""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.rules.states import OWN_FORMS, Form

TT_01_2018: Final = "01-2018"
TT_03_2025: Final = "03-2025"

CIRCULARS: Final[Mapping[str, str]] = {
    TT_01_2018: "Thông tư 01/2018/TT-VPCP",
    TT_03_2025: "Thông tư 03/2025/TT-VPCP",
}

NUMBERS_2018: Final[Mapping[Form, str]] = {
    Form.RECEIPT: "01",
    Form.SUPPLEMENT: "02",
    Form.REFUSAL: "03",
    Form.APOLOGY: "04",
    Form.CONTROL_SHEET: "05",
    Form.BOOK: "06",
}
"""The six of TT 01/2018. It has no notice of a stop: ours is printed without a number."""

TITLES_2018: Final[Mapping[Form, Promise]] = {
    Form.APOLOGY: _("Phiếu xin lỗi và hẹn lại"),
}
"""What was called otherwise in 2018."""


def number_of(form: Form, form_set: str) -> str:
    """Return a form's number in its set; empty when the set has no such form."""
    if form is Form.JOINT_RECEIPT:
        return Form.RECEIPT.value
    if form_set == TT_01_2018 and form not in OWN_FORMS:
        return NUMBERS_2018.get(form, "")
    return form.value


def title_of(form: Form, form_set: str) -> str | Promise:
    """Return what a form is called in its set."""
    if form_set == TT_01_2018 and form in TITLES_2018:
        return TITLES_2018[form]
    return form.label


def mark_of(form: Form, form_set: str) -> str:
    """Return the line at the foot of a form that names its number and circular."""
    number = number_of(form, form_set)
    if not number or form in OWN_FORMS:
        return ""
    if form is Form.JOINT_RECEIPT:
        return f"Mẫu số {number} (nhiều hồ sơ) - {CIRCULARS[form_set]}"
    return f"Mẫu số {number} - {CIRCULARS[form_set]}"


def layout_of(form: Form, form_set: str) -> str:
    """Return the template that sets a form: 2018's own, or the one of 2025 (money: ours)."""
    if form_set == TT_01_2018 and form in NUMBERS_2018:
        return f"dossiers/set_2018/form_{NUMBERS_2018[form]}.typ"
    return f"dossiers/form_{form.value}.typ"


def file_name(form: Form, form_set: str) -> str:
    """Return the name a form's file begins with; one without a number goes by what it is."""
    if form is Form.JOINT_RECEIPT:
        return f"mau-{number_of(form, form_set)}-nhieu-ho-so"
    return f"mau-{number_of(form, form_set) or 'dung-giai-quyet'}"
