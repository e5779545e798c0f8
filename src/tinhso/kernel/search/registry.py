"""Where rooms say how an index of theirs is built again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tinhso.kernel.registry import Registry


@dataclass(frozen=True)
class SearchSource:
    """How to read everything of one kind: `read()` yields each id with its text, by id."""

    read: Callable[[], Iterator[tuple[int, str]]]


search_sources: Registry[SearchSource] = Registry("sources of search indexes")
"""Keyed by the name of the index."""
