"""What a benchmark tells: one thing timed, beside a bare view of the same minutes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from time import perf_counter, process_time
from typing import Final

BARE_INSERT: Final = "bare view: insert one row"
BARE_LIST: Final = "bare view: list 100 rows"
BARE_ROWS: Final = "bare: insert 500 rows, one by one"
MANY: Final = 500
"""So many rows the last one inserts in one transaction."""
WARM_UP: Final = 2
"""How many of each block are not counted: caches fill, settings change hands."""
BLOCK: Final = 10


@dataclass(frozen=True)
class Measure:
    """One line of a benchmark: CPU and wall milliseconds of each request.

    `bare` is the bare view this is set beside, timed in turns with it: a ratio of the same minutes
    is all that may be compared. `cold_ms` is the first answer, `queries` how many statements a warm
    one asks; `note` is what else was seen.
    """

    name: str
    cpu_ms: list[float] = field(default_factory=list)
    wall_ms: list[float] = field(default_factory=list)
    bare: "Measure | None" = None
    cold_ms: float | None = None
    queries: int | None = None
    note: str = ""

    def add(self, other: "Measure") -> None:
        """Take another's rounds along."""
        self.cpu_ms.extend(other.cpu_ms)
        self.wall_ms.extend(other.wall_ms)


Act = Callable[[], object]
Bare = Callable[[str, int], Measure]
"""Times the bare view of a name (`BARE_INSERT`, `BARE_LIST`), so many times."""
Bench = Callable[[int, Bare], Iterable[Measure]]


def measured(
    name: str,
    prepare: Callable[[], Act],
    rounds: int,
    *,
    beside: Callable[[int], Measure] | None = None,
) -> Measure:
    """Time what `prepare` returns, so many times, in blocks; before each one as many of `beside`.

    A machine that others use too is slow for minutes at a time: both sides then meet the same.
    """
    told = Measure(name, bare=Measure("") if beside is not None else None)
    while (left := rounds - len(told.cpu_ms)) > 0:
        block = min(left, BLOCK)
        if beside is not None and told.bare is not None:
            told.bare.add(beside(block))
        told.add(timed(name, prepare, block))
    return told


def repeated(
    name: str, act: Act, rounds: int, *, beside: Callable[[int], Measure] | None = None
) -> Measure:
    """Time what may be done again and again without anything prepared."""
    return measured(name, lambda: act, rounds, beside=beside)


def timed(name: str, prepare: Callable[[], Act], rounds: int) -> Measure:
    """Time one block, after a few that are not counted."""
    told = Measure(name)
    for number in range(rounds + WARM_UP):
        act = prepare()
        wall, cpu = perf_counter(), process_time()
        act()
        if number >= WARM_UP:
            told.cpu_ms.append((process_time() - cpu) * 1000)
            told.wall_ms.append((perf_counter() - wall) * 1000)
    return told
