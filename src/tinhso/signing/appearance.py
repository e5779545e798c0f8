"""What a signature looks like on the page: Decree 30/2020, Appendix I.

A person's is blue and stands between his title and his name; an agency's is the red picture of
its seal and covers the left third of it. Both are drawn as lines, not pixels, once for each
holder.
"""

from functools import lru_cache

from tinhso.kernel import papers

MILLIMETRE = 72 / 25.4
DRAWN_SHARE = 0.984
"""How much of its page a drawn seal fills: to the outer edge of its ring (`papers/seal.typ`)."""


@lru_cache(maxsize=512)
def seal_picture(*, agency: str, parent: str) -> bytes:
    """Return a one-page PDF with the seal of an agency; `parent` stands along the lower rim."""
    upper = agency.upper()
    lower = (parent or "Việt Nam").upper()
    data = {
        "upper": upper,
        "lower": f"★ {lower} ★",
        "upper-size": max(13, min(26, 620 // max(len(upper), 1))),
        "lower-size": max(11, min(18, 330 // max(len(lower), 1))),
    }
    return papers.render("signing/seal.typ", data, standard=None)


@lru_cache(maxsize=2048)
def handwriting(*, name: str) -> bytes:
    """Return a one-page PDF with the demonstration picture of a person's signature."""
    return papers.render("signing/handwriting.typ", {"name": name}, standard=None)
