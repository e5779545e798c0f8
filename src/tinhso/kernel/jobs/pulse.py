"""The pacemaker's rounds: short, frequent work that must not wait behind long jobs."""

from collections.abc import Callable
from dataclasses import dataclass

from tinhso.kernel.registry import Registry


@dataclass(frozen=True)
class Pulse:
    """One round: what is done, and how many seconds lie between two of them."""

    name: str
    run: Callable[[], object]
    seconds: float


pulses: Registry[Pulse] = Registry("pulses")


def pulse(name: str, *, seconds: float) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Have a function called every so many seconds by each `tinhso work` of the house.

    For the sequencer, the sealer and their like: each looks first whether there is anything to
    do, and takes its own lock, since several machines beat at once. Ordinary periodic work is
    `@every`.
    """

    def register(function: Callable[[], object]) -> Callable[[], object]:
        pulses.register(name, Pulse(name, function, seconds))
        return function

    return register
