"""Runs verbs one after another in one process, so that many can be tried without many starts."""

import contextlib
import io
import json
import sys

from tinhso.config import cli
from tinhso.kernel.loading import load


def main() -> None:
    """Read a verb's arguments from each line; answer with its status and what it said."""
    load()
    from tinhso.config.tests.trail import record_acts

    for line in sys.stdin:
        arguments = json.loads(line)
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            if arguments[0] == "trail":
                record_acts(int(arguments[1]), sealed="--sealed" in arguments)
                status = 0
            else:
                sys.argv = ["tinhso", *arguments]
                status = cli.main()
        sys.stdout.write(json.dumps([status, said.getvalue()]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
