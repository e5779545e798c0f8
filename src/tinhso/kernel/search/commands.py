"""The verb that builds search indexes again."""

import sys
from argparse import ArgumentParser, Namespace

from django.utils.translation import gettext as _

from tinhso.kernel.registry.verbs import verb
from tinhso.kernel.search.registry import search_sources
from tinhso.kernel.search.services import reindex


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("entity", nargs="*", help="index to build again; all when none is named")


@verb("reindex", "build search indexes again", arguments=_arguments)
def run(arguments: Namespace) -> int:
    """Build the named indexes again, or all; 2 when a name is unknown."""
    names = arguments.entity or [name for name, _source in search_sources]
    unknown = [name for name in names if name not in search_sources]
    if unknown:
        sys.stderr.write(_("Không có chỉ mục %(name)s.") % {"name": unknown[0]} + "\n")
        return 2
    for name in names:
        sys.stdout.write(f"{name}: {reindex(name)}\n")
    return 0
