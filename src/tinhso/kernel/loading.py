"""Loading the house in a program of its own, without sweeping for garbage in what is loaded."""

import contextlib
import gc
from collections.abc import Iterator

import django


@contextlib.contextmanager
def while_loading() -> Iterator[None]:
    """Sweep for no garbage while the house is loaded, of which nothing is: half of each start.

    What was loaded stays out of the sweeps, because it stands as long as the process.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def load() -> None:
    """Load the house."""
    with while_loading():
        django.setup()
