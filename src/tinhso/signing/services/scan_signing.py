"""What an officer of the desk signs within his shift: scans and forms, by one second factor."""

from django.utils import timezone

from tinhso.kernel.actors import Actor
from tinhso.kernel.files.previews import written_anew
from tinhso.signing.pdf.sealing import is_strict
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.registry import KeySecret
from tinhso.signing.rules import UseSource
from tinhso.signing.services.confirming import current_shift, require_shift
from tinhso.signing.services.devices import secret_asked
from tinhso.signing.services.key_uses import key_act
from tinhso.signing.services.queue import own_certificate, usable_certificate
from tinhso.signing.services.signatures import sign_pdf
from tinhso.signing.services.text_marks import marked_as_converted, moment_in_mark

SCAN_FIELD = "CanBoSoHoa"
SCAN_REASON = "Số hóa từ bản giấy"
"""Why a scan is signed, as readers of PDF show it: data, Vietnamese in every language."""


def may_sign_now(*, actor: Actor) -> bool:
    """Tell whether an officer's shift is open and his key signs without asking him each time."""
    return (
        actor.may(SigningPermission.SIGN_SCAN)
        and current_shift(actor=actor) is not None
        and (own := usable_certificate(actor)) is not None
        and secret_asked(own) is KeySecret.NOTHING
    )


def signable_scan(content: bytes) -> bytes:
    """Return a scan that strict readers take: as it is, or written anew with the same pages."""
    return content if is_strict(content) else written_anew(content)


def converted_scan(content: bytes, *, words: str, body: str, actor: Actor) -> bytes:
    """Return a scan that takes a signature, marked as made from paper: what, by whom, when."""
    who = f"{actor.name}, {body}" if body else actor.name
    lines = (words, who, moment_in_mark(timezone.localtime()))
    return marked_as_converted(signable_scan(content), lines=lines)


def sign_as_officer(
    *,
    content: bytes,
    actor: Actor,
    title: str,
    reason: str = SCAN_REASON,
    field: str = SCAN_FIELD,
) -> bytes:
    """Return a scan or form signed by the officer who made it, within his confirmed shift.

    `title` says in the log of his key what he signed. A scan that a strict reader would refuse is
    written anew first: the officer signs what he scanned, and everybody's reader takes it.
    """
    require_shift(actor)
    certificate = own_certificate(actor)
    with key_act(source=UseSource.SHIFT, actor=actor, title=title):
        return sign_pdf(
            signable_scan(content),
            certificate=certificate,
            field=field,
            reason=reason,
            visible=False,
        )
