"""An ID card read at the counter, as the fields of forms ask for its holder."""

from collections.abc import Mapping

from tinhso.identity.queries import BirthDate, CardData
from tinhso.kernel.eforms import Json


def fields_of(card: CardData) -> dict[str, str]:
    """Return what a card says under the names of the form."""
    return {
        "owner_name": card.name,
        "owner_number": card.number,
        "owner_birth": str(card.birth or ""),
        "owner_address": card.address,
    }


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
    }
    if typed.get("owner_address", "").strip():
        known["applicant.address"] = {"old": typed["owner_address"]}
    return {key: value for key, value in known.items() if value}
