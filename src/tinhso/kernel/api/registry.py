"""The socket of the API base: how a bearer token becomes an actor (`identity` plugs in)."""

from collections.abc import Callable

from tinhso.kernel.actors import Actor
from tinhso.kernel.registry import Registry

bearers: Registry[Callable[[str], Actor | None]] = Registry("bearer tokens")
