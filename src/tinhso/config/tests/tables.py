"""Make the tables of an installation and nothing else; `--open` leaves their guards off."""

import sys

from tinhso.kernel.loading import load

if __name__ == "__main__":
    load()
    from django.core.management import call_command

    from tinhso.config import preparing

    if "--open" in sys.argv:
        call_command("migrate", interactive=False, verbosity=0)
    else:
        preparing.migrate(lambda line: None)
