"""The sockets of this room: standard roles, names of permissions, names of what was looked at."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise

from tinhso.kernel.actors import Actor
from tinhso.kernel.registry import Registry

role_permissions: Registry[Mapping[str, Sequence[str]]] = Registry("permissions of standard roles")
"""Each room gives role codes and the permissions it adds to them:
`role_permissions.register("dossiers", {"desk": [DossierPermission.RECEIVE], ...})`.

Role codes: desk, specialist, leader, clerk, editor, committee, soc, privacy, operator,
inspector, monitor.
"""

permission_names: Registry[Mapping[str, str | Promise]] = Registry("names of permissions")
"""Each room may say what its permission codes mean, for the pages that give them."""


@dataclass(frozen=True, kw_only=True)
class LookedAt:
    """What was looked at, as its person knows it: its number, its title, where he opens it."""

    number: str
    url: str
    title: str = ""

    def __str__(self) -> str:
        return " · ".join(filter(None, (self.number, self.title)))


looked_at: Registry[Callable[[Actor, Collection[UUID]], Mapping[UUID, LookedAt]]] = Registry(
    "names of what was looked at"
)
"""Each room names, of these objects of one of its kinds, those that the actor may see as a person,
all in one question: `looked_at.register("dossiers.dossier", name_dossiers)`. What it leaves out
stays unnamed on "who looked at my data". The kind is that of `record_access`.
"""
