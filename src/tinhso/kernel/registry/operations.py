"""Sockets for running the house: rooms plug in what must be done, checked, measured and told."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise

from tinhso.kernel.registry import Registry
from tinhso.kernel.registry.measuring import Bench


@dataclass(frozen=True)
class Step:
    """One step of the first start, in the order of `order` and then of the name.

    `run` gets a function to which it may tell its progress in one short line. It must be safe to
    run again after a start that was broken off. One of `every_start` is taken quietly at each later
    start too: it adds what a newer version of the house brings.
    """

    order: int
    title: str
    run: Callable[[Callable[[str], None]], None]
    demonstration: bool = False
    every_start: bool = False


@dataclass(frozen=True)
class Finding:
    """One thing `tinhso verify` found wrong with what is kept."""

    code: str
    sentence: str
    is_error: bool = True


@dataclass(frozen=True, kw_only=True)
class Concern:
    """One thing an operator should look at: a code and values, worded by who shows it.

    `about` tells apart what one code may find several of (a path, a projection); with the code and
    the weight it says whether a later look met the same thing again.
    """

    code: str
    values: Mapping[str, str | int] = field(default_factory=dict)
    about: str = ""
    is_error: bool = True

    @property
    def key(self) -> tuple[str, str, bool]:
        """What makes two concerns of two looks the same."""
        return self.code, self.about, self.is_error


@dataclass(frozen=True)
class ConcernWords:
    """What a concern says and what to do about it; both hold `%(name)s` for values."""

    sentence: str | Promise
    remedy: str | Promise


@dataclass(frozen=True)
class WordedConcern:
    """A concern in its reader's language."""

    sentence: str
    remedy: str
    is_error: bool


@dataclass(frozen=True)
class Loader:
    """One size of demonstration data and what grows it in this room."""

    order: int
    run: Callable[[str, Callable[[str], None]], None]


Say = Callable[[str], None]


@dataclass(frozen=True)
class Story:
    """What one room grows of a story: a province as it was described in print at some day.

    `run` is safe to run again: what has grown is left as it is.
    """

    name: str
    order: int
    run: Callable[[Say], None]


Check = Callable[[], Iterable[Finding]]
Look = Callable[[], Iterable[Concern]]

first_start: Registry[Step] = Registry("first start")
"""Steps that fill a new database: catalogues always, the demonstration when it is switched on."""

start_notes: Registry[Callable[[], Iterable[str]]] = Registry("start notes")
"""Lines to print once the house serves (the demonstration accounts)."""

demo_loaders: Registry[Loader] = Registry("demonstration loaders")
"""What `tinhso demo load --size small|province` calls, in order, with the size."""

stories: Registry[Story] = Registry("stories of the demonstration")
"""What `tinhso demo load --story NAME` calls in order; keyed by room and story."""

benches: Registry[Bench] = Registry("benches")
"""What `tinhso bench NAME` calls with the number of rounds and the bare views."""

verifications: Registry[Check] = Registry("verifications")
"""What `tinhso verify` calls: each yields what it found wrong, and nothing when all is well."""

doctors: Registry[Look] = Registry("doctors")
"""What each room knows to look at; a part of the look round."""

doctor_notes: Registry[Callable[[], Iterable[str]]] = Registry("notes of doctors")
"""What `tinhso doctor` says besides: sentences on how a room is set up, nothing to be mended."""

looks_round: Registry[Look] = Registry("looks round")
"""The whole look round the house, put together above: disk, clock, settings and all doctors."""

concern_words: Registry[ConcernWords] = Registry("words of concerns")
"""How each code of a concern is said, on the command line, on the page and wherever else."""

metrics: Registry[Callable[[], Iterable[tuple[str, str, float]]]] = Registry("metrics")
"""Gauges for `/metrics`: each yields (name, help, value)."""

backup_folders: Registry[str] = Registry("folders to back up")
"""Folders under TINHSO_HOME that belong to a backup, besides the database."""


def steps_in_order(*, demonstration: bool) -> Iterator[tuple[str, Step]]:
    """Return the steps of the first start in their order."""
    chosen = [(k, s) for k, s in first_start if demonstration or not s.demonstration]
    yield from sorted(chosen, key=lambda item: (item[1].order, item[0]))


def look_round() -> list[Concern]:
    """Return all that an operator should look at now; takes a second, so not for each page."""
    return [concern for _name, look in looks_round for concern in look()]


def word_concern(concern: Concern) -> WordedConcern:
    """Say a concern in the active language; one of another version is named by its code."""
    words = concern_words.find(concern.code)
    if words is None:
        return WordedConcern(concern.code, "", concern.is_error)
    return WordedConcern(
        str(words.sentence) % concern.values, str(words.remedy) % concern.values, concern.is_error
    )
