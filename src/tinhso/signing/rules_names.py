"""Whether the name on a certificate is that of the official or agency it is to be used for."""

import unicodedata
from enum import StrEnum
from typing import Final

from tinhso.kernel.db.text import nfc
from tinhso.signing.checking.trust import is_misleading


class NameMatch(StrEnum):
    """How two names are to each other."""

    SAME = "same"
    LOOK_ALIKE = "look_alike"
    """To the eye the same or nearly: other accents, foreign letters, unseen signs."""
    OTHER = "other"


LIKENESSES: Final = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0501\u051b\u051d\u04bb\u043f"
    "\u03b1\u03bf\u03c1\u03bd\u03b9\u03ba\u0442\u0432\u043c\u043a\u043d0135",
    "aeopcyxijsdqwhnaopviktbmkhoies",
)
"""Letters of other alphabets, and figures, that are drawn as Latin letters are."""


def compare_names(shown: str, official: str) -> NameMatch:
    """Compare what a certificate says with the house's own list; capitals and blanks apart."""
    if not is_misleading(shown) and _plain(shown) == _plain(official):
        return NameMatch.SAME
    return NameMatch.LOOK_ALIKE if drawn(shown) == drawn(official) else NameMatch.OTHER


def drawn(name: str) -> str:
    """Return a name as a hurried eye takes it: no accents, no unseen signs, one alphabet."""
    apart = unicodedata.normalize("NFKD", name.casefold().replace("đ", "d"))
    seen = [sign for sign in apart if unicodedata.category(sign) not in {"Mn", "Cf", "Cc"}]
    return " ".join("".join(seen).translate(LIKENESSES).split())


def _plain(text: str) -> str:
    return " ".join(nfc(text).casefold().split())
