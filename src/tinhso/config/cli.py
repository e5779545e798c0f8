"""The command line `tinhso`: verbs that rooms offer, for the people who run the house."""

import os
import sys
from argparse import ArgumentParser

import django

from tinhso.kernel.errors import DomainError


def main() -> int:
    """Run one verb and return its exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhso.config.settings")
    django.setup()

    from tinhso.config.apps import import_from_rooms
    from tinhso.kernel.registry.verbs import verbs

    import_from_rooms("commands")
    parser = ArgumentParser(prog="tinhso", description="Tỉnh Số: a province's e-government.")
    choices = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    for name, verb in sorted(verbs):
        verb.arguments(choices.add_parser(name, help=verb.summary, description=verb.summary))
    arguments = parser.parse_args()
    try:
        return verbs.get(arguments.verb).run(arguments)
    except DomainError as refusal:
        sys.stderr.write(f"{refusal}\n")
        return refusal.exit_status


if __name__ == "__main__":
    sys.exit(main())
