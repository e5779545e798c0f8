"""What a query asks for, and what an index holds."""

import re
from dataclasses import dataclass
from typing import Final

from tinhso.kernel.db.text import fold

_WORDS: Final = re.compile(r"[a-z0-9]+")
_FOREIGN: Final = re.compile(r"[^\x00-\x7f]")
_ENTITY: Final = re.compile(r"[a-z][a-z0-9_]{0,40}")
_MOST_WORDS: Final = 12
_LONGEST_WORD: Final = 60
_SHORTEST_PREFIX: Final = 2
LONGEST_KEPT_PREFIX: Final = 3
"""Beginnings of words up to so many letters have an index of their own on SQLite."""


class WrongEntity(ValueError):
    """The name of an index becomes part of SQL, so it is letters, digits and underscores."""


@dataclass(frozen=True)
class Query:
    """The words a thing must have: all of `words`, and one that begins with `prefix`."""

    words: tuple[str, ...]
    prefix: str = ""

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was asked for that an index could hold."""
        return not self.words and not self.prefix


def words_of(text: str) -> list[str]:
    """Return the folded words of a text, in order: letters and digits, nothing else.

    Letters of other scripts are written as their numbers, so that no database's own idea of a
    word can differ from this one.
    """
    plain = _FOREIGN.sub(_spelled, fold(text))
    return [word[:_LONGEST_WORD] for word in _WORDS.findall(plain)]


def _spelled(found: re.Match[str]) -> str:
    character = found.group()
    return f"u{ord(character):x}" if character.isalnum() else " "


def folded(text: str) -> str:
    """Return what an index keeps: each word once, with one space before and after each.

    The spaces at both ends let `instr(folded, ' word ')` ask the same question of one row that
    the full-text index answers for all.
    """
    return f" {' '.join(dict.fromkeys(words_of(text)))} "


def parse(text: str) -> Query:
    """Return what a typed query asks for; it never fails, whatever was typed.

    The last word may be unfinished once it has two letters; after a space it is finished.
    Words past the twelfth are left out.
    """
    words = words_of(text)[:_MOST_WORDS]
    if not words:
        return Query(())
    last = words[-1]
    if len(last) < _SHORTEST_PREFIX or text[-1:].isspace():
        return Query(tuple(dict.fromkeys(words)))
    return Query(tuple(dict.fromkeys(words[:-1])), last)


def table_of(entity: str) -> str:
    """Return the table of the index of one kind of thing."""
    if not _ENTITY.fullmatch(entity):
        raise WrongEntity(entity)
    return f"search_{entity}"
