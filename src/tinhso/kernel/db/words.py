"""Texts that are data: one text, or one for each language."""

from collections.abc import Mapping

from django.utils.translation import get_language

Words = str | Mapping[str, str]
"""A text in Vietnamese, or a table from language to text."""


def worded(words: Words, language: str | None = None) -> str:
    """Return the text in the asked or the active language, in Vietnamese when there is none."""
    if isinstance(words, str):
        return words
    wanted = (language or get_language() or "vi").split("-")[0]
    return words.get(wanted) or words.get("vi") or next(iter(words.values()), "")


def are_words(value: object) -> bool:
    """Tell whether a value read from data is such a text, with Vietnamese in it."""
    if isinstance(value, str):
        return bool(value.strip())
    if not isinstance(value, Mapping) or not all(isinstance(text, str) for text in value.values()):
        return False
    return bool(str(value.get("vi", "")).strip())
