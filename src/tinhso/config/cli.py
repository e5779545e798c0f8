"""The command line `tinhso`: verbs that rooms offer, for the people who run the house."""

import os
import sys
from argparse import ArgumentParser

import django
from environs import EnvError

from tinhso.config.environment import MissingSecret
from tinhso.kernel.errors import DomainError
from tinhso.kernel.loading import while_loading


def main() -> int:
    """Run one verb and return its exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhso.config.settings")
    with while_loading():
        try:
            django.setup()
        except (MissingSecret, EnvError) as wrong:
            sys.stderr.write(f"tinhso: {wrong}\n")
            return 2

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
        sys.stderr.write(f"tinhso {arguments.verb}: {refusal}\n")
        for name, sentence in refusal.fields.items():
            sys.stderr.write(f"  {name}: {sentence}\n")
        return refusal.exit_status
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as fault:
        if fault.filename is None:
            raise
        sys.stderr.write(f"tinhso {arguments.verb}: {fault.filename}: {fault.strerror}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
