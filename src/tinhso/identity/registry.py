"""The sockets of this room: what the standard roles may do, and what permissions are called."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise

from tinhso.kernel.registry import Registry

role_permissions: Registry[Mapping[str, Sequence[str]]] = Registry("permissions of standard roles")
"""Each room gives role codes and the permissions it adds to them:
`role_permissions.register("dossiers", {"desk": [DossierPermission.RECEIVE], ...})`.

Role codes: desk, specialist, leader, clerk, editor, committee, soc, privacy, operator,
inspector, monitor.
"""

permission_names: Registry[Mapping[str, str | Promise]] = Registry("names of permissions")
"""Each room may say what its permission codes mean, for the pages that give them."""
