"""Both sides of a ratio are timed in turns, so that a busy machine slows them alike."""

from collections.abc import Callable

from tinhso.kernel.registry.measuring import BLOCK, WARM_UP, Measure, measured, repeated


def test_each_block_is_timed_behind_as_many_of_the_bare_view() -> None:
    done: list[str] = []

    def bare(rounds: int) -> Measure:
        done.append(f"bare {rounds}")
        return Measure("bare", cpu_ms=[1.0] * rounds, wall_ms=[2.0] * rounds)

    told = repeated("act", lambda: done.append("act"), BLOCK + 3, beside=bare)

    first, second = ["act"] * (BLOCK + WARM_UP), ["act"] * (3 + WARM_UP)
    assert done == [f"bare {BLOCK}", *first, "bare 3", *second]
    assert len(told.cpu_ms) == len(told.wall_ms) == BLOCK + 3
    assert told.bare is not None
    assert told.bare.cpu_ms == [1.0] * (BLOCK + 3)
    assert told.bare.wall_ms == [2.0] * (BLOCK + 3)


def test_each_round_has_something_of_its_own_to_act_on() -> None:
    prepared: list[str] = []
    acted: list[str] = []

    def prepare() -> Callable[[], object]:
        prepared.append(name := f"matter {len(prepared)}")
        return lambda: acted.append(name)

    told = measured("act", prepare, 5)

    assert acted == prepared == [f"matter {n}" for n in range(5 + WARM_UP)]
    assert len(told.cpu_ms) == 5
    assert told.bare is None
