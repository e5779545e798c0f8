"""An ID card read at the counter, as the fields of forms ask for its holder."""

from collections.abc import Mapping

from tinhso.dossiers.models import PartyKind
from tinhso.identity.queries import BirthDate, CardData
from tinhso.kernel.db.text import fold
from tinhso.kernel.eforms import Json


def fields_of(card: CardData, *, kind: str = PartyKind.CITIZEN) -> dict[str, str]:
    """Return what a card says under the names of the form.

    Where the owner is no person, it is the card of who comes for it.
    """
    if kind != PartyKind.CITIZEN:
        return {"submitter_name": card.name, "submitter_number": card.number}
    return {
        "owner_name": card.name,
        "owner_number": card.number,
        "owner_birth": str(card.birth or ""),
        "owner_address": card.address,
    }


def owner_again(typed: Mapping[str, str], asked: Mapping[str, Json]) -> dict[str, str]:
    """Return what the procedure's form says of the owner where the desk's own fields are empty.

    `asked` holds the form's answers by the source each field names. An answer about somebody of
    another name than the owner's is his own, and fills nothing.
    """
    is_person = (typed.get("owner_kind") or PartyKind.CITIZEN) == PartyKind.CITIZEN
    whose, number = ("applicant", "identity_number") if is_person else ("business", "tax_code")
    said = {
        field: answer.strip() if isinstance(answer := asked.get(f"{whose}.{part}"), str) else ""
        for field, part in {
            "owner_name": "name",
            "owner_number": number,
            "owner_phone": "phone",
            "owner_email": "email",
            "owner_birth": "birth",
        }.items()
    }
    name = typed.get("owner_name", "").strip()
    if not said["owner_name"] or (name and fold(name) != fold(said["owner_name"])):
        return {}
    return {key: value for key, value in said.items() if value and not typed.get(key, "").strip()}


def known_from(typed: Mapping[str, str]) -> dict[str, Json]:
    """Return the applicant as forms ask for him; nothing is typed twice."""
    birth = ""
    if text := typed.get("owner_birth", "").strip():
        try:
            read = BirthDate.parse(text)
        except ValueError:
            read = None
        if read is not None:
            parts = (f"{read.year:04d}", read.month, read.day)
            birth = "-".join(p if isinstance(p, str) else f"{p:02d}" for p in parts if p)
    known: dict[str, Json] = {
        "applicant.name": typed.get("owner_name", ""),
        "applicant.identity_number": typed.get("owner_number", ""),
        "applicant.birth": birth,
        "applicant.phone": typed.get("owner_phone", ""),
        "applicant.email": typed.get("owner_email", ""),
        "representative.name": typed.get("submitter_name", ""),
        "representative.identity_number": typed.get("submitter_number", ""),
    }
    if (typed.get("owner_kind") or PartyKind.CITIZEN) != PartyKind.CITIZEN:
        known |= {
            "business.name": typed.get("owner_name", ""),
            "business.tax_code": typed.get("owner_number", ""),
            "business.phone": typed.get("owner_phone", ""),
            "business.email": typed.get("owner_email", ""),
        }
    if typed.get("owner_address", "").strip():
        known["applicant.address"] = typed["owner_address"].strip()
        if "business.name" in known:
            known["business.address"] = typed["owner_address"].strip()
    stands_there = {
        as_filer: value
        for key, value in known.items()
        if (as_filer := key.replace("applicant.", "filer.", 1)) != key
    }
    return {key: value for key, value in (known | stands_there).items() if value}
