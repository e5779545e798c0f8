"""Finding a procedure by everyday words: with or without marks, with small slips of the finger.

People do not know official names. Each procedure carries the phrases people say; a query is
matched by words weighed by how rare they are, and by phrases. A word that occurs nowhere is taken
for the nearest one that does. Pure: it works on entries handed to it.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from tinhso.kernel.db.text import fold, nfc

_WORD: Final = re.compile(r"[0-9a-z.]+")
_SMALL_WORDS: Final = frozenset(
    _WORD.findall(
        "toi ban muon can xin lam cho con cua o tai va hay thi la duoc nhu the nao bao nhieu "
        "thu tuc dang ky cap giay viec ho so ve de ra sao dau khi"
    )
)
"""Words that say little: they break ties, but never find a procedure alone."""

_NAME, _PHRASE, _FIELD, _ENGLISH = 1.0, 1.2, 0.35, 0.8
_SMALL = 0.15
_LEAST_SHARE = 0.45
_FAR_BEHIND = 0.2
_PREFIX_LEAST = 3


@dataclass(frozen=True)
class Entry:
    """What is searched of one procedure."""

    code: str
    name: str
    phrases: tuple[str, ...] = ()
    field_name: str = ""
    english: str = ""


@dataclass(frozen=True)
class Hit:
    """One procedure found, and how well it fits."""

    code: str
    score: float


@dataclass(frozen=True)
class Index:
    """A catalogue ready to be searched; build it once, ask it often."""

    weights: dict[str, dict[str, float]] = field(default_factory=dict)
    phrases: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    marked: dict[str, str] = field(default_factory=dict)
    words: dict[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "Index":
        """Build the index of a catalogue."""
        weights: dict[str, dict[str, float]] = {}
        phrases: dict[str, list[tuple[str, ...]]] = {}
        marked: dict[str, str] = {}
        words: dict[str, set[str]] = defaultdict(set)
        for entry in entries:
            own: dict[str, float] = {}
            texts = [(entry.name, _NAME), (entry.field_name, _FIELD), (entry.english, _ENGLISH)]
            texts += [(phrase, _PHRASE) for phrase in entry.phrases]
            for text, weight in texts:
                for word in words_of(text):
                    own[word] = max(own.get(word, 0), weight)
            weights[entry.code] = own
            phrases[entry.code] = [words_of(t) for t in (entry.name, *entry.phrases, entry.english)]
            marked[entry.code] = " ".join([entry.name, *entry.phrases]).lower()
            for word in own:
                words[word].add(entry.code)
        return cls(weights, phrases, marked, {w: frozenset(c) for w, c in words.items()})

    def search(self, text: str, *, limit: int = 30) -> list[Hit]:
        """Return the procedures that fit the words, the best first."""
        asked = nfc(text)
        exact = asked.replace(" ", "")
        if exact in self.weights:
            return [Hit(exact, 1000)]
        said = tuple(self.as_known(word) for word in words_of(asked))
        if not said:
            return []
        meant = {word: self._meant(word) for word in said}
        total = sum(self._rarity(word) for word in said)
        hits = []
        for code in self._candidates(meant):
            share = self._share(code, said, meant) / total
            if share >= _LEAST_SHARE:
                score = share + self._phrase_bonus(code, said) + self._mark_bonus(code, asked)
                hits.append(Hit(code, round(score, 4)))
        hits.sort(key=lambda hit: (-hit.score, hit.code))
        far = hits[0].score * _FAR_BEHIND if hits else 0
        return [hit for hit in hits[:limit] if hit.score >= far]

    def corrected(self, text: str) -> str:
        """Return the words as they were probably meant, or '' when nothing was mended."""
        said = words_of(text)
        meant = tuple(self.as_known(word) for word in said)
        return "" if meant == said else " ".join(meant)

    def as_known(self, word: str) -> str:
        """Return the word of the catalogue that was probably meant, or the word itself."""
        if word in self.words or len(word) < _PREFIX_LEAST or self._starting(word):
            return word
        near = [known for known in self.words if one_slip(word, known)]
        return min(near, key=lambda known: (-len(self.words[known]), known), default=word)

    def _starting(self, word: str) -> list[str]:
        return [known for known in self.words if known.startswith(word)]

    def _meant(self, word: str) -> dict[str, float]:
        if word in self.words:
            return {word: 1.0}
        if len(word) < _PREFIX_LEAST:
            return {}
        return dict.fromkeys(self._starting(word), 0.8)

    def _candidates(self, meant: dict[str, dict[str, float]]) -> set[str]:
        telling = [w for said, ways in meant.items() if said not in _SMALL_WORDS for w in ways]
        chosen = telling or [w for ways in meant.values() for w in ways]
        return {code for word in chosen for code in self.words[word]}

    def _rarity(self, word: str) -> float:
        spread = len(self.words.get(word, ())) or 1
        weight = math.log(1 + len(self.weights) / spread)
        return weight * (_SMALL if word in _SMALL_WORDS else 1)

    def _share(self, code: str, said: Sequence[str], meant: dict[str, dict[str, float]]) -> float:
        own = self.weights[code]
        return sum(
            self._rarity(word)
            * max((own.get(w, 0) * sure for w, sure in meant[word].items()), default=0)
            for word in said
        )

    def _phrase_bonus(self, code: str, said: Sequence[str]) -> float:
        """Reward a phrase people say that stands whole in the query, or the query in it."""
        best = 0.0
        for phrase in self.phrases[code]:
            if not phrase or all(word in _SMALL_WORDS for word in phrase):
                continue
            if tuple(said) == phrase:
                best = max(best, 3.0)
            elif _inside(phrase, said):
                best = max(best, 0.5 + 0.25 * len(phrase))
            elif len(said) > 1 and _inside(said, phrase):
                best = max(best, 0.5 + 0.5 * len(said) / len(phrase))
        return best

    def _mark_bonus(self, code: str, asked: str) -> float:
        """Reward words typed with their marks: "bán" is not "bản"."""
        typed = [w for w in asked.lower().split() if fold(w) != w]
        if not typed:
            return 0.0
        known = set(self.marked[code].split())
        return 0.4 * sum(word in known for word in typed) / len(typed)


def words_of(text: str) -> tuple[str, ...]:
    """Return the folded words of a text, in their order."""
    return tuple(w.strip(".") for w in _WORD.findall(fold(nfc(text))) if w.strip("."))


def one_slip(typed: str, known: str) -> bool:
    """Tell whether one letter was left out, added, changed, or two were swapped."""
    if typed == known or abs(len(typed) - len(known)) > 1:
        return typed == known
    if len(typed) == len(known):
        wrong = [i for i in range(len(typed)) if typed[i] != known[i]]
        if len(wrong) == 1:
            return True
        swapped = len(wrong) == 2 and wrong[1] == wrong[0] + 1
        return swapped and typed[wrong[0]] + typed[wrong[1]] == known[wrong[1]] + known[wrong[0]]
    short, long = sorted((typed, known), key=len)
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def _inside(part: Sequence[str], whole: Sequence[str]) -> bool:
    size = len(part)
    return any(tuple(whole[i : i + size]) == tuple(part) for i in range(len(whole) - size + 1))
