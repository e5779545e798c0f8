"""Words of names made unreadable, and still found."""

from collections.abc import Callable, Iterable

from tinhso.kernel.db.text import fold


def blind_words(texts: Iterable[str], *, hashed: Callable[[str], str]) -> list[str]:
    """Return a token for each word, the same for the same word without marks.

    An index of such tokens tells nobody a name, and finds it by its whole words.
    """
    words = {word for text in texts for word in fold(text).split()}
    cleaned = {"".join(c for c in word if c.isalnum()) for word in words}
    return sorted(f"z{hashed(word)[:14]}" for word in cleaned if word)
