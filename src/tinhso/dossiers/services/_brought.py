"""What is known of the places in a PDF that an officer brought as the draft of a result."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from tinhso.dossiers.rules.answers import from_json
from tinhso.kernel import files
from tinhso.kernel import papers as setting
from tinhso.kernel.errors import Invalid
from tinhso.kernel.errors.sentences import told
from tinhso.signing import services as signing

if TYPE_CHECKING:
    from tinhso.dossiers.models import Result


MARK_SIDES_MM: Final = (22, 18, 15)
"""The QR is as large as on our own papers, smaller where there is less room; less is not read."""


def laid_out(result: "Result", mark: Mapping[str, object]) -> bytes:
    """Return the brought file with its fields laid for the leader who is to sign.

    Its check code and QR go where nothing stands; where there is none, the code is told
    beside the file (`Result.code_beside`).

    Places given for somebody else are looked for anew under his name. `Invalid` at `signer` where
    they are not found: the officer then sets them on the page.
    """
    if result.brought_file is None:
        raise ValueError(result.uid)
    content = files.open_file(result.brought_file)
    signer = str(from_json(result.data).get("signer", ""))
    places = places_of(result)
    if result.places.get("signer_name") != signer or not set(signing.PLACES) <= set(places):
        found = signing.find_places(content, signer=signer)
        kept = {name: place for name, place in places.items() if name != "signer"}
        places = {**found, **kept} if "signer" in found else {}
        if not set(signing.PLACES) <= set(places):
            raise Invalid(fields={"signer": _not_found(signer)})
        note_places(result, places, signer=signer)
    marks = (
        setting.render("dossiers/brought_mark.typ", {**mark, "side": side}, standard=None)
        for side in MARK_SIDES_MM
    )
    marked, spot = signing.mark_free_room(content, marks, places)
    result.places = {**result.places, "mark": None if spot is None else vars(spot)}
    return signing.lay_brought(marked, places)


def places_of(result: "Result") -> dict[str, signing.PlaceInMm]:
    """Return the places that were found or set, by name."""
    return {name: signing.PlaceInMm(**kept) for name, kept in result.places.get("at", {}).items()}


def note_places(result: "Result", places: Mapping[str, signing.PlaceInMm], *, signer: str) -> None:
    """Write on a result, not saved yet, where a leader signs it."""
    result.places = {
        "signer_name": signer,
        "at": {name: vars(place) for name, place in places.items()},
    }


def _not_found(signer: str) -> str:
    return told(
        _(
            "Không tìm được chắc chắn chỗ ký của %(name)s, chỗ ghi số và ngày trong tệp;"
            " hãy đặt các chỗ đó trên trang."
        ),
        name=signer,
    )
