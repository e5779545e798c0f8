"""The signing shift as every page of the desk shows it."""

from tinhso.dossiers.queries.scans import count_unsigned
from tinhso.kernel.actors import Actor
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.services.confirming import current_shift


def shift_of(actor: Actor) -> dict[str, object]:
    """Return the signing shift for the top bar: open until, or that one may be opened."""
    if not actor.may(SigningPermission.SIGN_SCAN):
        return {"may_sign_scans": False}
    return {
        "may_sign_scans": True,
        "shift": current_shift(actor=actor),
        "unsigned_scans": count_unsigned(actor=actor),
    }
