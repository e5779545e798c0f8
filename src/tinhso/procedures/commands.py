"""Verbs of the command line `tinhso` about procedures."""

import sys
from argparse import ArgumentParser, Namespace

from django.db import transaction

from tinhso.kernel.actors import system_actor
from tinhso.kernel.registry.verbs import verb
from tinhso.procedures.services import import_catalogue


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=["import"], help="import: load the catalogue's data files")
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would change, keep nothing"
    )


@verb("procedures", "The catalogue of administrative procedures.", arguments=_arguments)
def procedures(arguments: Namespace) -> int:
    """Load the catalogue; safe to run twice."""
    with transaction.atomic():
        done = import_catalogue(actor=system_actor("procedures.import"))
        if arguments.dry_run:
            transaction.set_rollback(True)
    sys.stdout.write(
        f"{done.procedures} procedures, {done.new_versions} new versions, {done.flags} flags\n"
    )
    if done.left_alone:
        sys.stdout.write(f"left alone, published by officials: {', '.join(done.left_alone)}\n")
    return 0
