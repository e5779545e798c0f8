"""The demonstration telephone: the code of a confirmation shown on a page of its own.

It takes the place of the signer's telephone (a SIM or an application with the key) and exists
only in demonstration mode.
"""

import secrets
from uuid import UUID

from django.conf import settings

from tinhso.signing.rules import CODE_DIGITS
from tinhso.signing.services.confirming import codes_equal


class TelephoneAway(RuntimeError):
    """Outside the demonstration nobody's code may stand on a page."""


class DemonstrationTelephone:
    """A second factor whose code is read at `/dien-thoai-thu/`."""

    def begin(self, account_uid: UUID) -> str:
        """Make a code of six digits."""
        if not settings.DEMONSTRATION:
            raise TelephoneAway
        return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"

    def fits(self, account_uid: UUID, secret: str, code: str) -> bool:
        """Compare the typed code with the one shown."""
        return codes_equal(secret, code)
