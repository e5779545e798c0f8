"""A row of a list that is filed for somebody else: whose dossier it is, told by its own form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from tinhso.dossiers.rules.sources import as_of_owner
from tinhso.kernel.eforms import FormSpec, Json
from tinhso.kernel.eforms.showing import say
from tinhso.kernel.workflow.expressions import holds

if TYPE_CHECKING:
    from tinhso.procedures.parts import Component

BY_ANOTHER: Final = "nop_thay"
"""The question of a procedure's form whether one files for somebody else."""
NUMBER_OF_PROOF: Final = "so_van_ban_uy_quyen"
"""The question for number or date of the authorisation, where a form has it."""


@dataclass(frozen=True, kw_only=True)
class Represented:
    """Whom a row is filed for, as its form names him."""

    name: str
    identity_number: str
    is_business: bool = False
    birth: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    proof: str = ""


def is_for_another(values: Mapping[str, Json]) -> bool:
    """Tell whether the answers say that one files for somebody else."""
    return values.get(BY_ANOTHER) is True


def represented_in(spec: FormSpec, values: Mapping[str, Json]) -> Represented:
    """Return whom the answers name where a form asks for the applicant, or for his business."""
    said = {
        as_of_owner(field.prefill): say(field, value)
        for field in spec.fields.values()
        if field.prefill and (value := values.get(field.key))
    }
    business = said.get("business.name", "")
    number = "business.tax_code" if business else "applicant.identity_number"
    return Represented(
        name=business or said.get("applicant.name", ""),
        identity_number=said.get(number, ""),
        is_business=bool(business),
        birth="" if business else said.get("applicant.birth", ""),
        phone=said.get("applicant.phone", ""),
        email=said.get("applicant.email", ""),
        address=said.get("business.address" if business else "applicant.address", ""),
        proof=str(values.get(NUMBER_OF_PROOF, "")),
    )


def proof_among(components: Sequence["Component"], *, today: date) -> "Component | None":
    """Return the paper a procedure wants of who files for somebody else, and of nobody else."""
    return next(
        (
            one
            for one in components
            if one.when is not None
            and not one.shown_only
            and holds(one.when, {BY_ANOTHER: True}, today=today)
            and not holds(one.when, {BY_ANOTHER: False}, today=today)
        ),
        None,
    )


def unfit_for_another(
    spec: FormSpec,
    values: Mapping[str, Json],
    *,
    own_number: str,
    proof: "Component | None",
    has_proof: bool,
) -> dict[str, str]:
    """Return what keeps a row from being filed for whom it names, by the question it stands at.

    That the proof itself is missing is said where missing papers are.
    """
    if not is_for_another(values):
        told = _("Dòng này có văn bản ủy quyền nhưng không nộp thay ai.")
        return {BY_ANOTHER: told} if has_proof else {}
    if proof is None:
        told = _("Thủ tục này không có văn bản ủy quyền; người đó phải tự nộp.")
        return {BY_ANOTHER: told}
    whom = represented_in(spec, values)
    source = "business.tax_code" if whom.is_business else "applicant.identity_number"
    places = {
        as_of_owner(field.prefill): field.key for field in spec.fields.values() if field.prefill
    }
    if not whom.name:
        told = _("Hãy ghi tên người được nộp thay.")
        return {places.get("applicant.name", BY_ANOTHER): told}
    if not whom.identity_number:
        return {places.get(source, BY_ANOTHER): _("Hãy ghi số của người được nộp thay.")}
    if whom.identity_number == own_number:
        return {BY_ANOTHER: _("Dòng này ghi nộp thay nhưng lại nêu chính đơn vị của bạn.")}
    return {}
