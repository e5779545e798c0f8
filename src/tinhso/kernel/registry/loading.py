"""Sockets for a load run: what people ask of a running house all day, and whether it kept its word.

A room plugs in who asks for what; `tinhso load` signs them in at a real web server over HTTP, asks
so many times a second, and at the end has the room prove that nothing was lost or done twice.
"""

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from tinhso.kernel.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One request of somebody signed in; `name` is its line in the table."""

    name: str
    login: str
    path: str
    body: object = None
    """What is sent as JSON; without it, and without a form, the address is only read."""
    form: Sequence[tuple[str, str]] = ()
    file: tuple[str, str, bytes] | None = None
    """A field's name, the file's name and its content, sent with the form."""
    method: str = ""

    @property
    def verb(self) -> str:
        """The method of HTTP."""
        sends = self.body is not None or self.form or self.file
        return self.method or ("POST" if sends else "GET")


@dataclass(frozen=True)
class Told:
    """What came back: the status, and the JSON where it was some."""

    status: int
    body: Mapping[str, Any]

    @property
    def is_done(self) -> bool:
        """Tell whether the house says that it did it."""
        return 200 <= self.status < 300


Walk = Generator[Ask, Told, None]
"""One matter from act to act: each next one is asked when the one before is answered."""


class Load(Protocol):
    """What one room has asked, and how it proves itself."""

    password: str
    logins: Sequence[str]

    def read(self) -> Ask:
        """Return something somebody looks at."""

    def walks(self, count: int) -> list[Walk]:
        """Return so many matters, made ready beforehand."""

    def prove(self) -> Iterable[str]:
        """Yield a sentence for all that was answered as done and is not there, or is twice."""


loads: Final[Registry[Callable[[], Load]]] = Registry("loads")
