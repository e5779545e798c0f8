"""The verbs of the command line `tinhso`, put in by each room's `commands.py`."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass

from tinhso.kernel.registry import Registry


def _no_arguments(parser: ArgumentParser) -> None:
    """Take no arguments."""


@dataclass(frozen=True)
class Verb:
    """One verb: its words of help, its arguments and what it does."""

    summary: str
    run: Callable[[Namespace], int]
    arguments: Callable[[ArgumentParser], None] = _no_arguments
    needs_database: bool = True


verbs: Registry[Verb] = Registry("command line")


def verb(
    name: str,
    summary: str,
    *,
    arguments: Callable[[ArgumentParser], None] = _no_arguments,
    needs_database: bool = True,
) -> Callable[[Callable[[Namespace], int]], Callable[[Namespace], int]]:
    """Offer a function as `tinhso NAME`; it returns the exit status."""

    def register(run: Callable[[Namespace], int]) -> Callable[[Namespace], int]:
        verbs.register(name, Verb(summary, run, arguments, needs_database))
        return run

    return register
