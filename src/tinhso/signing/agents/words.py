"""What the house and an agent say to each other, beside what devices say (`tokens.words`).

The agent runs on somebody else's computer and imports nothing of the house but this, the devices
and the names of algorithms. `docs/reference/signing-agent.md` tells the whole.
"""

import hashlib
from typing import Final

DECLINED: Final = "declined"
"""The person said no, or gave up, at his own computer."""

DOUBTED: Final = "doubted"
"""The agent saw that what was to be signed is no signature over a document by this certificate."""

OTHER_CERTIFICATE: Final = "other_certificate"
"""The key on the device is not that of the certificate."""

OUTDATED: Final = "outdated"
"""The agent is older than what it would have to look through."""

PROTOCOL: Final = 2
"""What an agent speaks: 1 is PDF alone, 2 also files of other kinds; it says so when it asks."""

POLL_SECONDS: Final = 2
"""How often an agent asks whether there is something to sign."""

CHECK_DIGITS: Final = 6


def check_of(token: str) -> str:
    """Return the number that page and agent show after pairing: the same only for the same token.

    It tells nothing of the token that would help to guess it.
    """
    digest = hashlib.sha256(b"tinhso agent check " + token.encode()).digest()
    return f"{int.from_bytes(digest[:8]) % 10**CHECK_DIGITS:0{CHECK_DIGITS}d}"
