"""What authorities outside say of a certificate, where nothing at hand tells."""

from datetime import datetime

from tinhso.signing.checking.report import Revocation
from tinhso.signing.checking.revocation import UNKNOWN, Standing, standing_of
from tinhso.signing.checking.trust import Ask, readable


def asked_standing(certificate: bytes, issuer: bytes, ask: Ask, at: datetime) -> Standing:
    """Return the standing by what is answered now, or unknown with what was wrong with it."""
    own, above = readable(certificate), readable(issuer)
    if own is None or above is None:
        return UNKNOWN
    given = ask(certificate, issuer)
    found = standing_of(own, above, given.lists, given.answers, at)
    if found.revocation is Revocation.UNKNOWN:
        return Standing(Revocation.UNKNOWN, None, given.said)
    return found
