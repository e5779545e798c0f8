"""What a question of a form is filled from beforehand, read by whom a dossier is for."""

from typing import Final

_FILER: Final = "filer."
_OWNER: Final = "applicant."


def as_of_owner(source: str) -> str:
    """Return a source as if who fills the form in were the dossier's owner.

    At a desk and in a list of many rows one person stands for both: what a form asks of who fills
    it in is known of the owner, and the other way round.
    """
    return _OWNER + source.removeprefix(_FILER) if source.startswith(_FILER) else source
