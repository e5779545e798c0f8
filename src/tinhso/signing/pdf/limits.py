"""How much of a stranger's PDF is gone through, when signing and when checking."""

from typing import Final

MOST_SIGNATURES: Final = 64
MOST_REVISIONS: Final = 400
_END: Final = b"startxref"


def has_too_many_revisions(pdf: bytes) -> bool:
    """Tell, before anything is parsed, whether a file was updated more often than is gone through.

    Each update ends with the place of its table; a file for slow networks has one more.
    """
    return pdf.count(_END) > MOST_REVISIONS
