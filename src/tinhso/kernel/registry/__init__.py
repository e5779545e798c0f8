"""Sockets: what a lower floor offers for higher floors to plug into.

A room declares a `Registry` in its `registry.py`; rooms above register plugs in their
`plugins.py`, which is imported at start.
"""

from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """Named plugs of one kind, in the order they were put in."""

    def __init__(self, name: str) -> None:
        """Name the socket, for error messages and the architecture drawing."""
        self.name = name
        self._plugs: dict[str, T] = {}

    def register(self, key: str, plug: T) -> T:
        """Put a plug in; two plugs under one key are a bug."""
        if key in self._plugs and self._plugs[key] is not plug:
            raise ValueError(f"{self.name}: {key} is taken")
        self._plugs[key] = plug
        return plug

    def get(self, key: str) -> T:
        """Return the plug under a key; KeyError when there is none."""
        return self._plugs[key]

    def find(self, key: str) -> T | None:
        """Return the plug under a key, or None."""
        return self._plugs.get(key)

    def __iter__(self) -> Iterator[tuple[str, T]]:
        return iter(tuple(self._plugs.items()))

    def __len__(self) -> int:
        return len(self._plugs)

    def __contains__(self, key: object) -> bool:
        return key in self._plugs
