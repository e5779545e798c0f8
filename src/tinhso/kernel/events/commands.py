"""Verbs about events."""

import sys
from argparse import ArgumentParser, Namespace

from tinhso.kernel.errors import NotFound
from tinhso.kernel.events import rebuild_projection
from tinhso.kernel.events.handlers import projections
from tinhso.kernel.registry.verbs import verb


def _name(parser: ArgumentParser) -> None:
    parser.add_argument("name", help="the projection, or 'all'")


@verb(
    "rebuild-projection",
    "empty a projection and follow every event from the first",
    arguments=_name,
)
def rebuild(arguments: Namespace) -> int:
    """Rebuild one projection or all."""
    known = [name for name, _projection in projections]
    chosen = known if arguments.name == "all" else [arguments.name]
    for name in chosen:
        if name not in projections:
            raise NotFound(f"no projection {name}; there are: {', '.join(known) or 'none'}")
        sys.stdout.write(f"{name}: {rebuild_projection(name)} events followed\n")
    return 0
